"""Merged cells of a table: a grid of texts and the rectangles that were merged in it become rows.

All formats share this: a reader says where cells stand, and which of them are one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.reading.tabular.tables import Row

MOST_SPANNED = 300_000
"""How many cells one table may have beyond those that are written in it, because some span columns."""
_MOST_REPEATED = 1_000_000
"""How often texts of merged cells are repeated in one table, so that a small file cannot fill the memory."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A rectangle of merged cells: rows and columns count from 0, and the last ones belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class _Open:
    """A merge that has begun, and its text."""

    merge: Merge
    text: str


def with_merges(rows: Iterable[Row], merges: Iterable[Merge]) -> Iterator[Row]:
    """Yield the rows of a grid with the merges applied: what was merged downwards is told in each of its rows.

    A text stands in the first column of its rectangle; the other cells of the rectangle are empty, whatever they held.
    Rows that hold nothing else stay empty. Of two rectangles that overlap, the later one is left out.

    Args:
        rows: the rows from the first on, with a cell for each column up to the last that is filled.
        merges: the rectangles, in any order.
    """
    coming = sorted(merges, key=lambda merge: (merge.top, merge.left), reverse=True)
    open_: list[_Open] = []
    repeated = 0
    for index, row in enumerate(rows):
        open_ = [one for one in open_ if one.merge.bottom >= index]
        while coming and coming[-1].top <= index:
            merge = coming.pop()
            at = bisect_left(open_, merge.left, key=lambda one: one.merge.left)
            is_free = (not at or open_[at - 1].merge.right < merge.left) and (
                at == len(open_) or merge.right < open_[at].merge.left
            )
            if merge.top == index and is_free:
                open_.insert(at, _Open(merge, row.cells[merge.left] if merge.left < len(row.cells) else ""))
        merged = _merged(row, index, open_, repeats=repeated < _MOST_REPEATED) if open_ else row
        repeated += len(merged.continued)
        yield merged


def _merged(row: Row, index: int, open_: Iterable[_Open], *, repeats: bool) -> Row:
    cells = list(row.cells)
    for merge in (one.merge for one in open_):
        for column in range(merge.left, min(merge.right + 1, len(cells))):
            cells[column] = ""
    goes_on = repeats and any(cells)
    told = [one for one in open_ if one.text and (goes_on or one.merge.top == index)]
    cells += [""] * (max((one.merge.left for one in told), default=-1) + 1 - len(cells))
    across = [1] * len(cells)
    for one in told:
        cells[one.merge.left] = one.text
        across[one.merge.left] = one.merge.right - one.merge.left + 1
    continued = tuple(one.merge.left for one in told if one.merge.top < index)
    return replace(row, cells=tuple(cells), across=tuple(across), continued=continued)
