"""Where the operands of a line of arithmetic come from: figures of the evidence, or numbers of the question.

A model takes figures from anywhere. So each has to be a figure of the evidence or the question; what the question says
in figures and years has to be in the line or beside its figures; and cells of a table have to be in one row or column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.calculating.arithmetic import Arithmetic, Quantity
from assistant.language.figures import find_figures
from assistant.language.loading import DEFAULT
from assistant.language.phrases import YEARS
from assistant.language.terms import terms
from assistant.language.time_units import MADE_OF, time_units_in
from assistant.reading.tabular.naming import named_in
from assistant.types import Cell, Evidence, Figure, TableRow


@dataclass(frozen=True, slots=True)
class SourcedFigure:
    """A figure of the evidence, in a `cell` if its sentence is a row; without `item` it is a number of the question."""

    figure: Figure
    item: Evidence | None = None
    cell: Cell | None = None

    @property
    def quantity(self) -> Quantity:
        """What is calculated with."""
        return Quantity(self.figure.value, self.figure.currency, self.figure.unit)

    @property
    def text(self) -> str:
        """How it is written in the document or the question; a bare number word in digits."""
        is_word = self.quantity.is_bare and not any(map(str.isdecimal, self.figure.text))
        return f"{self.figure.value.normalize():f}" if is_word else self.figure.text

    @property
    def place(self) -> tuple[str, int]:
        """Where its sentence is; that of the question is nowhere."""
        return self.item.place if self.item else ("", -1)


def sourced_figures(
    arithmetic: Arithmetic, evidence: Sequence[Evidence], question: str, spoken: str
) -> list[SourcedFigure]:
    """Return the operand that each number means; nothing if one of them is in neither the evidence nor the question.

    Some factors need not be said: the number of the others, for a mean, and the months of a year and the like. A number
    that is in both is the question's where it is a factor: how many of a thing. A number of the question that is added
    to money or to a quantity is one.
    """
    there = list(_of_evidence(evidence))
    codes = languages_of(evidence, spoken)
    own = [SourcedFigure(figure) for figure in find_figures(question, spoken) if figure.unit != "year"]
    wanted = frozenset(terms(question, spoken))
    found: list[SourcedFigure] = []
    cited: list[SourcedFigure | None] = []
    for place, text in enumerate(arithmetic.operands):
        values = {figure.value for code in codes for figure in find_figures(text, code, in_table=True)}
        meant = [one for one in there if _values_of(one) & values]
        asked = [one for one in own if one.figure.value in values]
        if not (meant or asked) and arithmetic.is_factor(place):
            known = {*MADE_OF.values(), len(arithmetic.operands) - 1}
            asked = [SourcedFigure(one) for one in find_figures(text, DEFAULT) if one.value in known]
        if not (meant or asked):
            return []
        beside = {one.item.place for one in found if one.item}
        best = max(meant, key=lambda one: (one.place in beside, _shared(one, wanted)), default=None)
        counts = bool(asked) and arithmetic.is_factor(place) and asked[0].quantity.is_bare
        found.append(asked[0] if best is None or counts else best)
        cited.append(best)
    if not any(one.item for one in found):  # the question repeats a figure of the text: "the 240, divided by 3"
        first = next((place for place, one in enumerate(cited) if one), 0)
        found[first] = cited[first] or found[first]
    like = next((one.figure for one in found if one.item and not one.quantity.is_bare), None)
    return [
        replace(one, figure=replace(one.figure, currency=like.currency, unit=like.unit))
        if like and not one.item and one.quantity.is_bare and not arithmetic.is_factor(place)
        else one
        for place, one in enumerate(found)
    ]


def languages_of(evidence: Sequence[Evidence], spoken: str) -> tuple[str, ...]:
    """Return the languages in which a number may be written: those of the evidence and of the question, and English."""
    return tuple(dict.fromkeys((*(item.passage.language for item in evidence), spoken, DEFAULT)))


def belong_together(operands: Sequence[SourcedFigure], question: str, spoken: str) -> bool:
    """Return whether some operands may be what a question asks to be worked out.

    At least one is of the evidence, all are certain, none is a year or a share, cells of a table are in one row, or in
    one column and of rows that the question names, and its figures and years are among them or beside them. Twelve
    without a source needs months and years, in the question or beside the figures, and so do the like of it.
    """
    told = [one for one in operands if one.item]
    figures = [one.figure for one in operands]
    if not told or not all(f.certain and f.unit not in ("year", "percent") for f in figures):
        return False
    in_line = _are_in_line(told, question, spoken) and _have_their_units(operands, question, spoken)
    return in_line and not _left_out(operands, question, spoken)


def _have_their_units(operands: Sequence[SourcedFigure], question: str, spoken: str) -> bool:
    """Return whether each number without a source is that of the others, or of units of time that are spoken of."""
    said = time_units_in(question, spoken).union(
        *(time_units_in(around(one), one.item.passage.language) for one in operands if one.item)
    )
    known = {figure.value for figure in find_figures(question, spoken)} | {Decimal(len(operands) - 1)}
    known |= {Decimal(count) for units, count in MADE_OF.items() if said.issuperset(units)}
    return all(one.item or one.figure.value in known for one in operands)


def _are_in_line(operands: Sequence[SourcedFigure], question: str, spoken: str) -> bool:
    """Return whether the cells of each table are in one row, or in one column and of rows that the question names.

    Rows that it only describes ("all in the kitchen") are chosen from the whole table, by `rows/`.
    """
    tables: dict[tuple[str, int], list[tuple[Evidence, TableRow, Cell]]] = {}
    for one in operands:
        if one.item and one.item.sentence.row and one.cell:
            row = one.item.sentence.row
            tables.setdefault((one.item.passage.document, row.table), []).append((one.item, row, one.cell))
    for cells in tables.values():
        rows = {item.sentence.start for item, _, _ in cells}
        columns = {cell.columns for _, _, cell in cells}
        named = (_names(item, row, question, spoken) for item, row, _ in cells)
        if len(rows) > 1 and (len(columns) > 1 or not all(named)):
            return False
    return True


def _names(item: Evidence, row: TableRow, question: str, spoken: str) -> bool:
    code = item.passage.language
    return bool(named_in(row.names, frozenset(terms(question, code, spoken)), code))


def _left_out(operands: Sequence[SourcedFigure], question: str, spoken: str) -> bool:
    """Return whether a figure or year of the question is neither an operand nor said beside one."""
    beside = "\n".join(around(one) for one in operands)
    used = {one.figure.value for one in operands}
    used |= {f.value for one in operands if one.item for f in one.item.sentence.figures}
    asked = [figure for figure in find_figures(question, spoken) if figure.unit != "year" and figure.value != 1]
    years = set(YEARS.findall(question)) - set(YEARS.findall(beside))
    return bool(years) or any(figure.value not in used for figure in asked)


def around(operand: SourcedFigure) -> str:
    """Return what is said beside an operand: its sentence or row, the headings above it, and the document's name."""
    if operand.item is None:
        return ""
    passage, row = operand.item.passage, operand.item.sentence.row
    columns = operand.cell.columns if operand.cell else ()
    names = (row.section, *row.names) if row else (operand.item.sentence.text,)
    return "\n".join((passage.document, *passage.heading, *names, *columns))


def _of_evidence(evidence: Sequence[Evidence]) -> Iterator[SourcedFigure]:
    """Yield the figures of the evidence that are exact: nothing is worked out of "under 12" or "about 300"."""
    for item in evidence:
        row = item.sentence.row
        if row is None:
            yield from (SourcedFigure(figure, item) for figure in item.sentence.figures if not figure.qualifier)
        elif not row.is_header:
            cells = ((figure, cell) for cell in row.cells for figure in cell.figures if not figure.qualifier)
            yield from (SourcedFigure(figure, item, cell) for figure, cell in cells)


def _values_of(operand: SourcedFigure) -> set[Decimal]:
    """Return the values by which a figure may be meant: in full, and as written under "in thousands", or in pence."""
    figure = operand.figure
    is_small = figure.magnitude < 1
    return {figure.value, figure.value / figure.magnitude} if operand.cell or is_small else {figure.value}


def _shared(operand: SourcedFigure, wanted: frozenset[str]) -> int:
    return len(wanted & set(terms(around(operand), operand.item.passage.language))) if operand.item else 0
