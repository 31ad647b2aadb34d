"""Tables of a PDF: lines with figures in columns become rows, and the lines above them one header.

A PDF does not mark tables. The sign of one is figures below figures: a *value row* has a figure that is separated from
what comes before it. Columns are where the cells of value rows overlap vertically; a header that spans several columns
is repeated for each, so that every figure can be read with its period.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from string import ascii_lowercase, digits

from assistant.language.loading import language, languages
from assistant.language.phrases import Phrases, is_year
from assistant.reading.pdf.lines import Line, LineCell, cell_of, is_value, without_anchors
from assistant.reading.tabular.tables import Row

_MOST_BETWEEN = 3
_MOST_HEADER_LINES = 7
_NEAR = 3.0
_HEADER_REACH, _SINGLE_REACH = 25.0, 50.0
_OFF_CENTRE = 0.7
_WIDER_THAN_A_SPACE = 0.5
"""As a share of the font height; a space is 0.25 to 0.3 of it."""
_NOTES = (*(f"({letter})" for letter in ascii_lowercase + digits), "*")
_WITHOUT_FIGURES = re.compile(r"(?:\D|(?<!\d)(?:19|20)\d\d(?!\d)|(?<![\d.,])\d{1,2}(?!\d|[.,]\d| ?%))*")
_LONGEST_UNIT_LINE, _MOST_BEFORE_A_UNIT = 130, 60


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, those of its header first; `captions` stand above it, across all columns.

    `edges` are where the columns of a ruled table begin, in points, and () for others. `looks_apart`: its header looks
    otherwise than its other rows.
    """

    rows: tuple[Row, ...]
    captions: tuple[str, ...] = ()
    edges: tuple[float, ...] = ()
    looks_apart: bool = False

    @property
    def header(self) -> tuple[Row, ...]:
        """The rows of its header."""
        return tuple(row for row in self.rows if row.is_header)

    @property
    def body(self) -> tuple[Row, ...]:
        """Its other rows."""
        return tuple(row for row in self.rows if not row.is_header)


@dataclass(frozen=True, slots=True)
class TableOfLines:
    """A table over the lines from `first` to before `after`."""

    first: int
    after: int
    table: Table


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    right: float

    def distance(self, cell: LineCell) -> float:
        """Return the horizontal distance; negative by as much as they overlap."""
        return max(self.left, cell.left) - min(self.right, cell.right)


@cache
def _unit_lines() -> Phrases:
    """Return what such lines say in any language."""
    return Phrases(tuple(phrase for code in languages() for phrase in language(code).filings.unit_line.listed))


def is_unit_line(text: str) -> bool:
    """Return whether a line only states the unit of the figures below ("(in millions, except per share data)")."""
    if len(text) > _LONGEST_UNIT_LINE or not (told := _unit_lines().pattern.search(text)):
        return False
    before, behind = text[: told.start()], text[told.end() :]
    return len(before) <= _MOST_BEFORE_A_UNIT and "." not in before + behind


def find_tables(lines: Sequence[Line]) -> list[TableOfLines]:
    """Return the tables among the lines of one column of a page, in order."""
    tables: list[TableOfLines] = []
    index, free = 0, 0
    while index < len(lines):
        if not _is_value_row(lines[index]):
            index += 1
            continue
        after = _end_of_table(lines, index)
        tables.append(_table(lines, free, index, after))
        index = free = after
    return tables


def _is_year(text: str) -> bool:
    year = without_anchors(text).replace(" ", "")
    return is_year(next((year.removesuffix(note) for note in _NOTES if year.endswith(note)), year))


def _has_figure(cell: LineCell) -> bool:
    return is_value(cell.text) and not _is_year(cell.text) and any(map(str.isdigit, cell.text))


def _is_value_row(line: Line) -> bool:
    cells = line.cells
    return len(cells) > 1 and any(map(_has_figure, cells[1:]))


def _is_near(above: Line, below: Line) -> bool:
    return below.base - above.base <= _NEAR * max(above.size, below.size)


def _end_of_table(lines: Sequence[Line], first: int) -> int:
    """Return the line after the last row: at most a few lines separate two value rows, and none is prose."""
    last = first
    edge = _columns(lines[first : first + 1])[0].left
    for index in range(first + 1, len(lines)):
        if not _is_near(lines[index - 1], lines[index]) or index - last > _MOST_BETWEEN + 1:
            break
        line = lines[index]
        if _is_value_row(line):
            last = index
            edge = min(edge, _columns([line])[0].left)
        elif len(line.cells) == 1 and line.left < edge and line.right > edge + (line.right - line.left) / 2:
            break
    return last + 1


def _columns(rows: Sequence[Line]) -> list[_Column]:
    """Return the columns of the figures in the rows, from left to right."""
    cells = sorted(
        ((cell.left, cell.right) for row in rows for cell in _values(row)),
    )
    columns: list[_Column] = []
    for left, right in cells:
        if columns and left < columns[-1].right:
            columns[-1] = _Column(columns[-1].left, max(right, columns[-1].right))
        else:
            columns.append(_Column(left, right))
    return columns


def _values(row: Line) -> list[LineCell]:
    cells = [cell for cell in row.cells[1:] if is_value(cell.text)]
    first = row.cells[0]
    # A total may have no label; "2." in front of a text is not a figure of a column.
    return [first, *cells] if _has_figure(first) and len(cells) == len(row.cells) - 1 and cells else cells


def _table(lines: Sequence[Line], free: int, first: int, after: int) -> TableOfLines:
    rows = [line for line in lines[first:after] if _is_value_row(line)]
    columns = _columns(rows)

    def goes_on_above(at: int) -> bool:
        return at > free and first - at < _MOST_HEADER_LINES and _is_near(lines[at - 1], lines[at])

    # Group labels ("Assets", "Current assets:") may be between the header and the first figures.
    begin = first
    while goes_on_above(begin) and _is_label(lines[begin - 1], columns):
        begin -= 1
    bounds = _bounds(rows, columns)
    if not (goes_on_above(begin) and _is_header_line(lines[begin - 1], columns, bounds)):
        begin = first
    labels = begin
    while goes_on_above(begin) and _is_header_line(lines[begin - 1], columns, bounds):
        begin -= 1
    header = _header(lines[begin:labels], columns, bounds)
    heads = (Row(header, is_header=True),) if any(header) else ()
    return TableOfLines(begin, after, Table((*heads, *map(Row, _rows(lines[labels:after], columns, bounds)))))


def _is_label(line: Line, columns: Sequence[_Column]) -> bool:
    return len(line.cells) == 1 and line.right < columns[0].left and not is_unit_line(line.text)


def _bounds(rows: Sequence[Line], columns: Sequence[_Column]) -> list[_Column]:
    """Return the gap to the left of each column, after the labels or the previous column."""
    labels = [row.cells[0].right for row in rows if row.cells[0].left < columns[0].left]
    ends = [max((right for right in labels if right < columns[0].left), default=0.0), *(c.right for c in columns)]
    return [_Column(end, column.left) for end, column in zip(ends, columns, strict=False)]


def _cells_in(line: Line, bounds: Sequence[_Column]) -> tuple[LineCell, ...]:
    """Return the cells of a line of a table with these gaps between its columns.

    A cell over several columns is split if its words leave a gap wider than a space at each gap of the columns; a cell
    that really spans columns has no such gaps.
    """
    return tuple(part for cell in line.cells for part in _parted(line, cell, bounds))


def _parted(line: Line, cell: LineCell, bounds: Sequence[_Column]) -> list[LineCell]:
    words = [word for word in line.words if cell.left <= word.left and word.right <= cell.right]
    crossed = [bound for bound in bounds if cell.left < bound.left and bound.right < cell.right]
    gaps = [
        number
        for number, (word, following) in enumerate(pairwise(words), start=1)
        if following.left - word.right > _WIDER_THAN_A_SPACE * line.size
        and any(word.right <= bound.right and bound.left <= following.left for bound in crossed)
    ]
    if not crossed or len(gaps) != len(crossed):
        return [cell]
    return [cell_of(words[first:after]) for first, after in pairwise([0, *gaps, len(words)])]


def _is_header_line(line: Line, columns: Sequence[_Column], bounds: Sequence[_Column]) -> bool:
    cells = _cells_in(line, bounds)
    if len(cells) == 1 and is_unit_line(line.text):
        return True
    if not all(_WITHOUT_FIGURES.fullmatch(cell.text) for cell in cells):
        return False
    over = [cell for cell in cells if any(column.distance(cell) < 0 for column in columns)]
    if len(cells) == 1:
        return bool(over) and cells[0].left > columns[0].left - _SINGLE_REACH and cells[0].text[:1] != "•"
    return bool(over)


def _header(lines: Sequence[Line], columns: Sequence[_Column], bounds: Sequence[_Column]) -> tuple[str, ...]:
    parts: list[list[str]] = [[] for _ in range(len(columns) + 1)]
    for line in lines:
        if len(line.cells) == 1 and is_unit_line(line.text):
            parts[0].append(line.text.strip("()"))
            continue
        over: list[LineCell] = []
        for cell in _cells_in(line, bounds):
            stands_over = any(column.distance(cell) < 0 for column in columns) or cell.right > columns[0].left
            if stands_over:
                over.append(cell)
            else:
                parts[0].append(cell.text)
        spread = _spread(over, columns)
        for number, text in enumerate(spread, start=1):
            if text:
                parts[number].append(text)
        for cell in over:  # as its rows do, it goes with the nearest column where it has none of its own
            if cell.text not in spread:
                parts[min(range(len(columns)), key=lambda n: columns[n].distance(cell)) + 1].append(cell.text)
    return tuple(" ".join(part) for part in parts)


def _spread(cells: Sequence[LineCell], columns: Sequence[_Column]) -> list[str]:
    """Return the text of one header line for each column; a spanning cell is repeated."""
    width, rest = divmod(len(columns), len(cells)) if cells else (0, 0)
    if width and not rest:
        groups = [columns[n : n + width] for n in range(0, len(columns), width)]
        pitch = (columns[-1].right - columns[0].left) / len(columns)
        middles = [(group[0].left + group[-1].right) / 2 for group in groups]
        if all(abs((c.left + c.right) / 2 - m) < pitch * _OFF_CENTRE for c, m in zip(cells, middles, strict=True)):
            return [cell.text for cell in cells for _ in range(width)]
    nearest = [min(cells, key=column.distance, default=None) for column in columns]
    return [
        cell.text if cell and column.distance(cell) < _HEADER_REACH else ""
        for cell, column in zip(nearest, columns, strict=True)
    ]


def _rows(lines: Sequence[Line], columns: Sequence[_Column], bounds: Sequence[_Column]) -> list[tuple[str, ...]]:
    rows: list[list[str]] = []
    waiting = ""
    for line in lines:
        cells = [[] for _ in range(len(columns) + 1)]  # type: list[list[str]]
        for cell in _cells_in(line, bounds):
            nearest = min(range(len(columns)), key=lambda n: columns[n].distance(cell))
            is_label = columns[nearest].distance(cell) > 0 if cell.left < columns[0].left else False
            wide = cell.left < columns[0].left and not is_value(cell.text)
            cells[0 if is_label or wide else nearest + 1].append(cell.text)
        row = [" ".join(cell) for cell in cells]
        if waiting and row[0][:1].islower():
            rows.pop()
            row[0] = f"{waiting} {row[0]}"
        elif rows and row[0][:1].islower() and not any(row[1:]):
            rows[-1][0] = f"{rows[-1][0]} {row[0]}"
            continue
        rows.append(row)
        waiting = row[0] if not any(row[1:]) else ""
    return [tuple(row) for row in rows]
