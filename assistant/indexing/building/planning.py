"""The difference between a corpus and its index: what to read, rename, delete or leave alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assistant.indexing.building.corpus import CorpusFile, Listing, file_digest
from assistant.indexing.catalogue import StoredFile
from assistant.reading.contents import Limits
from assistant.reading.registry import Skipped, is_foreign_document


@dataclass(frozen=True, slots=True)
class HashedFile:
    """A file and the sha256 of its content; "" if it is too large to hash."""

    file: CorpusFile
    sha256: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A file with the same content under another name."""

    before: str
    name: str


@dataclass(frozen=True, slots=True)
class Move:
    """A file that was renamed, and its previous name."""

    before: str
    look: HashedFile


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about each file.

    `read` are new or changed, or failed before and may be retried; `touched` have a new time but the same content;
    `unopened` could not be opened now, and stay as they are.
    """

    read: tuple[HashedFile, ...]
    moved: tuple[Move, ...]
    touched: tuple[HashedFile, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    unopened: tuple[Skipped, ...]


def plan(
    listing: Listing,
    known: Mapping[str, StoredFile],
    limits: Limits,
    read_by: str,
    *,
    thorough: bool = False,
    awaiting: bool = False,
) -> Plan:
    """Compare files with the index, by content wherever size or time differ.

    A file that exists but is skipped keeps what was last read of it. A file that failed is retried when the file or
    `read_by` has changed. `thorough` compares the content of all files. `awaiting` also reads those with
    pages that wait to be recognized.
    """
    read: list[HashedFile] = []
    touched: list[HashedFile] = []
    unchanged: list[str] = []
    unopened: list[Skipped] = []
    present = {file.name for file in listing.files} | {one.name for one in listing.skipped}
    closed = tuple(f"{one.name}/" for one in listing.skipped)
    absent = sorted(name for name in known if name not in present and not name.startswith(closed))
    gone = {(known[name].sha256, _kind(name)): name for name in absent if not known[name].problems}
    moved: list[Move] = []
    for file in listing.files:
        before = known.get(file.name)
        settled = before is not None and _is_settled(before, read_by, awaiting=awaiting)
        as_it_was = before is not None and settled and (file.size, file.mtime_ns) == (before.size, before.mtime_ns)
        if as_it_was and not thorough:
            unchanged.append(file.name)
            continue
        try:
            fits = file.size <= limits.file_bytes
            look = HashedFile(file, file_digest(file.path, limits.file_bytes, file.identity) if fits else "")
        except OSError as error:
            unopened.append(Skipped(file.name, f"it cannot be opened ({error.strerror})"))
            continue
        old_name = gone.pop((look.sha256, _kind(file.name)), None) if before is None else None
        if old_name is not None:
            moved.append(Move(old_name, look))
        elif before is not None and settled and look.sha256 and look.sha256 == before.sha256:
            if as_it_was:
                unchanged.append(file.name)
            else:
                touched.append(look)
        else:
            read.append(look)
    left = {move.before for move in moved}
    removed = tuple(name for name in absent if name not in left)
    return Plan(tuple(read), tuple(moved), tuple(touched), tuple(unchanged), removed, tuple(unopened))


def _is_settled(before: StoredFile, read_by: str, *, awaiting: bool) -> bool:
    """Return whether a file that has not changed need not be read again."""
    if before.awaits and awaiting:
        return False
    return not before.problems or before.recipe == read_by


def newly_unsupported(skipped: Sequence[Skipped], known: Mapping[str, StoredFile], read_by: str) -> list[StoredFile]:
    """Return the records of documents of formats that are not read, so that whoever asks is told of them."""
    foreign = (one for one in skipped if is_foreign_document(PurePosixPath(one.name)))
    return [
        StoredFile(one.name, "", 0, 0, read_by, (one,))
        for one in foreign
        if one.name not in known or (not known[one.name].documents and known[one.name].problems != (one,))
    ]


def _kind(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
