"""The words of a PDF page with their positions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from assistant.reading.hidden import LeftOut
from assistant.reading.pdf.hidden import unseen_letters
from assistant.reading.pdf.letters import OBLIQUE, Letters
from assistant.reading.pdf.objects import Painted, painted
from assistant.reading.pdf.structure.direction import LEFTWARD, logical_word, turning_points
from assistant.reading.pdf.structure.rules import Rule

_ITALIC_FLAG = 1 << 6
_HYPHENS = "\x02\ufffe\u00ad"
"""What PDFium returns for a hyphen at the end of a line, depending on the font."""
_BOLD = (b"bold", b"black", b"heavy")
_PRIVATE = re.compile("[\ue000-\uf8ff]+")
"""Bullets and boxes of symbol fonts, whose characters are meaningless outside the font."""
_NO_TEXT = r"\x00-\x01\x03-\x20\x7f\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
# After a hyphen at the end of a line, the word continues on the next line without a space.
_WORD = re.compile(rf"[^{_NO_TEXT}{_HYPHENS}]*[{_HYPHENS}]|[^{_NO_TEXT}{_HYPHENS}]+")
_AS_HYPHEN = str.maketrans({"\x02": "-", "\ufffe": "-"})
_SHIFTED = 0.1
"""How far the baseline of a raised or lowered letter is from that of its neighbour, as a share of the font height."""
_CHINESE = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60]")
_DOWN, _LEAST_VERTICAL = 3, 8
"""The direction of vertical lines, which follow each other leftwards, and how many letters tell them."""
_TOUCHES = 1.0
"""In points, how far a word must reach beyond a ruled line to be cut by it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page: `left` and `right` from the page's left edge, `base` (its baseline) from the top, in points.

    `size` is the height of its font. A text that is turned by `turn` quarters against the clock is measured as if the
    page were turned so that it stands upright. `font` is the name of its font. `continues`: no space parts it from the
    word before it, whose baseline is another. `recognized`: it is not seen itself, but is what a program recognized in
    the picture of a scan.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    italic: bool
    turn: int = 0
    font: str = ""
    continues: bool = False
    recognized: bool = False


def read_words(page: pdfium.PdfPage, left_out: LeftOut) -> tuple[Word, ...]:
    """Return the visible words of a page, in the order of the file. Hidden letters are counted."""
    return words_among(page, painted(page), left_out)


def words_among(
    page: pdfium.PdfPage, found: Painted, left_out: LeftOut, walls: Sequence[Rule] = ()
) -> tuple[Word, ...]:
    """Return the visible words of a page, given its objects; its vertical lines, `walls`, part words."""
    text_page = page.get_textpage()
    try:
        letters = Letters(page, text_page)
        spans = [match.span() for match in _WORD.finditer(letters.text)]
        unseen = unseen_letters(page, text_page, found, letters.text, spans)
        left_out.add("".join(letters.text[index] for index in sorted(unseen.hidden)))
        return tuple(_words(letters, _seen(spans, unseen.hidden), walls, unseen.scanned))
    finally:
        text_page.close()


def _seen(spans: Sequence[tuple[int, int]], unseen: frozenset[int]) -> Sequence[Sequence[int]]:
    """Return the indices of the letters of each word, without those that are not seen."""
    words = [range(first, after) for first, after in spans]
    if not unseen:
        return words
    kept = ([index for index in word if index not in unseen] for word in words)
    return [word for word in kept if word]


def _words(
    letters: Letters, words: Sequence[Sequence[int]], walls: Sequence[Rule], scanned: frozenset[int]
) -> Iterator[Word]:
    boxes = letters.boxes()
    parts = [part for word in words for part in _of_one_direction(letters, word)]
    if not letters.text.isascii() and _runs_down(letters.text, boxes):
        parts = [(_DOWN if _CHINESE.match(letters.text[word[0]]) else turn, word) for turn, word in parts]
    for turn in dict.fromkeys(turn for turn, _ in parts):
        cutter = _Cutter(letters, letters.turned(boxes, turn), turn, () if turn else walls, scanned)
        for its, word in parts:
            if its == turn:
                yield from cutter.words(word)


class _Cutter:
    """Makes words of letters that run in one direction, and cuts them where their baseline changes or a line is."""

    def __init__(
        self,
        letters: Letters,
        boxes: NDArray[np.float64],
        turn: int,
        walls: Sequence[Rule],
        scanned: frozenset[int],
    ) -> None:
        self._letters, self._turn, self._scanned = letters, turn, scanned
        heights = boxes[:, 3] - boxes[:, 1]
        self._lefts, _, self._rights, self._bottoms = (column.tolist() for column in boxes.T)
        self._sizes = heights.tolist()
        self._shifts: set[int] = set()
        if turn != OBLIQUE:
            steps = np.maximum(np.abs(np.diff(boxes[:, 3])), np.abs(np.diff(heights))) > _SHIFTED * heights[:-1]
            self._shifts = set((np.flatnonzero(steps) + 1).tolist())
        self._walls = sorted(walls)
        self._wall_places = [wall.at for wall in self._walls]
        self._fonts: dict[bytes, tuple[bool, str]] = {}

    def words(self, word: Sequence[int]) -> Iterator[Word]:
        """Yield the words that letters without a blank between them make."""
        shifted = {at for at in word[1:] if at in self._shifts and self._is_shifted(at)} if self._shifts else set()
        text = self._text(word)
        is_leftward = not text.isascii() and bool(LEFTWARD.search(text))
        ends = {*shifted, *(word[at] for at in turning_points(text))} if is_leftward else shifted
        if self._walls:
            ends = {*ends, *self._beyond_walls(word)}
        if not ends:
            yield self._word(text, word, is_leftward=is_leftward)
            return
        for first, after in pairwise((word[0], *sorted(ends), word[-1] + 1)):
            part = [at for at in word if first <= at < after]
            yield self._word(self._text(part), part, is_leftward=is_leftward, continues=first in shifted)

    def _text(self, word: Sequence[int]) -> str:
        text, first, after = self._letters.text, word[0], word[-1] + 1
        return text[first:after] if after - first == len(word) else "".join([text[at] for at in word])

    def _word(self, text: str, word: Sequence[int], *, is_leftward: bool, continues: bool = False) -> Word:
        first, last = word[0], word[-1]
        name, flags = self._letters.font(first)
        if name not in self._fonts:
            is_bold = any(weight in name.lower() for weight in _BOLD)
            self._fonts[name] = is_bold, name.decode("utf-8", "replace")
        bold, font = self._fonts[name]
        text = logical_word(text, [self._lefts[at] for at in word]) if is_leftward else text
        return Word(
            _clean(text.translate(_AS_HYPHEN)),
            min(self._lefts[first], self._lefts[last]),
            max(self._rights[first], self._rights[last]),
            self._letters.base(first, self._turn),
            self._sizes[first],
            bold,
            bool(flags & _ITALIC_FLAG),
            self._turn,
            font,
            continues,
            any(at in self._scanned for at in word) if self._scanned else False,
        )

    def _is_shifted(self, at: int) -> bool:
        """Return whether a letter is raised or lowered against the one before it."""
        step = self._letters.base(at, self._turn) - self._letters.base(at - 1, self._turn)
        return bool(abs(step) > _SHIFTED * self._sizes[at - 1])

    def _beyond_walls(self, word: Sequence[int]) -> Iterator[int]:
        """Yield the letters of a word that begin to the right of a vertical line through it."""
        left, right, bottom = self._lefts[word[0]], self._rights[word[-1]], self._bottoms[word[0]]
        first, after = bisect_left(self._wall_places, left + _TOUCHES), bisect_left(self._wall_places, right - _TOUCHES)
        for wall in self._walls[first:after]:
            if wall.begin < bottom <= wall.end + _TOUCHES:
                yield from [at for at in word[1:] if self._lefts[at] >= wall.at - _TOUCHES][:1]


def _runs_down(text: str, boxes: NDArray[np.float64]) -> bool:
    """Return whether a page is of Chinese or Japanese in vertical lines: most letters stand below the one before."""
    places = [at for at, letter in enumerate(text) if _CHINESE.match(letter)]
    if len(places) < _LEAST_VERTICAL:
        return False
    left, top, _, bottom = boxes[places].T
    size = (bottom - top)[:-1]
    across, down = np.abs(np.diff(left)), np.diff(top)
    below = (across < size / 2) & (down > size / 2)
    beside = (across >= size / 2) & (np.abs(down) <= size / 2)
    return bool(below.sum() > beside.sum())


def _of_one_direction(letters: Letters, word: Sequence[int]) -> list[tuple[int, Sequence[int]]]:
    """Return a word with its direction, or its parts where a text that runs another way follows without a blank."""
    turn = letters.turn(word[0])
    if turn == letters.turn(word[-1]):
        return [(turn, word)]
    return [(turn, list(part)) for turn, part in groupby(word, key=letters.turn)]


def _clean(text: str) -> str:
    if text.isascii():
        return text
    # A character outside the basic plane is a surrogate pair.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _PRIVATE.sub("•", whole)
