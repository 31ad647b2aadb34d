"""The database of an update: the one in use, or a new one beside it, which is deleted if the update fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.errors import IndexStateError
from assistant.indexing.layout import (
    Recipe,
    current_database,
    discard,
    is_outdated,
    next_database,
    sweep,
    vectors_generations,
)
from assistant.indexing.ranking.vectors import newest_base
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.sqlite.writer import start_database
from assistant.indexing.tokens.passages import sweep_tokens


@contextmanager
def database_for(folder: Path, in_use: Path | None, recipe: Recipe) -> Iterator[Path]:
    """Yield the database in use, or a new one, which is deleted unless it comes into use."""
    if in_use is not None:
        yield in_use
        return
    database = next_database(folder)
    try:
        start_database(database, recipe, _last_generation(folder) + 1)
        yield database
    except BaseException:
        if not _is_current(folder, database):
            discard(database)
            with suppress(OSError):
                sweep_unused(folder)
        raise


def _is_current(folder: Path, database: Path) -> bool:
    with suppress(IndexStateError):
        return current_database(folder) == database
    return False


def sweep_unused(folder: Path) -> None:
    """Delete all files that do not belong to the database in use; nothing if that cannot be read."""
    with suppress(IndexStateError):
        database = current_database(folder)
        if database is None:
            sweep(folder, None)
            sweep_tokens(folder, None)
            return
        with Snapshot(database) as snapshot:
            base = newest_base(folder, snapshot)
            sweep_tokens(folder, snapshot)
        sweep(folder, base)


def why_outdated(database: Path, recipe: Recipe) -> str:
    """Return why an index of an older version must be rebuilt, or "" if it need not."""
    with Snapshot(database) as snapshot:
        found = snapshot.recipe
    if not is_outdated(found, recipe):
        return ""
    return (
        f"The index is from an older version (format {found.format}, chunking {found.chunking}; this version uses"
        f" {recipe.format}, {recipe.chunking})."
    )


def _last_generation(folder: Path) -> int:
    """Return the highest generation of the folder so far, if it can be read."""
    generations = vectors_generations(folder)
    with suppress(IndexStateError):
        database = current_database(folder)
        if database is not None:
            with Snapshot(database) as snapshot:
                generations.append(snapshot.generation)
    return max(generations, default=0)
