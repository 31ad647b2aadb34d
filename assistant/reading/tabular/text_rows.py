"""Which lines of plain text are rows of tables: those with bars between cells, or with columns that spaces part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.reading.tabular.aligned import RowKind, aligned_rows
from assistant.reading.tabular.bars import Span, cells_between_bars, is_rule

RowsByLine = dict[int, tuple[RowKind, tuple[Span, ...]]]
"""The rows among lines, by the number of the line, each with the offsets of its cells in the text."""


@dataclass(frozen=True, slots=True)
class PlainLine:
    """A line that is not empty: where its words start, without the space around them, and whether a gap is above it.

    `indent` is the space before its words.
    """

    start: int
    text: str
    after_gap: bool
    indent: str = ""

    @property
    def begin(self) -> int:
        """Where the line begins in its text."""
        return self.start - len(self.indent)


def lines_of(text: str) -> list[PlainLine]:
    """Return the lines of a text that are not empty, in order."""
    lines: list[PlainLine] = []
    gap = True
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            indent = line[: len(line) - len(line.lstrip())]
            lines.append(PlainLine(start + len(indent), stripped, gap, indent))
        gap = not stripped
        start += len(line) + 1
    return lines


def rows_of_lines(lines: Sequence[PlainLine]) -> RowsByLine:
    """Return which lines are rows of a table: neighbours with as many bars, and others that spaces align."""
    found = _between_bars(lines)
    for table in _aligned(lines):
        if not table.keys() & found.keys():
            found |= table
    return found


def _between_bars(lines: Sequence[PlainLine]) -> RowsByLine:
    found: RowsByLine = {}
    widths = [_width(line.text) for line in lines]
    first = 0
    while first < len(lines):
        after = first + 1
        while after < len(lines) and widths[after] == widths[first] and not lines[after].after_gap:
            after += 1
        if widths[first] > 1 and after - first > 1:
            for place in range(first, after):
                found[place] = "row", cells_between_bars(lines[place].text, lines[place].start)
            if is_rule(lines[first + 1].text):
                found |= {first: ("header", found[first][1]), first + 1: ("rule", ())}
        first = after
    return found


def _width(line: str) -> int:
    """Return how many cells a line of plain text has, or 0 if its bars do not separate cells."""
    return len(cells_between_bars(line, 0)) if line.startswith("|") or " | " in line else 0


def _aligned(lines: Sequence[PlainLine]) -> Iterator[RowsByLine]:
    numbers = {line.begin: number for number, line in enumerate(lines)}
    edges = [number for number, line in enumerate(lines) if line.after_gap]
    for first, after in pairwise((*edges, len(lines))):
        for table in aligned_rows([(one.begin, one.indent + one.text) for one in lines[first:after]]):
            yield {numbers[row.line]: (row.kind, row.cells) for row in table}
