"""A connection to the database, its errors in words, and what tells two texts apart in it."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path

from assistant.errors import IndexStateError, UnwritableIndexError
from assistant.indexing.layout import REBUILD

_PATIENCE_S = 30
"""How long SQLite waits for a lock that another connection holds for a moment."""
_UNWRITABLE = {
    sqlite3.SQLITE_FULL: "Free space on the disk",
    sqlite3.SQLITE_IOERR: "Look after the disk, and whether it is full",
    sqlite3.SQLITE_READONLY: "Give this user write permission",
}
_opening = threading.Lock()


@contextmanager
def translated(database: Path) -> Iterator[None]:
    """Turn SQLite's own errors into IndexStateError with the way out."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if cause := _UNWRITABLE.get(_code_of(error)):
            advice = f"{cause}, then run `assistant index`; until then the index is what it was."
            raise UnwritableIndexError(f"The index {database} cannot be used: {error}. {advice}") from error
        advice = f"Check that the folder exists and is writable. {REBUILD}"
        raise IndexStateError(f"The index {database} cannot be used: {error}. {advice}") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # it may fail to tell what it found
        raise IndexStateError(f"The index {database} is damaged: {error}. {REBUILD}") from error


def is_of_the_disk(error: sqlite3.Error) -> bool:
    """Return whether an error comes from the disk (full, failing or not accessible), not from the database."""
    return _code_of(error) in _UNWRITABLE


def _code_of(error: sqlite3.Error) -> int:
    """Return SQLite's own code, without what some of them add to it."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def connect(database: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open a database for use from any one thread at a time; `create` lays out an empty one."""
    if not create:
        _check_is_there(database)
    with translated(database):
        # Without `mode=rw`, a database that a rebuild has just replaced would be made anew, and empty.
        connection = _opened(database, f"mode={'rwc' if create else 'rw'}")
        try:
            if create:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(files("assistant.indexing.sqlite").joinpath("schema.sql").read_text("utf-8"))
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def connect_to_read(database: Path) -> sqlite3.Connection:
    """Open a database inside a read transaction, also where there is no room on the disk or writing is not allowed.

    SQLite keeps an index of the write-ahead log in a file of 32 KB beside the database, which whoever opens it first
    makes. Where that cannot be had, that index is kept in memory instead (`readonly_shm`), which holds its own beside
    writers that come later; it needs the file to be there, but nothing in it. Where not even an empty file can be
    made, nobody else is there and the log is empty, the database is read by itself.

    Raises:
        IndexStateError: it is missing or damaged.
    """
    # SQLite shares that index among the connections of a process, so that one which fails would spoil the next.
    with _opening, translated(database):
        _check_is_there(database)
        try:
            return _looking(_opened(database, "mode=rw"))
        except sqlite3.OperationalError as error:
            if _code_of(error) not in (*_UNWRITABLE, sqlite3.SQLITE_CANTOPEN):
                raise
        log, log_index = (database.with_name(f"{database.name}{ending}") for ending in ("-wal", "-shm"))
        with suppress(OSError):
            log_index.touch()
        alone = not log_index.exists() and not (log.exists() and log.stat().st_size)
        return _looking(_opened(database, "immutable=1" if alone else "mode=ro&readonly_shm=1"))


def _check_is_there(database: Path) -> None:
    if not database.is_file():
        raise IndexStateError(f"There is no index at {database}. Run `assistant index`.")


def _opened(database: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{database.absolute().as_uri()}?{how}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=_PATIENCE_S,
    )


def _looking(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Begin a read transaction; the connection is closed where that fails."""
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
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
