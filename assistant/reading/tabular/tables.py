"""Adds rows of cells to an assembly as tables: with their header, without empty rows and columns."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, groupby, pairwise

from assistant.language.loading import language, languages
from assistant.language.phrases import words_pattern
from assistant.reading.assembly import Assembly
from assistant.reading.cleaning import one_line
from assistant.reading.tabular.forms import pairs_of

_LONGEST_FIGURE = 40
_BARE_YEAR = re.compile(r"(?:1[6-9]|20|21)\d\d(?:[/–-](?:\d\d){1,2})?[AEFP]?\*{0,3}")
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|(?:19|20)\d\d[./-]\d{1,2}(?:[./-]\d{1,2})?|\d{1,2}[./-](?:19|20)\d\d"
)
_LONGEST_TITLE = 120
_LARGEST_FORM = 60
_NOTE = 60
"""The length in characters from which a cell alone in its row is a note rather than a label."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, its number in the sheet if it has one, and whether the file says that it is a header.

    `across` is the number of columns that each cell covers, where some are merged; else it is empty. `continued` are
    the places of cells that are merged with the cell above and repeat its text.
    """

    cells: tuple[str, ...]
    number: int | None = None
    is_header: bool = False
    across: tuple[int, ...] = ()
    continued: tuple[int, ...] = ()

    @property
    def filled(self) -> int:
        """The number of cells that are not empty."""
        return sum(map(bool, self.cells))


def add_table(assembly: Assembly, rows: Iterable[Row]) -> None:
    """Add one table: its header if it has one, then its rows. Empty rows and columns are left out.

    The first row is the header if the file says so, or if it contains only words and years and is not the only row.
    """
    _add_cleaned(assembly, [row for row in map(_cleaned, rows) if row.filled], ())


def add_sheet(assembly: Assembly, rows: Iterable[Row], heading_level: int) -> None:
    """Add the tables of a sheet: an empty row ends one, and so does an empty column between two that have headers.

    A cell alone in its row is the table's title at the top, and a note if it is long or further down. Rows after an
    empty one continue the table above if they have no header of their own.
    """
    columns: tuple[int, ...] = ()
    for part, following in pairwise(chain(_tables(list(_closed_up(rows))), [[]])):
        columns = _add_part(assembly, part, following, columns, heading_level)


@cache
def _figure() -> re.Pattern[str]:
    """Return the pattern of a cell with one figure, with the words of any language for its magnitude."""
    numbers = (language(code).numbers for code in languages())
    magnitudes = words_pattern(dict.fromkeys(w for n in numbers for w in (*n.magnitudes, *n.short_magnitudes)))
    return re.compile(
        rf"[^\w]*(?:[A-Z]{{3}} ?|[A-Z]{{1,2}}[$€£¥])?[^\w]*\d[\d\s.,'’:/%-]*(?:[%‰x]|bps?|pp|(?i:{magnitudes}))?[^\w]*"
    )


def is_figure(cell: str) -> bool:
    """Return whether a cell contains only a figure; a year alone is not one, since it may head a column."""
    return len(cell) <= _LONGEST_FIGURE and bool(_figure().fullmatch(cell)) and not _BARE_YEAR.fullmatch(cell)


def is_date(cell: str) -> bool:
    """Return whether a cell is a date in digits: it is a figure, and yet it may head a column."""
    return bool(_DATE.fullmatch(cell))


def _is_header(rows: Sequence[Row]) -> bool:
    """Return whether the first of some rows heads their columns: by words, years and dates, or numbers from 1 on."""
    top, below = rows[0], rows[1:4]
    figures = [(place, cell) for place, cell in enumerate(top.cells) if is_figure(cell)]
    if not figures:
        return top.filled > 0
    numbers = [str(number) for number in range(1, len(figures) + 1)]
    if len(numbers) > 2 and [cell for _, cell in figures] == numbers and top.cells[0] and figures[0][0]:
        return True
    return all(is_date(cell) and not any(is_date(_cell(row, place)) for row in below) for place, cell in figures)


def _cleaned(row: Row) -> Row:
    return replace(row, cells=tuple(map(one_line, row.cells)))


def _add_part(
    assembly: Assembly, rows: Sequence[Row], following: Sequence[Row], above: tuple[int, ...], heading_level: int
) -> tuple[int, ...]:
    """Add rows that belong together, and return the columns of the table that later rows may continue."""
    begin = next((index for index, row in enumerate(rows) if row.filled > 1), len(rows))
    end = len(rows)
    while end - 1 > begin and rows[end - 1].filled == 1 and len("".join(rows[end - 1].cells)) >= _NOTE:
        end -= 1
    before = rows[:begin]
    if before and (begin < len(rows) or _is_table(following)) and len("".join(before[0].cells)) <= _LONGEST_TITLE:
        assembly.heading("".join(before[0].cells), heading_level)
        before = before[1:]
    for row in before:
        assembly.paragraph("".join(row.cells), row.number)
    columns = _add_cleaned(assembly, rows[begin:end], () if begin else above)
    for row in rows[end:]:
        assembly.paragraph("".join(row.cells), row.number)
    return columns if end == len(rows) else ()


def _add_cleaned(assembly: Assembly, rows: Sequence[Row], above: tuple[int, ...]) -> tuple[int, ...]:
    columns = {index for row in rows for index, cell in enumerate(row.cells) if cell}
    if not above and (pairs := rows_of_form(rows)):
        rows, columns, has_header = pairs, {0, 1}, False
    else:
        has_header = len(rows) > 1 and (rows[0].is_header or _is_header(rows))
    kept = tuple(sorted(columns if has_header else columns.union(above)))
    for index, row in enumerate(rows):
        assembly.merged_row(
            [_cell(row, column) for column in kept],
            row.number,
            begins=has_header and not index,
            across=_across(row, kept),
            continued=[bisect_left(kept, column) for column in row.continued],
            marked=row.is_header,
        )
    return kept


def rows_of_form(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a form, one for each pair of a label and its value; none for any other table."""
    if len(rows) > _LARGEST_FORM or any(row.is_header or row.continued or row.across for row in rows):
        return []
    kept = sorted({index for row in rows for index, cell in enumerate(row.cells) if cell})
    texts = [[_cell(row, column) for column in kept] for row in rows]
    return [Row(pair, rows[number].number) for number, pair in pairs_of(texts)]


def _across(row: Row, kept: Sequence[int]) -> list[int]:
    """Return how many of the columns that are kept each cell of a row covers; nothing where none are merged."""
    if not row.across:
        return []
    ends = [column + _reach(row, column) for column in kept]
    return [bisect_left(kept, end) - place for place, end in enumerate(ends)]


def _closed_up(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield cleaned rows with only one of several empty ones: a sheet may have a million."""
    was_filled = False
    for row in map(_cleaned, rows):
        if row.filled or was_filled:
            yield row
        was_filled = row.filled > 0


def _tables(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the tables of a sheet: those side by side from left to right, and each side from top to bottom."""
    sides = _side_by_side(rows)
    runs = [list(run) for side in sides for filled, run in groupby(side, key=lambda row: row.filled > 0) if filled]
    for run in runs:
        if len(runs) > 1 and len(_side_by_side(run)) > 1:
            yield from _tables(run)
        else:
            yield from _one_below_the_other(run)


def _side_by_side(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the tables that are next to each other in the same rows, from left to right."""
    found, begin = [], 0
    used = _used(rows)
    for index, is_used in enumerate(used):
        if is_used or not index or not used[index - 1] or not any(used[index:]):
            continue
        left, right = _columns(rows, begin, index), _columns(rows, index, len(used))
        if _is_table(left) and _is_table(right):
            found.append(left)
            begin = index
    return [*found, _columns(rows, begin, len(used)) if begin else list(rows)]


def _used(rows: Sequence[Row]) -> list[bool]:
    """Return of each column whether anything stands in it, or is merged over it."""
    used = [False] * _width(rows)
    for row in rows:
        for index, cell in enumerate(row.cells):
            if cell:
                for column in range(index, min(len(used), index + _reach(row, index))):
                    used[column] = True
    return used


def _one_below_the_other(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the tables of rows without an empty one between: a later header begins with the word of the first."""
    top = next((row for row in rows if row.filled > 1), None)
    corner = next((index for index, cell in enumerate(top.cells) if cell), 0) if top else 0
    begin = 0
    for index, row in enumerate(rows[1:], start=1):
        if top is None or row is top or row.filled < 2 or row.cells == top.cells or not _is_header([row]):
            continue
        above = index - 1 if rows[index - 1].filled == 1 else index
        repeats = _cell(row, corner) == top.cells[corner] and corner not in row.continued
        if repeats and above > begin + 1 and index + 1 < len(rows):
            yield list(rows[begin:above])
            begin = above
    yield list(rows[begin:])


def _is_table(rows: Sequence[Row]) -> bool:
    """Return whether rows form a table: a header, and below it rows that begin with words."""
    rows = [row for row in rows if row.filled]
    filled = [[cell for cell in row.cells if cell] for row in rows]
    top = next((index for index, cells in enumerate(filled) if len(cells) > 1), len(rows))
    starts = [cells[0] for cells in filled[top:]]
    return len(starts) > 1 and _is_header(rows[top:]) and not any(map(_is_number, starts))


def _is_number(cell: str) -> bool:
    return is_figure(cell) or bool(_BARE_YEAR.fullmatch(cell))


def _columns(rows: Sequence[Row], begin: int, end: int) -> list[Row]:
    """Return the rows with only the cells of these columns; some may become empty."""
    return [
        replace(
            row,
            cells=("",) * min(begin, len(row.cells)) + row.cells[begin:end],
            continued=tuple(place for place in row.continued if begin <= place < end),
        )
        for row in rows
    ]


def _reach(row: Row, column: int) -> int:
    """Return how many columns a cell covers."""
    return row.across[column] if column < len(row.across) else 1


def _width(rows: Sequence[Row]) -> int:
    return max((len(row.cells) for row in rows), default=0)


def _cell(row: Row, index: int) -> str:
    return row.cells[index] if index < len(row.cells) else ""
