"""Full-text search in the database: the rows that contain terms, scored with BM25 by SQLite's FTS5.

The levels are "identities" and "documents", whose rows are documents, "passages" and "sentences".

FTS5 scores each row that contains any of the terms, and most of those have one common word and no chance. So if the
terms have many rows, only rows with a rare term are scored, and each of those by all terms, in rising order of
frequency, as in Turtle & Flood, "Query evaluation: strategies and optimizations", 1995, section 3 (max_score). Only a
row without any of the rarest terms is lost.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.indexing.sqlite.database import placeholders

SCORED_AT_ONCE = 3_000
SCORED_FOR_RARE = 2_500


@dataclass(frozen=True, slots=True)
class IndexedRow:
    """A document, passage or sentence: its id, the id of its first passage, and its terms, separated by spaces.

    `name` is its name, if that is among its terms and may change.
    """

    id: int
    passage: int
    terms: str
    name: str = ""


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
        # The plus keeps SQLite from running the whole query once for each candidate row.
        sql += {
            "identities": f" AND +rowid IN (SELECT document FROM passages WHERE id IN {ids})",
            "documents": f" AND +rowid IN (SELECT document FROM passages WHERE id IN {ids})",
            "passages": f" AND +rowid IN {ids}",
            "sentences": f" AND +rowid IN (SELECT id FROM sentences WHERE passage IN {ids})",
        }[level]
        values.append(json.dumps(list(within)))
    return dict(connection.execute(f"{sql} ORDER BY score DESC, rowid LIMIT ?", [*values, limit]))


def frequencies(connection: sqlite3.Connection, level: str, terms: Sequence[str]) -> dict[str, int]:
    """Return the number of rows of a level that contain each term; terms in none are left out.

    A phrase counts as often as the rarest of its words, which is at least as often as it stands there.
    """
    words = tuple({word for term in terms for word in term.split()})
    rows = dict(connection.execute(f"SELECT term, doc FROM {level}_terms WHERE term IN ({placeholders(words)})", words))
    least = {term: min((rows.get(word, 0) for word in term.split()), default=0) for term in terms}
    return {term: count for term, count in least.items() if count}


def vocabulary(connection: sqlite3.Connection, level: str) -> list[tuple[str, int, int]]:
    """Return each term of a level with the number of its rows and of its occurrences."""
    return list(connection.execute(f"SELECT term, doc, cnt FROM {level}_terms"))


def terms_of(connection: sqlite3.Connection, level: str, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the terms of rows of a level, in order, by id."""
    sql = f"SELECT f.rowid, f.terms FROM json_each(?) w CROSS JOIN {level}_fts f ON f.rowid = w.value"
    return {id_: terms.split() for id_, terms in connection.execute(sql, (json.dumps(list(ids)),))}


def rows_after(connection: sqlite3.Connection, level: str, passage: int) -> Iterator[IndexedRow]:
    """Yield the passages or sentences after this passage, with their terms, by rising id."""
    sql = {
        "passages": "SELECT rowid, rowid, terms FROM passages_fts WHERE rowid > ? ORDER BY rowid",
        "sentences": "SELECT s.id, s.passage, f.terms FROM sentences s INDEXED BY sentences_of_passage"
        " CROSS JOIN sentences_fts f ON f.rowid = s.id WHERE s.passage > ? ORDER BY s.passage, s.id",
    }[level]
    for row in connection.execute(sql, (passage,)):
        yield IndexedRow(*row)


def indexed_documents(connection: sqlite3.Connection, level: str, documents: Sequence[int]) -> Iterator[IndexedRow]:
    """Yield documents by rising row, with their terms at the level "documents" or "identities".

    Documents without passages are left out.
    """
    sql = (
        "SELECT d.id, (SELECT min(p.id) FROM passages p WHERE p.document = d.id) AS first, f.terms, d.name"
        f" FROM json_each(?) w CROSS JOIN documents d ON d.id = w.value CROSS JOIN {level}_fts f ON f.rowid = d.id"
        " WHERE first IS NOT NULL"
    )
    for row in connection.execute(sql, (json.dumps(sorted(documents)),)):
        yield IndexedRow(*row)


def plan_matching(frequency: Mapping[str, int]) -> tuple[str, ...]:
    """Return the FTS5 queries for terms of these row frequencies, the most promising first; they share no row.

    Up to `SCORED_AT_ONCE` rows, all are scored. Beyond that, the rows with one of the rarest terms are, for as many
    terms as have at most `SCORED_FOR_RARE` rows together; if the rarest alone has more, the rows with the two rarest.
    FTS5 scores a row by all terms in the query, but finds only rows that the query requires. So one query requires one
    of the other terms, too, and the next requires none of them; it can be skipped if the first found enough.
    """
    rising = _rising(frequency)
    if sum(frequency[term] for term in rising) <= SCORED_AT_ONCE:
        return match_any(frequency)
    rare, rows = 0, 0
    for term in rising:
        rows += frequency[term]
        if rows > SCORED_FOR_RARE:
            break
        rare += 1
    needed = _joined(" OR ", rising[:rare]) if rare else _joined(" AND ", rising[:2])
    others = rising[rare or 2 :]
    if not others:
        return (needed,)
    return (f"({needed}) AND ({_joined(' OR ', others)})", f"({needed}) NOT ({_joined(' OR ', others)})")


def match_any(frequency: Mapping[str, int]) -> tuple[str, ...]:
    """Return the FTS5 query for every row with any of the terms; none if no row has one.

    If the search is restricted to a few documents, FTS5 scores no other rows, so this is cheap.
    """
    rising = _rising(frequency)
    return (_joined(" OR ", rising),) if rising else ()


def _rising(frequency: Mapping[str, int]) -> list[str]:
    return sorted((term for term in frequency if frequency[term]), key=lambda term: (frequency[term], term))


def _joined(operator: str, terms: Sequence[str]) -> str:
    return operator.join(f'"{term}"' for term in terms)
