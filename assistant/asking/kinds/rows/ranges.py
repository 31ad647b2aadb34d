"""A quantity in a question, and the row or clause whose range it is in: "three years" is in "2 to 5 years"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from assistant.asking.kinds.inquiry import Inquiry, stating
from assistant.asking.kinds.rows.conditions import OVER, UNDER
from assistant.asking.kinds.rows.tables import told_rows
from assistant.calculating.wanted import words_listed
from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.language.time_units import exactly_in
from assistant.retrieval.evidence import source_texts
from assistant.retrieval.gathering import Gathered
from assistant.types import Answer, Claim, Evidence, Figure, Sentence, TableRow
from assistant.verifying.limits import AGE, quantities_in
from assistant.verifying.showing import citation_of

Case = TypeVar("Case")
Bounds = tuple[Decimal, Decimal]
_OLDEST = 130
_CASES = re.compile(r"[;；]")
_NEAR_THE_BEST = 0.6


def row_in_range(inquiry: Inquiry, gathered: Gathered) -> Answer | None:
    """Return the row whose label is the range that a quantity is in.

    None if there is no such row among the best-ranked sentences, or more than one.
    """
    asked = quantity_asked(inquiry.question.now, inquiry.code)
    near = next((i for i in near_the_best(gathered) if i.sentence.row), None)
    if asked is None or near is None or not _has_words_of(inquiry, near):
        return None
    rows = [
        (item, item.sentence.row)
        for item in stating([near.passage])
        if item.sentence.row and near.sentence.row and item.sentence.row.table == near.sentence.row.table
    ]
    row = _holding(asked, [(row, _range_of_label(row[1], asked.unit, near.passage.language)) for row in rows])
    if row is None:
        return None
    return told_rows(inquiry, (row,), inquiry.told("compared", count=len(rows)), inquiry.question.whole)


def clause_in_range(inquiry: Inquiry, gathered: Gathered) -> Answer | None:
    """Return the clause of a sentence of several cases whose range a quantity is in, as a quotation.

    "From two to five years it is 12 days; from five years, 15 days." has two, parted by a semicolon. None if there is
    no such sentence among the best-ranked.
    """
    asked = quantity_asked(inquiry.question.now, inquiry.code)
    for item in near_the_best(gathered):
        if asked is None or item.sentence.row or not _has_words_of(inquiry, item):
            continue
        if case := _holding(asked, list(_cases(item.sentence, asked.unit))):
            return inquiry.answer([Claim(case, "quoted", (1,))], [citation_of(item, 1)], confidence=0.95)
    return None


def quantity_asked(question: str, code: str) -> Figure | None:
    """Return the one quantity with a unit that a question names, or its only number as an age, if it is told as one."""
    counted = list(quantities_in(question, code))
    quantities = [one.figure for one in counted if one.figure.unit not in ("", "year")]
    if quantities or len(counted) != 1:
        return quantities[0] if len(quantities) == 1 else None
    figure, counts = counted[0].figure, counted[0].of
    is_plain = not (figure.unit or figure.currency) and figure.magnitude == 1 and 0 < figure.value < _OLDEST
    before = [found.end() for found in words_listed(code, "is_aged").finditer(question, 0, figure.start)]
    is_told = bool(before) and not question[before[-1] : figure.start].strip()
    return replace(figure, unit=AGE) if is_plain and is_told and not counts else None


def _cases(sentence: Sentence, unit: str) -> Iterator[tuple[str, Bounds | None]]:
    """Yield the clauses of a sentence that semicolons part, with the bounds of the range in a unit that each names."""
    edges = [0, *(found.end() for found in _CASES.finditer(sentence.text)), len(sentence.text)]
    for start, end in pairwise(edges):
        clause = " ".join(sentence.text[start:end].split()).strip(" ;；")
        yield clause, _bounds([figure for figure in sentence.figures if start <= figure.start < end], unit)


def near_the_best(gathered: Gathered) -> list[Evidence]:
    """Return the sentences whose score is not far from that of the best, best first."""
    top = gathered.ranked[0].score if gathered.ranked else 0.0
    return [item for item in gathered.ranked if item.score >= _NEAR_THE_BEST * top]


def _has_words_of(inquiry: Inquiry, item: Evidence) -> bool:
    """Return whether the passage of a sentence has a word of the question, which says more than its quantity."""
    code = item.passage.language
    words = {term for term in terms(inquiry.question.whole, code, inquiry.code) if not any(map(str.isdigit, term))}
    units = {term for name in language(code).units.values() for word in name for term in terms(word, code)}
    return bool((words - units) & set(terms("\n".join(source_texts(item)), code)))


def _holding(asked: Figure, cases: Sequence[tuple[Case, Bounds | None]]) -> Case | None:
    """Return the one case whose range holds a quantity; None if fewer than two cases have ranges, or several hold it.

    A quantity on the bound of two ranges is in the one that it begins.
    """
    ranges = [(case, told) for case, told in cases if told]
    holding = [case for case, (low, high) in ranges if low <= asked.value <= high]
    exact = [case for case, (low, high) in ranges if low <= asked.value < high] if len(holding) > 1 else holding
    return exact[0] if len(ranges) > 1 and len(exact) == 1 else None


def _range_of_label(row: TableRow, unit: str, code: str) -> Bounds | None:
    """Return the bounds of the range that a row is called, in a unit; of numbers alone if they are headed as ages."""
    heading = " ".join(row.cells[0].columns) if row.cells else ""
    is_age = unit == AGE and words_listed(code, "age").search(heading)
    return range_of(row.label, unit, code) or (range_of(row.label, "", code) if is_age else None)


def range_of(text: str, unit: str, code: str) -> Bounds | None:
    """Return the bounds of the range that a text names, in a unit ("2 to 5 years", "more than 2 weeks"), or None."""
    return _bounds(find_figures(text, code), unit)


def _bounds(figures: Sequence[Figure], unit: str) -> Bounds | None:
    """Return the bounds that the figures up to the last one in a unit, or in one made of it, name together."""
    last = max(
        (place for place, figure in enumerate(figures) if _in(figure, figure.unit, unit) is not None), default=-1
    )
    own = figures[last].unit if figures else ""
    bounds = [figure for figure in figures[: last + 1] if figure.unit in ("", own) and not figure.currency]
    values = [value for figure in bounds if (value := _in(figure, own, unit)) is not None]
    if not values or len(values) > 2:
        return None
    if len(values) > 1:
        low, high = sorted(values)  # "28 to 15 days before"
        return (low, high) if low < high else None
    if bounds[0].qualifier in OVER:
        return values[0], Decimal("Infinity")
    return (Decimal(0), values[0]) if bounds[0].qualifier in UNDER else None


def _in(figure: Figure, unit: str, other: str) -> Decimal | None:
    """Return the value of a figure that is told in a unit in another one, or None."""
    return figure.value if unit == other else exactly_in(figure.value, unit, other)
