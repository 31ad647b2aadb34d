"""The text layer that another program put over a scan, compared with what is recognized in the picture.

A layer is one reading, of unknown quality. Its figures are certain only where the picture is read in the same way, and
where the picture is read in another way with certainty, that counts: it is what a person sees.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from assistant.reading.ocr.agreement import comparable_text
from assistant.reading.ocr.words import SeenPage, SeenWord
from assistant.reading.pdf.letters import OBLIQUE
from assistant.reading.pdf.structure.regions import PageWords
from assistant.reading.pdf.words import Word

_SAME_ROW = 0.5
"""How far the baselines of two readings of a word may be apart, as a share of the font's height."""
_SAME_PLACE = 0.4
"""How much of the narrower of two words lies over the other if both are readings of the same."""
_LEVEL = 8.0
"""In degrees: how little a picture was turned to be level with its page."""
_CONFIRMED = 0.5
"""The share of a layer's letters that the picture has to confirm, if its letters are ones that are recognized."""
_QUARTER = 90


def has_layer(words: Iterable[Word]) -> bool:
    """Say whether a page has figures that another program recognized."""
    return any(word.recognized and _has_digit(word.text) for word in words)


def with_picture(page: PageWords, seen: SeenPage | None, per_point: float) -> tuple[PageWords, SeenPage]:
    """Return a page that has a text layer with the words that count, and these again with what is certain of them.

    A layer that the picture mostly contradicts is left out for what is recognized, and words that it lacks are added.
    `seen` is what was recognized in the picture, with so many pixels `per_point` of the page; None if nothing was yet.
    """
    frame = _Frame(page.width, page.height, per_point, seen or SeenPage((), 0.0))
    parts = list(_parts(page.words, frame))
    layer = [word for word in page.words if word.recognized]
    known = sum(len(word.text) for word in layer if word.text.isascii())
    agreed = sum(len(word.text) for part in parts if part.agree for word in part.layer if word.recognized)
    is_readable = 2 * known > sum(len(word.text) for word in layer)
    if not frame.seen.words or (not is_readable and not agreed):
        return page, _doubts((word, not word.recognized) for word in page.words)
    is_contradicted = is_readable and agreed < _CONFIRMED * known
    words = [one for part in parts for one in _chosen(part, frame, is_contradicted=is_contradicted)]
    return replace(page, words=tuple(word for word, _ in words)), _doubts(words)


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands at one place: words of the page, and words that were recognized, each from left to right."""

    layer: tuple[Word, ...]
    pixels: tuple[SeenWord, ...]

    @property
    def agree(self) -> bool:
        """Whether both are there and say the same."""
        return bool(self.layer and self.pixels) and _joined(self.layer) == _joined(self.pixels)


def _chosen(part: _Part, frame: _Frame, *, is_contradicted: bool) -> Iterator[tuple[Word, bool]]:
    """Yield the words that count at a place, each with whether it is certain."""
    if not part.layer:
        yield from ((word, seen.certain) for seen in part.pixels if (word := frame.on_page(seen)))
        return
    if not any(word.recognized for word in part.layer) or part.agree:
        yield from ((word, True) for word in part.layer)
        return
    figures = [word for word in part.pixels if _has_digit(word.text)]
    is_figure = bool(figures) or any(_has_digit(word.text) for word in part.layer)
    is_legible = all(word.recognized and (word.text.isascii() or _has_digit(word.text)) for word in part.layer)
    counts = bool(part.pixels) and (is_contradicted or (bool(figures) and all(word.certain for word in figures)))
    if counts and is_legible:
        yield from zip(_in_place_of(part.layer, part.pixels), (word.certain for word in part.pixels), strict=True)
    elif not (is_contradicted and is_legible):
        yield from ((word, not is_figure or not word.recognized) for word in part.layer)


def _in_place_of(layer: Sequence[Word], pixels: Sequence[SeenWord]) -> Iterator[Word]:
    """Yield what was recognized as words at the place of others, each as wide as its share of the letters."""
    first = layer[0]
    left, right = min(word.left for word in layer), max(word.right for word in layer)
    ends = [0, *accumulate(len(word.text) for word in pixels)]
    for word, (begin, after) in zip(pixels, pairwise(ends), strict=True):
        start, end = (left + (right - left) * at / ends[-1] for at in (begin, after))
        yield replace(first, text=word.text, left=start, right=end)


def _parts(words: Sequence[Word], frame: _Frame) -> Iterator[_Part]:
    """Yield the words of a page and of its picture in groups that stand at the same places."""
    seen = sorted(frame.seen.words, key=lambda word: word.base)
    bases = [word.base for word in seen]
    reach = _SAME_ROW * max((word.size for word in seen), default=0.0)
    above: dict[int, int] = {}  # which group a word is in; words of the page count from 0, recognized ones from -1 down

    def root(one: int) -> int:
        while above.setdefault(one, one) != one:
            one = above[one]
        return one

    for place, word in enumerate(words):
        box = frame.in_picture(word)
        root(place)
        for other in range(bisect_left(bases, box.base - reach), bisect_left(bases, box.base + reach)):
            if _meet(box, seen[other]):
                above[root(~other)] = root(place)
    groups: dict[int, tuple[list[Word], list[SeenWord]]] = {}
    for place, word in enumerate(words):
        groups.setdefault(root(place), ([], []))[0].append(word)
    for other, read in enumerate(seen):
        groups.setdefault(root(~other), ([], []))[1].append(read)
    for layer, pixels in groups.values():
        by_place = sorted(layer, key=lambda word: frame.in_picture(word).left)
        yield _Part(tuple(by_place), tuple(sorted(pixels, key=lambda word: word.left)))


def _meet(one: SeenWord, other: SeenWord) -> bool:
    over = min(one.right, other.right) - max(one.left, other.left)
    narrower = min(one.right - one.left, other.right - other.left)
    return abs(one.base - other.base) <= _SAME_ROW * other.size and over > _SAME_PLACE * narrower


class _Frame:
    """Where words of a page are in its picture, which was turned to be read, in the points of what was recognized."""

    def __init__(self, width: float, height: float, pixels_per_point: float, seen: SeenPage) -> None:
        self.seen = seen
        self._sides = width, height
        self._per_point = pixels_per_point / seen.scale

    def in_picture(self, word: Word) -> SeenWord:
        """Return a word of the page at its place in the picture."""
        quarters = 0 if word.turn == OBLIQUE else word.turn
        (left, base), (right, end) = (self._turned(x, word.base, quarters) for x in (word.left, word.right))
        size = word.size * self._per_point
        return SeenWord(word.text, min(left, right), max(left, right), (base + end) / 2, size, certain=False)

    def on_page(self, word: SeenWord) -> Word | None:
        """Return a recognized word at its place on the page, or None if it does not lie level there."""
        if abs((self.seen.turned + 2 * _QUARTER) % (4 * _QUARTER) - 2 * _QUARTER) > _LEVEL:
            return None
        (left, base), (right, end) = (self._back(x, word.base) for x in (word.left, word.right))
        size = word.size / self._per_point
        return Word(word.text, left, right, (base + end) / 2, size, bold=False, italic=False, recognized=True)

    def _turned(self, x: float, y: float, quarters: int) -> tuple[float, float]:
        width, height = self._sides if quarters % 2 == 0 else self._sides[::-1]
        cos, sin = self._angle(quarters)
        across, down = (x - width / 2) * self._per_point, (y - height / 2) * self._per_point
        return self.seen.width / 2 + across * cos + down * sin, self.seen.height / 2 - across * sin + down * cos

    def _back(self, x: float, y: float) -> tuple[float, float]:
        cos, sin = self._angle(0)
        across, down = (x - self.seen.width / 2) / self._per_point, (y - self.seen.height / 2) / self._per_point
        return self._sides[0] / 2 + across * cos - down * sin, self._sides[1] / 2 + across * sin + down * cos

    def _angle(self, quarters: int) -> tuple[float, float]:
        angle = math.radians(self.seen.turned + _QUARTER * quarters)
        return math.cos(angle), math.sin(angle)


def _joined(words: Iterable[Word | SeenWord]) -> str:
    return comparable_text("".join(word.text for word in words))


def _doubts(words: Iterable[tuple[Word, bool]]) -> SeenPage:
    told = (SeenWord(word.text, word.left, word.right, word.base, word.size, certain) for word, certain in words)
    return SeenPage(tuple(told), 0.0)


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
