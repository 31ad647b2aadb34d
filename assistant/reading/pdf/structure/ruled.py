"""A grid of cells becomes a table: its header, and its rows with what is merged in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.reading.pdf.lines import Line, find_lines, is_value, without_anchors
from assistant.reading.pdf.structure.direction import is_rightward
from assistant.reading.pdf.structure.grids import GridCell, RuledGrid
from assistant.reading.pdf.tables import Table
from assistant.reading.tabular.tables import Row, is_figure

_MOST_HEADER_ROWS = 6
_SAME_LINE = 0.35
_ROOM = 1.6
_LEAST_CELLS = 3
Text = Callable[[Sequence[Line]], str]
"""Returns the lines of a cell as one text."""


def table_of(grid: RuledGrid, text: Text) -> Table:
    """Return a grid as a table.

    A cell that spans rows stands in each of them. A row of one cell above the header is the table's caption. Rows that
    are not ruled apart are told apart by their figures.
    """
    grid = _with_unruled_rows(grid)
    captions = 0
    while captions < grid.rows - 1 and _spans_all(grid, captions):
        captions += 1
    height = _header_height(grid, captions, text)
    rows = [_row(grid, row, text, is_header=row < captions + height) for row in range(captions, grid.rows)]
    if not is_rightward([word for cell in grid.cells for word in cell.words]):
        rows = [_mirrored(row) for row in rows]
    heads = [cell for row in range(captions, captions + height) for cell in _in_row(grid, row)]
    looks_apart = any(cell.right - cell.left > 1 or all(word.bold for word in cell.words) for cell in heads)
    told = tuple(text(find_lines(cell.words)) for cell in grid.cells if cell.top < captions)
    return Table(tuple(row for row in rows if row.filled), told, grid.edges, looks_apart)


def _in_row(grid: RuledGrid, row: int) -> list[GridCell]:
    return [cell for cell in grid.cells if cell.top <= row < cell.bottom]


def _spans_all(grid: RuledGrid, row: int) -> bool:
    cells = _in_row(grid, row)
    return len(cells) == 1 and cells[0].right - cells[0].left == grid.columns > 1


def _row(grid: RuledGrid, row: int, text: Text, *, is_header: bool) -> Row:
    texts, across = [""] * grid.columns, [1] * grid.columns
    cells = _in_row(grid, row)
    for cell in cells:
        texts[cell.left] = text(find_lines(cell.words))
        across[cell.left] = cell.right - cell.left
    continued = tuple(cell.left for cell in cells if cell.top < row)
    return Row(tuple(texts), None, is_header, tuple(across) if max(across) > 1 else (), continued)


def _mirrored(row: Row) -> Row:
    """Return a row whose first column is the rightmost."""
    last = len(row.cells) - 1
    if not row.across:
        return replace(row, cells=row.cells[::-1], continued=tuple(last - place for place in row.continued))
    cells, across = [""] * len(row.cells), [1] * len(row.cells)
    for place, (cell, width) in enumerate(zip(row.cells, row.across, strict=True)):
        if cell:
            cells[last - place - width + 1], across[last - place - width + 1] = cell, width
    places = (last - place - row.across[place] + 1 for place in row.continued)
    return replace(row, cells=tuple(cells), across=tuple(across), continued=tuple(places))


def _header_height(grid: RuledGrid, first: int, text: Text) -> int:
    """Return how many rows are the header: as deep as its merged cells reach, or all that is bold above the rest."""
    most = min(grid.rows - first - 1, _MOST_HEADER_ROWS)
    if most < 1:
        return 0
    bold = [all(word.bold for cell in _in_row(grid, row) for word in cell.words) for row in range(first, grid.rows)]
    marked = next((number for number, is_bold in enumerate(bold) if not is_bold), 0)
    if 0 < marked <= most:
        return marked
    height = 0
    reach = first + 1
    while first + height < reach and height < most:
        cells = _in_row(grid, first + height)
        if any(is_figure(without_anchors(text(find_lines(cell.words)))) for cell in cells):
            return height
        height += 1
        spans = any(cell.right - cell.left > 1 for cell in cells)
        reach = max([reach, *(min(cell.bottom, first + most) for cell in cells), first + height + spans])
    return height


def _with_unruled_rows(grid: RuledGrid, first: int = 0) -> RuledGrid:
    """Return a grid whose rows without a line between them are parted.

    They are told by several figures in one cell, and by room between lines across all columns.
    """
    for row in range(first, grid.rows):
        cells = [cell for cell in grid.cells if cell.top == row and cell.bottom == row + 1]
        lines = [find_lines(cell.words) for cell in cells]
        figures = [its for its in lines if len(its) > 1 and all(is_value(line.text) for line in its)]
        if figures:
            bases = [line.base for line in max(figures, key=len)]
        else:
            bases = _side_by_side(lines) if row else []
            bases = bases or _with_room_above(lines)
        if len(bases) > 1:
            size = max(line.size for its in lines for line in its)
            return _with_unruled_rows(_cut(grid, row, bases, size), row + len(bases))
    return grid


def _side_by_side(cells: Sequence[Sequence[Line]]) -> list[float]:
    """Return the baselines of cells that all have the same ones, each with the beginning of a text, or none."""
    first = cells[0] if cells else []
    if len(cells) < _LEAST_CELLS or any(len(its) != len(first) for its in cells):
        return []
    for line, *others in zip(first, *cells[1:], strict=True):
        if any(abs(one.base - line.base) > _SAME_LINE * line.size for one in others):
            return []
        if any(one.text[:1].islower() for one in (line, *others)):
            return []
    return [line.base for line in first]


def _with_room_above(lines: Sequence[Sequence[Line]]) -> list[float]:
    """Return the baselines below which a row of several cells begins, apart from the one above it."""
    every = sorted((line for its in lines for line in its), key=lambda line: line.base)
    starts = every[:1]
    for above, line in pairwise(every):
        beside = sum(any(abs(one.base - line.base) < _SAME_LINE * line.size for one in its) for its in lines)
        if line.base - above.base > _ROOM * line.size and beside > 1:
            starts.append(line)
    return [line.base for line in starts]


def _cut(grid: RuledGrid, row: int, bases: Sequence[float], size: float) -> RuledGrid:
    """Return a grid with one of its rows cut into one for each baseline; a line between two goes to the one above."""
    more = len(bases) - 1
    cells: list[GridCell] = []
    for cell in grid.cells:
        if cell.top == row and cell.bottom == row + 1:
            for number, base in enumerate(bases):
                begin = base - _SAME_LINE * size if number else float("-inf")
                end = bases[number + 1] - _SAME_LINE * size if number < more else float("inf")
                words = tuple(word for word in cell.words if begin <= word.base < end)
                if words:
                    cells.append(GridCell(row + number, row + number + 1, cell.left, cell.right, words))
        else:
            top, bottom = cell.top + more * (cell.top > row), cell.bottom + more * (cell.bottom > row)
            cells.append(GridCell(top, bottom, cell.left, cell.right, cell.words))
    ordered = tuple(sorted(cells, key=lambda cell: (cell.top, cell.left)))
    return replace(grid, cells=ordered, rows=grid.rows + more)
