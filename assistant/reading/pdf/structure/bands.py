"""Tables of words whose rows are told by lines across the page, or by the colours behind them, and columns by gaps.

Tables of figures are found by their figures, whatever is drawn behind them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from assistant.reading.pdf.lines import find_lines, is_value
from assistant.reading.pdf.structure.grids import GridCell, RuledGrid, goes_on_outside
from assistant.reading.pdf.structure.rules import Area, Rules
from assistant.reading.pdf.words import Word

_SNAP = 3.0
_LEAST_EDGES = 4
"""How many edges three rows have."""
_NARROWEST = 4.0
"""The width of the narrowest gap between two columns, in points."""
_MOST_FIGURES = 0.2
_MOST_FILLED = 0.34
"""The share of rows that may have words in one column only."""
_REACH = 2.5
"""How far above its first line the header of a table ends, in heights of its font."""
_BESIDE = 0.15
"""The share of rows with something beside them from which a table is not the whole one."""
_MIDDLE = 0.3


def find_banded(rules: Rules, words: Sequence[Word]) -> Iterator[RuledGrid]:
    """Yield the tables of words among those that are left on a page."""
    for area, edges in _stacks(rules):
        inside = [word for word in words if _holds(area, word)]
        grid = _with_row_above(inside, edges, area, words) if inside else None
        taken = set(map(id, (word for cell in grid.cells for word in cell.words))) if grid else set()
        others = [word for word in words if id(word) not in taken]
        if grid is not None and not goes_on_outside(grid, others, _BESIDE):
            yield grid
            words = others


def _with_row_above(
    inside: Sequence[Word], edges: Sequence[float], area: Area, words: Sequence[Word]
) -> RuledGrid | None:
    """Return the table in an area, with the line just above its first edge if that has its columns: its header."""
    reach = [w for w in words if edges[0] - _REACH * w.size < w.base <= edges[0]]
    near = [word for word in reach if area.left <= word.left and word.right <= area.right]
    last = max((word.base for word in near), default=0.0)
    above = [word for word in near if last - word.base < _REACH * word.size / 2]
    grid = _grid([*above, *inside], [min((w.base - w.size for w in above), default=0.0), *edges], area)
    if grid is not None and above and sum(cell.top == 0 for cell in grid.cells) > 1:
        return grid
    return _grid(inside, edges, area)


def _holds(area: Area, word: Word) -> bool:
    x, y = (word.left + word.right) / 2, word.base - _MIDDLE * word.size
    return area.left <= x <= area.right and area.top <= y <= area.bottom


def _stacks(rules: Rules) -> Iterator[tuple[Area, list[float]]]:
    """Yield areas that are cut into rows by lines or colours of the same width, and the edges of these rows."""
    spans: dict[tuple[int, int], list[float]] = defaultdict(list)
    for left, right, at in (*_lines(rules), *_colours(rules)):
        near = ((a, b) for a, b in spans if abs(a - left) <= _SNAP and abs(b - right) <= _SNAP)
        spans[next(near, (round(left), round(right)))].append(at)
    for (left, right), places in spans.items():
        edges: list[float] = []
        for place in sorted(places):
            if not edges or place - edges[-1] > _SNAP:
                edges.append(place)
        if len(edges) >= _LEAST_EDGES:
            yield Area(left - _SNAP, edges[0] - 1, right + _SNAP, edges[-1] + 1), edges


def _lines(rules: Rules) -> Iterator[tuple[float, float, float]]:
    """Yield left, right and height of lines across, pieces that continue each other as one."""
    rows: list[list[tuple[float, float, float]]] = []
    for rule in sorted(rules.across):
        if rows and rule.at - rows[-1][0][2] <= 1:
            rows[-1].append((rule.begin, rule.end, rule.at))
        else:
            rows.append([(rule.begin, rule.end, rule.at)])
    for row in rows:
        yield from ((left, right, row[0][2]) for left, right in _joined((left, right) for left, right, _ in row))


def _colours(rules: Rules) -> Iterator[tuple[float, float, float]]:
    """Yield left, right and height of the upper and lower edges of coloured rows."""
    rows: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for area in rules.areas:
        rows[round(area.top), round(area.bottom)].append((area.left, area.right))
    for (top, bottom), spans in rows.items():
        for left, right in _joined(spans):
            yield left, right, top
            yield left, right, bottom


def _joined(spans: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    ordered = sorted(spans)
    begin, end = ordered[0]
    for left, right in ordered[1:]:
        if left > end + _SNAP:
            yield begin, end
            begin, end = left, right
        end = max(end, right)
    yield begin, end


def _grid(words: Sequence[Word], edges: Sequence[float], area: Area) -> RuledGrid | None:
    gaps = _gaps(words)
    if not gaps or not words:
        return None
    cells: dict[tuple[int, int], list[Word]] = defaultdict(list)
    for word in words:
        middle = word.base - _MIDDLE * word.size
        row = sum(edge < middle for edge in edges[1:-1])
        cells[row, sum(gap < word.left for gap in gaps)].append(word)
    if not _is_table_of_words(list(cells.values()), sorted(cells)):
        return None
    rows = {row: number for number, row in enumerate(sorted({row for row, _ in cells}))}
    made = (
        GridCell(rows[row], rows[row] + 1, column, column + 1, tuple(cells[row, column]))
        for row, column in sorted(cells)
    )
    return RuledGrid(tuple(made), len(rows), len(gaps) + 1, area, (area.left, *gaps))


def _gaps(words: Sequence[Word]) -> list[float]:
    """Return the middles of the gaps between columns that no word reaches into."""
    gaps, end = [], None
    for word in sorted(words, key=lambda word: word.left):
        if end is not None and word.left - end >= _NARROWEST:
            gaps.append((end + word.left) / 2)
        end = word.right if end is None else max(end, word.right)
    return gaps


def _is_table_of_words(cells: Sequence[Sequence[Word]], places: Sequence[tuple[int, int]]) -> bool:
    """Return whether most rows have several cells, some of several lines, and few of them are figures."""
    lines = [find_lines(cell) for cell in cells]
    figures = sum(is_value(line.text) for its in lines for line in its)
    filled = [sum(row == at for row, _ in places) for at in {row for row, _ in places}]
    alone = sum(count == 1 for count in filled)
    return (
        len(filled) > 2
        and alone <= _MOST_FILLED * len(filled)
        and any(len(its) > 1 for its in lines)
        and figures <= _MOST_FIGURES * sum(map(len, lines))
        and all(len(line.cells) == 1 for its in lines for line in its)
    )
