"""Rows that share words with a question, by BM25, without looking at every row that has a common word.

SQLite's FTS5 scores each row that has any of the terms, and most of those have one common word and no chance. So where
the terms have many rows, only the rows that have a rare one are scored, and each of those by all of the terms: the
terms in rising order of frequency, as in Turtle & Flood, "Query evaluation: strategies and optimizations", 1995,
section 3 (max_score). What is lost is a row with none of the rarest terms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SCORED_AT_ONCE = 3_000
SCORED_FOR_RARE = 2_500


def plan_matching(frequency: Mapping[str, int]) -> tuple[str, ...]:
    """Return what to ask FTS5 for terms of these frequencies, in rows, the most promising first; no row is found twice.

    Up to `SCORED_AT_ONCE` rows, all are scored. Beyond, those that have one of the rarest terms, as many of them as
    have at most `SCORED_FOR_RARE` rows together; where the rarest alone has more, those that have the two rarest.
    FTS5 scores a row by the terms of the question that it has, but finds only rows that the question asks for. So it
    is asked for the rows that have one of the other terms too, and then for those that have none; whoever has found
    enough by the first need not ask the second.
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
    """Return what to ask FTS5 for every row with any of the terms: one question, or none where no row has any.

    Where only the rows of a few documents may be found, FTS5 scores no others, so that this is cheap.
    """
    rising = _rising(frequency)
    return (_joined(" OR ", rising),) if rising else ()


def _rising(frequency: Mapping[str, int]) -> list[str]:
    return sorted((term for term in frequency if frequency[term]), key=lambda term: (frequency[term], term))


def _joined(operator: str, terms: Sequence[str]) -> str:
    return operator.join(f'"{term}"' for term in terms)
