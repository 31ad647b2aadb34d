"""Checksums of what the database says: SQLite notices a broken structure, but not an altered letter.

The checksum of the catalogue is the sum of a hash of each of its rows (Bellare & Micciancio, "A new paradigm for
collision-free hashing: incrementality at reduced cost", 1997: AdHash). So a commit need not read all rows to seal a few
that are new, and what was damaged before it stays told.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, replace

_DOCUMENT = (
    "SELECT sha256, text, text_sha256, author, language, pages, passages, figures FROM documents WHERE id = ?",
    'SELECT id, number, start, "end", heading, header, page, strategy, figures, risks, digest, text, hidden, structure,'
    " vector"
    " FROM passages WHERE document = ? ORDER BY id",
    'SELECT s.id, s.start, s."end", s.page, s.row, s.digest, s.vector FROM sentences s'
    " JOIN passages p ON p.id = s.passage WHERE p.document = ? ORDER BY s.id",
)
_CATALOGUE = {
    "files": ("id", "name", "sha256", "size", "mtime_ns", "read_by"),
    "problems": ("file", "name", "reason"),
    "names": ("name", "document", "file"),
    "documents": ("id", "name", "title", "dated", "dated_by", "indexed_at", "seal"),
}
_META = ("SELECT key, value FROM meta WHERE key <> 'seal' ORDER BY key",)
_SCHEMA = (
    "SELECT type, name, tbl_name, rootpage, sql FROM main.sqlite_master ORDER BY name",
    "SELECT user_version, application_id FROM pragma_user_version, pragma_application_id",
)
_COUNTERS = ("SELECT name, seq FROM main.sqlite_sequence ORDER BY name",)
_PARTS = ("rows", "meta", "schema", "counters")
_PARTS_OF_BEFORE = ("rows", "meta")
_DIGEST = 64
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class _Seal:
    """Checksums of the catalogue's rows, what the database is built with, its tables, and the ids it gives next."""

    rows: int
    meta: str
    schema: str
    counters: str

    @classmethod
    def of(cls, connection: sqlite3.Connection, rows: int) -> _Seal:
        """Return those of what is there now, but for the rows, which are given."""
        parts = (_digest(connection, queries, ()) for queries in (_META, _SCHEMA, _COUNTERS))
        return cls(rows % 2**256, *parts)

    def __str__(self) -> str:
        return f"rows {self.rows:064x} meta {self.meta} schema {self.schema} counters {self.counters}"


def document_seal(connection: sqlite3.Connection, document: int) -> str:
    """Return a checksum of a document and all that hangs on it, whatever it is called."""
    return _digest(connection, _DOCUMENT, (document,))


class Sealing:
    """Seals the catalogue after the changes that a connection makes from now on. One for each connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin to add up what changes."""
        self._connection = connection
        self._changed = 0
        self._before = _read(_seal_of(connection), connection)
        now = self._before and _Seal.of(connection, self._before.rows)
        self._damaged = [part for part in _PARTS if getattr(self._before, part, 0) != getattr(now, part, 0)]
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
        """Write the seal of all this as it now is, within the transaction of the changes.

        A part that was damaged before them stays unlike its checksum, so that it is told until it is built anew.
        """
        rows = _sum_of_rows(self._connection) if self._before is None else self._before.rows + self._changed
        self._changed = 0
        seal = _Seal.of(self._connection, rows)
        if self._before is not None:
            seal = replace(seal, **{part: getattr(self._before, part) for part in self._damaged})
        self._before = seal
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('seal', ?)", (str(seal),))


def broken_parts(connection: sqlite3.Connection) -> set[str]:
    """Return which parts of the catalogue are not what was written.

    "rows" are files, problems, names, and documents with their seals, "meta" is what the index is built with and its
    generation, "schema" its tables, and "counters" the ids that they give next. A seal that an earlier version wrote
    is of another kind until the index is next written to, and is not looked at.
    """
    written = _seal_of(connection)
    if _is_digest(written):
        return set()
    seal = _read(written, connection)
    if seal is None:
        return {"meta"}
    now = _Seal.of(connection, _sum_of_rows(connection))
    return {part for part in _PARTS if getattr(seal, part) != getattr(now, part)}


def _read(seal: str, connection: sqlite3.Connection) -> _Seal | None:
    """Return a seal as it was written, None where it is none; what an earlier version left out is as it now is."""
    words = seal.split(" ")
    found = dict(zip(words[::2], words[1::2], strict=False))
    if tuple(words[::2]) not in (_PARTS, _PARTS_OF_BEFORE) or not all(map(_is_digest, words[1::2])) or len(words) % 2:
        return None
    now = _Seal.of(connection, int(found["rows"], 16))
    return replace(
        now,
        meta=found["meta"],
        schema=found.get("schema", now.schema),
        counters=found.get("counters", now.counters),
    )


def _is_digest(word: str) -> bool:
    return len(word) == _DIGEST and _HEX.issuperset(word)


def _seal_of(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT value FROM meta WHERE key = 'seal'").fetchone()
    return str(row[0]) if row else ""


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
