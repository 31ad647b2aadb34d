"""What lies in the corpus folder, and how it differs from what the index has."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DocumentError
from assistant.indexing.store import StoredDocument
from assistant.reading.formats import SUPPORTED_SUFFIXES, Skipped, is_supported


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file that may become a document: `name` is its path below the corpus folder, with forward slashes."""

    name: str
    path: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How a corpus differs from an index. `touched` files have a new time but the content they had."""

    added: tuple[CorpusFile, ...]
    changed: tuple[CorpusFile, ...]
    touched: tuple[CorpusFile, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


def list_corpus(folder: Path) -> tuple[tuple[CorpusFile, ...], tuple[Skipped, ...]]:
    """Return the files below a folder by name, and those of a format that cannot be read. Hidden ones are left alone.

    Raises:
        DocumentError: there is no such folder.
    """
    if not folder.is_dir():
        raise DocumentError(
            f"There is no corpus folder {folder}. Make it and put documents in it, or name another with --corpus."
        )
    found: list[CorpusFile] = []
    skipped: list[Skipped] = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if any(part.startswith(".") for part in relative.parts) or path.is_dir():
            continue
        name = relative.as_posix()
        if not is_supported(path):
            kinds = ", ".join(sorted(SUPPORTED_SUFFIXES))
            skipped.append(Skipped(name, f"{path.suffix or 'no suffix'} is not a format that can be read ({kinds})"))
            continue
        try:
            status = path.stat()
        except OSError as error:
            skipped.append(Skipped(name, f"it cannot be opened ({error.strerror})"))
            continue
        found.append(CorpusFile(name, path, status.st_size, status.st_mtime_ns))
    return tuple(found), tuple(skipped)


def compare(files: Iterable[CorpusFile], indexed: Iterable[StoredDocument], present: Iterable[str]) -> Difference:
    """Compare files with what is indexed, by content wherever size or time differ.

    `present` names every file that is there, readable or not: a document whose file can no longer be read is kept
    as it was last read.
    """
    known = {document.name: document for document in indexed}
    added, changed, touched, unchanged = [], [], [], []
    for file in files:
        before = known.get(file.name)
        if before is None:
            added.append(file)
        elif (file.size, file.mtime_ns) == (before.size, before.mtime_ns):
            unchanged.append(file.name)
        elif file.size == before.size and _sha256(file.path) == before.sha256:
            touched.append(file)
        else:
            changed.append(file)
    removed = known.keys() - set(present)
    return Difference(tuple(added), tuple(changed), tuple(touched), tuple(unchanged), tuple(sorted(removed)))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
