"""The database: what the index knows, in SQLite. Readers see one generation for as long as they look."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexStateError
from assistant.indexing.layout import REBUILD, Recipe
from assistant.types import Document, Facets, Passage, Sentence

Vectors = NDArray[np.float32]


@contextmanager
def translated(database: Path) -> Iterator[None]:
    """Turn SQLite's own errors into IndexStateError with the way out."""
    try:
        yield
    except sqlite3.OperationalError as error:
        message = (
            f"The index {database} cannot be used: {error}. Check that the folder exists and is writable. {REBUILD}"
        )
        raise IndexStateError(message) from error
    except sqlite3.DatabaseError as error:
        raise IndexStateError(f"The index {database} is damaged: {error}. {REBUILD}") from error


def connect(database: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open a database for use from any one thread at a time; `create` lays out an empty one."""
    if not create and not database.is_file():
        raise IndexStateError(f"There is no index at {database}. Run `assistant index`.")
    with translated(database):
        connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        if create:
            connection.executescript(files("assistant.indexing").joinpath("schema.sql").read_text("utf-8"))
        return connection


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage, its row, and the vectors of its sentences, `(sentences, d)` float32."""

    id: int
    passage: Passage
    sentence_ids: tuple[int, ...]
    sentence_vectors: Vectors


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What the index remembers of a file, enough to see that it changed."""

    id: int
    name: str
    title: str
    sha256: str
    size: int
    mtime_ns: int
    passages: int


def _vectors(blobs: Sequence[bytes], dimension: int) -> Vectors:
    return np.frombuffer(b"".join(blobs), dtype=np.float16).reshape(-1, dimension).astype(np.float32)


def _placeholders(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


class Snapshot:
    """One generation of the index, as a reader sees it. Use as a context manager."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._connection = connect(database)
        with translated(database):
            self._connection.execute("BEGIN")
            meta = dict(self._connection.execute("SELECT key, value FROM meta"))
        try:
            self.generation = int(meta["generation"])
            self.recipe = Recipe(meta["embedder"], int(meta["dimension"]), int(meta["chunking"]), int(meta["format"]))
        except (KeyError, ValueError) as error:
            self._connection.close()
            raise IndexStateError(f"The index {database} does not say what it was built with. {REBUILD}") from error

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with translated(self._database):
            return self._connection.execute(sql, values).fetchall()

    def documents(self) -> tuple[StoredDocument, ...]:
        """Return every document, by name."""
        rows = self._rows(
            "SELECT id, name, title, sha256, size, mtime_ns,"
            " (SELECT count(*) FROM passages WHERE document = documents.id) FROM documents ORDER BY name"
        )
        return tuple(StoredDocument(*row) for row in rows)

    def document(self, name: str) -> Document:
        """Return a document with its text; IndexStateError where the index has none of that name."""
        rows = self._rows(
            "SELECT name, text, title, sha256, pages, author, date FROM documents WHERE name = ?", (name,)
        )
        if not rows:
            raise IndexStateError(f"The index has no document {name!r}. `assistant index` brings it up to date.")
        found, text, title, sha256, pages, author, date = rows[0]
        return Document(found, text, title, sha256, tuple(json.loads(pages)), author, date)

    def passage_vectors(self) -> tuple[NDArray[np.int64], Vectors]:
        """Return the ids of all passages, `(n,)`, and their vectors, `(n, d)` float32."""
        rows = self._rows("SELECT id, vector FROM passages ORDER BY id")
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        return ids, _vectors([row[1] for row in rows], self.recipe.dimension)

    def passages_of(self, documents: Sequence[str]) -> list[int]:
        """Return the ids of the passages of the named documents."""
        names = _placeholders(documents)
        sql = f"SELECT p.id FROM passages p JOIN documents d ON d.id = p.document WHERE d.name IN ({names})"
        return [row[0] for row in self._rows(sql, documents)]

    def read_passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Return the passages with these ids, by id; ids that the index does not have are left out."""
        passages = self._rows(
            'SELECT p.id, d.name, p.number, p.start, p."end", substr(d.text, p.start + 1, p."end" - p.start),'
            " p.heading, p.header, p.page, p.strategy, p.figures, p.risks"
            f" FROM passages p JOIN documents d ON d.id = p.document WHERE p.id IN ({_placeholders(ids)})",
            ids,
        )
        sentences: dict[object, list[tuple[Any, ...]]] = {}
        for row in self._rows(
            'SELECT passage, id, start, "end", page, row, vector FROM sentences'
            f" WHERE passage IN ({_placeholders(ids)}) ORDER BY passage, start",
            ids,
        ):
            sentences.setdefault(row[0], []).append(row)
        return {row[0]: self._passage(row, sentences.get(row[0], [])) for row in passages}

    def _passage(self, row: tuple[Any, ...], sentences: list[tuple[Any, ...]]) -> StoredPassage:
        id_, name, number, start, end, text, heading, header, page, *facets = row
        parts = tuple(Sentence(s, e, text[s - start : e - start], p, r) for _, _, s, e, p, r, _ in sentences)
        passage = Passage(
            document=name,
            number=number,
            start=start,
            end=end,
            text=text,
            heading=tuple(json.loads(heading)),
            header=header,
            page=page,
            sentences=parts,
            facets=Facets(*facets),
        )
        vectors = _vectors([row[-1] for row in sentences], self.recipe.dimension)
        return StoredPassage(id_, passage, tuple(row[1] for row in sentences), vectors)

    def match(
        self, level: str, terms: Sequence[str], limit: int, within: Sequence[int] | None = None
    ) -> dict[int, float]:
        """Return BM25 scores (Robertson & Zaragoza, 2009, as SQLite's FTS5 has it), higher better, by row id.

        `level` is "documents", "passages" or "sentences"; a row is found when it has any of the terms. `within`
        keeps to the passages with these ids (sentences are matched through their passage).
        """
        if not terms:
            return {}
        query = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms))
        table = f"{level}_fts"
        sql = f"SELECT rowid, -bm25({table}) AS score FROM {table} WHERE {table} MATCH ?"
        if within is not None:
            ids = ",".join(map(str, within))
            sql += {
                "documents": f" AND rowid IN (SELECT document FROM passages WHERE id IN ({ids}))",
                "passages": f" AND rowid IN ({ids})",
                "sentences": f" AND rowid IN (SELECT id FROM sentences WHERE passage IN ({ids}))",
            }[level]
        rows = self._rows(f"{sql} ORDER BY score DESC LIMIT ?", (query, limit))
        return {row[0]: row[1] for row in rows}

    def owners(self, level: str, ids: Sequence[int]) -> dict[int, int]:
        """Return, by passage id, its document's row or, by sentence id, its passage's row."""
        column, table = {"passages": ("document", "passages"), "sentences": ("passage", "sentences")}[level]
        rows = self._rows(f"SELECT id, {column} FROM {table} WHERE id IN ({_placeholders(ids)})", ids)
        return {row[0]: row[1] for row in rows}

    def passage_count(self) -> int:
        """Return how many passages the index has."""
        return int(self._rows("SELECT count(*) FROM passages")[0][0])

    def sentence_count(self) -> int:
        """Return how many sentences the index has."""
        return int(self._rows("SELECT count(*) FROM sentences")[0][0])

    def sentence_frequency(self, terms: Sequence[str]) -> dict[str, int]:
        """Return in how many sentences of the index each term stands; terms that stand in none are left out."""
        unique = tuple(dict.fromkeys(terms))
        sql = f"SELECT term, doc FROM sentence_terms WHERE term IN ({_placeholders(unique)})"
        return {row[0]: row[1] for row in self._rows(sql, unique)}
