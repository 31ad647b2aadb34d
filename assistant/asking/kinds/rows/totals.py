"""Sums and averages over the rows that a question chooses by their cells: "What do the open orders come to?".

The rows are chosen as for a list (`filtering.py`). Their figures are added up, and the sum is shown with its working,
if it is certain which column is meant and every row has a figure in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.lists.fitting import words_inside
from assistant.asking.kinds.rows.choosing import RankedRow
from assistant.asking.kinds.rows.conditions import denies
from assistant.asking.kinds.rows.filtering import Filtered, filtered
from assistant.asking.kinds.rows.tables import above, fitting_tables, rows_of_group
from assistant.calculating.columns import MOST_ROWS, Column, column_to_total
from assistant.calculating.table import OperandRow, operands_of
from assistant.calculating.wanted import Wanted, total_asked, wanted, words_listed
from assistant.calculating.working import WORKED_OUT, over_rows
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words
from assistant.types import Answer, Claim
from assistant.verifying.showing import citation_of


def total_of_rows(inquiry: Inquiry) -> Answer | None:
    """Return the sum or average over the rows that a question names by their cells, with its working.

    None if it asks for neither, if it chooses no rows or just one, or if it is not certain which column is meant.
    """
    reading = _reading(inquiry)
    if reading is None:
        return None
    said = _said(inquiry, reading)
    for group, asked, names in fitting_tables(inquiry, said):
        rows = rows_of_group(group)
        in_cells = words_inside(group, said & set(terms(inquiry.question.whole, group.passage.language)))
        kept = filtered(rows, asked | in_cells, above(inquiry, group), names)  # "paid" may be what a cell says
        if kept and 1 < len(kept.rows) <= MOST_ROWS:
            return _told(inquiry, reading, kept, rows)
    return None


def _reading(inquiry: Inquiry) -> Wanted | None:
    """Return the sum or average that a question asks for, of whatever rows."""
    text, told = inquiry.question.now, language(inquiry.code).calculations
    if told.unclear.stand_in(text) or told.explains.stand_in(text) or denies(text, inquiry.code):
        return None
    operations = {reading.operation for reading in wanted(text)}
    if operations and operations.isdisjoint(("sum", "average")):  # "the difference between the totals of two years"
        return None
    asked = total_asked(text, inquiry.code) or ("sum" if "sum" in operations else None)
    return Wanted(asked, text, ()) if asked else None


def _said(inquiry: Inquiry, reading: Wanted) -> frozenset[str]:
    """Return the terms with which a question asks for a sum or average, and that may stand in any such question."""
    text, code, told = inquiry.question.now, inquiry.code, language(inquiry.code).calculations
    phrases = told.averaging if reading.operation == "average" else told.summing
    said = [found.group() for found in phrases.pattern.finditer(text)]
    said += [found.group() for found in words_listed(code, "paid", "money").finditer(text)]
    words = (*told.fillers, *told.words.get("every", ()), *told.words.get("money", ()))
    return frozenset(terms(" ".join(said), code)) | terms_of_words(words, code)


def _told(inquiry: Inquiry, reading: Wanted, kept: Filtered, rows: Sequence[RankedRow]) -> Answer | None:
    question, spoken = inquiry.question.now, inquiry.code
    operands = list(_operand_rows(kept.rows))
    if len(operands) < len(kept.rows):
        return None
    counts = language(spoken).questions.count.stand_in(question)
    column = column_to_total(
        reading.operation,
        question,
        operands,
        named_only=counts,
        of_money=bool(words_listed(spoken, "paid", "money").search(question)),
    )
    values = ", ".join(f"“{value}”" for value in kept.values)
    return _worked(inquiry, reading, column, values, len(kept.rows), len(rows))


def total_told(
    inquiry: Inquiry,
    reading: Wanted,
    rows: Sequence[RankedRow],
    heading: str,
    values: str,
    of: int,
    confidence: float = WORKED_OUT,
) -> Answer | None:
    """Return the sum or average of a column over some of the `of` rows of a table, with its working.

    None if a row has no certain figure in it, or if they cannot be added. `values` say which rows they are.
    """
    column = tuple((row, cell) for row in _operand_rows(rows) for cell in row.cells if cell.column == heading)
    if not 1 < len(column) == len(rows) <= MOST_ROWS:
        return None
    told = _worked(inquiry, reading, column, values, len(rows), of)
    return replace(told, confidence=confidence) if told else None


def _worked(inquiry: Inquiry, reading: Wanted, column: Column, values: str, count: int, of: int) -> Answer | None:
    worked = over_rows(reading, inquiry.told_in, column, values) if column else None
    if worked is None:
        return None
    citations = [citation_of(item, number) for number, item in enumerate(worked.rows, start=1)]
    claim = Claim(worked.text, "calculated", tuple(citation.number for citation in citations))
    certificate = inquiry.told("of_a_kind", count=count, of=of, values=values) if values else ""
    return inquiry.answer([claim], citations, certificate=certificate, confidence=WORKED_OUT)


def _operand_rows(rows: Sequence[RankedRow]) -> Iterator[OperandRow]:
    """Yield the rows that have certain figures, as operands."""
    yield from (row for item, _ in rows if (row := operands_of(item)))
