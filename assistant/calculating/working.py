"""An answer that is worked out: the rows and columns that a question names, and the sum with its result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from assistant.calculating.table import Cell, Row, rows_of
from assistant.calculating.wanted import PERIOD, Wanted, wanted
from assistant.retrieval.naming import names_in
from assistant.terms import terms
from assistant.types import Evidence

LABELLED = 0.75
"""What share of a row's own words must stand in the question, and of the question's in the row or around its table."""
LABELLED_IN_FULL = 0.6
"""The second of these where the question has all of a row's words, and they are several."""
WORKED_OUT = 0.95
"""How sure an answer is that was worked out: about the share of them that are right (`benchmarks/RESULTS.md`)."""
_MOST_PERIODS = 8
_KINDS = frozenset(terms("average mean percentage percent proportion share ratio growth margin cumulative gross net"))
_HAS_TO_BE_ASKED = frozenset(terms("cost weighted"))
"""What a row or its section must not be about unless the question says so; what stands in brackets may be left out."""
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_PERCENT = re.compile(r"%|\bper\s?cent|\bshare\b|\bproportion\b|\brate\b|\bmargin\b", re.IGNORECASE)
_RATIO_PLACES = 2


@dataclass(frozen=True, slots=True)
class Worked:
    """What was worked out, in words with the working, and the rows that it rests on."""

    text: str
    rows: tuple[Evidence, ...]


def work_out(question: str, ranked: Sequence[Evidence]) -> Worked | None:
    """Return what a question wants worked out of the tables among some sentences; None where that is not certain.

    It is certain where one row fits the question best, its periods stand over one column each, and it is in the
    document in which the best-ranked sentence is, so that search and words agree on whom the question is about.
    """
    readings = wanted(question)
    if not (readings and ranked):
        return None
    rows = [row for row in rows_of(ranked) if _is_of_whom(row, question)]
    if any(_states_it(row, reading, question) for row in rows for reading in readings):
        return None
    best = ranked[0].passage.document
    found = (worked for reading in readings if (worked := _worked(reading, question, rows)))
    return next((worked for worked in found if worked.rows[0].passage.document == best), None)


def _worked(reading: Wanted, question: str, rows: Sequence[Row]) -> Worked | None:
    row = _row_for(reading.subject, question, [row for row in rows if _has(reading.periods, row)])
    if row is None:
        return None
    if reading.other:
        others = [other for other in rows if other.table == row.table and other is not row]
        beside = _row_for(reading.other, question, others)
        return _of_two(reading, question, row, beside) if beside else None
    cells = _cells_for(reading, question, row)
    return _of_one(reading, row, cells) if cells else None


def _is_of_whom(row: Row, question: str) -> bool:
    """Say whether all names of a question stand in a row's passage, or in the name of its document."""
    passage = row.item.passage
    there = set(terms("\n".join((row.around, passage.text, passage.document))))
    return all(name in there for name in names_in(question) if name in terms(question))


def _has(periods: Sequence[str], row: Row) -> bool:
    """Say whether a row has a figure of each of these periods."""
    return {(period,) for period in periods} <= {_period_of(cell) for cell in row.cells}


def _row_for(subject: str, question: str, rows: Sequence[Row]) -> Row | None:
    """Return the row that the words of a question name, or None where none or several do."""
    fits = sorted(((_fit(subject, question, row), number) for number, row in enumerate(rows)), reverse=True)
    if not fits or not fits[0][0][0]:
        return None
    best = rows[fits[0][1]]
    rivals = (rows[number] for fit, number in fits[1:] if fit == fits[0][0])
    same = [(cell.figure.value, cell.column) for cell in best.cells]
    return best if all([(c.figure.value, c.column) for c in rival.cells] == same for rival in rivals) else None


def _fit(subject: str, question: str, row: Row) -> tuple[float, int]:
    """Return how well a row's label fits a subject (0 to 1), and how many words of its section the question has.

    It does not fit at all where too few words agree, where the subject is itself an average or a share and the table
    does not say so, or where the row is of a cost or the like and the question is not.
    """
    asked, label, section = (set(terms(text)) for text in (subject, row.label, row.section))
    if not asked or not label:
        return (0, 0)
    there = label | section | set(terms(row.around))
    precision, recall = len(label & asked) / len(label), len(asked & there) / len(asked)
    least = LABELLED_IN_FULL if precision == 1 and len(label) > 1 else LABELLED
    said = set(terms(question))
    about = set(terms(_IN_BRACKETS.sub("", f"{row.section}\n{row.label}")))
    if precision < LABELLED or recall < least or asked & _KINDS - there or about & _HAS_TO_BE_ASKED - said:
        return (0, 0)
    return (precision * recall, len(section & said))


def _states_it(row: Row, reading: Wanted, question: str) -> bool:
    """Say whether a row is itself the change or the average that is asked for: it is to be quoted."""
    label = set(terms(row.label))
    named = len(label & set(terms(question))) >= LABELLED * len(label)
    return named and len(label) > 1 and bool(label & set(terms(reading.said)))


def _cells_for(reading: Wanted, question: str, row: Row) -> tuple[Cell, ...]:
    """Return the cells of the periods that a question names, in order of time; none where one of them is not clear."""
    periods = reading.periods
    over = sorted({period for cell in row.cells for period in _period_of(cell)})
    if reading.operation in ("change", "percentage change"):
        if len(periods) == 1 and periods[0].isdigit():
            periods = (str(int(periods[0]) - 1), periods[0])
        periods = periods or (tuple(over) if len(over) == 2 else ())
        if len(periods) != 2:
            return ()
    periods = periods or tuple(over)
    if not 2 <= len(periods) <= _MOST_PERIODS:
        return ()
    found = [_cell_of(period, question, row) for period in periods]
    return tuple(cell for cell in found if cell) if all(found) else ()


def _period_of(cell: Cell) -> tuple[str, ...]:
    """Return the one period that stands over a cell, or none."""
    found = {match.group() for match in PERIOD.finditer(cell.column)}
    return tuple(found) if len(found) == 1 else ()


def _cell_of(period: str, question: str, row: Row) -> Cell | None:
    """Return the cell of a period: of several the one whose column the question names best, if there is one."""
    return _clearest([cell for cell in row.cells if _period_of(cell) == (period,)], question)


def _clearest(cells: Sequence[Cell], question: str) -> Cell | None:
    """Return the cell whose column a question names best; a share of something only where it asks for one."""
    if not _PERCENT.search(question) and any(cell.figure.unit != "percent" for cell in cells):
        cells = [cell for cell in cells if cell.figure.unit != "percent" and "%" not in cell.column]
    asked = set(terms(question))
    named = sorted((len(asked & set(terms(cell.column))) for cell in cells), reverse=True)
    if len(named) > 1 and named[0] == named[1]:
        return None
    return max(cells, key=lambda cell: len(asked & set(terms(cell.column))), default=None)


def _of_one(reading: Wanted, row: Row, cells: tuple[Cell, ...]) -> Worked | None:
    if not _of_one_kind(cells):
        return None
    unit, values = cells[0].figure.unit, [cell.figure.value for cell in cells]
    when = [*(_period_of(cell)[0] for cell in cells)]
    name = _name(row)
    if reading.operation in ("change", "percentage change"):
        first, last = cells
        working = f"{_number(last)} - {_number(first, behind=True)}"
        what = f"in {name} from {when[0]} to {when[1]}"
        if reading.operation == "change":
            points = " percentage points" if unit == "percent" else ""
            result = f"{_written(values[1] - values[0], cells, unit='' if points else unit)}{points}"
            return _told(f"Change {what}: {working} = {result}", [row], "" if points else row.scale)
        if unit == "percent" or values[0] == 0:
            return None
        share = (values[1] - values[0]) / values[0] * 100
        return _told(f"Percentage change {what}: ({working}) / {_number(first)} = {_rounded(share)}%", [row], "")
    working = " + ".join((_number(cells[0]), *(_number(cell, behind=True) for cell in cells[1:])))
    over = f"{', '.join(when[:-1])} and {when[-1]}"
    total = sum(values, Decimal(0))
    if reading.operation == "sum":
        if unit == "percent":
            return None
        return _told(f"Sum of {name} in {over}: {working} = {_written(total, cells, unit)}", [row], row.scale)
    mean = total / len(values)
    return _told(
        f"Average of {name} in {over}: ({working}) / {len(values)} = {_written(mean, cells, unit, finer=True)}",
        [row],
        row.scale,
    )


def _of_one_kind(cells: Sequence[Cell]) -> bool:
    """Say whether figures may be added up: one unit, one currency as far as they name any, and no words of scale."""
    figures = [cell.figure for cell in cells]
    currencies = {figure.currency for figure in figures} - {""}
    return len({f.unit for f in figures}) == 1 and len(currencies) <= 1 and all(f.magnitude == 1 for f in figures)


def _of_two(reading: Wanted, question: str, row: Row, beside: Row) -> Worked | None:
    if len(reading.periods) > 1:
        return None
    period = reading.periods[0] if reading.periods else ""
    ours = [cell for cell in row.cells if not period or _period_of(cell) == (period,)]
    one = _clearest(ours, question)
    others = [cell for cell in beside.cells if one and cell.column == one.column]
    if one is None or len(others) != 1 or not _of_one_kind((one, others[0])):
        return None
    other, unit = others[0], one.figure.unit
    names, when = (_name(row), _name(beside)), f" in {period}" if period else f", {one.column}".rstrip(", ")
    if reading.operation == "share":
        if other.figure.value == 0 or unit == "percent":
            return None
        share = _rounded(one.figure.value / other.figure.value * 100)
        working = f"{_number(one)} / {_number(other, behind=True)}"
        return _told(f"{names[0]} as a share of {names[1]}{when}: {working} = {share}%", [row, beside], "")
    if unit == "percent" and reading.operation == "sum":
        return None
    sign, value = ("+", one.figure.value + other.figure.value)
    if reading.operation == "difference":
        sign, value = "-", one.figure.value - other.figure.value
    working = f"{_number(one)} {sign} {_number(other, behind=True)}"
    joined = f"{names[0]} {'plus' if sign == '+' else 'less'} {names[1]}{when}"
    points = " percentage points" if unit == "percent" else ""
    result = f"{_written(value, (one, other), unit='' if points else unit)}{points}"
    return _told(f"{joined}: {working} = {result}", [row, beside], "" if points else row.scale)


def _told(said: str, rows: Sequence[Row], scale: str) -> Worked:
    return Worked(f"{said}{f' ({scale})' if scale else ''}.", tuple(row.item for row in rows))


def _name(row: Row) -> str:
    section = row.section.rstrip(" :")
    return f"“{section}: {row.label}”" if section else f"“{row.label}”"


def _number(cell: Cell, *, behind: bool = False) -> str:
    """Return a cell's figure as a sum has it: negative with a minus, in brackets where it stands behind a sign."""
    bare = re.sub(r"[()\s]|^[-−–]", "", cell.text)
    if cell.figure.value >= 0:
        return bare
    negative = f"-{bare.lstrip('-−–')}"
    return f"({negative})" if behind else negative


def _written(value: Decimal, cells: Sequence[Cell], unit: str = "", *, finer: bool = False) -> str:
    """Return a result as its operands are written: their currency, unit and decimals, two more for an average."""
    places = max(_places(cell) for cell in cells) + (_RATIO_PLACES if finer else 0)
    number = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    digits = f"{abs(number):,f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".") if finer else re.sub(r"\.0+$", "", digits)
    sign = next((found.group() for cell in cells if (found := re.search(r"[$€£¥]|US\$|HK\$", cell.text))), "")
    return f"{'-' if number < 0 else ''}{sign}{digits}{'%' if unit == 'percent' else ''}"


def _places(cell: Cell) -> int:
    found = re.search(r"\.(\d+)", cell.text)
    return len(found[1]) if found else 0


def _rounded(value: Decimal) -> str:
    digits = f"{abs(value):,.{_RATIO_PLACES}f}".rstrip("0").rstrip(".")
    return f"{'-' if value < 0 and digits.strip('0.,') else ''}{digits}"
