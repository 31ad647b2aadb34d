"""Checks whether the word indexes of a database match its documents.

SQLite's own check of a word index is not enough: it trusts the words stored with the index, and overlooks damage that
takes effect only at the next merge. So each index is compared with the documents, and a copy is merged.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from assistant.indexing.sqlite.database import is_of_the_disk

LEVELS = ("documents", "identities", "passages", "sentences")
_KEPT = {"content": "its words", "docsize": "its counts", "config": "its settings"}
_PARTS = ("data", "idx", *_KEPT)
RowTerms = tuple[str, int, str]
"""A level, a row of it, and the row's terms, separated by spaces."""
_TOTALS = 1
"""The row of an index's data with the number of words, which the ranking uses (`fts5_index.c`)."""
_STRUCTURE = 10
"""The row that lists the segments; the rows after it are pages, whose ids encode the segment and page in bits."""
_SEGMENT_AT, _NO_LEAF, _PAGE = 37, 0b111111 << 31, (1 << 31) - 1


def damaged_words(database: sqlite3.Connection, expected: Iterable[RowTerms]) -> Iterator[tuple[str, str]]:
    """Yield each level whose word index is wrong, and how that shows.

    The database is only read: its word indexes are copied to a folder for temporary files.
    """
    with tempfile.TemporaryDirectory(prefix="assistant-") as folder:
        path = Path(folder) / "words.db"
        with closing(_scratch(path)) as scratch:
            _copy(database, scratch)
            scratch.execute("BEGIN")
            for level, row, words in expected:
                scratch.execute(f"INSERT INTO {level}_new (rowid, terms) VALUES (?, ?)", (row, words))
            scratch.execute("COMMIT")
        with closing(_scratch(path)) as scratch:  # an open connection would not notice the new tables
            for level in LEVELS:
                try:
                    how = _how_it_differs(scratch, level)
                except sqlite3.DatabaseError as error:
                    if is_of_the_disk(error):
                        raise
                    how = f"is damaged: {error}"
                if how:
                    yield level, how


def _scratch(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _copy(database: sqlite3.Connection, scratch: sqlite3.Connection) -> None:
    """Copy the tables of each word index as they are, and create an empty index beside each."""
    scratch.execute("BEGIN")
    for level in LEVELS:
        (declared,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (f"{level}_fts",)).fetchone()
        scratch.execute(declared)
        scratch.execute(declared.replace(f"{level}_fts", f"{level}_new", 1))
        for part in _PARTS:
            scratch.execute(f"DELETE FROM {level}_fts_{part}")
            rows = database.execute(f"SELECT * FROM {level}_fts_{part}")
            marks = ", ".join("?" * len(rows.description))
            scratch.executemany(f"INSERT INTO {level}_fts_{part} VALUES ({marks})", rows)
    scratch.execute("COMMIT")


def _how_it_differs(scratch: sqlite3.Connection, level: str) -> str:
    old, new = f"{level}_fts", f"{level}_new"
    ids = "SELECT id FROM {}_content"
    if lacking := _differing(scratch, ids.format(old), ids.format(new)):
        return f"has {lacking} rows too few or too many"
    for part, what in _KEPT.items():
        if differing := _differing(scratch, f"SELECT * FROM {old}_{part}", f"SELECT * FROM {new}_{part}"):
            return f"is damaged: {differing} rows of {what} do not match the documents"
    totals = f"SELECT block FROM {{}}_data WHERE id = {_TOTALS}"
    if _differing(scratch, totals.format(old), totals.format(new)):
        return "is damaged: its number of words is not that of the documents"
    if not _pages_with_words(scratch, old) <= _pages_that_are_found(scratch, old):
        return "is damaged: some of its pages cannot be found"
    if lost := _words_not_found(scratch, old, new):
        return f"is damaged: {lost} words are not found in all of their rows"
    if moved := _words_elsewhere(scratch, old, new):
        return f"is damaged: {moved} words are at other positions than in the documents"
    check = f"INSERT INTO {old} ({old}) VALUES ('integrity-check')"
    scratch.execute(check)
    scratch.execute(f"INSERT INTO {old} ({old}) VALUES ('optimize')")
    scratch.execute(check)
    return ""


def _words_not_found(scratch: sqlite3.Connection, old: str, new: str) -> int:
    """Return how many words are found in the wrong number of rows, each looked up as in a question."""
    scratch.execute(f"CREATE VIRTUAL TABLE {new}_terms USING fts5vocab ({new}, row)")
    found = f"SELECT count(*) FROM {old} WHERE {old} MATCH ?"
    words = scratch.execute(f"SELECT term, doc FROM {new}_terms")
    return sum(scratch.execute(found, (f'"{word}"',)).fetchone()[0] != rows for word, rows in words)


def _words_elsewhere(scratch: sqlite3.Connection, old: str, new: str) -> int:
    """Return how many words have wrong positions in their rows, by which phrases are found.

    SQLite's own check combines positions by exclusive or, so an even number of equal shifts goes unnoticed.
    """
    for table in (old, new):
        scratch.execute(f"CREATE VIRTUAL TABLE {table}_places USING fts5vocab ({table}, instance)")
    places = "SELECT term, count(*), sum(doc), sum(offset) FROM {}_places GROUP BY term"
    return _differing(scratch, places.format(old), places.format(new))


def _pages_with_words(scratch: sqlite3.Connection, table: str) -> set[tuple[int, int]]:
    """Return the segment and number of each page on which a word begins: those with a part after the main one."""
    pages = scratch.execute(f"SELECT id, length(block), substr(block, 3, 2) FROM {table}_data WHERE id > {_STRUCTURE}")
    return {
        (id_ >> _SEGMENT_AT, id_ & _PAGE)
        for id_, length, size in pages
        if not id_ & _NO_LEAF and int.from_bytes(size, "big") < length
    }


def _pages_that_are_found(scratch: sqlite3.Connection, table: str) -> set[tuple[int, int]]:
    return {
        (segment, page >> 1)
        for segment, page in scratch.execute(f"SELECT segid, pgno FROM {table}_idx WHERE typeof(term) = 'blob'")
    }


def _differing(scratch: sqlite3.Connection, one: str, other: str) -> int:
    """Return how many rows are in the result of only one of two queries."""
    sql = f"SELECT max((SELECT count(*) FROM ({one} EXCEPT {other})), (SELECT count(*) FROM ({other} EXCEPT {one})))"
    return int(scratch.execute(sql).fetchone()[0])
