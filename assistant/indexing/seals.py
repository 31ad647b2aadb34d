"""Checksums of what the database says: SQLite notices a broken structure, but not an altered letter."""

from __future__ import annotations

import hashlib
import sqlite3

_DOCUMENT = (
    "SELECT sha256, text, text_sha256, author, date, pages, passages, figures FROM documents WHERE id = ?",
    'SELECT id, number, start, "end", heading, header, page, strategy, figures, risks, digest, text, vector'
    " FROM passages WHERE document = ? ORDER BY id",
    'SELECT s.id, s.start, s."end", s.page, s.row, s.digest, s.vector FROM sentences s'
    " JOIN passages p ON p.id = s.passage WHERE p.document = ? ORDER BY s.id",
    'SELECT f.sentence, f.start, f."end", f.value, f.magnitude, f.currency, f.unit, f.qualifier, f.period'
    " FROM figures f JOIN sentences s ON s.id = f.sentence JOIN passages p ON p.id = s.passage"
    " WHERE p.document = ? ORDER BY f.rowid",
)
_CATALOGUE = (
    "SELECT id, name, sha256, size, mtime_ns, read_by FROM files ORDER BY id",
    "SELECT file, name, reason FROM problems ORDER BY rowid",
    "SELECT name, document, file FROM names ORDER BY name",
    "SELECT id, name, title, dated, indexed_at, seal FROM documents ORDER BY id",
    "SELECT key, value FROM meta WHERE key <> 'seal' ORDER BY key",
)


def document_seal(connection: sqlite3.Connection, document: int) -> str:
    """Return a checksum of a document and all that hangs on it, whatever it is called."""
    return _digest(connection, _DOCUMENT, (document,))


def catalogue_seal(connection: sqlite3.Connection) -> str:
    """Return a checksum of everything else: files, names, problems, the seals of the documents, the generation."""
    return _digest(connection, _CATALOGUE, ())


def _digest(connection: sqlite3.Connection, queries: tuple[str, ...], values: tuple[int, ...]) -> str:
    digest = hashlib.sha256()
    for query in queries:
        for row in connection.execute(query, values):
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
