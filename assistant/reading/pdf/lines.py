"""Words become lines, and lines are split into cells at wide gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from assistant.language.line_ends import without_blank
from assistant.reading.pdf.structure.direction import in_logical_order, is_rightward
from assistant.reading.pdf.words import Word

_SAME_LINE, _RAISED, _SMALL = 0.35, 0.75, 0.85
"""As shares of the font height: how far baselines of one line may differ, between neighbours and in total."""
_CELL_GAP = 1.2
_CLOSE, _SPACED_OUT = 0.5, 1.2
_VALUE_GAP = 0.45
_DASHES = "-–—−"
_VALUE = re.compile(
    rf"[(\[]?[{_DASHES}+]?(?:US|CA|[AC])?[$€£¥]?\(?[{_DASHES}]?(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?:%|x|bps?|pts?)?[)\]]*%?\)?"
    r"(?:\([a-z\d]{1,3}\)|[*†‡])*"
    rf"|[$€£¥]?[{_DASHES}]{{1,2}}%?|[$€£¥]|%|\)%?|(?:N/?A|NM|N/?M|n/?a|n\.?m\.?|N\.[AM]\.)"
)
_ANCHOR = re.compile("[\U00100000-\U0010fffd]")
_SIGNS = "$€£¥"
_BEFORE_SIGNS = ("", "US", "CA", "A", "C")
_UNITS = frozenset(("pt", "pts", "bp", "bps", "x"))


def is_value(text: str) -> bool:
    """Return whether the text of a cell is a figure, a placeholder for one ("—", "N/A"), or a sign of one ("$")."""
    return bool(_VALUE.fullmatch(without_anchors(text).replace(" ", "")))


def without_anchors(text: str) -> str:
    """Return a text without what stands for the marks of notes in it, see `Assembly.mark`."""
    return text if text.isascii() else _ANCHOR.sub("", text)


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

    @property
    def is_text(self) -> bool:
        """Whether it is a line of text, and does not stand for something that is laid out by itself."""
        return True

    @cached_property
    def cells(self) -> tuple[LineCell, ...]:
        """The line split at wide gaps; a currency sign and a closing bracket stay with their figure."""
        cells = tuple(_joined_signs(_cells(self.words, self.size)))
        return cells if is_rightward(self.words) else cells[::-1]

    @cached_property
    def text(self) -> str:
        """The line's words, in the order in which they are read."""
        return _text(self.words)

    @cached_property
    def first(self) -> Word:
        """The word that is read first."""
        return self.words[0] if is_rightward(self.words) else self.words[-1]

    @cached_property
    def left(self) -> float:
        """The left edge of its leftmost word."""
        return self.words[0].left

    @cached_property
    def right(self) -> float:
        """The right edge of its rightmost word."""
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
    return LineCell(_text(words), words[0].left, words[-1].right)


def _text(words: Sequence[Word]) -> str:
    """Return words with blanks between them, except within a Chinese or Japanese sentence."""
    plain = " ".join([word.text for word in words])
    if plain.isascii():
        return plain
    parts: list[str] = []
    before: Word | None = None
    for word in in_logical_order(words):
        if before and not (without_blank(before.text, word.text) and _is_close(before, word)):
            parts.append(" ")
        parts.append(word.text)
        before = word
    return "".join(parts)


def _is_close(before: Word, word: Word) -> bool:
    """Return whether letters of the width of their height are set no further apart than spaced-out ones."""
    alone = len(before.text) == len(word.text) == 1
    return word.left - before.right < (_SPACED_OUT if alone else _CLOSE) * word.size


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
