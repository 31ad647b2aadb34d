from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from assistant.indexing.building.corpus import CorpusFile
from assistant.indexing.building.cutting import Cutting
from assistant.indexing.building.preparing import Readers
from assistant.indexing.building.reading_process import ReadingRules
from assistant.indexing.cut import CutReading
from tests.plugins.packages import Packages, installed

if TYPE_CHECKING:
    from tests.postgresql import PostgreSQL


os.environ |= {"ASSISTANT_TOKEN_VECTORS": "false", "ASSISTANT_CROSS_ENCODER": "false"}
"""Nothing is read by real encoders, but in tests that say so."""
os.environ |= {"ASSISTANT_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Two processes run tests: where each takes both cores, its threads wait for one another and take twice the time."""
settings.register_profile("without a stopwatch", deadline=None)
settings.load_profile("without a stopwatch")


class ReadersHere(Readers):
    """Reads and cuts files in this process, so that a test need not start another."""

    def __init__(self, rules: ReadingRules, cutting: Cutting, *_: object) -> None:
        self._cutting = cutting

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, files: Iterable[CorpusFile]) -> Iterator[CutReading]:
        for file in files:
            yield self._cutting.file(file.path, file.name, file.identity)


@pytest.fixture(autouse=True)
def reads_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let documents be read without other processes, but in tests that are about those (`processes`)."""
    if "processes" not in request.keywords:
        monkeypatch.setattr("assistant.indexing.building.builder.ReadingPool", ReadersHere)
        monkeypatch.setattr("assistant.library.updating.ReadingPool", ReadersHere)


@pytest.fixture
def without_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the packages be missing that recognize text in pictures."""
    monkeypatch.setattr("assistant.models.recognizers.installed_recognizers", lambda: ())


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


@pytest.fixture
def packages(tmp_path: Path) -> Iterator[Packages]:
    """Where a test installs packages with plugins."""
    yield from installed(tmp_path / "packages")
