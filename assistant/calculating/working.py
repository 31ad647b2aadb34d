"""An answer that is calculated from a table: the working and its result, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from assistant.calculating.operands import (
    cells_of_periods,
    clearest,
    has_periods,
    is_of_whom,
    period_over,
    row_named,
    states_it,
)
from assistant.calculating.table import Operand, OperandRow, rows_of
from assistant.calculating.wanted import Wanted, wanted
from assistant.retrieval.question import Question
from assistant.types import Evidence

WORKED_OUT = 0.95
"""The confidence of a calculated answer: about the share of such answers that are right (`benchmarks/RESULTS.md`)."""
_RATIO_PLACES = 2
_SIGNS = ("US$", "HK$", "$", "€", "£", "¥")


@dataclass(frozen=True, slots=True)
class Worked:
    """A result in words, with its working, and the rows that it rests on."""

    text: str
    rows: tuple[Evidence, ...]


def work_out(asked: Question, ranked: Sequence[Evidence]) -> Worked | None:
    """Return the calculation that a question asks for from the tables in these sentences; None if it is not certain.

    It is certain if one row fits the question best, each period heads one column, and the row is in the document of the
    best-ranked sentence, so that search and words agree on whom the question is about.
    """
    question, readings = asked.whole, wanted(asked.now)
    if not (readings and ranked):
        return None
    rows = [row for row in rows_of(ranked) if is_of_whom(row, question)]
    if any(states_it(row, reading, question) for row in rows for reading in readings):
        return None
    best = ranked[0].passage.document
    found = (worked for reading in readings if (worked := _worked(reading, question, rows)))
    return next((worked for worked in found if worked.rows[0].passage.document == best), None)


def _worked(reading: Wanted, question: str, rows: Sequence[OperandRow]) -> Worked | None:
    row = row_named(reading.subject, question, [row for row in rows if has_periods(reading.periods, row)])
    if row is None:
        return None
    if reading.other:
        others = [other for other in rows if other.table == row.table and other is not row]
        beside = row_named(reading.other, question, others)
        return _of_two(reading, question, row, beside) if beside else None
    cells = cells_of_periods(reading, question, row)
    return _of_one(reading, row, cells) if cells else None


def _of_one(reading: Wanted, row: OperandRow, cells: tuple[Operand, ...]) -> Worked | None:
    if not _of_one_kind(cells):
        return None
    unit, values = cells[0].figure.unit, [cell.figure.value for cell in cells]
    when = [*(period_over(cell)[0] for cell in cells)]
    name = _name(row)
    if reading.operation in ("change", "percentage change"):
        first, last = cells
        working = f"{_number(last)} - {_number(first, behind=True)}"
        what = f"in {name} from {when[0]} to {when[1]}"
        if reading.operation == "change":
            return _told(f"Change {what}: {working} = {_difference(values[1] - values[0], cells)}", [row], unit)
        if unit == "percent" or values[0] == 0 or values[0] < 0 < values[1]:
            return None
        share = (values[1] - values[0]) / values[0] * 100
        return _told(f"Percentage change {what}: ({working}) / {_number(first)} = {_rounded(share)}%", [row], "percent")
    working = " + ".join((_number(cells[0]), *(_number(cell, behind=True) for cell in cells[1:])))
    over = f"{', '.join(when[:-1])} and {when[-1]}"
    total = sum(values, Decimal(0))
    if reading.operation == "sum":
        if unit == "percent":
            return None
        return _told(f"Sum of {name} in {over}: {working} = {_written(total, cells, unit)}", [row], unit)
    mean = total / len(values)
    return _told(
        f"Average of {name} in {over}: ({working}) / {len(values)} = {_written(mean, cells, unit, finer=True)}",
        [row],
        unit,
    )


def _of_one_kind(cells: Sequence[Operand]) -> bool:
    """Return whether figures may be added: they agree in unit and currency, and none has its scale in words."""
    figures = [cell.figure for cell in cells]
    currencies = {figure.currency for figure in figures} - {""}
    return len({f.unit for f in figures}) == 1 and len(currencies) <= 1 and all(f.magnitude == 1 for f in figures)


def _of_two(reading: Wanted, question: str, row: OperandRow, beside: OperandRow) -> Worked | None:
    if len(reading.periods) > 1:
        return None
    period = reading.periods[0] if reading.periods else ""
    ours = [cell for cell in row.cells if not period or period_over(cell) == (period,)]
    one = clearest(ours, question, row.language)
    others = [cell for cell in beside.cells if one and cell.column == one.column]
    if one is None or len(others) != 1 or not _of_one_kind((one, others[0])):
        return None
    other, unit = others[0], one.figure.unit
    names, when = (_name(row), _name(beside)), f" in {period}" if period else f", {one.column}".rstrip(", ")
    if reading.operation in ("share", "ratio"):
        if other.figure.value == 0 or unit == "percent":
            return None
        working = f"{_number(one)} / {_number(other, behind=True)}"
        if reading.operation == "ratio":
            ratio = _rounded(one.figure.value / other.figure.value)
            return _told(f"{names[0]} divided by {names[1]}{when}: {working} = {ratio}", [row, beside], "times")
        share = _rounded(one.figure.value / other.figure.value * 100)
        return _told(f"{names[0]} as a share of {names[1]}{when}: {working} = {share}%", [row, beside], "percent")
    if unit == "percent" and reading.operation == "sum":
        return None
    sign, value = ("+", one.figure.value + other.figure.value)
    if reading.operation == "difference":
        sign, value = "-", one.figure.value - other.figure.value
    working = f"{_number(one)} {sign} {_number(other, behind=True)}"
    joined = f"{names[0]} {'plus' if sign == '+' else 'less'} {names[1]}{when}"
    return _told(f"{joined}: {working} = {_difference(value, (one, other))}", [row, beside], unit)


def _told(said: str, rows: Sequence[OperandRow], unit: str) -> Worked:
    """Return the words of a result, with the scale of its table if the result has no unit: 5% is never in thousands."""
    scale = "" if unit else rows[0].scale
    return Worked(f"{said}{f' ({scale})' if scale else ''}.", tuple(row.item for row in rows))


def _name(row: OperandRow) -> str:
    section = row.section.rstrip(" :")
    return f"“{section}: {row.label}”" if section else f"“{row.label}”"


def _number(cell: Operand, *, behind: bool = False) -> str:
    """Return a cell's figure as a working shows it: a negative one with a minus, and in brackets after an operator."""
    bare = "".join(c for c in cell.text if c not in "()−–-" and not c.isspace())
    if cell.figure.value >= 0:
        return bare
    return f"(-{bare})" if behind else f"-{bare}"


def _difference(value: Decimal, cells: Sequence[Operand]) -> str:
    """Return a difference in the notation of its operands; that of percentages in points."""
    percent = cells[0].figure.unit == "percent"
    return _written(value, cells) + (" percentage points" if percent else "")


def _written(value: Decimal, cells: Sequence[Operand], unit: str = "", *, finer: bool = False) -> str:
    """Return a result in the notation of its operands: currency, unit and decimals, with two more for an average."""
    places = max(_places(cell) for cell in cells) + (_RATIO_PLACES if finer else 0)
    number = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    digits = f"{abs(number):,f}"
    whole, _, decimals = digits.partition(".")
    if not decimals.strip("0"):
        digits = whole
    elif finer:
        digits = digits.rstrip("0")
    sign = next((sign for cell in cells for sign in _SIGNS if sign in cell.text), "")
    return f"{'-' if number < 0 else ''}{sign}{digits}{'%' if unit == 'percent' else ''}"


def _places(cell: Operand) -> int:
    """Return how many decimals a figure is written with, whatever mark is before them."""
    exponent = cell.figure.value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _rounded(value: Decimal) -> str:
    digits = f"{abs(value):,.{_RATIO_PLACES}f}".rstrip("0").rstrip(".")
    return f"{'-' if value < 0 and digits.strip('0.,') else ''}{digits}"
