from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.postgresql import PostgreSQL


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL that runs for all tests."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (the extra `postgresql`)")
    from tests import postgresql as programs

    if reason := programs.why_not():
        pytest.skip(reason)
    with programs.postgresql() as server:
        yield server


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where conversations and feedback may be kept: a file that is not there yet, or an empty database."""
    if request.param == "SQLite":
        return tmp_path / "index" / "kept.db"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database()
