"""Questions for certain rows of a table: the highest, those that fell, those beyond a figure, the one of a range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from assistant.asking.kinds.groups import Group
from assistant.asking.kinds.inquiry import Inquiry, stating
from assistant.asking.kinds.listing import fitting_groups
from assistant.asking.kinds.subject import subject_of
from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words
from assistant.reading.table_structure import holds_figures_alone
from assistant.retrieval.gathering import Gathered
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.search import search
from assistant.types import Answer, Cell, Citation, Claim, Evidence, Figure, TableRow
from assistant.verifying.compose import citation_of
from assistant.verifying.rows_told import row_told

FITS_FROM = 0.45
"""The fit from which a table counts as the one asked about."""
_PASSAGES = 12
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OVER, _UNDER = ("over", "at least"), ("under", "at most")
_NEAR_THE_BEST = 0.6
_LEAST_OF_A_SCALE = 2
RankedRow = tuple[Evidence, TableRow]


def rows_asked_for(inquiry: Inquiry) -> Answer | None:
    """Return the rows that are highest or lowest, rose or fell, or are beyond a figure, of the table that fits best.

    None if no table fits, or if it is not certain which column its rows are to be compared by.
    """
    with inquiry.watch.stage("retrieval"):
        query = make_query(inquiry.question, inquiry.embedder, inquiry.reader.languages())
        found = search(inquiry.reader, inquiry.nearest, query, _PASSAGES)
        asked = subject_of(query, inquiry.reader.languages()) - _comparing(query)
        fitting = fitting_groups(inquiry, query, asked, found)
    for one in fitting:
        if one.group.kind == "table" and one.fit >= FITS_FROM:
            rows = _rows_of(one.group)
            if chosen := _chosen(rows, query, asked):
                return _told(inquiry, chosen, len(rows))
    return None


def row_in_range(inquiry: Inquiry, gathered: Gathered) -> Answer | None:
    """Return the row whose label is the range that a quantity is in: "three years" is in "2 to 5 years".

    None if there is no such row among the best-ranked sentences, or more than one.
    """
    quantities = [figure for figure in find_figures(inquiry.question.now, inquiry.code) if figure.unit]
    top = gathered.ranked[0].score if gathered.ranked else 0.0
    near = next((i for i in gathered.ranked if i.sentence.row and i.score >= _NEAR_THE_BEST * top), None)
    if len(quantities) != 1 or near is None:
        return None
    rows = [
        (item, item.sentence.row)
        for item in stating([near.passage])
        if item.sentence.row and near.sentence.row and item.sentence.row.table == near.sentence.row.table
    ]
    ranges = [(row, range_of(row[1].label, quantities[0].unit, near.passage.language)) for row in rows]
    if sum(told is not None for _, told in ranges) < 2:
        return None
    value = quantities[0].value
    holding = [row for row, told in ranges if told and told[0] <= value <= told[1]]
    exact = [row for row, told in ranges if told and told[0] <= value < told[1]] if len(holding) > 1 else holding
    return _told(inquiry, exact, len(rows)) if len(exact) == 1 else None


def range_of(label: str, unit: str, code: str) -> tuple[Decimal, Decimal] | None:
    """Return the bounds of a label's range in a unit ("2 to 5 years", "more than 5 years"), or None."""
    figures = find_figures(label, code)
    if not figures or figures[-1].unit != unit:
        return None
    first, *others = figures
    if others:
        return first.value, others[-1].value
    if first.qualifier in _OVER:
        return first.value, Decimal("Infinity")
    return (Decimal(0), first.value) if first.qualifier in _UNDER else None


def _rows_of(group: Group) -> list[RankedRow]:
    return [(item[0], item[0].sentence.row) for item in group.items if item[0].sentence.row]


def _comparing(query: Query) -> frozenset[str]:
    """Return the words with which a question compares."""
    code = query.question.language
    told = language(code)
    moved = (*told.meanings.up, *told.meanings.down)
    return terms_of_words((*told.calculations.highest, *told.calculations.lowest, *moved), code)


def _chosen(rows: Sequence[RankedRow], query: Query, asked: frozenset[str]) -> list[RankedRow]:
    code = query.question.language
    told = language(code)
    said = set(terms(query.text, code))
    column = _column(rows, query, asked)
    if column is None:
        return []
    values = [(row, figure) for row in rows if (figure := _figure(row[1], column))]
    if len({figure.unit or figure.currency for _, figure in values}) > 1:
        return []
    if not all(figure.certain for _, figure in values):
        return []
    bounds = [figure for figure in find_figures(query.text, code) if figure.qualifier in (*_OVER, *_UNDER)]
    if bounds:
        return [row for row, figure in values if _is_beyond(figure, bounds[0])]
    for words, sign in ((told.calculations.highest, 1), (told.calculations.lowest, -1)):
        if said & terms_of_words(words, code) and values:
            best = max(sign * figure.value for _, figure in values)
            return [row for row, figure in values if sign * figure.value == best]
    before = _column_before(rows, column)
    for words, sign in ((told.meanings.up, 1), (told.meanings.down, -1)):
        if said & terms_of_words(words, code) and before is not None:
            return [
                row
                for row, figure in values
                if (earlier := _figure(row[1], before)) and sign * (figure.value - earlier.value) > 0
            ]
    return []


def _column(rows: Sequence[RankedRow], query: Query, asked: frozenset[str]) -> int | None:
    """Return the position of the column by which rows are compared, or None.

    It is the column of a year asked for, or the one that is named; otherwise the last of the columns of years, or the
    only one with figures.
    """
    cells = rows[0][1].cells
    places = [place for place in range(1, len(cells)) if any(_figure(row, place) for _, row in rows)]
    years = {str(year) for year in query.periods.years} or set(_YEAR.findall(query.text))
    of_years = {place: max(_YEAR.findall(cells[place].column), default="") for place in places}
    if years:
        named = [place for place in places if of_years[place] in years]
        return named[0] if len(named) == 1 else None
    if places and all(of_years.values()):
        return max(places, key=lambda place: of_years[place])
    code = query.question.language
    named = [place for place in places if asked & set(terms(cells[place].column, code))]
    if len(named) == 1 or (len(places) == 1 and not named):
        return (named or places)[0]
    return None


def _column_before(rows: Sequence[RankedRow], column: int) -> int | None:
    """Return the position of the column of the year before."""
    cells = rows[0][1].cells
    year = max(_YEAR.findall(cells[column].column), default="0")
    earlier = {max(_YEAR.findall(cell.column), default=""): place for place, cell in enumerate(cells)}
    return earlier.get(str(int(year) - 1))


def _figure(row: TableRow, place: int) -> Figure | None:
    cell: Cell | None = row.cells[place] if place < len(row.cells) else None
    if cell is None or len(cell.figures) != 1:
        return None
    return cell.figures[0] if holds_figures_alone(cell.text, cell.figures) or cell.figures[0].unit else None


def _is_beyond(figure: Figure, bound: Figure) -> bool:
    if (figure.unit and bound.unit and figure.unit != bound.unit) or (
        figure.currency and bound.currency and figure.currency != bound.currency
    ):
        return False
    if bound.qualifier in _OVER:
        return figure.value > bound.value or (bound.qualifier == "at least" and figure.value == bound.value)
    return figure.value < bound.value or (bound.qualifier == "at most" and figure.value == bound.value)


def _told(inquiry: Inquiry, chosen: Sequence[RankedRow], of: int) -> Answer:
    claims: list[Claim] = []
    citations: list[Citation] = []
    for _, same in groupby(chosen, key=lambda row: row[0].sentence.start):
        item, row = next(same)
        citations.append(citation_of(item, len(citations) + 1))
        asked = "" if _moved(inquiry) else inquiry.question.whole
        claims.append(Claim(row_told(row, item.passage.language, asked), "row", (len(citations),)))
    return inquiry.answer(
        claims,
        citations,
        form=inquiry.wish.form if inquiry.wish.form in ("bullets", "numbers") else "sentences",
        certificate=inquiry.told("compared", count=of),
        confidence=0.95,
    )


def _moved(inquiry: Inquiry) -> bool:
    """Return whether a question asks for what rose or fell; if so, the earlier figure is shown as well."""
    meanings = language(inquiry.code).meanings
    moved = terms_of_words((*meanings.up, *meanings.down), inquiry.code)
    return bool(moved & set(terms(inquiry.question.now, inquiry.code)))
