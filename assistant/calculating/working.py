"""An answer that is calculated from tables, prices and dates: the working and its result, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.calculating.columns import Column, rows_over, total_of
from assistant.calculating.operands import (
    cells_of_periods,
    clearest,
    has_periods,
    is_of_whom,
    period_over,
    row_named,
    states_it,
)
from assistant.calculating.products import product_of
from assistant.calculating.sentences import row_of_a_sentence
from assistant.calculating.spans import duration_of, end_of
from assistant.calculating.table import Operand, OperandRow, rows_of
from assistant.calculating.wanted import Wanted, wanted, wanted_outright
from assistant.calculating.wording import decimals_of, in_notation_of, row_name, told
from assistant.language.loading import language
from assistant.retrieval.question import Question
from assistant.types import Evidence

WORKED_OUT = 0.95
"""The confidence of a calculated answer: about the share of such answers that are right (`benchmarks/RESULTS.md`)."""
_RATIO_PLACES = 2
_LISTED = re.compile("[,，、]")
_MOST_NAMED = 6
"""How many rows a sum calls by their names; of more, only the column is named."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A result in words, with its working, and the rows that it rests on; those `beside` it qualify it."""

    text: str
    rows: tuple[Evidence, ...]
    beside: tuple[Evidence, ...] = ()


def work_out(asked: Question, ranked: Sequence[Evidence]) -> Worked | None:
    """Return the calculation that a question asks for from the sentences and tables given; None if it is not certain.

    It is certain if one row fits the question best, each period heads one column, and the row is in the document of the
    best-ranked sentence, so that search and words agree on whom the question is about.
    """
    if not ranked:
        return None
    if outright := wanted_outright(asked.now):
        return _outright(outright, asked, ranked)
    question, readings = asked.whole, wanted(asked.now)
    said = " ".join(reading.said for reading in readings)
    rows = [row for row in rows_of(ranked) if is_of_whom(row, question, said)] if readings else []
    if any(states_it(row, reading, question) for row in rows for reading in readings):
        return None
    best = ranked[0].passage.document
    found = (worked for reading in readings if (worked := _worked(reading, asked, rows)))
    of_rows = next((worked for worked in found if worked.rows[0].passage.document == best), None)
    return of_rows or next(filter(None, (_of_sentence(reading, asked, ranked) for reading in readings)), None)


def _of_sentence(reading: Wanted, asked: Question, ranked: Sequence[Evidence]) -> Worked | None:
    row = None if reading.other else row_of_a_sentence(reading, asked.whole, ranked)
    no_names = (reading.said, *language(asked.language).calculations.fillers)
    if row is None or not is_of_whom(row, asked.whole, " ".join(no_names)):
        return None
    cells = cells_of_periods(reading, asked.whole, row)
    return _of_one(reading, asked.language, row, cells) if cells else None


def _outright(reading: Wanted, asked: Question, ranked: Sequence[Evidence]) -> Worked | None:
    if reading.operation == "product":
        product = product_of(reading, asked, ranked)
        return Worked(product[0], (product[1],)) if product else None
    find = end_of if reading.operation == "end" else duration_of
    span = find(reading, asked.language, ranked)
    return Worked(span.text, (span.item,), span.beside) if span else None


def _worked(reading: Wanted, asked: Question, rows: Sequence[OperandRow]) -> Worked | None:
    question = asked.whole
    if reading.operation == "sum" and reading.other and _LISTED.search(asked.now):  # of more than two, all or none
        return _of_column(reading, asked, rows)
    row = row_named(reading.subject, question, [row for row in rows if has_periods(reading.periods, row)])
    if row is not None and reading.other:
        others = [other for other in rows if other.table == row.table and other is not row]
        beside = row_named(reading.other, question, others)
        if beside is None and reading.operation == "share":
            beside = total_of(reading, row, rows)
        if beside:
            return _of_two(reading, asked, row, beside)
        return _share_of_all(reading, asked, row, rows) if reading.operation == "share" else None
    if row is None or reading.other:
        return _of_column(reading, asked, rows) if reading.operation in ("sum", "average") else None
    cells = cells_of_periods(reading, question, row)
    return _of_one(reading, asked.language, row, cells) if cells else None


def _of_one(reading: Wanted, code: str, row: OperandRow, cells: tuple[Operand, ...]) -> Worked | None:
    if not _of_one_kind(cells):
        return None
    unit, values = cells[0].figure.unit, [cell.figure.value for cell in cells]
    when = [*(period_over(cell)[0] for cell in cells)]
    called = {"name": row_name(row), "first": when[0], "last": when[-1]}
    if reading.operation in ("change", "percentage change"):
        first, last = cells
        working = f"{_number(last)} - {_number(first, behind=True)}"
        if reading.operation == "change":
            said = told("change", code, **called)
            return _told(
                f"{said}: {working} = {_difference(values[1] - values[0], cells, row.language, code)}", [row], unit
            )
        if unit == "percent" or values[0] == 0 or values[0] < 0 < values[1]:
            return None
        share = _rounded((values[1] - values[0]) / values[0] * 100, row.language)
        said = told("percentage_change", code, **called)
        return _told(f"{said}: ({working}) / {_number(first)} = {share}%", [row], "percent")
    over = told("periods", code, before=", ".join(when[:-1]), last=when[-1])
    return _total(reading, code, row_name(row), over, cells, [row])


def _of_column(reading: Wanted, asked: Question, rows: Sequence[OperandRow]) -> Worked | None:
    """Return the sum or average of the rows that a question names, or of all rows of a table."""
    column = rows_over(reading, asked.whole, rows)
    cells = [cell for _, cell in column]
    if not column or not _of_one_kind(cells):
        return None
    of = [row for row, _ in column]
    names = [row_name(row) for row in of]
    code = asked.language
    called = told("periods", code, before=", ".join(names[:-1]), last=names[-1])
    if len(names) > _MOST_NAMED:
        called = told("all_rows", code, count=len(names))
    return _total(reading, code, called, cells[0].column, cells, of)


def over_rows(reading: Wanted, code: str, column: Column, values: str) -> Worked | None:
    """Return the sum or average of the figures of a column, told in a language; None if they cannot be added.

    `values` are what the rows have in common, which says which they are.
    """
    cells, rows = [cell for _, cell in column], [row for row, _ in column]
    name = "chosen_rows" if values else "all_rows"
    called = told(name, code, count=len(rows), values=values)
    return _total(reading, code, called, cells[0].column, cells, rows) if _of_one_kind(cells) else None


def _total(
    reading: Wanted, code: str, name: str, over: str, cells: Sequence[Operand], rows: Sequence[OperandRow]
) -> Worked | None:
    unit, values = cells[0].figure.unit, [cell.figure.value for cell in cells]
    if reading.operation == "sum" and unit == "percent":
        return None
    working = " + ".join((_number(cells[0]), *(_number(cell, behind=True) for cell in cells[1:])))
    total = sum(values, Decimal(0))
    said = told(reading.operation, code, name=name, over=over)
    if reading.operation == "sum":
        return _told(f"{said}: {working} = {_written(total, cells, rows[0].language, unit)}", rows, unit)
    mean = _written(total / len(values), cells, rows[0].language, unit, finer=True)
    return _told(f"{said}: ({working}) / {len(values)} = {mean}", rows, unit)


def _share_of_all(reading: Wanted, asked: Question, row: OperandRow, rows: Sequence[OperandRow]) -> Worked | None:
    """Return a row's share of the sum of all rows of its table, if that is what the question compares it with."""
    whole = Wanted("sum", reading.other, reading.periods)
    of = rows_over(whole, asked.whole, [other for other in rows if other.table == row.table])
    ours = next((cell for other, cell in of if other.item.sentence.start == row.item.sentence.start), None)
    cells = [cell for _, cell in of]
    total = sum((cell.figure.value for cell in cells), Decimal(0))
    if ours is None or not _of_one_kind(cells) or ours.figure.unit == "percent" or total == 0:
        return None
    working = " + ".join((_number(cells[0]), *(_number(cell, behind=True) for cell in cells[1:])))
    share = _rounded(ours.figure.value / total * 100, row.language)
    said = told("share", asked.language, name=row_name(row), other=told("all_rows", asked.language, count=len(of)),
                when=told("at", asked.language, over=ours.column))  # fmt: skip
    return _told(f"{said}: {_number(ours)} / ({working}) = {share}%", [other for other, _ in of], "percent")


def _of_one_kind(cells: Sequence[Operand]) -> bool:
    """Return whether figures may be added: they agree in unit and currency, and none has its scale in words."""
    figures = [cell.figure for cell in cells]
    currencies = {figure.currency for figure in figures} - {""}
    return len({f.unit for f in figures}) == 1 and len(currencies) <= 1 and all(f.magnitude == 1 for f in figures)


def _of_two(reading: Wanted, asked: Question, row: OperandRow, beside: OperandRow) -> Worked | None:
    if len(reading.periods) > 1:
        return None
    question, code = asked.whole, asked.language
    period = reading.periods[0] if reading.periods else ""
    ours = [cell for cell in row.cells if not period or period_over(cell) == (period,)]
    one = clearest(ours, question, row.language)
    others = [cell for cell in beside.cells if one and cell.column == one.column]
    if one is None or len(others) != 1 or not _of_one_kind((one, others[0])):
        return None
    other, unit = others[0], one.figure.unit
    over = told("at", code, over=period) if period else f", {one.column}".rstrip(", ")
    called = {"name": row_name(row), "other": row_name(beside), "when": over}
    if reading.operation in ("share", "ratio"):
        if other.figure.value == 0 or unit == "percent":
            return None
        working = f"{_number(one)} / {_number(other, behind=True)}"
        quotient = one.figure.value / other.figure.value
        if reading.operation == "ratio":
            ratio = _rounded(quotient, row.language)
            return _told(f"{told('ratio', code, **called)}: {working} = {ratio}", [row, beside], "times")
        share = _rounded(quotient * 100, row.language)
        return _told(f"{told('share', code, **called)}: {working} = {share}%", [row, beside], "percent")
    if unit == "percent" and reading.operation == "sum":
        return None
    sign, value = ("+", one.figure.value + other.figure.value)
    if reading.operation == "difference":
        sign, value = "-", one.figure.value - other.figure.value
    working = f"{_number(one)} {sign} {_number(other, behind=True)}"
    said = told("plus" if sign == "+" else "less", code, **called)
    return _told(f"{said}: {working} = {_difference(value, (one, other), row.language, code)}", [row, beside], unit)


def _told(said: str, rows: Sequence[OperandRow], unit: str) -> Worked:
    """Return the words of a result, with the scale and currency of its table if these are not written with its figures.

    A result with a unit has none: 5% is never in thousands.
    """
    written = any(cell.figure.currency for row in rows for cell in row.cells)
    currencies = {cell.meant.currency for row in rows for cell in row.cells}
    currency = "" if unit or written or len(currencies) > 1 else currencies.pop()
    scale = ", ".join(filter(None, ("" if unit else rows[0].scale, currency)))
    return Worked(f"{said}{f' ({scale})' if scale else ''}.", tuple(row.item for row in rows))


def _number(cell: Operand, *, behind: bool = False) -> str:
    """Return a cell's figure as a working shows it: a negative one with a minus, and in brackets after an operator."""
    bare = "".join(c for c in cell.text if c not in "()−–-" and not c.isspace())
    if cell.figure.value >= 0:
        return bare
    return f"(-{bare})" if behind else f"-{bare}"


def _difference(value: Decimal, cells: Sequence[Operand], code: str, spoken: str) -> str:
    """Return a difference in the notation of its operands; that of percentages in points."""
    if cells[0].figure.unit != "percent":
        return _written(value, cells, code)
    return told("points", spoken, value=_written(value, cells, code))


def _written(value: Decimal, cells: Sequence[Operand], code: str, unit: str = "", *, finer: bool = False) -> str:
    """Return a result in the notation of its operands: currency, unit and decimals, with two more for an average."""
    places = max(decimals_of(cell.text, code) for cell in cells)
    like = next((cell for cell in cells if cell.figure.currency), cells[0])
    number = in_notation_of(
        _number(like).lstrip("-"), value, code, places + (_RATIO_PLACES if finer else 0), trimmed=finer
    )
    return f"{number}{'%' if unit == 'percent' else ''}"


def _rounded(value: Decimal, code: str) -> str:
    """Return a share or ratio with at most two decimals, with the decimal mark of a language."""
    return in_notation_of("", value, code, _RATIO_PLACES, trimmed=True)
