"""The tables of an RTF document: where the cells of each row end says which columns they cover.

The format knows rows only. So the columns of a table are the edges of all its rows, and a cell that reaches over some
of them is merged, as are those that are marked as going on from the left or from above.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from assistant.reading.tabular.merges import MOST_SPANNED, Merge, with_merges
from assistant.reading.tabular.tables import Row

CELL, ROW = "\ue0f1", "\ue0f2"
"""End a cell, and a row; what follows the end of a row in its line is the number of its layout."""
_SAME_EDGE = 60
"""How far apart, in twentieths of a point, edges may be that are one."""
_FROM_LEFT, _FROM_ABOVE = "clmrg", "clvmrg"
MARKS = (_FROM_LEFT, _FROM_ABOVE)


@dataclass(slots=True)
class RowLayout:
    """Where the cells of a row end, in twentieths of a point, the marks of each, and whether it is a header."""

    edges: list[int] = field(default_factory=list)
    marks: list[frozenset[str]] = field(default_factory=list)
    is_header: bool = False


def table_rows(lines: Sequence[str], layouts: Sequence[RowLayout]) -> Iterator[Row]:
    """Return the rows of a table, given the lines of its rows and the layouts that they name."""
    told = [line.rpartition(ROW) for line in lines]
    texts = [tuple(cells.removesuffix(CELL).split(CELL)) for cells, _, _ in told]
    found = [layouts[int(number)] if number.isdecimal() else RowLayout() for _, _, number in told]
    ends = _columns(found, near := _tolerance(found))
    is_laid_out = all(len(layout.edges) == len(cells) for layout, cells in zip(found, texts, strict=True))
    if not is_laid_out or len(ends) * len(texts) > sum(map(len, texts)) + MOST_SPANNED:
        return (Row(cells, is_header=one.is_header) for cells, one in zip(texts, found, strict=True))
    rows: list[Row] = []
    merges: list[Merge] = []
    above: dict[int, int] = {}
    for number, (cells, layout) in enumerate(zip(texts, found, strict=True)):
        row, here = [""] * len(ends), dict[int, int]()
        begin = last = 0
        for text, edge, marks in zip(cells, layout.edges, layout.marks, strict=True):
            end = max(begin, bisect_right(ends, edge + near) - 1)
            row[begin] = f"{row[begin]} {text}".strip()
            if _FROM_LEFT in marks and here:
                merges[last] = replace(merges[last], right=end)
            elif _FROM_ABOVE in marks and begin in above:
                last = here[begin] = above[begin]
                merges[last] = replace(merges[last], bottom=number)
            else:
                last = here[begin] = len(merges)
                merges.append(Merge(number, begin, number, end))
            begin = min(end + 1, len(ends) - 1)
        rows.append(Row(tuple(row), is_header=layout.is_header))
        above = here
    return with_merges(rows, (one for one in merges if one.top < one.bottom or one.left < one.right))


def _tolerance(layouts: Sequence[RowLayout]) -> int:
    narrowest = min((after - before for one in layouts for before, after in pairwise(one.edges)), default=_SAME_EDGE)
    return max(0, min(_SAME_EDGE, (narrowest - 1) // 2))


def _columns(layouts: Sequence[RowLayout], near: int) -> list[int]:
    """Return where each column of a table ends: the edges of all rows, of which those so near are one."""
    ends: list[int] = []
    for edge in sorted({edge for layout in layouts for edge in layout.edges}):
        if not ends or edge - ends[-1] > near:
            ends.append(edge)
    return ends
