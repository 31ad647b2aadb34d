"""Figures of a recognized table that its own sums prove: the rows above a total add up to it, to the last digit.

A single wrong digit would break the sum. So what two readings do not agree on is certain where a sum closes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.language.detection import language_of
from assistant.language.figures import find_figures
from assistant.reading.blocks import Block
from assistant.reading.tabular.bars import Span
from assistant.reading.tabular.table_structure import rows_of_tables
from assistant.types import TableRow

_FEWEST = 2
"""How many figures a sum has at least."""
_Addend = tuple[Decimal, Span]


def closed_sums(text: str, blocks: Sequence[Block]) -> frozenset[Span]:
    """Return the offsets of the cells whose figures a sum of their column proves, the totals among them."""
    language = language_of(text)
    tables: dict[int, list[TableRow]] = defaultdict(list)
    for row in rows_of_tables(text, blocks, language).values():
        if not row.is_header:
            tables[row.table].append(row)
    return frozenset(
        span
        for rows in tables.values()
        for place in range(1, max(len(row.cells) for row in rows))
        for span in _closed(rows, place, language)
    )


def _closed(rows: Sequence[TableRow], place: int, language: str) -> Iterator[Span]:
    """Yield the cells of a column that close: since the last total, or the totals since the last one of them."""
    addends: list[_Addend] = []
    totals: list[_Addend] = []
    for row in rows:
        figure = _figure(row, place, language)
        if figure is None:
            continue
        if not row.is_total:
            addends.append(figure)
            continue
        for parts in (addends, totals, [*totals, *addends]):
            if len(parts) >= _FEWEST and sum(value for value, _ in parts) == figure[0]:
                yield from (span for _, span in (*parts, figure))
                break
        totals.append(figure)
        addends = []


def _figure(row: TableRow, place: int, language: str) -> _Addend | None:
    """Return the only figure of a cell, as it is written, with the offsets of the cell."""
    if place >= len(row.cells):
        return None
    cell = row.cells[place]
    found = find_figures(cell.text, language, in_table=True)
    if len(found) != 1 or found[0].unit:
        return None
    return found[0].value, (cell.start, cell.end)
