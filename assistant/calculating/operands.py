"""The rows and cells that a question names: one each, or none if several fit equally well."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.calculating.table import Operand, OperandRow
from assistant.calculating.wanted import PERIOD, Wanted
from assistant.language.loading import language
from assistant.language.marks import IN_BRACKETS
from assistant.language.terms import terms, terms_of_words
from assistant.reading.tabular.naming import named_in
from assistant.retrieval.naming import names_in

LABELLED = 0.75
"""The share of a row's words that must be in the question, and of the question's in the row or around its table."""
LABELLED_IN_FULL = 0.6
"""The second share if the question contains all words of the row, and these are several."""
_MOST_PERIODS = 8


def row_named(subject: str, question: str, rows: Sequence[OperandRow]) -> OperandRow | None:
    """Return the row that the words of a question name, or None if there is none, or more than one."""
    fits = [(_fit(subject, question, row), row) for row in rows]
    most = max((fit for fit, _ in fits), default=(0, 0))
    if not most[0]:
        return None
    best, *rivals = (row for fit, row in fits if fit == most)
    same = [(cell.figure.value, cell.column) for cell in best.cells]
    return best if all([(c.figure.value, c.column) for c in rival.cells] == same for rival in rivals) else None


def _fit(subject: str, question: str, row: OperandRow) -> tuple[float, int]:
    """Return how well a row's label fits a subject (0 to 1), and how many words of its section are in the question.

    It does not fit at all if too few words agree, if the subject is itself an average or a share and the table does not
    say so, or if the row is about a cost or the like and the question is not.
    """
    code, told = row.language, language(row.language).calculations
    asked, label, section = (set(terms(text, code)) for text in (subject, row.label, row.section))
    label = set(named_in(row.names, asked, code)) or label
    if not asked or not label:
        return (0, 0)
    said = set(terms(question, code))
    there = label | section | set(terms(row.around, code))
    precision = len(label & (asked | said & terms_of_words(told.fillers, code))) / len(label)
    recall = len(asked & there) / len(asked)
    least = LABELLED_IN_FULL if precision == 1 and len(label) > 1 else LABELLED
    # What a row or its section is about unless the question says so; what stands in brackets may be left out.
    about = set(terms(IN_BRACKETS.sub("", f"{row.section}\n{row.label}"), code))
    of_another_kind = asked & terms_of_words(told.kinds, code) - there
    if (
        precision < LABELLED
        or recall < least
        or of_another_kind
        or about & terms_of_words(told.asked_only, code) - said
    ):
        return (0, 0)
    return (precision * recall, len(section & said))


def has_periods(periods: Sequence[str], row: OperandRow) -> bool:
    """Return whether a row has a figure for each of these periods."""
    return {(period,) for period in periods} <= {period_over(cell) for cell in row.cells}


def is_of_whom(row: OperandRow, question: str, said: str = "") -> bool:
    """Return whether all names in a question are in a row's passage, or in the name of its document.

    `said` are its words for an operation, which are no names, although a language may write them with a capital.
    """
    passage, code = row.item.passage, row.language
    there = set(terms("\n".join((row.around, passage.text, passage.document, said)), code))
    return all(name in there for name in names_in(question, code) if name in terms(question, code))


def states_it(row: OperandRow, reading: Wanted, question: str) -> bool:
    """Return whether a row is itself the change or average that is asked for, so that it should be quoted."""
    label, asked, said = (set(terms(text, row.language)) for text in (row.label, question, reading.said))
    return len(label & asked) >= LABELLED * len(label) and len(label) > 1 and bool(label & said)


def cells_of_periods(reading: Wanted, question: str, row: OperandRow) -> tuple[Operand, ...]:
    """Return the cells of the periods that a question names, in order of time; none if one of them is ambiguous."""
    periods = reading.periods
    over = sorted({period for cell in row.cells for period in period_over(cell)})
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


def _cell_of(period: str, question: str, row: OperandRow) -> Operand | None:
    """Return the cell of a period; if there are several, the one whose column the question names best, if any."""
    return clearest([cell for cell in row.cells if period_over(cell) == (period,)], question, row.language)


def clearest(cells: Sequence[Operand], question: str, code: str) -> Operand | None:
    """Return the cell whose column a question names best; a share only if it asks for one.

    `code` is the language of the table.
    """
    asks_for_a_share = "%" in question or language(code).calculations.shares.stand_in(question)
    if not asks_for_a_share and any(cell.figure.unit != "percent" for cell in cells):
        cells = [cell for cell in cells if cell.figure.unit != "percent" and "%" not in cell.column]
    asked = set(terms(question, code))
    named = sorted((len(asked & set(terms(cell.column, code))) for cell in cells), reverse=True)
    if len(named) > 1 and named[0] == named[1]:
        return None
    return max(cells, key=lambda cell: len(asked & set(terms(cell.column, code))), default=None)


def period_over(cell: Operand) -> tuple[str, ...]:
    """Return the period above a cell if there is exactly one, else none."""
    found = {match.group() for match in PERIOD.finditer(cell.column)}
    return tuple(found) if len(found) == 1 else ()
