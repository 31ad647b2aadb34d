"""The words of a PDF page with their positions."""

from __future__ import annotations

import re
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
    word before it, whose baseline is another.
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
        left_out.add("".join(letters.text[index] for index in sorted(unseen)))
        return tuple(_words(letters, _seen(spans, unseen), walls))
    finally:
        text_page.close()


def _seen(spans: Sequence[tuple[int, int]], unseen: frozenset[int]) -> Sequence[Sequence[int]]:
    """Return the indices of the letters of each word, without those that are not seen."""
    words = [range(first, after) for first, after in spans]
    if not unseen:
        return words
    kept = ([index for index in word if index not in unseen] for word in words)
    return [word for word in kept if word]


def _words(letters: Letters, words: Sequence[Sequence[int]], walls: Sequence[Rule]) -> Iterator[Word]:
    every = letters.boxes()
    words = [part for word in words for part in _of_one_direction(letters, word)]
    is_vertical = not letters.text.isascii() and _runs_down(letters.text, every)
    turns = [
        _DOWN if is_vertical and _CHINESE.match(letters.text[word[0]]) else letters.turn(word[0]) for word in words
    ]
    for turn in dict.fromkeys(turns):
        boxes = letters.turned(every, turn)
        lefts, _, rights, bottoms = (column.tolist() for column in boxes.T)
        sizes = (boxes[:, 3] - boxes[:, 1]).tolist()
        shifts: set[int] = set()
        if turn != OBLIQUE:
            heights = boxes[:, 3] - boxes[:, 1]
            steps = np.maximum(np.abs(np.diff(boxes[:, 3])), np.abs(np.diff(heights))) > _SHIFTED * heights[:-1]
            shifts = set((np.flatnonzero(steps) + 1).tolist())
        for word, its in zip(words, turns, strict=True):
            if its != turn:
                continue
            cuts: set[int] = set()
            if not shifts.isdisjoint(word[1:]):
                cuts = {at for at in word[1:] if at in shifts and _is_shifted(letters, at, turn, sizes[at - 1])}
            text = "".join([letters.text[index] for index in word])
            is_leftward = not text.isascii() and bool(LEFTWARD.search(text))
            ends = cuts
            if is_leftward:
                ends = {*ends, *(word[at] for at in turning_points(text))}
            if walls and not turn:
                ends = {*ends, *_cut_by(word, walls, lefts, rights, bottoms[word[0]])}
            for part in _cut(word, sorted(ends)) if ends else (word,):
                first, last = part[0], part[-1]
                name, flags = letters.font(first)
                lower = name.lower()
                text = "".join([letters.text[index] for index in part])
                if is_leftward:
                    text = logical_word(text, [lefts[index] for index in part])
                yield Word(
                    _clean(text.translate(_AS_HYPHEN)),
                    min(lefts[first], lefts[last]),
                    max(rights[first], rights[last]),
                    letters.base(first, turn),
                    sizes[first],
                    any(weight in lower for weight in _BOLD),
                    bool(flags & _ITALIC_FLAG),
                    turn,
                    name.decode("utf-8", "replace"),
                    first in cuts,
                )


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


def _of_one_direction(letters: Letters, word: Sequence[int]) -> list[Sequence[int]]:
    """Return a word, or its parts where a text that runs another way follows without a blank."""
    if letters.turn(word[0]) == letters.turn(word[-1]):
        return [word]
    return [list(part) for _, part in groupby(word, key=letters.turn)]


def _is_shifted(letters: Letters, at: int, turn: int, size: float) -> bool:
    """Return whether a letter is raised or lowered against the one before it."""
    return abs(letters.base(at, turn) - letters.base(at - 1, turn)) > _SHIFTED * size


def _cut(word: Sequence[int], cuts: Sequence[int]) -> list[Sequence[int]]:
    return [[at for at in word if first <= at < after] for first, after in pairwise((word[0], *cuts, word[-1] + 1))]


def _cut_by(
    word: Sequence[int], walls: Sequence[Rule], lefts: Sequence[float], rights: Sequence[float], bottom: float
) -> Iterator[int]:
    """Yield the letters of a word that begin to the right of a vertical line through it."""
    left, right = lefts[word[0]] + _TOUCHES, rights[word[-1]] - _TOUCHES
    for wall in walls:
        if left < wall.at < right and wall.begin < bottom <= wall.end + _TOUCHES:
            yield from [index for index in word[1:] if lefts[index] >= wall.at - _TOUCHES][:1]


def _clean(text: str) -> str:
    if text.isascii():
        return text
    # A character outside the basic plane is a surrogate pair.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _PRIVATE.sub("•", whole)
