"""Changes to the database: prepared outside it, then committed in one transaction that makes a new generation."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.indexing.layout import Recipe
from assistant.indexing.store import Vectors, connect, translated
from assistant.reading.figures import find_figures
from assistant.terms import terms
from assistant.types import Document, Passage


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document ready to be written: its passages in order, `(passages, d)` and `(sentences, d)` float32 vectors."""

    document: Document
    size: int
    mtime_ns: int
    passages: tuple[Passage, ...]
    passage_vectors: Vectors
    sentence_vectors: Vectors


def _blob(vector: Vectors) -> bytes:
    return vector.astype(np.float16).tobytes()


def start_database(path: Path, recipe: Recipe, generation: int) -> None:
    """Lay out an empty database that says what it is built with and at which generation it starts."""
    connection = connect(path, create=True)
    meta = {
        "generation": generation,
        "embedder": recipe.embedder,
        "dimension": recipe.dimension,
        "chunking": recipe.chunking,
        "format": recipe.format,
    }
    with translated(path):
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [(k, str(v)) for k, v in meta.items()])
    connection.close()


def commit(
    database: Path,
    *,
    remove: Sequence[str] = (),
    write: Sequence[PreparedDocument] = (),
    touch: Sequence[tuple[str, int]] = (),
) -> int:
    """Remove documents by name and write new ones, in place of any of the same name; return the generation.

    All of it or nothing. `touch` gives documents whose content did not change the modification time, in
    nanoseconds, that their files have now.
    """
    connection = connect(database)
    try:
        with translated(database):
            connection.execute("BEGIN IMMEDIATE")
            for name in (*remove, *(prepared.document.name for prepared in write)):
                _remove(connection, name)
            for prepared in write:
                _insert(connection, prepared)
            connection.executemany("UPDATE documents SET mtime_ns = ? WHERE name = ?", [(m, n) for n, m in touch])
            if remove or write:
                connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")
            (generation,) = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
            connection.execute("COMMIT")
        return int(generation)
    finally:
        connection.close()


def _remove(connection: sqlite3.Connection, name: str) -> None:
    """Delete a document, where there is one of that name, and all that hangs on it."""
    row = connection.execute("SELECT id FROM documents WHERE name = ?", (name,)).fetchone()
    if row is None:
        return
    connection.execute(
        "DELETE FROM sentences_fts WHERE rowid IN (SELECT s.id FROM sentences s"
        " JOIN passages p ON p.id = s.passage WHERE p.document = ?)",
        row,
    )
    connection.execute("DELETE FROM passages_fts WHERE rowid IN (SELECT id FROM passages WHERE document = ?)", row)
    connection.execute("DELETE FROM documents_fts WHERE rowid = ?", row)
    connection.execute("DELETE FROM documents WHERE id = ?", row)


def _insert(connection: sqlite3.Connection, prepared: PreparedDocument) -> None:
    """Write a document, its passages, sentences and figures."""
    document = prepared.document
    cursor = connection.execute(
        "INSERT INTO documents (name, title, author, date, sha256, size, mtime_ns, text, pages)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.name,
            document.title,
            document.author,
            document.date,
            document.sha256,
            prepared.size,
            prepared.mtime_ns,
            document.text,
            json.dumps(document.pages),
        ),
    )
    document_id = cursor.lastrowid
    _index_terms(connection, "documents", document_id, f"{document.title}\n{document.text}")
    vectors = iter(prepared.sentence_vectors)
    for passage, vector in zip(prepared.passages, prepared.passage_vectors, strict=True):
        passage_id = _insert_passage(connection, document_id, passage, vector)
        for sentence in passage.sentences:
            sentence_id = connection.execute(
                'INSERT INTO sentences (passage, start, "end", page, row, vector) VALUES (?, ?, ?, ?, ?, ?)',
                (passage_id, sentence.start, sentence.end, sentence.page, sentence.row, _blob(next(vectors))),
            ).lastrowid
            _index_terms(connection, "sentences", sentence_id, sentence.text)
            connection.executemany(
                "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        sentence_id,
                        sentence.start + figure.start,
                        sentence.start + figure.end,
                        str(figure.value),
                        str(figure.magnitude),
                        figure.currency,
                        figure.unit,
                        figure.qualifier,
                        figure.period,
                    )
                    for figure in find_figures(sentence.text)
                ],
            )


def _insert_passage(connection: sqlite3.Connection, document_id: int | None, passage: Passage, vector: Vectors) -> int:
    facets = passage.facets
    passage_id = connection.execute(
        'INSERT INTO passages (document, number, start, "end", heading, header, page, strategy, figures, risks, vector)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document_id,
            passage.number,
            passage.start,
            passage.end,
            json.dumps(passage.heading),
            passage.header,
            passage.page,
            facets.strategy,
            facets.figures,
            facets.risks,
            _blob(vector),
        ),
    ).lastrowid
    assert passage_id is not None
    _index_terms(connection, "passages", passage_id, "\n".join((*passage.heading, passage.header, passage.text)))
    return passage_id


def _index_terms(connection: sqlite3.Connection, level: str, row: int | None, text: str) -> None:
    connection.execute(f"INSERT INTO {level}_fts (rowid, terms) VALUES (?, ?)", (row, " ".join(terms(text))))
