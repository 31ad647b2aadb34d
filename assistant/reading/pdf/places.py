"""The boxes of a sentence on its PDF page, found by its letters, since its text was reassembled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from assistant.reading.pdf.words import Word

_ASCENT = 0.82
_DESCENT = 0.24
_SAME_LINE = 0.4
_LEAST_LETTERS = 8
"""How many letters of a sentence must be on its first page if it continues on the next."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


def find_boxes(words: Sequence[Word], sentence: str, before: str = "") -> tuple[Box, ...]:
    """Return the boxes of a sentence among the words of its page, one per line; empty if it is not found.

    Only letters and digits are compared, so hyphens at line ends, cell borders and bullets don't matter. `before` is
    the page's text up to the sentence: if the same letters occur more than once, it tells which are meant. Words are
    tried in the order of the file, and then in lines from top to bottom. Text that is turned is not marked.
    """
    words = [word for word in words if word.turn == 0]
    wanted = _letters(sentence)
    for ordered in (list(words), sorted(words, key=lambda word: (round(word.base), word.left))):
        found = _find(ordered, wanted, _letters(before).count(wanted) if wanted else 0)
        if found:
            return _boxes(found)
    return ()


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _find(words: Sequence[Word], wanted: str, earlier: int) -> Sequence[Word]:
    """Return the words that spell `wanted` or its beginning, skipping a number of earlier matches."""
    spelt = [_letters(word.text) for word in words]
    page = "".join(spelt)
    ends = list(accumulate(map(len, spelt)))
    at = -1
    for _ in range(earlier + 1):
        following = page.find(wanted, at + 1) if wanted else -1
        at = at if following < 0 else following
    length = len(wanted)
    if at < 0:
        length = next((n for n in range(len(wanted) - 1, _LEAST_LETTERS - 1, -1) if page.endswith(wanted[:n])), 0)
        at = len(page) - length
    return [
        word
        for word, letters, end in zip(words, spelt, ends, strict=True)
        if letters and end > at and end - len(letters) < at + length
    ]


def _boxes(words: Sequence[Word]) -> tuple[Box, ...]:
    lines: list[list[Word]] = []
    for word in words:
        if lines and abs(lines[-1][-1].base - word.base) <= _SAME_LINE * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(
        Box(
            left=min(word.left for word in line),
            top=min(word.base - _ASCENT * word.size for word in line),
            right=max(word.right for word in line),
            bottom=max(word.base + _DESCENT * word.size for word in line),
        )
        for line in lines
    )
