"""Words become lines, and lines the reading order of a page with one or two columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from assistant.reading.pdf.words import Word

_SAME_LINE, _RAISED, _SMALL = 0.35, 0.75, 0.85
"""As shares of the font height: how far baselines of one line may differ, between neighbours and in total."""
_CELL_GAP = 1.2
_VALUE_GAP = 0.45
_DASHES = "-–—−"
_VALUE = re.compile(
    rf"[(\[]?[{_DASHES}+]?(?:US|CA|[AC])?[$€£¥]?\(?[{_DASHES}]?(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?:%|x|bps?|pts?)?[)\]]*%?\)?"
    r"(?:\([a-z\d]{1,3}\)|[*†‡])*"
    rf"|[$€£¥]?[{_DASHES}]{{1,2}}%?|[$€£¥]|%|\)%?|(?:N/?A|NM|N/?M|n/?a|n\.?m\.?|N\.[AM]\.)"
)
_SIGNS = "$€£¥"
_BEFORE_SIGNS = ("", "US", "CA", "A", "C")
_UNITS = frozenset(("pt", "pts", "bp", "bps", "x"))


def is_value(text: str) -> bool:
    """Return whether the text of a cell is a figure, a placeholder for one ("—", "N/A"), or a sign of one ("$")."""
    return bool(_VALUE.fullmatch(text.replace(" ", "")))


def _opens_a_value(text: str) -> bool:
    """Return whether a word begins like a figure, or is a dash that stands for one."""
    is_dash = 0 < len(text) <= 2 and not text.strip(_DASHES)
    return text[:1] in tuple(_SIGNS) or is_dash or text.lstrip(f"{_SIGNS}{_DASHES}([")[:1].isdecimal()


def _leads_a_value(text: str) -> bool:
    """Return whether a cell is the sign of a currency, which may open a bracket."""
    sign = text.removesuffix("(").rstrip()
    return sign[-1:] in tuple(_SIGNS) and sign[:-1] in _BEFORE_SIGNS


def _trails_a_value(text: str) -> bool:
    """Return whether a cell is the unit of a figure, or closes its bracket."""
    return text in _UNITS or not text.strip(")%")


@dataclass(frozen=True, slots=True)
class LineCell:
    """Words of a line that are close together."""

    text: str
    left: float
    right: float


@dataclass(frozen=True)
class Line:
    """Words on one baseline, from left to right."""

    words: tuple[Word, ...]

    @cached_property
    def cells(self) -> tuple[LineCell, ...]:
        """The line split at wide gaps; a currency sign and a closing bracket stay with their figure."""
        return tuple(_joined_signs(_cells(self.words, self.size)))

    @cached_property
    def text(self) -> str:
        """The line's words."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def left(self) -> float:
        """The left edge of the first word."""
        return self.words[0].left

    @cached_property
    def right(self) -> float:
        """The right edge of the last word."""
        return max(word.right for word in self.words)

    @cached_property
    def base(self) -> float:
        """The baseline of most of its letters."""
        return float(median(word.base for word in self.words))

    @cached_property
    def size(self) -> float:
        """The font height of most of its words."""
        return float(median(word.size for word in self.words))

    @property
    def bold(self) -> bool:
        """Whether every word is."""
        return all(word.bold for word in self.words)

    @property
    def italic(self) -> bool:
        """Whether every word is."""
        return all(word.italic for word in self.words)


def _cells(words: Sequence[Word], size: float) -> Iterator[LineCell]:
    run = [words[0]]
    for before, word in pairwise(words):
        gap = word.left - before.right
        between_values = is_value(before.text) and _opens_a_value(word.text)
        if gap > _CELL_GAP * size or (gap > _VALUE_GAP * size and between_values):
            yield cell_of(run)
            run = []
        run.append(word)
    yield cell_of(run)


def cell_of(words: Sequence[Word]) -> LineCell:
    """Return a cell of words, given from left to right."""
    return LineCell(" ".join(word.text for word in words), words[0].left, words[-1].right)


def _joined_signs(cells: Iterator[LineCell]) -> Iterator[LineCell]:
    last: LineCell | None = None
    for cell in cells:
        if last is None:
            last = cell
        elif _leads_a_value(last.text) and is_value(cell.text):
            last = LineCell(f"{last.text} {cell.text}", last.left, cell.right)
        elif _trails_a_value(cell.text) and is_value(last.text):
            last = LineCell(f"{last.text}{cell.text}", last.left, cell.right)
        else:
            yield last
            last = cell
    if last is not None:
        yield last


def find_lines(words: Sequence[Word]) -> list[Line]:
    """Return the lines of words, from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.base, w.left)):
        size = max(word.size, rows[-1][-1].size) if rows else 0.0
        step = word.base - rows[-1][-1].base if rows else 0.0
        if rows and step <= _SAME_LINE * size and word.base - rows[-1][0].base <= _RAISED * size:
            rows[-1].append(word)
        else:
            rows.append([word])
    for above, row in pairwise(rows):
        # Footnote marks, raised above the words beside them.
        if max(w.size for w in above) < _SMALL * row[0].size and row[0].base - above[-1].base < _RAISED * row[0].size:
            row[:0] = above
            above.clear()
    return [Line(tuple(sorted(row, key=lambda w: w.left))) for row in rows if row]


# Columns

_LEAST_COLUMN_LINES = 6
_GUTTER = 8.0
_MIDDLE = (0.35, 0.65)
_STEP = 4
_PROSE_LETTERS = 22
_FILLED = 0.6


def read_in_columns(words: Sequence[Word], width: float) -> list[list[Line]]:
    """Return the lines of a page in groups of one column each, in reading order.

    Two columns are recognised only if both are prose: lines of words that fill them, over several lines, with nothing
    crossing the gap. The two halves of a table are not.
    """
    lines = find_lines(words)
    best: tuple[int, int, float] | None = None
    lefts, rights = (np.array([getattr(w, side) for line in lines for w in line.words]) for side in ("left", "right"))
    line_of = np.repeat(np.arange(len(lines)), [len(line.words) for line in lines])
    for x in range(int(width * _MIDDLE[0]), int(width * _MIDDLE[1]), _STEP):
        crossed = np.unique(line_of[(lefts < x + _GUTTER / 2) & (rights > x - _GUTTER / 2)])
        for first, after in _runs_beside(lines, crossed):
            if (best is None or after - first > best[1] - best[0]) and _is_prose_on_both_sides(lines[first:after], x):
                best = first, after, x
    if best is None:
        return [lines] if lines else []
    first, after, gutter = best
    inside = [word for line in lines[first:after] for word in line.words]
    sides = [find_lines([w for w in inside if (w.left < gutter) == is_left]) for is_left in (True, False)]
    above = [word for line in lines[:first] for word in line.words]
    below = [word for line in lines[after:] for word in line.words]
    return [*read_in_columns(above, width), *sides, *read_in_columns(below, width)]


def _runs_beside(lines: Sequence[Line], crossed: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Yield the longest slices of lines none of which is among those that are crossed, in rising order."""
    first = 0
    for index in (*crossed.tolist(), len(lines)):
        if index - first >= _LEAST_COLUMN_LINES:
            yield first, index
        first = index + 1


def _is_prose_on_both_sides(lines: Sequence[Line], x: float) -> bool:
    for is_left in (True, False):
        parts = [[w for w in line.words if (w.left < x) == is_left] for line in lines]
        parts = [part for part in parts if part]
        if len(parts) < _LEAST_COLUMN_LINES:
            return False
        widths = [part[-1].right - part[0].left for part in parts]
        letters = [sum(map(str.isalpha, "".join(word.text for word in part))) for part in parts]
        starts = Counter(round(part[0].left / 3) for part in parts)
        aligned = starts.most_common(1)[0][1] >= len(parts) / 2
        if not aligned or median(letters) < _PROSE_LETTERS or median(widths) < _FILLED * max(widths):
            return False
    return True
