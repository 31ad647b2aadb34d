"""Records which folder an index was made from, so that no command updates it from another folder.

`sources.json` in the index folder records where the documents were when the index was last written: by relative path,
absolute path, and device and inode. Two of the three identify the folder after either was moved. If only one matches,
as after copying both, the folder must also contain what the index knows.
"""

from __future__ import annotations

import json
import os
import shlex
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.disk import replace_file
from assistant.errors import ForeignIndexError, IndexStateError
from assistant.indexing.building.corpus import check_corpus, file_digest, list_corpus
from assistant.indexing.layout import SOURCES_FILE, current_database
from assistant.indexing.sqlite.database import connect_to_read


@dataclass(frozen=True, slots=True)
class CorpusLocation:
    """Where a folder of documents is: relative to the index folder ("" if impossible), absolute, and on the disk."""

    beside: str
    at: str
    device: int
    inode: int

    def signs_of(self, other: CorpusLocation) -> int:
        """Return how many of the three match."""
        same_inode = self.inode != 0 and (self.device, self.inode) == (other.device, other.inode)
        return (self.beside == other.beside != "") + (self.at == other.at) + same_inode


def location_of(folder: Path, corpus: Path) -> CorpusLocation:
    """Return the location of a corpus, relative to an index folder."""
    at, index = os.path.abspath(corpus), os.path.abspath(folder)
    try:
        beside = Path(os.path.relpath(at, index)).as_posix()
    except ValueError:  # on Windows, there is no relative path from one drive to another
        beside = ""
    status = corpus.stat()
    return CorpusLocation(beside, at, status.st_dev, status.st_ino)


def bind(folder: Path, corpus: Path) -> None:
    """Record that the index in `folder` is made from this corpus. Raises OSError."""
    source = location_of(folder, corpus)
    with suppress(ForeignIndexError):
        if recorded(folder) == source:
            return
    content = json.dumps({"sources": [{"kind": "folder", **asdict(source)}]}, indent=2)
    replace_file(folder / SOURCES_FILE, f"{content}\n".encode())


def check_bound(folder: Path, corpus: Path) -> None:
    """Raise ForeignIndexError if the index in `folder` was not made from this corpus.

    An index of an earlier version has no record. It belongs to a folder that contains half of the files it knows, or to
    any folder if those cannot be read.

    Raises:
        DocumentError: there is no such corpus folder.
        ForeignIndexError: the index was made from another folder.
    """
    check_corpus(corpus)
    was, now = recorded(folder), location_of(folder, corpus)
    if not _is_built(folder) or (was is not None and was.signs_of(now) >= 2):
        return
    known = _known(folder)
    if was is None and (known is None or _holds(corpus, folder, known)):
        return
    if was is not None and was.signs_of(now) and known is not None and _holds(corpus, folder, known):
        return
    unsaid = f"does not record its folder of documents, and {now.at} contains less than half of its files"
    made_from = f"was made from {was.at}, not from {now.at}" if was else unsaid
    raise ForeignIndexError(f"The index {folder} {made_from}.", _advice(folder, corpus))


def _advice(folder: Path, corpus: Path) -> str:
    command = shlex.join(["assistant", "index", "--rebind", "--corpus", str(corpus), "--index", str(folder)])
    return (
        "Name its own folder with --corpus, or another index with --index. To bind it to this folder, and drop what"
        f" only the other one has: `{command}`."
    )


def recorded(folder: Path) -> CorpusLocation | None:
    """Return the recorded location of the corpus, or None if there is no record.

    Raises:
        ForeignIndexError: the record cannot be read.
    """
    try:
        (source,) = json.loads((folder / SOURCES_FILE).read_text("utf-8"))["sources"]
        return CorpusLocation(str(source["beside"]), str(source["at"]), int(source["device"]), int(source["inode"]))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        found = f"What the index {folder} was made from cannot be read from {SOURCES_FILE} ({error})."
        raise ForeignIndexError(
            found, "To record it again, run `assistant index --rebind`, with its own --corpus."
        ) from error


def _is_built(folder: Path) -> bool:
    try:
        return current_database(folder) is not None
    except IndexStateError:
        return True


def _known(folder: Path) -> Mapping[str, tuple[int, str]] | None:
    """Return the size and sha256 of each file of an index of any version, or None if they cannot be read."""
    try:
        database = current_database(folder)
        assert database is not None
        with closing(connect_to_read(database)) as connection:
            rows = connection.execute("SELECT name, size, sha256 FROM files WHERE sha256 <> ''").fetchall()
    except (IndexStateError, sqlite3.Error):
        return None
    return {name: (size, sha256) for name, size, sha256 in rows}


def _holds(corpus: Path, folder: Path, known: Mapping[str, tuple[int, str]]) -> bool:
    """Return whether a corpus contains at least half of the known files, by name and content."""
    files = [file for file in list_corpus(corpus, folder).files if known.get(file.name, (-1, ""))[0] == file.size]
    if 2 * len(files) < len(known):
        return False
    same = 0
    for file in files:
        try:
            same += file_digest(file.path, file.size, file.identity) == known[file.name][1]
        except OSError:
            continue
    return 2 * same >= len(known)
