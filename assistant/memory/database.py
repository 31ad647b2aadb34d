"""The database behind conversations and feedback: a SQLite file, or PostgreSQL at a URL."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, MetaData, Text, create_engine, func, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import TypeDecorator

from assistant.errors import AssistantError, SettingsError

PATIENCE_S = 15.0
"""How long to retry when PostgreSQL cannot be reached."""
_LONGEST_PAUSE_S = 1.0
_SQLITE_WAITS_S = 30
_POSTGRESQL = {"connect_timeout": "5", "tcp_user_timeout": "10000", "application_name": "grounded-assistant"}
_MAKING_TABLES = 7_240_511
"""The advisory lock for creating tables: in PostgreSQL, "if not exists" does not stop two processes at once."""

_Result = TypeVar("_Result")


class AnyText(TypeDecorator[str]):
    """Any text. PostgreSQL cannot store NUL, so the symbol for NUL (U+2400) is stored in its place."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: object) -> str | None:
        """Return the text as it is stored."""
        if value is None:
            return None
        encodable = value.encode("utf-8", "replace").decode()
        return encodable.replace("\0", "\N{SYMBOL FOR NULL}") if _is_postgresql(dialect) else encodable


class Database:
    """A set of tables in a SQLite file or in PostgreSQL. Safe to use from several threads and processes."""

    def __init__(self, where: Path | str, tables: MetaData, what: str, failed: type[AssistantError]) -> None:
        """Open the tables in a SQLite file, which the first write creates, or at the URL of a PostgreSQL database.

        `what` names the content in error messages, and `failed` is the class of the errors.

        Raises:
            SettingsError: the URL is not a PostgreSQL URL, or the driver is not installed.
        """
        self.file = where if isinstance(where, Path) else None
        self._engine = _engine_of(where)
        self._tables = tables
        self._what = what
        self._failed = failed

    @property
    def name(self) -> str:
        """The file, or the URL without its secrets."""
        return str(self.file or self._engine.url.set(query={}).render_as_string(hide_password=True))

    @property
    def exists(self) -> bool:
        """Whether the database may hold data. Reading it only then does not create a file."""
        return self.file is None or self.file.exists()

    def run(self, work: Callable[[Connection], _Result]) -> _Result:
        """Run `work` in a transaction of its own and return its result.

        If the connection to PostgreSQL is lost, the work is retried. The first attempt may have been committed, so
        the work must be idempotent.

        Raises:
            AssistantError: the database cannot be opened, read or written; an instance of the class `failed`.
        """
        give_up = time.monotonic() + (0.0 if self.file else PATIENCE_S)
        pause = 0.1
        while True:
            try:
                if self.file:
                    self.file.parent.mkdir(parents=True, exist_ok=True)
                with self._engine.begin() as connection:
                    self._make_tables(connection)
                    return work(connection)
            except (OperationalError, InterfaceError) as error:  # a lost connection raises these, among others
                if time.monotonic() + pause > give_up:
                    raise self._failure(error) from error
            except (SQLAlchemyError, OSError) as error:
                raise self._failure(error) from error
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def close(self) -> None:
        """Close the connections; the next call of `run` opens new ones."""
        self._engine.dispose()

    def _make_tables(self, connection: Connection) -> None:
        there = inspect(connection).get_table_names()
        lacking = [table for table in self._tables.sorted_tables if table.name not in there]
        if lacking and _is_postgresql(connection.dialect):
            connection.execute(select(func.pg_advisory_xact_lock(_MAKING_TABLES)))
        for table in lacking:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))

    def _failure(self, error: Exception) -> AssistantError:
        said = str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0]
        if self.file:
            advice = "Free some disk space, or move that file away."
        else:
            advice = "Check that PostgreSQL is running and accepts this user, or change ASSISTANT_DATABASE_URL."
        return self._failed(f"{self._what} cannot be stored in {self.name}: {said}. {advice}")


def check_database(url: str) -> str:
    """Connect to a PostgreSQL database and return its URL without the password.

    Raises:
        SettingsError: the URL is wrong, or the database cannot be reached.
    """
    database = Database(url, MetaData(), "Conversations and feedback", SettingsError)
    with closing(database):
        database.run(lambda connection: connection.execute(select(1)).scalar_one())
    return database.name


def _engine_of(where: Path | str) -> Engine:
    if isinstance(where, Path):
        url = URL.create("sqlite", database=str(where))
        return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": _SQLITE_WAITS_S})
    try:
        url = make_url(where)
        misread = "@" in f"{url.host}{url.database}"  # part of the password, which must not be shown
        if url.get_backend_name() != "postgresql" or not url.database or misread:
            raise ArgumentError
        return create_engine(
            url.set(drivername="postgresql+psycopg", query={**_POSTGRESQL, **url.query}),
            pool_pre_ping=True,
            pool_size=2,
            hide_parameters=True,
            connect_args={"prepare_threshold": None},  # PgBouncer and others do not support prepared statements
        )
    except ModuleNotFoundError as error:
        message = "The PostgreSQL driver is not installed. Run: pip install 'grounded-assistant[postgresql]'"
        raise SettingsError(message) from error
    except (ArgumentError, ValueError):
        raise SettingsError(
            "ASSISTANT_DATABASE_URL is not the URL of a PostgreSQL database. "
            "Write postgresql+psycopg://user:password@host:5432/database, with %40 for an @ in the password."
        ) from None  # the parser's message may contain the password


def _is_postgresql(dialect: object) -> bool:
    return getattr(dialect, "name", "") == "postgresql"
