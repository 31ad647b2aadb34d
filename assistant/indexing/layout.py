"""The index folder describes itself: the names of its files, and what its database must say to be usable.

current                    names the database in use; replaced atomically when a rebuild is done
index-<n>.db               SQLite, the truth (and, while it is open, its -wal and -shm)
vectors-<generation>.faiss derived from the database, disposable
lock                       held by the one process that writes
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import IndexStateError

FORMAT_VERSION = 2
CHUNKING_VERSION = 1
REBUILD = "Run `assistant index --rebuild` to build it anew; the documents are not touched."


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an index was built with; two indexes with different recipes cannot be mixed."""

    embedder: str
    dimension: int
    chunking: int = CHUNKING_VERSION
    format: int = FORMAT_VERSION


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
    try:
        name = (folder / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexStateError(f"The index folder {folder} cannot be read ({error}). {REBUILD}") from error
    path = folder / name
    if not re.fullmatch(r"index-\d+\.db", name) or not path.is_file():
        raise IndexStateError(f"{folder / 'current'} names {name!r}, which is not a database there. {REBUILD}")
    return path


def next_database(folder: Path) -> Path:
    """Return a name for a new database that no other in the folder has had."""
    taken = [int(m.group(1)) for p in folder.glob("index-*.db") if (m := re.fullmatch(r"index-(\d+)\.db", p.name))]
    return folder / f"index-{max(taken, default=0) + 1}.db"


def vectors_file(folder: Path, generation: int) -> Path:
    """Return the name of the vectors derived from a generation."""
    return folder / f"vectors-{generation}.faiss"


def vectors_generations(folder: Path) -> list[int]:
    """Return the generations of which the folder holds vectors."""
    names = (re.fullmatch(r"vectors-(\d+)\.faiss", path.name) for path in folder.glob("vectors-*.faiss"))
    return [int(match.group(1)) for match in names if match]


def replace_file(target: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new, never a part."""
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    with open(temporary, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, target)


def make_current(folder: Path, database: Path) -> None:
    """Let every reader that asks from now on use this database."""
    replace_file(folder / "current", database.name.encode())


def sweep(folder: Path, generation: int) -> None:
    """Delete what no reader that starts now would open: other databases, older vectors, leftovers of a crash."""
    current = current_database(folder)
    keep = {vectors_file(folder, generation).name, "current", "lock", "README.md"}
    for path in folder.iterdir():
        database = re.match(r"index-\d+\.db", path.name)
        stale_database = database is not None and current is not None and database.group() != current.name
        stale_vectors = path.name.startswith("vectors-") and path.name not in keep
        if stale_database or stale_vectors or path.name.endswith(".tmp"):
            path.unlink(missing_ok=True)
