"""A database for what people leave behind and no index can build again: a SQLite file, or PostgreSQL at a URL."""

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
"""How long a PostgreSQL that went away is waited for."""
_LONGEST_PAUSE_S = 1.0
_SQLITE_WAITS_S = 30
_POSTGRESQL = {"connect_timeout": "5", "tcp_user_timeout": "10000", "application_name": "grounded-assistant"}
_MAKING_TABLES = 7_240_511
"""The advisory lock under which tables are made in PostgreSQL, where "if not exists" does not stop two at once."""

Result = TypeVar("Result")


class AnyText(TypeDecorator[str]):
    """Whatever a person may write; PostgreSQL has no NUL character, and keeps its picture in its place."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: object) -> str | None:
        """Return the text as it is kept."""
        if value is None:
            return None
        encodable = value.encode("utf-8", "replace").decode()
        return encodable.replace("\0", "\N{SYMBOL FOR NULL}") if _is_postgresql(dialect) else encodable


class Keeping:
    """Some tables in a database of their own, or beside others. Safe to use from several threads and processes."""

    def __init__(self, where: Path | str, tables: MetaData, what: str, failed: type[AssistantError]) -> None:
        """Keep what the tables say in a SQLite file, which is made with the first, or at the URL of a PostgreSQL.

        Raises:
            SettingsError: the URL is none of a PostgreSQL, or its driver is not installed.
        """
        self.file = where if isinstance(where, Path) else None
        self._engine = _engine_of(where)
        self._tables = tables
        self._what = what
        self._failed = failed

    @property
    def name(self) -> str:
        """The file, or the URL without what may be secret in it."""
        return str(self.file or self._engine.url.set(query={}).render_as_string(hide_password=True))

    @property
    def begun(self) -> bool:
        """Whether something may have been kept; reading then makes no file."""
        return self.file is None or self.file.exists()

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """Return what some work returns that is done in a transaction of its own.

        Where PostgreSQL is lost meanwhile, the work is done again when it is back. The first try may have been
        committed all the same, so the work has to come to the same when it is done twice.

        Raises:
            AssistantError: the database cannot be opened, read or written; of the class that was given.
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
            except (OperationalError, InterfaceError) as error:  # what a lost connection raises, among others
                if time.monotonic() + pause > give_up:
                    raise self._failure(error) from error
            except (SQLAlchemyError, OSError) as error:
                raise self._failure(error) from error
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def close(self) -> None:
        """Let go of the connections; the next work opens others."""
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
            advice = "Make room, or move that file away."
            return self._failed(f"{self._what} cannot be kept in {self.name}: {said}. {advice}")
        advice = "Look whether PostgreSQL runs and lets this user in, or set ASSISTANT_DATABASE_URL to another."
        return self._failed(f"{self._what} cannot be kept in {self.name}: {said}. {advice}")


def check_database(url: str) -> str:
    """Return the URL of a PostgreSQL as it may be shown, once that was reached.

    Raises:
        SettingsError: it cannot be used or reached.
    """
    keeping = Keeping(url, MetaData(), "Conversations and feedback", SettingsError)
    with closing(keeping):
        keeping.run(lambda connection: connection.execute(select(1)).scalar_one())
    return keeping.name


def _engine_of(where: Path | str) -> Engine:
    if isinstance(where, Path):
        url = URL.create("sqlite", database=str(where))
        return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": _SQLITE_WAITS_S})
    try:
        url = make_url(where)
        misread = "@" in f"{url.host}{url.database}"  # a part of the password, which would be shown
        if url.get_backend_name() != "postgresql" or not url.database or misread:
            raise ArgumentError
        return create_engine(
            url.set(drivername="postgresql+psycopg", query={**_POSTGRESQL, **url.query}),
            pool_pre_ping=True,
            pool_size=2,
            hide_parameters=True,
            connect_args={"prepare_threshold": None},  # poolers such as PgBouncer know no prepared statements
        )
    except ModuleNotFoundError as error:
        message = "PostgreSQL needs its driver. Run: pip install 'grounded-assistant[postgresql]'"
        raise SettingsError(message) from error
    except (ArgumentError, ValueError):
        raise SettingsError(
            "ASSISTANT_DATABASE_URL is not the URL of a PostgreSQL database. "
            "Write postgresql+psycopg://user:password@host:5432/database, with %40 for an @ in the password."
        ) from None  # what the parser says may hold the password


def _is_postgresql(dialect: object) -> bool:
    return getattr(dialect, "name", "") == "postgresql"
