"""Rows of tables as the model reads them: figures are many tokens, and a small model takes them from any column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.types import TableRow, row_line

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def row_as_read(row: TableRow, question: str) -> str:
    """Return a row in one line, without empty cells at its end, and without the columns of other years.

    Columns are left out where the question names years that the headings have, each of them: those of other years
    alone.
    """
    texts = [cell.text for cell in row.cells]
    if row.is_header:
        return _header_line(texts, row, question)
    return row_line([texts[place] for place in _columns_read(row, len(texts), question)])


def header_as_read(row: TableRow, question: str) -> tuple[str, ...]:
    """Return the header rows that a row stands under, in a line each, without the columns that it is read without."""
    return tuple(_header_line(texts, row, question) for texts in row.header)


def _header_line(texts: Sequence[str], row: TableRow, question: str) -> str:
    """Return a header row; a heading that spans several columns stands above the first of them that is read."""
    above = list(texts)
    for place in range(2, min(len(above), len(row.cells))):
        if not above[place] and above[place - 1] in row.cells[place].columns:
            above[place] = above[place - 1]
    read = _columns_read(row, len(texts), question)
    line = [
        "" if number and not texts[place] and above[read[number - 1]] == above[place] else above[place]
        for number, place in enumerate(read)
    ]
    return row_line(line)


def _columns_read(row: TableRow, width: int, question: str) -> list[int]:
    asked = set(_YEAR.findall(question))
    years = [set(_YEAR.findall(cell.column)) for cell in row.cells]
    if not (asked and asked <= set().union(*years)):
        return list(range(width))
    return [place for place in range(width) if place >= len(years) or not years[place] or years[place] & asked]
