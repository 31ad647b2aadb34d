"""The words of a page that was read: what they say, where they are, and whether it is certain."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from assistant.reading.ocr.agreement import agreed, comparable, doubtful_notations
from assistant.reading.ocr.letters import ReadLetter
from assistant.reading.ocr.pages import ReadPage, SeenLine

_WORD_GAP = 1.3
"""How far apart the middles of two letters of a word may be, as a share of the line's height."""
_SPACE_GAP, _MARKS = 0.65, ".,"
"""How far apart, in the same measure, the middles of a mark and a digit are that a space parts."""
_READABLE = 0.6
"""The mean probability of the letters of a line below which it is not readable."""
_TALL = frozenset("bdfhklt0123456789()[]{}/|%&$€£¥!?")
_DEEP, _BELOW = frozenset("gjpqy()[]{}/|$"), frozenset(",;Q")
_ASCENT, _X_HEIGHT, _DESCENT, _COMMA = 0.73, 0.53, 0.22, 0.13
_FONT_HEIGHT = 1.17
"""The height of a font as a PDF tells it, in its size."""
_SAME_SIZE = 0.15
_ONE_ROW = 0.3
"""How far the baselines of words in a row may be apart, as a share of the font's height."""
_BODY = 11.7
"""The height in points that the letters of most of a page are given."""


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A word in a picture, its edges and baseline and the height of its font, in points from the upper left corner.

    `certain`: two readings agree on each letter of it.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    certain: bool


@dataclass(frozen=True, slots=True)
class SeenPage:
    """The words of a page, which is so many points wide and high.

    The picture was turned by `turned` degrees against the clock, and a point is `scale` of its pixels then.
    `unreadable` is the number of lines that no letters were recognized in, as with handwriting.
    """

    words: tuple[SeenWord, ...]
    width: float
    height: float = 0.0
    turned: float = 0.0
    scale: float = 1.0
    unreadable: int = 0


def seen_words(page: ReadPage) -> SeenPage:
    """Return the words of a page, in points so that most of them have the same usual size."""
    readable = [line for line in page.lines if _is_readable(line.first)]
    words = _in_rows([word for line in readable for word in _words(line)])
    if not words:
        return SeenPage((), 0.0, turned=page.turned, unreadable=len(page.lines))
    doubtful = doubtful_notations(word.text for word in words)
    body = median(word.size for word in words for _ in word.text)
    scale = body / _BODY
    scaled = (
        SeenWord(
            word.text,
            round(word.left / scale, 2),
            round(word.right / scale, 2),
            round(word.base / scale, 2),
            round((body if abs(word.size - body) <= _SAME_SIZE * body else word.size) / scale, 1),
            word.certain and not any(notation.search(word.text) for notation in doubtful),
        )
        for word in words
    )
    size = page.width / scale, page.height / scale
    return SeenPage(tuple(scaled), *size, page.turned, scale, len(page.lines) - len(readable))


def _in_rows(words: Sequence[SeenWord]) -> list[SeenWord]:
    """Return words from top to bottom and left to right; those of one row get one baseline."""
    rows: list[list[SeenWord]] = []
    for word in sorted(words, key=lambda word: word.base):
        if rows and word.base - median(other.base for other in rows[-1]) <= _ONE_ROW * word.size:
            rows[-1].append(word)
        else:
            rows.append([word])
    level = ((median(word.base for word in row), row) for row in rows)
    return [replace(word, base=base) for base, row in level for word in sorted(row, key=lambda word: word.left)]


def _is_readable(letters: Sequence[ReadLetter]) -> bool:
    return sum(letter.probability for letter in letters) >= _READABLE * len(letters)


def _words(line: SeenLine) -> Iterator[SeenWord]:
    """Yield the words of a line, in pixels."""
    region, proportion = line.region, line.region.width / line.region.height
    said = [letter for letter in line.first if not letter.text.isspace()]
    if not said:
        return
    runs = list(_runs(line.first, proportion))
    same = _same(said, runs, line.second, proportion)
    base, size = _base_and_size(spoken_of(said), region.bottom, region.height)
    middles = [region.left + letter.at * region.width for letter in said]
    half = median(after - before for before, after in pairwise(middles)) / 2 if len(said) > 1 else region.width / 2
    for first, after in runs:
        left = region.left if first == 0 else middles[first] - half
        right = region.right if after == len(said) else middles[after - 1] + half
        certain = all(same[first:after])
        yield SeenWord(spoken_of(said[first:after]), left, max(left, right), base, size, certain)


def _same(
    said: Sequence[ReadLetter], runs: Sequence[tuple[int, int]], second: Sequence[ReadLetter] | None, proportion: float
) -> list[bool]:
    """Return for each letter whether the second reading has it, too, and parts figures in the same places."""
    if second is None:
        return [False] * len(said)
    again = [letter for letter in second if not letter.text.isspace()]
    same = agreed(said, again)
    if comparable(said) == comparable(again):
        ends, others = ({after for _, after in some} for some in (runs, _runs(second, proportion)))
        for place in ends ^ others:
            around = said[place - 1 : place + 1]
            if all(letter.text.isdigit() or letter.text in _MARKS for letter in around):
                same[place - 1 : place + 1] = [False] * len(around)
    return same


def spoken_of(letters: Sequence[ReadLetter]) -> str:
    """Return the letters in one text; a figure in the signs of plain text, not in full-width ones."""
    said = "".join(letter.text for letter in letters)
    return unicodedata.normalize("NFKC", said) if any(map(str.isdigit, said)) else said


def _runs(letters: Sequence[ReadLetter], proportion: float) -> Iterator[tuple[int, int]]:
    """Yield where each word begins and ends, counted in letters without spaces.

    A space inside a figure ("4, 833") is none unless its neighbours are as far apart as around a real one.
    """
    begin = count = 0
    before: ReadLetter | None = None
    for place, letter in enumerate(letters):
        is_space = letter.text.isspace()
        if is_space and _is_in_a_figure(letters[max(0, place - 2) : place + 2], proportion):
            continue
        apart = before is not None and (letter.at - before.at) * proportion > _WORD_GAP
        if (is_space or apart) and count > begin:
            yield begin, count
            begin = count
        if not is_space:
            count += 1
            before = letter
    if count > begin:
        yield begin, count


def _is_in_a_figure(around: Sequence[ReadLetter], proportion: float) -> bool:
    """Return whether a space, the third of these letters, stands behind a mark within a figure and is too narrow."""
    if len(around) < 4:
        return False
    digit, mark, _, following = around
    in_figure = digit.text.isdigit() and mark.text in _MARKS and following.text.isdigit()
    return in_figure and (following.at - mark.at) * proportion < _SPACE_GAP


def _base_and_size(text: str, bottom: float, height: float) -> tuple[float, float]:
    """Return the baseline and the font height of letters whose ink ends at `bottom` and is so high."""
    above = _ASCENT if any(c in _TALL or c.isupper() or not c.isascii() for c in text) else _X_HEIGHT
    below = _DESCENT if _DEEP.intersection(text) else _COMMA if _BELOW.intersection(text) else 0.0
    em = height / (above + below)
    return bottom - below * em, em * _FONT_HEIGHT
