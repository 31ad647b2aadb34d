"""Sums, averages and shares over the rows of one column: those that a question names, or all of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.calculating.operands import clearest, period_over
from assistant.calculating.table import Operand, OperandRow
from assistant.calculating.wanted import Operation, Wanted, words_listed
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words
from assistant.reading.tabular.naming import named_in

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


def column_to_total(
    operation: Operation, question: str, rows: Sequence[OperandRow], *, named_only: bool, of_money: bool
) -> Column:
    """Return the cells of the one column of some rows that a question asks the sum or average of; nothing if none fits.

    It is the column that the question names, or else the only one with figures, or with money if the question asks
    what is to be paid (`of_money`). If `named_only`, it must be named. Each row needs a figure in it. Years, and for a
    sum percentages and the prices of single pieces, are never taken.
    """
    code = rows[0].language
    columns = [cell.column for cell in rows[0].cells]
    whole = [column for column in columns if (cells := _cells_of(column, rows)) and _adds_up(operation, cells)]
    asked = set(terms(question, code))
    said = {column: len(asked & set(terms(column, code))) for column in whole}
    most = max(said.values(), default=0)
    named = [column for column in whole if most and said[column] == most]
    paid = [column for column in whole if any(cell.meant.currency for cell in _cells_of(column, rows))]
    candidates = named or ([] if named_only else paid if of_money else whole)
    if len(candidates) != 1:
        return ()
    (column,) = candidates
    if operation == "sum" and _is_of_one_piece(column, columns, paid, code):
        return ()
    return tuple(zip(rows, _cells_of(column, rows), strict=True))


def _cells_of(column: str, rows: Sequence[OperandRow]) -> list[Operand]:
    """Return the cells under a heading, one of each row; nothing if a row has none, or several."""
    found = [[cell for cell in row.cells if cell.column == column] for row in rows]
    return [cells[0] for cells in found] if all(len(cells) == 1 for cells in found) else []


def _adds_up(operation: Operation, cells: Sequence[Operand]) -> bool:
    units = {cell.meant.unit for cell in cells}
    return "year" not in units and not (operation == "sum" and "percent" in units)


def _is_of_one_piece(column: str, columns: Sequence[str], paid: Sequence[str], code: str) -> bool:
    """Return whether a column has the prices of single pieces: it says so, or is a price beside how many there are."""
    told = language(code)
    prices = terms_of_words(told.calculations.words.get("money", ()), code)
    is_price = column in paid and bool(set(terms(column, code)) & prices)
    return words_listed(code, "each").search(column) is not None or (is_price and len(columns) > len(paid))


def total_of(reading: Wanted, row: OperandRow, rows: Sequence[OperandRow]) -> OperandRow | None:
    """Return the total of a row's table, if the text around the table says that it adds up what a share is of."""
    here = row.item.sentence.row
    of_table = next((table for table in _tables(rows) if row in table), [])
    totals = [other for other in of_table if _is_total(other)]
    code = row.language
    heads = "\n".join(here.headings) if here else ""
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
    names = [(row, named_in(row.names, asked, code)) for row in table]
    named = [row for row, name in names if name]
    chosen = named if len(named) > 1 else [row for row in table if not _is_total(row)]
    if (not named and any(map(_is_total, table))) or len(named) == 1 or not 1 < len(chosen) <= MOST_ROWS:
        return ()
    column = tuple((row, cell) for row in chosen if (cell := _cell_meant(row, reading, question)))
    if len(column) != len(chosen) or len({cell.column for _, cell in column}) != 1:
        return ()
    first = table[0].item.sentence.row
    heads = (column[0][1].column, *(first.headings if first else ()))
    around = set(terms("\n".join((table[0].around, *heads, *(row.section for row in chosen))), code))
    said = around.union(*(name for _, name in names))
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
