"""Sums, averages and shares over the rows of one column: those that a question names, or all of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.calculating.operands import clearest, period_over
from assistant.calculating.table import Operand, OperandRow
from assistant.calculating.wanted import Wanted
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words

MOST_ROWS = 40
Column = tuple[tuple[OperandRow, Operand], ...]


def rows_over(reading: Wanted, question: str, rows: Sequence[OperandRow]) -> Column:
    """Return the rows that a question names, each with its cell in the column that is meant.

    At least two rows are named, or none and all of a table are meant. Nothing if a word of what is asked for is neither
    in them nor around them, if several columns or tables may be meant, or if the table has its own total.
    """
    subject = f"{reading.subject} {reading.other}"
    found = [column for table in _tables(rows) if (column := _column_of(subject, reading, question, table))]
    return found[0] if len(found) == 1 else ()


def total_of(reading: Wanted, row: OperandRow, rows: Sequence[OperandRow]) -> OperandRow | None:
    """Return the total of a row's table, if the text around the table says that it adds up what a share is of."""
    here = row.item.sentence.row
    of_table = next((table for table in _tables(rows) if row in table), [])
    totals = [other for other in of_table if _is_total(other)]
    code = row.language
    heads = here.cells[0].column if here else ""
    asked = set(terms(reading.other, code)) - terms_of_words(language(code).calculations.fillers, code)
    said = set(terms(f"{row.around}\n{heads}\n{row.section}", code))
    return totals[0] if len(totals) == 1 and asked and asked <= said and totals[0] is not row else None


def _tables(rows: Sequence[OperandRow]) -> Iterator[list[OperandRow]]:
    """Yield the rows of each table."""

    def table(row: OperandRow) -> tuple[str, int]:
        told = row.item.sentence.row
        return row.item.passage.document, told.table if told else -1

    for _, of_table in groupby(sorted(rows, key=table), key=table):
        yield list({row.item.sentence.start: row for row in of_table}.values())


def _column_of(subject: str, reading: Wanted, question: str, table: Sequence[OperandRow]) -> Column:
    code = table[0].language
    told = language(code).calculations
    asked = set(terms(subject, code)) - terms_of_words((*told.fillers, *told.words.get("every", ())), code)
    labels = [(row, set(terms(row.label, code))) for row in table]
    named = [row for row, label in labels if label and label <= asked]
    chosen = named if len(named) > 1 else [row for row in table if not _is_total(row)]
    if (not named and any(map(_is_total, table))) or len(named) == 1 or not 1 < len(chosen) <= MOST_ROWS:
        return ()
    column = tuple((row, cell) for row in chosen if (cell := _cell_meant(row, reading, question)))
    if len(column) != len(chosen) or len({cell.column for _, cell in column}) != 1:
        return ()
    first = table[0].item.sentence.row
    heads = (column[0][1].column, first.cells[0].column if first else "")
    around = set(terms("\n".join((table[0].around, *heads, *(row.section for row in chosen))), code))
    said = around.union(*(label for row, label in labels if row in named))
    return column if asked and asked <= said else ()


def _cell_meant(row: OperandRow, reading: Wanted, question: str) -> Operand | None:
    """Return the cell of the period asked for, or of the column that is named; if none is, that of the only column."""
    if len(reading.periods) > 1:
        return None
    cells = [cell for cell in row.cells if not reading.periods or period_over(cell) == reading.periods]
    return cells[0] if len(cells) == 1 else clearest(cells, question, row.language)


def _is_total(row: OperandRow) -> bool:
    told = row.item.sentence.row
    return told is not None and told.is_total
