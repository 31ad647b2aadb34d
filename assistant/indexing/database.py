"""A connection to the database, its errors in words, and what tells two texts apart in it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from assistant.errors import IndexStateError
from assistant.indexing.layout import REBUILD

_PATIENCE_S = 30
"""How long SQLite waits for a lock that another connection holds for a moment."""


@contextmanager
def translated(database: Path) -> Iterator[None]:
    """Turn SQLite's own errors into IndexStateError with the way out."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = (error.sqlite_errorcode if hasattr(error, "sqlite_errorcode") else 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            advice = "Make room on the disk, then run `assistant index`; until then the index is what it was."
        elif code == sqlite3.SQLITE_IOERR:
            advice = "Look after the disk, then run `assistant index`; until then the index is what it was."
        else:
            advice = f"Check that the folder exists and is writable. {REBUILD}"
        raise IndexStateError(f"The index {database} cannot be used: {error}. {advice}") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # it may fail to tell what it found
        raise IndexStateError(f"The index {database} is damaged: {error}. {REBUILD}") from error


def connect(database: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open a database for use from any one thread at a time; `create` lays out an empty one."""
    if not create and not database.is_file():
        raise IndexStateError(f"There is no index at {database}. Run `assistant index`.")
    with translated(database):
        # Without `mode=rw`, a database that a rebuild has just replaced would be made anew, and empty.
        address = f"{database.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
        connection = sqlite3.connect(
            address, uri=True, isolation_level=None, check_same_thread=False, timeout=_PATIENCE_S
        )
        try:
            if create:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(files("assistant.indexing").joinpath("schema.sql").read_text("utf-8"))
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def text_sha256(text: str) -> str:
    """Return what tells a document's text from any other."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def digest_of(text: str) -> bytes:
    """Return what tells a text that is embedded from any other; shorter, because there are many."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).digest()


def placeholders(values: Sequence[object]) -> str:
    """Return as many question marks as there are values, for a statement that looks for any of them."""
    return ",".join("?" * len(values))
