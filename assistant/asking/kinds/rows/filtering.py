"""Which rows of a table have what a question names in a cell: "open" in the column of states, "Leeds" in that of towns.

A column has kinds if several of its rows say the same and none has a figure. A question that has all words of such a
kind asks for its rows; of other words that cells have, each must be in a row as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.asking.kinds.rows.choosing import RankedRow, figure_at
from assistant.language.terms import terms
from assistant.types import TableRow

LEFT = 0.34
"""The share of a question's words that may be nowhere in a table, in its cells or above it."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """The rows that a question names by their cells, what these cells say, and the terms with which it does."""

    rows: tuple[RankedRow, ...]
    values: tuple[str, ...]
    said: frozenset[str]


def filtered(
    rows: Sequence[RankedRow], asked: frozenset[str], above: frozenset[str], names: frozenset[str]
) -> Filtered | None:
    """Return the rows of a table that have the kinds which a question names, or None if it names none.

    None, too, if no row has them all, or every row; if one of the `names` in the question is nowhere in the table or
    above it, or too many other words are; and if it has a part of another kind: by "fruit plants" nobody means the rows
    of the supplier "Penfold Plants".

    Args:
        rows: all of one table.
        asked: the terms of what the question is about.
        above: the terms of the headings of the table and of its columns.
        names: the terms of names and figures in the question.
    """
    code = rows[0][0].passage.language if rows else ""
    kinds = _kinds_named(rows, asked, code)
    if not kinds:
        return None
    places = {place for place, _ in kinds}
    kept = [row for row in rows if all((place, _said_at(row[1], place)) in kinds for place in places)]
    said = {term for _, value in kinds for term in _terms(value, code)}
    left = asked - above - said
    for term in sorted(left):
        if _is_part_of_a_kind(rows, term, asked, code):
            return None
        if any(_has(row, term, code) for _, row in rows):
            kept = [(item, row) for item, row in kept if _has(row, term, code)]
            left -= {term}
            said.add(term)
    if not 0 < len(kept) < len(rows) or left & names or len(left) > LEFT * len(asked):
        return None
    values = dict.fromkeys(value for _, value in sorted(kinds))
    return Filtered(tuple(kept), tuple(values), frozenset(said))


def _kinds_named(rows: Sequence[RankedRow], asked: frozenset[str], code: str) -> set[tuple[int, str]]:
    """Return the columns and kinds all of whose words a question has; none that is part of a longer one."""
    named: dict[tuple[int, str], frozenset[str]] = {}
    for place in range(max((len(row.cells) for _, row in rows), default=0)):
        counted = Counter(value for _, row in rows if (value := _said_at(row, place)))
        if max(counted.values(), default=0) < 2 or any(figure_at(row, place) for _, row in rows):
            continue
        own = {value: _terms(value, code) for value in counted}
        named |= {(place, value): words for value, words in own.items() if words and words <= asked}
    return {kind for kind, words in named.items() if not any(words < other for other in named.values())}


def _is_part_of_a_kind(rows: Sequence[RankedRow], term: str, asked: frozenset[str], code: str) -> bool:
    """Return whether a term of a question is only a part of what several rows say in a column without figures."""
    for place in range(max((len(row.cells) for _, row in rows), default=0)):
        counted = Counter(value for _, row in rows if (value := _said_at(row, place)))
        having = [value for value in counted if term in _terms(value, code)]
        if having and all(counted[value] > 1 and not _terms(value, code) <= asked for value in having):
            return True
    return False


def _said_at(row: TableRow, place: int) -> str:
    return " ".join(row.cells[place].text.split()) if place < len(row.cells) else ""


def _has(row: TableRow, term: str, code: str) -> bool:
    return any(term in _terms(_said_at(row, place), code) for place in range(len(row.cells)))


@lru_cache(maxsize=20_000)
def _terms(text: str, code: str) -> frozenset[str]:
    return frozenset(terms(text, code))
