"""The index folder describes itself: the names of its files, and what its database must say to be usable.

current                    names the database in use; replaced atomically when a rebuild is done
index-<n>.db               SQLite, the truth (and, while it is open, its -wal and -shm)
vectors-<generation>.faiss derived from the database, disposable; serves later generations too, see vectors.py
words-<generation>.bm25    derived likewise, where there are many passages; goes with the vectors of that generation
sources.json               what it was made from (bound.py)
lock                       held by the one process that writes
conversations.db           what was asked in the window (assistant/memory/conversations.py); never swept
feedback.db                what readers thought of answers (assistant/memory/feedback_book.py); never swept

Vectors and words end in their sha256, so that a file that was cut off or altered is known for one and deleted.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.disk import replace_file
from assistant.errors import IndexStateError

FORMAT_VERSION = 7
READABLE_FORMATS = (6, FORMAT_VERSION)
"""Those that answer; the older is read as `sqlite/format_before.py` says."""
CHUNKING_VERSION = 2
_DIGEST_BYTES = 32
_DERIVED = r"vectors-\d+\.faiss|words-\d+\.bm25"
SOURCES_FILE = "sources.json"
_TEMPORARY = re.compile(rf"(?:current|publisher|{re.escape(SOURCES_FILE)}|{_DERIVED})\.\d+\.tmp")
_DATABASE = re.compile(r"index-\d+\.db(?:-wal|-shm|-journal)?")
REBUILD = "Run `assistant index --rebuild` to build it anew; the documents are not touched."


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an index was built with; two indexes with different recipes cannot be mixed."""

    embedder: str
    dimension: int
    chunking: int = CHUNKING_VERSION
    format: int = FORMAT_VERSION


def is_outdated(found: Recipe, expected: Recipe) -> bool:
    """Say whether an index was left by an older version of this program, and everything else about it fits."""
    same_models = (found.embedder, found.dimension) == (expected.embedder, expected.dimension)
    no_newer = found.format <= expected.format and found.chunking <= expected.chunking
    return same_models and no_newer and found != expected


def can_be_read(found: Recipe, expected: Recipe) -> bool:
    """Say whether an index that was built with one recipe answers questions put to another.

    One that an older version left does until a new one is whole, where its format can still be read.
    """
    return found == expected or (is_outdated(found, expected) and found.format in READABLE_FORMATS)


def check_recipe(found: Recipe, expected: Recipe) -> None:
    """Raise IndexStateError, naming both values, where the index was built otherwise than it would be now."""
    for what in ("format", "chunking", "embedder", "dimension"):
        has, wants = getattr(found, what), getattr(expected, what)
        if has != wants:
            raise IndexStateError(f"The index was built with {what} {has!r}, this setup uses {wants!r}. {REBUILD}")


def current_database(folder: Path) -> Path | None:
    """Return the database in use, or None where nothing was ever built.

    Raises:
        IndexStateError: `current` names a file that is not there.
    """
    name = _named_current(folder)
    while name is not None:
        path = folder / name
        if re.fullmatch(r"index-\d+\.db", name) and path.is_file():
            return path
        before, name = name, _named_current(folder)
        # A rebuild may have swapped, and deleted what was in use, between reading its name and looking for it.
        if name == before:
            raise IndexStateError(f"{folder / 'current'} names {name!r}, which is not a database there. {REBUILD}")
    return None


def _named_current(folder: Path) -> str | None:
    try:
        return (folder / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexStateError(f"The index folder {folder} cannot be read ({error}). {REBUILD}") from error


def next_database(folder: Path) -> Path:
    """Return a name for a new database that no other in the folder has had."""
    taken = [int(m.group(1)) for p in folder.glob("index-*.db") if (m := re.fullmatch(r"index-(\d+)\.db", p.name))]
    return folder / f"index-{max(taken, default=0) + 1}.db"


def vectors_file(folder: Path, generation: int) -> Path:
    """Return the name of the vectors derived from a generation."""
    return folder / f"vectors-{generation}.faiss"


def words_file(folder: Path, generation: int) -> Path:
    """Return the name of the words derived from a generation."""
    return folder / f"words-{generation}.bm25"


def vectors_generations(folder: Path) -> list[int]:
    """Return the generations of which the folder holds vectors."""
    return _generations(folder, "vectors-*.faiss")


def words_generations(folder: Path) -> list[int]:
    """Return the generations of which the folder holds words."""
    return _generations(folder, "words-*.bm25")


def _generations(folder: Path, names: str) -> list[int]:
    numbers = (re.fullmatch(r"\w+-(\d+)\.\w+", path.name) for path in folder.glob(names))
    return [int(match.group(1)) for match in numbers if match]


def write_checked(target: Path, *content: bytes | memoryview) -> None:
    """Replace a file by content that `read_checked` can tell from any other. Raises what `replace_file` raises."""
    digest = hashlib.sha256()
    for part in content:
        digest.update(part)
    replace_file(target, *content, digest.digest())


def read_checked(path: Path) -> memoryview | None:
    """Return what `write_checked` wrote, or None where it is missing or not whole; what is not whole is deleted."""
    try:
        written = memoryview(path.read_bytes())  # whose slices are no copies of what may be a gigabyte
    except OSError:
        return None
    content, digest = written[:-_DIGEST_BYTES], written[-_DIGEST_BYTES:]
    if hashlib.sha256(content).digest() == digest:
        return content
    with suppress(OSError):
        path.unlink()
    return None


def make_current(folder: Path, database: Path) -> None:
    """Let every reader that asks from now on use this database."""
    replace_file(folder / "current", database.name.encode())


def sweep(folder: Path, derived: int | None) -> None:
    """Delete what no reader that starts now would open: other databases, leftovers of a crash, other vectors and words.

    `derived` is the generation whose vectors and words stay, if any do.

    Raises:
        OSError: the folder cannot be read or written.
    """
    sweep_leftovers(folder)
    kept = set() if derived is None else {vectors_file(folder, derived), words_file(folder, derived)}
    for path in sorted(folder.iterdir()):
        if re.fullmatch(_DERIVED, path.name) and path not in kept:
            path.unlink(missing_ok=True)


def sweep_leftovers(folder: Path) -> None:
    """Delete what a run that died left half made. Whoever calls holds the write lock.

    Databases stay where it cannot be told which is in use. Raises what `sweep` raises.
    """
    with suppress(IndexStateError):
        current = current_database(folder)
        kept = set(() if current is None else files_of(current))
        for path in sorted(folder.iterdir()):
            if _DATABASE.fullmatch(path.name) and path not in kept:
                path.unlink(missing_ok=True)
    for path in sorted(folder.iterdir()):
        if _TEMPORARY.fullmatch(path.name):
            path.unlink(missing_ok=True)


def discard(database: Path) -> None:
    """Delete a database that nobody reads, as far as that is possible."""
    for path in files_of(database):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def files_of(database: Path) -> tuple[Path, ...]:
    """Return a database and what SQLite may keep beside it.

    The database is the first to be deleted: without its write-ahead log it could be taken for an older generation.
    """
    return tuple(database.with_name(f"{database.name}{ending}") for ending in ("", "-journal", "-shm", "-wal"))
