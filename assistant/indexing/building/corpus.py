"""The files of the corpus folder. Names are text, whatever bytes the file system has."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CorpusError
from assistant.reading.opening import Identity, file_identity, pieces
from assistant.reading.registry import Skipped, is_supported, why_unsupported

_JUST_NOW_NS = 2_000_000_000
"""How long a write may go unnoticed in a file's time: the coarsest file system counts in two seconds."""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file that may become documents: `name` is its path below the corpus folder, with forward slashes.

    `identity` is the identity of the listed file, if known: no other file is read in its place.
    """

    name: str
    path: Path
    size: int
    mtime_ns: int
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The regular files of a corpus by name, and the ones whose format or kind cannot be read."""

    files: tuple[CorpusFile, ...]
    skipped: tuple[Skipped, ...]


def check_corpus(folder: Path) -> None:
    """Raise CorpusError if the folder does not exist."""
    if not folder.is_dir():
        raise CorpusError(
            f"There is no corpus folder {folder}. Create it and put documents in it, or name another one with --corpus."
        )


def list_corpus(folder: Path, index: Path | None = None) -> Listing:
    r"""Return the files below a folder, except hidden files and folders and the folder of the index.

    Links are followed, but no folder is entered twice, so that a loop of links ends. A byte in a name that is not
    valid UTF-8 is written as an escape such as `\xff`.

    Raises:
        CorpusError: the folder does not exist, or is the folder of the index.
    """
    check_corpus(folder)
    if index is not None and index.is_dir() and folder.samefile(index):
        raise CorpusError(f"{folder} is the index's own folder. Name another folder for the documents with --corpus.")
    files: dict[str, CorpusFile] = {}
    skipped: list[Skipped] = []
    for path in _walk(folder, index):
        name = _as_text(path.relative_to(folder))
        try:
            status = path.stat()
        except OSError as error:
            skipped.append(Skipped(name, f"it cannot be opened ({error.strerror})"))
            continue
        if stat.S_ISDIR(status.st_mode):
            skipped.append(Skipped(name, "the folder cannot be opened; its indexed documents stay"))
        elif not stat.S_ISREG(status.st_mode):
            skipped.append(Skipped(name, "it is not a regular file"))
        elif not is_supported(path):
            skipped.append(Skipped(name, why_unsupported(path)))
        elif name in files:
            skipped.append(Skipped(name, "another file has the same name when written as text. Rename one of them"))
        else:
            files[name] = CorpusFile(name, path, status.st_size, status.st_mtime_ns, file_identity(status))
    return Listing(tuple(files[name] for name in sorted(files)), tuple(sorted(skipped, key=lambda s: s.name)))


def file_digest(path: Path, most: int = sys.maxsize, identity: Identity | None = None) -> str:
    """Return the sha256 of a file of at most this size.

    Raises:
        OSError: it cannot be read, is gone, is not a regular file or no longer the one with this identity, or yields no
            data; none of these blocks.
    """
    digest = hashlib.sha256()
    for piece in pieces(path, most, identity):
        digest.update(piece)
    return digest.hexdigest()


def settled_time(file: CorpusFile, now_ns: int) -> int:
    """Return the modification time to record, or 0 for a file so fresh that the next change might not alter it.

    A time of 0 matches no file, so its content is hashed again (as git does with "racily clean" entries).
    """
    return file.mtime_ns if abs(now_ns - file.mtime_ns) > _JUST_NOW_NS else 0


def _as_text(relative: Path) -> str:
    return os.fsencode(relative.as_posix()).decode("utf-8", "backslashreplace")


def _walk(folder: Path, index: Path | None) -> Iterator[Path]:
    """Yield every visible entry that is not a folder, and every folder that cannot be opened.

    Real folders come first, then linked ones that were not visited yet.
    """
    entered = set()
    if index is not None and index.is_dir():
        entered.add(file_identity(index.stat()))
    linked = [folder]
    while linked:
        waiting = [linked.pop(0)]
        while waiting:
            here = waiting.pop()
            try:
                identity = file_identity(here.stat())
                if identity in entered:
                    continue
                entered.add(identity)
                with os.scandir(here) as entries:
                    visible = sorted((e for e in entries if not e.name.startswith(".")), key=lambda e: e.name)
            except OSError:
                yield here
                continue
            for entry in visible:
                if not os.path.isdir(entry.path):
                    yield Path(entry.path)
                elif entry.is_symlink():
                    linked.append(Path(entry.path))
                else:
                    waiting.append(Path(entry.path))
