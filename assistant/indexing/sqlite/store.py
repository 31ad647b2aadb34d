"""Reads the database, which is the index in SQLite. A reader sees one generation throughout.

Longer than most files, so that everything read in one transaction is in one place.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexStateError, UnknownDocumentError
from assistant.indexing.catalogue import (
    Provenance,
    StoredDocument,
    StoredFile,
    names_within,
    read_documents,
    read_files,
    read_provenance,
    unknown_names,
)
from assistant.indexing.layout import REBUILD, Recipe, current_database
from assistant.indexing.ledger import LedgerEntry, read_figures
from assistant.indexing.scope import Scope
from assistant.indexing.sqlite import format_before, full_text
from assistant.indexing.sqlite.database import connect_to_read, digest_of, placeholders, text_sha256, translated
from assistant.indexing.sqlite.full_text import IndexedRow
from assistant.indexing.sqlite.stored_passages import Candidate, StoredPassage, read_candidates, read_passages
from assistant.reading.registry import Skipped
from assistant.types import Document, DocumentDate, Passage

Ids = NDArray[np.int64]

LEVELS = ("identities", "documents", "passages", "sentences")
"""The levels at which words are matched."""
_AT_ONCE = 500
"""The maximum number of values in one statement."""


def no_document(name: str) -> UnknownDocumentError:
    """Return the error for a document that the index does not have."""
    return UnknownDocumentError(f"The index has no document {name!r}. `assistant documents` lists those it has.")


class RankedWords(Protocol):
    """The words of one generation, ranked faster than by the database."""

    def match(self, level: str, terms: Sequence[str], limit: int, within: Sequence[int] | None) -> dict[int, float]:
        """Return what `Snapshot.match` returns, for terms of one word."""
        ...

    def passages_of(self, sentences: Sequence[int]) -> dict[int, int]:
        """Return the passage id of each sentence id."""
        ...


class ComparedTokens(Protocol):
    """The token vectors of one generation."""

    def closeness(self, question: NDArray[np.float32], passages: Sequence[int]) -> dict[int, float]:
        """Return what `Snapshot.closeness` returns."""
        ...


class Snapshot:
    """One generation of the index, as a reader sees it. Use as a context manager.

    `generation` counts the commits of this folder, `started` is the one at which this database was begun. `words` and
    `tokens`, where they are set, must be those of this generation.
    """

    words: RankedWords | None = None
    tokens: ComparedTokens | None = None

    def __init__(self, database: Path) -> None:
        self.database = database
        self._connection = connect_to_read(database)
        try:
            meta = dict(self._rows("SELECT key, value FROM meta"))
            self.generation = int(meta["generation"])
            self.started = int(meta.get("started", 0))  # formats before 4 have none, and are rebuilt
            self.recipe = Recipe(meta["embedder"], int(meta["dimension"]), int(meta["chunking"]), int(meta["format"]))
            if self.recipe.format == format_before.FORMAT:
                with translated(database):
                    format_before.shown_as_now(self._connection)
        except IndexStateError:
            self._connection.close()
            raise
        except (KeyError, ValueError) as error:
            self._connection.close()
            raise IndexStateError(f"The index {database} does not say what it was built with. {REBUILD}") from error

    @classmethod
    def newest(cls, folder: Path) -> Snapshot:
        """Open the newest generation, also if a rebuild replaces the database meanwhile.

        Raises:
            IndexStateError: there is no index, or it is damaged.
        """
        while True:
            database = current_database(folder)
            if database is None:
                raise IndexStateError(f"There is no index in {folder}. Run `assistant index`.")
            try:
                snapshot = cls(database)
            except IndexStateError:
                if current_database(folder) == database:
                    raise
                continue
            # Only a database that is still the one in use had its write-ahead log when it was opened.
            if current_database(folder) == database:
                return snapshot
            snapshot._connection.close()

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with translated(self.database):
            return self._connection.execute(sql, values).fetchall()

    def documents(self) -> tuple[StoredDocument, ...]:
        """Return every document, by name."""
        with translated(self.database):
            return read_documents(self._connection)

    def files(self) -> dict[str, StoredFile]:
        """Return every file that was seen, by name."""
        with translated(self.database):
            return read_files(self._connection)

    def problems(self) -> tuple[Skipped, ...]:
        """Return what could not be read in the last update, and why, by file."""
        return tuple(problem for file in self.files().values() for problem in file.problems)

    def names_within(self, scope: Scope) -> tuple[str, ...] | None:
        """Return the first names of the documents in a scope, or None if it includes all.

        Raises:
            IndexStateError: the scope names a document that the index does not have.
        """
        if scope.has_every_document:
            return None
        with translated(self.database):
            for name in unknown_names(self._connection, scope.documents or ()):
                raise no_document(name)
            return names_within(self._connection, scope)

    def provenance(self, name: str) -> Provenance:
        """Return the date of the document with this name, and its other names."""
        with translated(self.database):
            return read_provenance(self._connection, name)

    def figures(self, documents: Sequence[str] | None, text: str = "", unit: str = "") -> tuple[LedgerEntry, ...]:
        """Return the figures of the documents with these first names, or of all; see `read_figures`."""
        with translated(self.database):
            return tuple(read_figures(self._connection, documents, text, unit))

    def document(self, name: str) -> Document:
        """Return a document with its text. Raises IndexStateError if the index does not have it."""
        rows = self._rows(
            "SELECT n.name, d.text, d.title, d.sha256, d.pages, d.author, d.dated, d.dated_by, d.language"
            " FROM names n JOIN documents d ON d.id = n.document WHERE n.name = ?",
            (name,),
        )
        if not rows:
            raise no_document(name)
        found, text, title, sha256, pages, author, dated, dated_by, language = rows[0]
        date = DocumentDate(dated, dated_by)
        return Document(found, text, title, sha256, tuple(json.loads(pages)), author, date, language)

    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages of its documents, in alphabetical order."""
        return tuple(row[0] for row in self._rows("SELECT DISTINCT language FROM documents ORDER BY language"))

    def holds_text(self, text: str) -> bool:
        """Return whether a document with exactly this text exists."""
        return bool(self._rows("SELECT 1 FROM documents WHERE text_sha256 = ?", (text_sha256(text),)))

    def vectors_of(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of the texts that were embedded before, as a passage or sentence of any document."""
        by_digest = {digest_of(text): text for text in texts}
        found: dict[str, NDArray[np.float32]] = {}
        for level in ("passages", "sentences"):
            wanted = [digest for digest, text in by_digest.items() if text not in found]
            for first in range(0, len(wanted), _AT_ONCE):
                some = wanted[first : first + _AT_ONCE]
                sql = f"SELECT digest, vector FROM {level} WHERE digest IN ({placeholders(some)})"
                found.update((by_digest[d], np.frombuffer(v, np.float16)) for d, v in self._rows(sql, some))
        return {text: vector.astype(np.float32) for text, vector in found.items()}

    def passage_ids(self, earlier: Ids | None = None) -> Ids:
        """Return the ids of all passages, `(n,)`, rising.

        Those of an `earlier` generation of this database save reading them where all are there still: ids only rise.
        """
        if earlier is not None and len(earlier):
            fresh = self._rows("SELECT id FROM passages WHERE id > ? ORDER BY id", (int(earlier[-1]),))
            if len(earlier) + len(fresh) == self.passage_count():
                return np.append(earlier, np.array(fresh, dtype=np.int64))
        rows = self._rows("SELECT id FROM passages")
        return np.sort(np.fromiter((row[0] for row in rows), np.int64, len(rows)))

    def passage_ids_in(self, languages: Collection[str]) -> Ids:
        """Return the ids of the passages of documents in some languages, `(n,)`, rising."""
        codes = sorted(languages)
        spoken = f"SELECT id FROM documents WHERE language IN ({placeholders(codes)})"
        rows = self._rows(f"SELECT id FROM passages WHERE document IN ({spoken})", codes)
        return np.sort(np.fromiter((row[0] for row in rows), np.int64, len(rows)))

    def passages_with(self, texts: Sequence[str]) -> dict[str, int]:
        """Return the id of a passage of each of these texts, as `embedding_text` gives them, by text."""
        by_digest = {digest_of(text): text for text in texts}
        digests = list(by_digest)
        sql = f"SELECT digest, min(id) FROM passages WHERE digest IN ({placeholders(digests)}) GROUP BY digest"
        rows = self._rows(sql, digests)
        return {by_digest[digest]: id_ for digest, id_ in rows}

    def passage_vectors(self, ids: Ids) -> NDArray[np.float16]:
        """Return the vectors of these passages, `(n, d)` float16, as they are kept; the ids must be the index's own."""
        found = np.empty((len(ids), self.recipe.dimension), dtype=np.float16)
        if not len(ids):
            return found
        with translated(self.database):
            if int(ids[-1]) - int(ids[0]) == len(ids) - 1:
                rows = self._connection.execute(
                    "SELECT vector FROM passages WHERE id BETWEEN ? AND ? ORDER BY id", (int(ids[0]), int(ids[-1]))
                )
            else:
                wanted = json.dumps(ids.tolist())
                rows = self._connection.execute(
                    "SELECT p.vector FROM json_each(?) w CROSS JOIN passages p ON p.id = w.value", (wanted,)
                )
            for place, (blob,) in zip(found, rows, strict=True):
                place[:] = np.frombuffer(blob, dtype=np.float16)
        return found

    def passages_of(self, documents: Sequence[str]) -> list[int]:
        """Return the ids of the passages of the named documents; any name of a document will do."""
        sql = (
            "SELECT id FROM passages WHERE document IN"
            " (SELECT document FROM names WHERE name IN (SELECT value FROM json_each(?)))"
        )
        return [row[0] for row in self._rows(sql, (json.dumps(list(documents)),))]

    def passages_in(self, documents: Sequence[int]) -> list[int]:
        """Return the ids of the passages of documents, given by row."""
        sql = f"SELECT id FROM passages WHERE document IN ({placeholders(documents)})"
        return [row[0] for row in self._rows(sql, documents)]

    def described(self, documents: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Return the name and title of documents, by row."""
        sql = f"SELECT id, name, title FROM documents WHERE id IN ({placeholders(documents)})"
        return {row[0]: (row[1], row[2]) for row in self._rows(sql, documents)}

    def read_passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Return the passages with these ids, by id; unknown ids are left out."""
        with translated(self.database):
            return read_passages(self._connection, ids, self.recipe.dimension)

    def passages_at(self, document: str, start: int, end: int) -> tuple[Passage, ...]:
        """Return the passages of a document that overlap a range of offsets, in order."""
        sql = (
            "SELECT p.id FROM passages p JOIN names n ON n.document = p.document"
            ' WHERE n.name = ? AND p."end" > ? AND p.start < ? ORDER BY p.start'
        )
        ids = [row[0] for row in self._rows(sql, (document, start, end))]
        found = self.read_passages(ids)
        return tuple(found[id_].passage for id_ in ids)

    def read_candidates(self, ids: Sequence[int]) -> dict[int, Candidate]:
        """Return what ranking needs of the passages with these ids, by id, in a third of the time."""
        with translated(self.database):
            return read_candidates(self._connection, ids, self.recipe.dimension)

    def match(
        self, level: str, terms: Sequence[str], limit: int, within: Sequence[int] | None = None
    ) -> dict[int, float]:
        """Return BM25 scores (Robertson & Zaragoza, 2009, as SQLite's FTS5 has it), higher better, by row id.

        `level` is "identities", "documents", "passages" or "sentences"; a row is found when it has any of the terms,
        or, where those have very many rows, one of the rarest (`plan_matching`). Each term may be a phrase, several
        words with a space between. `within` keeps to the passages with these ids, of which any with any of the terms
        is found (the other levels are matched through their passages).
        """
        if self.words is not None and not any(" " in term for term in terms):
            return self.words.match(level, terms, limit, within)
        with translated(self.database):
            return full_text.match(self._connection, level, terms, limit, within)

    def closeness(self, question: NDArray[np.float32], passages: Sequence[int]) -> dict[int, float]:
        """Return how close the token vectors of a question are to those of passages, by id; some may have none."""
        return {} if self.tokens is None else self.tokens.closeness(question, passages)

    def rows_after(self, level: str, passage: int) -> Iterator[IndexedRow]:
        """Yield the passages or sentences after this passage, with their terms, by rising id."""
        with translated(self.database):
            yield from full_text.rows_after(self._connection, level, passage)

    def document_names(self) -> dict[int, str]:
        """Return the name of each document, by row."""
        return dict(self._rows("SELECT id, name FROM documents"))

    def document_rows(self, level: str, documents: Sequence[int]) -> Iterator[IndexedRow]:
        """Yield the documents with passages, by rising row, with their terms at the level."""
        with translated(self.database):
            yield from full_text.indexed_documents(self._connection, level, documents)

    def owners(self, level: str, ids: Sequence[int]) -> dict[int, int]:
        """Return the document's row of each passage id, or the passage's row of each sentence id."""
        if self.words is not None and level == "sentences":
            return self.words.passages_of(ids)
        column, table = {"passages": ("document", "passages"), "sentences": ("passage", "sentences")}[level]
        rows = self._rows(f"SELECT id, {column} FROM {table} WHERE id IN ({placeholders(ids)})", ids)
        return {row[0]: row[1] for row in rows}

    def passage_count(self) -> int:
        """Return how many passages the index has."""
        return self.row_count("passages")

    def sentence_count(self) -> int:
        """Return how many sentences the index has."""
        return self.row_count("sentences")

    def row_count(self, level: str) -> int:
        """Return how many rows a level has."""
        table = "documents" if level == "identities" else level
        return int(self._rows(f"SELECT count(*) FROM {table}")[0][0])

    def vocabulary(self, level: str) -> list[tuple[str, int, int]]:
        """Return each term of a level with the number of its rows and of its occurrences."""
        with translated(self.database):
            return full_text.vocabulary(self._connection, level)

    def terms_of(self, level: str, ids: Sequence[int]) -> dict[int, list[str]]:
        """Return the terms of rows of a level, in order, by id."""
        with translated(self.database):
            return full_text.terms_of(self._connection, level, ids)

    def frequency(self, level: str, terms: Sequence[str]) -> dict[str, int]:
        """Return the number of rows of a level that contain each term; see `full_text.frequencies`."""
        with translated(self.database):
            return full_text.frequencies(self._connection, level, terms)

    def sentence_frequency(self, terms: Sequence[str]) -> dict[str, int]:
        """Return the number of sentences of the index that contain each term; terms in none are left out."""
        return self.frequency("sentences", terms)
