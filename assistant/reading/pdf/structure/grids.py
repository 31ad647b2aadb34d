"""Ruled tables of a PDF page: lines that meet make a grid, and the words between them the texts of its cells.

Lines on one axis are snapped together, those that touch are one grid, and neighbouring fields without a line between
them are one cell (the lattice method of Nurminen's thesis, 2013). A grid of one cell or one column is a box.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.reading.pdf.lines import find_lines
from assistant.reading.pdf.structure.rules import Area, Rule, Rules
from assistant.reading.pdf.words import Word

_SNAP = 3.0
"""In points: lines that are no further apart are one, and lines that come so close meet."""
_COVERED = 0.6
"""The share of a field's side that must be ruled."""
_OVERHANG = 6.0
"""How far lines reach beyond the outermost line across them where the outer border of a table is not drawn."""
_MOST_PAIRS = 1_000_000
_MOST_FIELDS = 20_000
_PARTED = 0.1
"""The share of lines with wide gaps in the cells of a table: with more, its lines are not those of its columns."""
_BESIDE = 0.6
"""The share of its rows that go on beside a grid that is a part of a table only."""
_SAME_LINE = 0.25
_MIDDLE = 0.3
"""How far above its baseline the middle of a word is, as a share of the font height."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell over the rows `top` to before `bottom` and the columns `left` to before `right`, and its words."""

    top: int
    bottom: int
    left: int
    right: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """The cells of a grid that have words, in reading order, its rows and columns, and the area that it covers.

    In every row and column at least one cell begins. `edges` are where the columns begin, in points.
    """

    cells: tuple[GridCell, ...]
    rows: int
    columns: int
    area: Area
    edges: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lattice:
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]


def find_grids(rules: Rules, words: Sequence[Word]) -> tuple[list[RuledGrid], list[RuledGrid]]:
    """Return the tables among the grids of a page, and the other grids, which are boxes around text.

    A word is in one table at most, and in the largest: a table in a cell of another is part of that cell.
    """
    tables, boxes = [], []
    left = list(words)
    lattices = sorted(_lattices(rules), key=lambda one: (one.xs[0] - one.xs[-1]) * (one.ys[-1] - one.ys[0]))
    for lattice in lattices:
        grid = _grid(lattice, left)
        if grid is None:
            continue
        taken = {id(word) for cell in grid.cells for word in cell.words}
        others = [word for word in left if id(word) not in taken]
        if _is_table(grid) and not goes_on_outside(grid, others):
            tables.append(grid)
            left = others
        elif 1 in (grid.rows, grid.columns):
            boxes.append(grid)
    return tables, boxes


def _is_table(grid: RuledGrid) -> bool:
    """Return whether there are several rows and columns, and what stands between their lines is not parted further."""
    if grid.rows < 2 or grid.columns < 2 or len(grid.cells) < 3:
        return False
    lines = [line for cell in grid.cells for line in find_lines(cell.words)]
    return sum(len(line.cells) > 1 for line in lines) <= _PARTED * len(lines)


def goes_on_outside(grid: RuledGrid, others: Sequence[Word], share: float = _BESIDE) -> bool:
    """Return whether this share of the rows of a grid go on beside it: then only some columns of a table are ruled."""
    area = grid.area
    inside = {word.base: word.size for cell in grid.cells for word in cell.words}
    beside = [word.base for word in others if area.top <= word.base <= area.bottom]
    going_on = sum(any(abs(base - one) <= _SAME_LINE * size for one in beside) for base, size in inside.items())
    return going_on >= share * len(inside)


def _lattices(rules: Rules) -> Iterator[_Lattice]:
    if not rules.down or not rules.across:
        return
    across, down = _merged(rules.across), _merged(rules.down)
    if len(across) * len(down) > _MOST_PAIRS:
        return
    y, x0, x1 = np.array(across).T
    x, y0, y1 = np.array(down).T
    meet = (
        (x[None] >= x0[:, None] - _SNAP)
        & (x[None] <= x1[:, None] + _SNAP)
        & (y[:, None] >= y0[None] - _SNAP)
        & (y[:, None] <= y1[None] + _SNAP)
    )
    for rows, columns in _connected(meet):
        lattice = _lattice([across[n] for n in rows], [down[n] for n in columns])
        if lattice is not None:
            yield lattice


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Return lines with those that continue each other, or lie on each other, as one."""
    clusters: list[list[Rule]] = []
    for rule in sorted(rules):
        if clusters and rule.at - clusters[-1][-1].at <= _SNAP and rule.at - clusters[-1][0].at <= 2 * _SNAP:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    merged = []
    for cluster in clusters:
        at = sum(rule.at for rule in cluster) / len(cluster)
        pieces: list[Rule] = []
        for rule in sorted(cluster, key=lambda rule: rule.begin):
            if pieces and rule.begin <= pieces[-1].end + _SNAP:
                pieces[-1] = Rule(at, pieces[-1].begin, max(pieces[-1].end, rule.end))
            else:
                pieces.append(Rule(at, rule.begin, rule.end))
        merged += pieces
    return merged


def _connected(meet: np.ndarray) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the lines across and down that touch each other, directly or by way of others."""
    rows_left = set(np.flatnonzero(meet.any(axis=1)).tolist())
    while rows_left:
        rows, columns, fresh = set(), set(), {rows_left.pop()}
        while fresh:
            rows |= fresh
            columns |= set(np.flatnonzero(meet[sorted(fresh)].any(axis=0)).tolist())
            fresh = set(np.flatnonzero(meet[:, sorted(columns)].any(axis=1)).tolist()) - rows
        rows_left -= rows
        yield sorted(rows), sorted(columns)


def _lattice(across: Sequence[Rule], down: Sequence[Rule]) -> _Lattice | None:
    xs = _with_open_ends(sorted({rule.at for rule in down}), [r.begin for r in across], [r.end for r in across])
    ys = _with_open_ends(sorted({rule.at for rule in across}), [r.begin for r in down], [r.end for r in down])
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MOST_FIELDS:
        return None
    return _Lattice(tuple(xs), tuple(ys), tuple(across), tuple(down))


def _with_open_ends(places: list[float], begins: Sequence[float], ends: Sequence[float]) -> list[float]:
    """Return the places of lines, with the ends of the lines across them where no line closes these."""
    first, last = min(begins), max(ends)
    if first < places[0] - _OVERHANG:
        places = [first, *places]
    if last > places[-1] + _OVERHANG:
        places = [*places, last]
    return places


def _grid(lattice: _Lattice, words: Sequence[Word]) -> RuledGrid | None:
    xs, ys = lattice.xs, lattice.ys
    held: dict[tuple[int, int], list[Word]] = defaultdict(list)
    for word in words:
        x, y = (word.left + word.right) / 2, word.base - _MIDDLE * word.size
        if xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]:
            column, row = int(np.searchsorted(xs, x)) - 1, int(np.searchsorted(ys, y)) - 1
            held[max(row, 0), max(column, 0)].append(word)
    if not held:
        return None
    rows, columns = len(ys) - 1, len(xs) - 1
    walls = {rule_x: [r for r in lattice.down if r.at == rule_x] for rule_x in xs}
    floors = {rule_y: [r for r in lattice.across if r.at == rule_y] for rule_y in ys}
    root = {(row, column): (row, column) for row in range(rows) for column in range(columns)}

    def find(field: tuple[int, int]) -> tuple[int, int]:
        while root[field] != field:
            root[field] = field = root[root[field]]
        return field

    for row in range(rows):
        for column in range(columns):
            if column + 1 < columns and not _is_ruled(walls[xs[column + 1]], ys[row], ys[row + 1]):
                root[find((row, column + 1))] = find((row, column))
            if row + 1 < rows and not _is_ruled(floors[ys[row + 1]], xs[column], xs[column + 1]):
                root[find((row + 1, column))] = find((row, column))
    fields: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for field in root:
        fields[find(field)].append(field)
    cells = []
    for members in fields.values():
        in_rows, in_columns = zip(*members, strict=True)
        its = tuple(word for field in members for word in held.get(field, ()))
        if its:
            cells.append(GridCell(min(in_rows), max(in_rows) + 1, min(in_columns), max(in_columns) + 1, its))
    return _compact(cells, Area(xs[0], ys[0], xs[-1], ys[-1]), xs)


def _is_ruled(rules: Sequence[Rule], begin: float, end: float) -> bool:
    covered = sum(max(0.0, min(rule.end, end) - max(rule.begin, begin)) for rule in rules)
    return covered >= _COVERED * (end - begin)


def _compact(cells: Sequence[GridCell], area: Area, xs: Sequence[float]) -> RuledGrid:
    """Return a grid of these cells, without the rows and columns in which none begins."""
    tops, lefts = sorted({cell.top for cell in cells}), sorted({cell.left for cell in cells})
    kept = (
        replace(
            cell,
            top=bisect_left(tops, cell.top),
            bottom=bisect_left(tops, cell.bottom),
            left=bisect_left(lefts, cell.left),
            right=bisect_left(lefts, cell.right),
        )
        for cell in cells
    )
    ordered = tuple(sorted(kept, key=lambda cell: (cell.top, cell.left)))
    return RuledGrid(ordered, len(tops), len(lefts), area, tuple(xs[left] for left in lefts))
