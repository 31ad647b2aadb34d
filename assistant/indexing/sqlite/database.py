"""Connections to the database, its errors in plain words, and the digests of texts in it."""

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
"""How long SQLite waits for a lock that another connection holds briefly, in seconds."""
_UNWRITABLE = {
    sqlite3.SQLITE_FULL: "Free space on the disk",
    sqlite3.SQLITE_IOERR: "Look after the disk, and whether it is full",
    sqlite3.SQLITE_READONLY: "Give this user write permission",
}
_opening = threading.Lock()


@contextmanager
def translated(database: Path) -> Iterator[None]:
    """Turn SQLite's errors into IndexStateError with advice."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if cause := _UNWRITABLE.get(_code_of(error)):
            advice = f"{cause}, then run `assistant index`; until then the index is what it was."
            raise UnwritableIndexError(f"The index {database} cannot be used: {error}. {advice}") from error
        advice = f"Check that the folder exists and is writable. {REBUILD}"
        raise IndexStateError(f"The index {database} cannot be used: {error}. {advice}") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # describing the error may fail, too
        raise IndexStateError(f"The index {database} is damaged: {error}. {REBUILD}") from error


def is_of_the_disk(error: sqlite3.Error) -> bool:
    """Return whether an error comes from the disk (full, failing or not accessible), not from the database."""
    return _code_of(error) in _UNWRITABLE


def _code_of(error: sqlite3.Error) -> int:
    """Return SQLite's primary error code, without the extension."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def connect(database: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open a database for use from any one thread at a time; `create` lays out an empty one."""
    if not create:
        _check_is_there(database)
    with translated(database):
        # Without `mode=rw`, a database that a rebuild has just replaced would be created again, empty.
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
    """Open a database in a read transaction, even if the disk is full or the folder is read-only.

    SQLite keeps an index of the write-ahead log in a file of 32 KB beside the database, created by the first
    connection. If that is impossible, the index is kept in memory (`readonly_shm`), which is safe beside later writers;
    the file must exist, but may be empty. If not even an empty file can be created, no other connection is open and the
    log is empty, the database file is read alone.

    Raises:
        IndexStateError: it is missing or damaged.
    """
    # SQLite shares that index among the connections of a process, so a failed one would spoil the next.
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
    """Begin a read transaction; close the connection if that fails."""
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def text_sha256(text: str) -> str:
    """Return the digest that identifies the text of a document."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def digest_of(text: str) -> bytes:
    """Return the digest that identifies an embedded text; shorter, because there are many."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).digest()


def placeholders(values: Sequence[object]) -> str:
    """Return as many question marks as there are values, for an SQL list."""
    return ",".join("?" * len(values))
