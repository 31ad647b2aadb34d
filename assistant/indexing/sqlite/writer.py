"""Changes to the database: prepared outside, then committed in one transaction that creates a new generation.

Longer than most files, so that everything inside that transaction can be read in one place.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant.indexing.catalogue import StoredFile
from assistant.indexing.cut import Cut, CutPassage, Halves
from assistant.indexing.index_terms import document_words, identity_words
from assistant.indexing.layout import Recipe
from assistant.indexing.sqlite.database import connect, digest_of, text_sha256, translated
from assistant.indexing.sqlite.seals import Sealing, document_seal
from assistant.reading.dating import date_document
from assistant.reading.passages.chunking import embedding_text
from assistant.reading.passages.identity import title_of_name
from assistant.types import Document, DocumentDate


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be written, and the vector of each of its texts, `(d,)`."""

    cut: Cut
    vectors: Mapping[str, Halves]


@dataclass(frozen=True, slots=True)
class FileWrite:
    """The new record of a file and its documents; None means that the documents are unchanged.

    A document without content has a text that is already in the index, or earlier in the same commit.
    """

    file: StoredFile
    documents: tuple[Prepared | Document, ...] | None


@dataclass(frozen=True, slots=True)
class FileMove:
    """A file under its new name, and the name it had."""

    before: str
    file: StoredFile


def start_database(path: Path, recipe: Recipe, generation: int) -> None:
    """Create an empty database that records its recipe and first generation."""
    connection = connect(path, create=True)
    meta = {
        "generation": generation,
        "started": generation,
        "embedder": recipe.embedder,
        "dimension": recipe.dimension,
        "chunking": recipe.chunking,
        "format": recipe.format,
    }
    try:
        with translated(path):
            sealing = Sealing(connection)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO meta VALUES (?, ?)", [(k, str(v)) for k, v in meta.items()])
            sealing.seal()
            connection.execute("COMMIT")
    finally:
        connection.close()


def commit(
    database: Path,
    *,
    remove: Sequence[str] = (),
    move: Sequence[FileMove] = (),
    write: Sequence[FileWrite] = (),
    touch: Sequence[StoredFile] = (),
) -> int:
    """Delete files by name, rename some and write others, atomically; return the generation.

    A text that several files contain is stored once, under the name of each, and deleted with the last of them. `touch`
    updates the time of files whose content is unchanged, without a new generation.
    """
    connection = connect(database)
    try:
        with translated(database):
            sealing = Sealing(connection)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("DELETE FROM files WHERE name = ?", [(name,) for name in remove])
            for moving in move:
                _move(connection, moving)
            for file in touch:
                _remember(connection, file)
            for writing in write:
                _write(connection, writing)
            if remove or move or any(writing.documents is not None for writing in write):
                _drop_nameless(connection)
                _call_by_first_name(connection)
                connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")
            sealing.seal()
            (generation,) = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
            connection.execute("COMMIT")
        return int(generation)
    finally:
        connection.close()


def _remember(connection: sqlite3.Connection, file: StoredFile) -> int:
    """Store the record of a file; return its row."""
    connection.execute(
        "INSERT INTO files (name, sha256, size, mtime_ns, read_by) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE"
        " SET sha256 = excluded.sha256, size = excluded.size, mtime_ns = excluded.mtime_ns, read_by = excluded.read_by",
        (file.name, file.sha256, file.size, file.mtime_ns, file.read_by),
    )
    (row,) = connection.execute("SELECT id FROM files WHERE name = ?", (file.name,)).fetchone()
    connection.execute("DELETE FROM problems WHERE file = ?", (row,))
    problems = [(row, problem.name, problem.reason) for problem in file.problems]
    connection.executemany("INSERT INTO problems VALUES (?, ?, ?)", problems)
    return int(row)


def _move(connection: sqlite3.Connection, moving: FileMove) -> None:
    connection.execute("UPDATE files SET name = ? WHERE name = ?", (moving.file.name, moving.before))
    row = _remember(connection, moving.file)
    connection.execute(
        "UPDATE names SET name = ? || substr(name, ?) WHERE file = ?",
        (moving.file.name, len(moving.before) + 1, row),
    )


def _write(connection: sqlite3.Connection, writing: FileWrite) -> None:
    row = _remember(connection, writing.file)
    if writing.documents is None:
        return
    connection.execute("DELETE FROM names WHERE file = ?", (row,))
    for item in writing.documents:
        document = item if isinstance(item, Document) else item.cut.document
        held = connection.execute(
            "SELECT id FROM documents WHERE text_sha256 = ?", (text_sha256(document.text),)
        ).fetchone()
        if held is None:
            assert isinstance(item, Prepared)
            held = (_insert(connection, item),)
        connection.execute("INSERT INTO names VALUES (?, ?, ?)", (document.name, held[0], row))


def _drop_nameless(connection: sqlite3.Connection) -> None:
    """Delete the documents that no file contains any more, with everything that belongs to them."""
    for row in connection.execute("SELECT id FROM documents WHERE id NOT IN (SELECT document FROM names)").fetchall():
        connection.execute(
            "DELETE FROM sentences_fts WHERE rowid IN (SELECT s.id FROM sentences s"
            " JOIN passages p ON p.id = s.passage WHERE p.document = ?)",
            row,
        )
        connection.execute("DELETE FROM passages_fts WHERE rowid IN (SELECT id FROM passages WHERE document = ?)", row)
        connection.execute("DELETE FROM documents_fts WHERE rowid = ?", row)
        connection.execute("DELETE FROM identities_fts WHERE rowid = ?", row)
        connection.execute("DELETE FROM documents WHERE id = ?", row)


def _call_by_first_name(connection: sqlite3.Connection) -> None:
    """Name each document by its first name; a title or date taken from the old name is derived again."""
    renamed = connection.execute(
        "SELECT d.id, d.name, min(n.name) FROM documents d JOIN names n ON n.document = d.id"
        " GROUP BY d.id HAVING d.name <> min(n.name)"
    ).fetchall()
    for id_, before, name in renamed:
        columns = "text, title, sha256, pages, author, dated, dated_by, language"
        row = connection.execute(f"SELECT {columns} FROM documents WHERE id = ?", (id_,)).fetchone()
        text, title, sha256, pages, author, dated, dated_by, language = row
        title = title_of_name(name) if title == title_of_name(before) else title
        told = dated if dated_by == "file" else ""
        date = DocumentDate(told, "file") if told else date_document(name, text, "", language)
        document = Document(name, text, title, sha256, tuple(json.loads(pages)), author, date, language)
        connection.execute("DELETE FROM documents_fts WHERE rowid = ?", (id_,))
        connection.execute("DELETE FROM identities_fts WHERE rowid = ?", (id_,))
        _index_document(connection, id_, document_words(document), identity_words(document))
        connection.execute(
            "UPDATE documents SET name = ?, title = ?, dated = ?, dated_by = ? WHERE id = ?",
            (name, title, date.iso, date.found_in, id_),
        )


def _insert(connection: sqlite3.Connection, prepared: Prepared) -> int:
    """Write a document, its passages and sentences; return its row."""
    cut, document = prepared.cut, prepared.cut.document
    id_ = _row_of(
        connection.execute(
            "INSERT INTO documents (name, title, author, language, dated, dated_by, sha256, text, text_sha256, pages,"
            " passages, figures, indexed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.name,
                document.title,
                document.author,
                document.language,
                document.date.iso,
                document.date.found_in,
                document.sha256,
                document.text,
                text_sha256(document.text),
                json.dumps(document.pages),
                cut.passages,
                cut.figures,
                datetime.now(UTC).isoformat(timespec="seconds"),
            ),
        )
    )
    _index_document(connection, id_, cut.words, cut.identity_words)
    for made in cut.unpacked():
        passage = made.passage
        passage_id = _insert_passage(connection, id_, made, prepared.vectors[embedding_text(passage)])
        for sentence, words in zip(passage.sentences, made.sentence_words, strict=True):
            sentence_id = _row_of(
                connection.execute(
                    'INSERT INTO sentences (passage, start, "end", page, row, digest, vector)'
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        passage_id,
                        sentence.start,
                        sentence.end,
                        sentence.page,
                        sentence.number,
                        digest_of(sentence.text),
                        _blob(prepared.vectors[sentence.text]),
                    ),
                )
            )
            _index_words(connection, "sentences", sentence_id, words)
    connection.execute("UPDATE documents SET seal = ? WHERE id = ?", (document_seal(connection, id_), id_))
    return id_


def _insert_passage(connection: sqlite3.Connection, document_id: int, made: CutPassage, vector: Halves) -> int:
    passage, facets = made.passage, made.passage.facets
    passage_id = _row_of(
        connection.execute(
            'INSERT INTO passages (document, number, start, "end", heading, header, page, strategy, figures, risks,'
            " digest, text, hidden, structure, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                digest_of(embedding_text(passage)),
                passage.text,
                passage.hidden,
                made.structure,
                _blob(vector),
            ),
        )
    )
    _index_words(connection, "passages", passage_id, made.words)
    return passage_id


def _index_document(connection: sqlite3.Connection, row: int, words: str, identity_words: str) -> None:
    _index_words(connection, "documents", row, words)
    _index_words(connection, "identities", row, identity_words)


def _index_words(connection: sqlite3.Connection, level: str, row: int, words: str) -> None:
    connection.execute(f"INSERT INTO {level}_fts (rowid, terms) VALUES (?, ?)", (row, words))


def _row_of(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _blob(vector: Halves) -> bytes:
    return vector.astype(np.float16, copy=False).tobytes()
