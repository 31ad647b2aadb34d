"""Checksums of what the database says: SQLite notices a broken structure, but not an altered letter.

The checksum of the catalogue is the sum of a hash of each of its rows (Bellare & Micciancio, "A new paradigm for
collision-free hashing: incrementality at reduced cost", 1997: AdHash). So a commit need not read all rows to seal a few
that are new, and what was damaged before it stays told.
"""

from __future__ import annotations

import hashlib
import re
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
_CATALOGUE = {
    "files": ("id", "name", "sha256", "size", "mtime_ns", "read_by"),
    "problems": ("file", "name", "reason"),
    "names": ("name", "document", "file"),
    "documents": ("id", "name", "title", "dated", "indexed_at", "seal"),
}
_META = ("SELECT key, value FROM meta WHERE key <> 'seal' ORDER BY key",)
_SEAL = re.compile(r"rows ([0-9a-f]{64}) meta [0-9a-f]{64}")
_SEAL_OF_BEFORE = re.compile(r"[0-9a-f]{64}")


def document_seal(connection: sqlite3.Connection, document: int) -> str:
    """Return a checksum of a document and all that hangs on it, whatever it is called."""
    return _digest(connection, _DOCUMENT, (document,))


class Sealing:
    """Seals the catalogue after the changes that a connection makes from now on. One for each connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin to add up what changes."""
        self._connection = connection
        self._changed = 0
        connection.create_function("seal_row", -1, self._count)
        for table, columns in _CATALOGUE.items():
            gone, new = (
                f"SELECT seal_row({sign}, '{table}', {', '.join(f'{row}.{column}' for column in columns)});"
                for sign, row in ((-1, "old"), (1, "new"))
            )
            for event, done in (("INSERT", new), ("DELETE", gone), ("UPDATE", gone + new)):
                connection.execute(
                    f"CREATE TEMP TRIGGER seal_{table}_{event} AFTER {event} ON main.{table} BEGIN {done} END"
                )

    def _count(self, sign: int, table: str, *row: object) -> None:
        self._changed += sign * _hash_of(table, row)

    def seal(self) -> None:
        """Write the seal of the catalogue as it now is, within the transaction of the changes."""
        found = _SEAL.fullmatch(_seal_of(self._connection))
        rows = int(found[1], 16) + self._changed if found else _sum_of_rows(self._connection)
        self._changed = 0
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('seal', ?)", (_written(self._connection, rows),))


def catalogue_is_sealed(connection: sqlite3.Connection) -> bool:
    """Say whether the catalogue is what was written: files, problems, names, documents with their seals, generation.

    One that an earlier version wrote has a seal of another kind until it is next written to, which is not looked at.
    """
    seal = _seal_of(connection)
    return bool(_SEAL_OF_BEFORE.fullmatch(seal)) or seal == _written(connection, _sum_of_rows(connection))


def _seal_of(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT value FROM meta WHERE key = 'seal'").fetchone()
    return str(row[0]) if row else ""


def _written(connection: sqlite3.Connection, rows: int) -> str:
    return f"rows {rows % 2**256:064x} meta {_digest(connection, _META, ())}"


def _sum_of_rows(connection: sqlite3.Connection) -> int:
    return sum(
        _hash_of(table, row)
        for table, columns in _CATALOGUE.items()
        for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table}")
    )


def _hash_of(table: str, row: tuple[object, ...]) -> int:
    return int.from_bytes(hashlib.sha256(repr((table, row)).encode("utf-8", "surrogatepass")).digest(), "big")


def _digest(connection: sqlite3.Connection, queries: tuple[str, ...], values: tuple[int, ...]) -> str:
    digest = hashlib.sha256()
    for query in queries:
        for row in connection.execute(query, values):
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
