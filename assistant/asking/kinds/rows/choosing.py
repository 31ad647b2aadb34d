"""Which rows of a table a question means by their figures: the highest, those that fell, those beyond a figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from assistant.asking.kinds.rows.conditions import OVER, Comparing
from assistant.language.phrases import YEARS
from assistant.language.terms import terms
from assistant.reading.tabular.naming import named_in
from assistant.reading.tabular.table_structure import holds_figures_alone
from assistant.types import Cell, Evidence, Figure, TableRow

RankedRow = tuple[Evidence, TableRow]
Pair = tuple[int, int]
_LEAST_YEARS = 2


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows that a question means, in order, and the kind that they have in common if it asks for one.

    If it asks for a year, the one row has only the cells of the years that are meant.
    """

    rows: tuple[RankedRow, ...] = ()
    kind: str = ""


def chosen(rows: Sequence[RankedRow], how: Comparing, asked: frozenset[str]) -> Chosen:
    """Return the rows of a table that a question means.

    There are none if it is not certain which column they are compared by, or if a figure of the table is uncertain, or
    if the question denies anything but that they rose, fell or stayed the same.

    Args:
        rows: those of one table.
        how: how the question compares them.
        asked: the terms of what it is about.
    """
    if not all(figure.certain for _, row in rows for cell in row.cells for figure in cell.figures):
        return Chosen()
    if how.denies and (how.direction is None or how.extreme or how.for_years):
        return Chosen()
    if how.for_years:
        return Chosen(tuple(_in_its_years(rows, how, asked)))
    if how.direction is not None:
        return Chosen(tuple(_moved(rows, how)))
    kind = _kind_asked_for(rows, asked)
    if how.extreme and kind is not None:
        return _most_common(rows, how, asked, kind)
    column = _column(rows, how, asked)
    values = [(row, figure) for row in rows if column is not None and (figure := figure_at(row[1], column))]
    if not (how and values) or not are_comparable([figure for _, figure in values]):
        return Chosen()
    if how.bounds:
        return Chosen(tuple(row for row, figure in values if all(_is_within(figure, bound) for bound in how.bounds)))
    ranked = sorted(values, key=lambda pair: -how.extreme * pair[1].value)[: how.first]
    last = ranked[-1][1].value
    return Chosen(
        tuple(row for row, figure in values if how.extreme * figure.value >= how.extreme * last)
        if how.first == 1
        else tuple(row for row, _ in ranked)
    )


def are_comparable(figures: Sequence[Figure]) -> bool:
    """Return whether figures have one unit or currency; a number of a column that looks like a year is none there."""
    return len({(figure.unit if figure.unit != "year" else "") or figure.currency for figure in figures}) == 1


def figure_at(row: TableRow, place: int) -> Figure | None:
    """Return the figure of a cell if it is the only thing in it."""
    cell: Cell | None = row.cells[place] if place < len(row.cells) else None
    if cell is None or len(cell.figures) != 1:
        return None
    return cell.figures[0] if holds_figures_alone(cell.text, cell.figures) or cell.figures[0].unit else None


def _moved(rows: Sequence[RankedRow], how: Comparing) -> Iterator[RankedRow]:
    """Yield the rows whose figures rose, fell or stayed the same in every year asked for.

    If the question asks for the one that did so most, only that is meant.
    """
    pairs = _pairs(rows[0][1], how)
    found: list[tuple[Decimal, RankedRow]] = []
    for row in rows:
        figures = [(figure_at(row[1], before), figure_at(row[1], now)) for before, now in pairs]
        steps = [now.value - before.value for before, now in figures if before and now]
        moved = [_sign(step) == how.direction for step in steps]
        if pairs and len(steps) == len(pairs) and (not any(moved) if how.denies else all(moved)):
            found.append((abs(sum(steps, Decimal(0))), row))
    most = sorted((size for size, _ in found), reverse=True)[: how.first] if how.extreme else []
    yield from (row for size, row in found if not most or size >= most[-1])


def _in_its_years(rows: Sequence[RankedRow], how: Comparing, asked: frozenset[str]) -> Iterator[RankedRow]:
    """Yield the one row that a question names, with the cells of the years in which it was highest, or rose."""
    code = rows[0][0].passage.language
    named = [(item, row) for item, row in rows if named_in(row.names, asked, code)]
    if len(named) != 1 or how.bounds:
        return
    item, row = named[0]
    at = _years_of(row)
    figures = {year: figure for year, place in sorted(at.items()) if (figure := figure_at(row, place))}
    if len(figures) < _LEAST_YEARS or not are_comparable(list(figures.values())):
        return
    meant: list[str] = []
    if how.direction is not None:
        steps = [(year, figures[year].value - figures[before].value) for before, year in pairwise(figures)]
        meant = [year for year, step in steps if _sign(step) == how.direction]
    elif how.extreme:
        best = max(how.extreme * figure.value for figure in figures.values())
        meant = [year for year, figure in figures.items() if how.extreme * figure.value == best]
    if meant:
        yield item, row.with_values([row.cells[at[year]] for year in meant])


def _sign(step: Decimal) -> int:
    return (step > 0) - (step < 0)


def _pairs(row: TableRow, how: Comparing) -> tuple[Pair, ...]:
    """Return the columns to compare: each year asked for with the one before, or the last two; all or none."""
    at = _years_of(row)
    wanted: tuple[tuple[str, str], ...]
    if how.through:
        wanted = ((how.years[0], how.years[1]),)
    elif how.years:
        wanted = tuple((str(int(year) - 1), year) for year in how.years)
    else:
        wanted = tuple(pairwise(sorted(at)))[-1:]
    return tuple((at[a], at[b]) for a, b in wanted) if all(a in at and b in at for a, b in wanted) else ()


def _years_of(row: TableRow) -> dict[str, int]:
    """Return the position of the column of each year; nothing if a year has several columns."""
    years: dict[str, list[int]] = defaultdict(list)
    for place, cell in enumerate(row.cells):
        if place not in row.labels and (year := max(YEARS.findall(cell.column), default="")):
            years[year].append(place)
    unclear = any(len(places) != 1 for places in years.values())
    return {} if unclear else {year: places[0] for year, places in years.items()}


def _kind_asked_for(rows: Sequence[RankedRow], asked: frozenset[str]) -> int | None:
    """Return the column of kinds that a question asks for: it is named, has no figures, and repeats what it says."""
    code = rows[0][0].passage.language
    for place, cell in enumerate(rows[0][1].cells):
        told = [row.cells[place].text.casefold() for _, row in rows if place < len(row.cells)]
        named = set(terms(cell.column, code))
        has_figures = any(figure_at(row, place) for _, row in rows)
        if named and named <= asked and not has_figures and len(set(told)) < len(told):
            return place
    return None


def _most_common(rows: Sequence[RankedRow], how: Comparing, asked: frozenset[str], kind: int) -> Chosen:
    """Return the rows of the kind that has most rows, or fewest; none if the question counts something else."""
    code = rows[0][0].passage.language
    first = rows[0][1]
    counted = set(terms("\n".join((*rows[0][0].passage.heading, *first.headings)), code))
    if asked - how.words - set(terms(first.cells[kind].column, code)) - counted:
        return Chosen()
    by_kind: dict[str, list[RankedRow]] = defaultdict(list)
    for row in rows:
        if kind < len(row[1].cells) and not row[1].cells[kind].is_empty:
            by_kind[" ".join(row[1].cells[kind].text.split())].append(row)
    most = max(how.extreme * len(of) for of in by_kind.values())
    best = {name: of for name, of in by_kind.items() if how.extreme * len(of) == most}
    return Chosen(tuple(row for of in best.values() for row in of), ", ".join(best))


def _column(rows: Sequence[RankedRow], how: Comparing, asked: frozenset[str]) -> int | None:
    """Return the position of the column by which rows are compared, or None.

    It is the column of a year asked for, or the one that is named, or has the unit or currency of a bound; otherwise
    the last of the columns of years, or the only one with figures, if the question compares nothing else by its words
    ("slowest").
    """
    cells, code = rows[0][1].cells, rows[0][0].passage.language
    labels = rows[0][1].labels
    places = [p for p in range(len(cells)) if p not in labels and any(figure_at(row, p) for _, row in rows)]
    if how.extreme and how.of:
        kinds = how.of | (asked - set(how.years))
        places = [p for p in places if kinds & set(terms(cells[p].column, code))]
    of_years = {place: max(YEARS.findall(cells[place].column), default="") for place in places}
    years = set(how.years)
    if not years and places and all(of_years.values()):
        years = {max(of_years.values())}
    if years:
        places = [place for place in places if of_years[place] in years]
    said = {place: len(asked & set(terms(cells[place].column, code))) for place in places}
    if years:
        named = [place for place in places if said[place] == max(said.values())]
        return named[0] if len(named) == 1 else None
    named = [place for place in places if said[place]]
    if len(named) == 1 or (len(places) == 1 and not named):
        return (named or places)[0]
    alike = [place for place in places if any(_are_alike(row, place, how) for _, row in rows)]
    return alike[0] if len(alike) == 1 else None


def _are_alike(row: TableRow, place: int, how: Comparing) -> bool:
    """Return whether a figure has the unit or currency of a bound, or is money where money is asked for."""
    figure = figure_at(row, place)
    if figure is None:
        return False
    of_bounds = any(
        (bound.unit and bound.unit == figure.unit) or (bound.currency and bound.currency == figure.currency)
        for bound in how.bounds
    )
    return of_bounds or (how.of_money and bool(figure.currency))


def _is_within(figure: Figure, bound: Figure) -> bool:
    if (figure.unit and bound.unit and figure.unit != bound.unit) or (
        figure.currency and bound.currency and figure.currency != bound.currency
    ):
        return False
    if figure.value == bound.value:
        return bound.qualifier in ("at least", "at most")
    return (figure.value > bound.value) == (bound.qualifier in OVER)
