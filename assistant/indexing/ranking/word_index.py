"""The words of the rows of a database: which rows have them (FTS5, BM25), how many, and which each row has.

The levels are "identities" and "documents", whose rows are documents, "passages" and "sentences".
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence

from assistant.indexing.ranking.postings import Row
from assistant.indexing.ranking.words import match_any, plan_matching
from assistant.indexing.sqlite.database import placeholders


def match(
    connection: sqlite3.Connection, level: str, terms: Sequence[str], limit: int, within: Sequence[int] | None
) -> dict[int, float]:
    """Return what `Snapshot.match` promises."""
    frequency = frequencies(connection, level, terms)
    found: dict[int, float] = {}
    for query in plan_matching(frequency) if within is None else match_any(frequency):
        if len(found) >= limit:
            break
        found |= _scored(connection, level, query, limit, within)
    best = sorted(found, key=lambda row: (-found[row], row))[:limit]
    return {row: found[row] for row in best}


def _scored(
    connection: sqlite3.Connection, level: str, query: str, limit: int, within: Sequence[int] | None
) -> dict[int, float]:
    """Return the best BM25 scores of the rows that match an FTS5 query."""
    table = f"{level}_fts"
    sql = f"SELECT rowid, -bm25({table}) AS score FROM {table} WHERE {table} MATCH ?"
    values: list[object] = [query]
    if within is not None:
        ids = "(SELECT value FROM json_each(?))"
        # The plus keeps SQLite from running the whole query once for each row that may be found.
        sql += {
            "identities": f" AND +rowid IN (SELECT document FROM passages WHERE id IN {ids})",
            "documents": f" AND +rowid IN (SELECT document FROM passages WHERE id IN {ids})",
            "passages": f" AND +rowid IN {ids}",
            "sentences": f" AND +rowid IN (SELECT id FROM sentences WHERE passage IN {ids})",
        }[level]
        values.append(json.dumps(list(within)))
    return dict(connection.execute(f"{sql} ORDER BY score DESC, rowid LIMIT ?", [*values, limit]))


def frequencies(connection: sqlite3.Connection, level: str, terms: Sequence[str]) -> dict[str, int]:
    """Return in how many rows of a level each term stands; terms that stand in none are left out.

    A phrase counts as often as the rarest of its words, which is at least as often as it stands there.
    """
    words = tuple({word for term in terms for word in term.split()})
    rows = dict(connection.execute(f"SELECT term, doc FROM {level}_terms WHERE term IN ({placeholders(words)})", words))
    least = {term: min((rows.get(word, 0) for word in term.split()), default=0) for term in terms}
    return {term: count for term, count in least.items() if count}


def vocabulary(connection: sqlite3.Connection, level: str) -> list[tuple[str, int, int]]:
    """Return each term of a level, in how many rows it stands, and how often."""
    return list(connection.execute(f"SELECT term, doc, cnt FROM {level}_terms"))


def terms_of(connection: sqlite3.Connection, level: str, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the terms of rows of a level, in order, by id."""
    sql = f"SELECT f.rowid, f.terms FROM json_each(?) w CROSS JOIN {level}_fts f ON f.rowid = w.value"
    return {id_: terms.split() for id_, terms in connection.execute(sql, (json.dumps(list(ids)),))}


def rows_after(connection: sqlite3.Connection, level: str, passage: int) -> Iterator[Row]:
    """Yield the passages or the sentences with their terms, those of later passages than this one, by rising id."""
    sql = {
        "passages": "SELECT rowid, rowid, terms FROM passages_fts WHERE rowid > ? ORDER BY rowid",
        "sentences": "SELECT s.id, s.passage, f.terms FROM sentences s INDEXED BY sentences_of_passage"
        " CROSS JOIN sentences_fts f ON f.rowid = s.id WHERE s.passage > ? ORDER BY s.passage, s.id",
    }[level]
    for row in connection.execute(sql, (passage,)):
        yield Row(*row)


def document_rows(connection: sqlite3.Connection, level: str, documents: Sequence[int]) -> Iterator[Row]:
    """Yield documents by row, rising, with their terms at the level "documents" or "identities".

    Those that have no passages are left out.
    """
    sql = (
        "SELECT d.id, (SELECT min(p.id) FROM passages p WHERE p.document = d.id) AS first, f.terms, d.name"
        f" FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value CROSS JOIN {level}_fts f ON f.rowid = d.id"
        " WHERE first IS NOT NULL"
    )
    for row in connection.execute(sql, (json.dumps(sorted(documents)),)):
        yield Row(*row)
