import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.building.builder import IndexReport, recipe_of, update_index
from assistant.indexing.building.reading_process import ReadingRules
from assistant.indexing.check import Fault, check_index
from assistant.indexing.layout import current_database
from assistant.indexing.sqlite.store import Snapshot
from assistant.reading.contents import Limits

_TIMES = frozenset({"mtime_ns", "indexed_at", "seal"})


class Folder:
    """A corpus and its index, and what is done to them."""

    def __init__(self, place: Path) -> None:
        self.corpus = place / "corpus"
        self.index = place / "index"
        self.corpus.mkdir()
        self.embedder = HashingEmbedder()

    def write(self, name: str, text: str) -> Path:
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def update(self, *, limits: Limits | None = None, rebuild: bool = False, **given: Any) -> IndexReport:
        self.embedder.embedded.clear()
        return update_index(
            self.index,
            self.corpus,
            self.embedder,
            limits=limits or Limits(),
            rules=ReadingRules(seconds=30, workers=1),
            rebuild=rebuild,
            **given,
        )

    def snapshot(self) -> Snapshot:
        return Snapshot.newest(self.index)

    def names(self) -> dict[str, tuple[str, ...]]:
        """Return each document's name and its copies."""
        with self.snapshot() as snapshot:
            return {document.name: document.copies for document in snapshot.documents()}

    def faults(self) -> tuple[Fault, ...]:
        return check_index(self.index, recipe_of(self.embedder))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def held(index: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of an index, but for when it was written."""
    database = current_database(index)
    assert database is not None
    with closing(sqlite3.connect(database)) as rows:
        tables = ("files", "problems", "documents", "names", "passages", "sentences")
        columns = {table: [row[1] for row in rows.execute(f"PRAGMA table_info({table})")] for table in tables}
        return {
            table: rows.execute(
                f"SELECT {', '.join(f'[{name}]' for name in columns[table] if name not in _TIMES)} FROM {table}"
            ).fetchall()
            for table in tables
        }
