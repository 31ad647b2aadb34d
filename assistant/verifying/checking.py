"""Checks a sentence of any text against the closest sentences of the documents.

It is supported if one of them proves it as exactly as a claim of an answer. It is contradicted if one says the same
except for a value: another figure or date, another name in the same place, or one "not" more or less. Otherwise it is
not found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Evidence, TableRow, TextVerdict
from assistant.verifying.alignment import CharRange, differences, disagreeing_values, merged, replaced_names, unmatched
from assistant.verifying.asserting import asserts
from assistant.verifying.proving import prove
from assistant.verifying.rows import other_cell

ALIKE = 0.75
"""The share of a sentence's words that are in another, in order, from which it says the same except for a value."""
CONFIDENCE: dict[TextVerdict, float] = {"supported": 0.99, "contradicted": 0.97, "not_found": 0.79}
"""How often each verdict was right on the claims of the fitting side of `benchmarks.sides`."""
MOST_NEAR = 3
MOST_CHECKED = 40_000
"""How many characters of a text are checked at once: some three hundred sentences."""


@dataclass(frozen=True, slots=True)
class SentenceFinding:
    """The finding for a sentence: its verdict, the sentences that it is based on, and the places that none supports."""

    verdict: TextVerdict
    cited: tuple[Evidence, ...] = ()
    unsupported: tuple[CharRange, ...] = ()


def check_sentence(text: str, near: tuple[Evidence, ...], row: TableRow | None = None) -> SentenceFinding:
    """Return what the nearest sentences, given best first, say about a sentence, which may be a `row` of a table."""
    for item in near:
        if row and item.sentence.row and _same_row(row, item.sentence.row):
            differing = _differing_cells(text, row, item.sentence.row)
            return SentenceFinding("contradicted" if differing else "supported", (item,), differing)
    proof = prove(text, near)
    if proof.holds:
        return SentenceFinding("supported", proof.cited)
    for item in near:
        if item.sentence.row:
            if other := other_cell(text, item):
                return SentenceFinding("contradicted", (item,), (other,))
        elif places := _says_otherwise(text, item):
            return SentenceFinding("contradicted", (item,), places)
    told = [(unmatched(text, item), item) for item in near[:MOST_NEAR]]
    if not told:
        return SentenceFinding("not_found", (), ((0, len(text)),))
    loose, closest = min(told, key=lambda one: _length(one[0]))
    return SentenceFinding("not_found", (closest,), loose)


def _same_row(row: TableRow, other: TableRow) -> bool:
    """Return whether two rows have the same columns and section, and a name in common."""
    above = (row.header, row.section) == (other.header, other.section)
    return above and not set(row.names).isdisjoint(other.names)


def _differing_cells(text: str, row: TableRow, other: TableRow) -> tuple[CharRange, ...]:
    """Return the places in the text of a row of the cells that another row has otherwise."""
    places, at = [], 0
    for number, cell in enumerate(row.cells):
        start = text.find(cell.text, at)
        at = start + len(cell.text)
        told = other.cells[number].text if number < len(other.cells) else ""
        if cell.text.split() != told.split():
            places.append((start, at))
    return tuple(places)


def _says_otherwise(text: str, item: Evidence) -> tuple[CharRange, ...]:
    """Return the places of the values in which another sentence differs; nothing if it does not say the same else."""
    differ = differences(text, item)
    if differ.verbatim < ALIKE or not asserts(text, item):
        return ()
    if differ.negated or differ.turned:
        return ((0, len(text)),)
    loose = unmatched(text, item)
    values = merged(text, disagreeing_values(text, item) or replaced_names(text, item))
    return values if set(loose) <= set(values) else ()


def _length(places: Sequence[CharRange]) -> int:
    return sum(end - start for start, end in places)
