"""Words of scripts that run from right to left: from where they stand to the order in which they are read.

A simplified inverse of the Unicode bidirectional algorithm (UAX #9) for one line, without embeddings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Protocol, TypeVar


class _Written(Protocol):
    @property
    def text(self) -> str: ...


Written = TypeVar("Written", bound=_Written)
"""A word, or anything else with a text."""
LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""A letter of a script that runs from right to left."""
_WESTERN_RUN = re.compile("[0-9A-Za-z]+(?:[.,:/%-][0-9A-Za-z]+)*")
_STOPS_BEFORE = re.compile("([.,;:!?]+)(.*[0-9A-Za-z].*)")
_FORMS = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]+")
"""Letters that a font has in one of their shapes; the plain letters are searched."""


def is_rightward(words: Sequence[_Written]) -> bool:
    """Return whether a line runs from left to right, as the words at its ends do, or most of them."""
    if all(word.text.isascii() for word in words):
        return True
    told = [not LEFTWARD.search(word.text) for word in words if any(map(str.isalpha, word.text))]
    if not told or told[0] == told[-1]:
        return not told or told[0]
    return sum(told) * 2 >= len(told)


def in_logical_order(words: Sequence[Written]) -> Sequence[Written]:
    """Return the words of a line, given from left to right, in the order in which they are read."""
    if not any(LEFTWARD.search(word.text) for word in words):
        return words
    rightward = is_rightward(words)
    ordered: list[Written] = []
    run: list[Written] = []
    for word in words if rightward else words[::-1]:
        against = bool(LEFTWARD.search(word.text)) if rightward else _is_western(word.text)
        # A number between words that run the other way belongs to them.
        if against or (run and not _is_western(word.text) and not LEFTWARD.search(word.text)):
            run.append(word)
            continue
        ordered += [*_turned(run), word]
        run = []
    return [*ordered, *_turned(run)]


def _turned(run: list[Written]) -> list[Written]:
    """Return words that run against their line in the order in which they are read; numbers at the end stay there."""
    end = len(run)
    while end and not any(map(str.isalpha, run[end - 1].text)):
        end -= 1
    return [*run[:end][::-1], *run[end:]]


def _is_western(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and not LEFTWARD.search(text)


def turning_points(text: str) -> list[int]:
    """Return where in a word letters of the other direction begin: no blank need part them."""
    return [
        at
        for at, (before, letter) in enumerate(pairwise(text), start=1)
        if before.isalpha() and letter.isalpha() and bool(LEFTWARD.match(before)) != bool(LEFTWARD.match(letter))
    ]


def logical_word(text: str, lefts: Sequence[float]) -> str:
    """Return a word as it is read, given its letters in the file's order and the left edge of each.

    Programs write such words forwards or backwards; where the letters stand tells which. The letters of a ligature
    stand in one place, and PDFium gives them as they follow from left to right.
    """
    if not LEFTWARD.search(text):
        return text
    steps = [after - before for before, after in pairwise(lefts)]
    if not any(map(unicodedata.combining, text)) and not all(map(str.isalpha, text)):
        places = sorted(range(len(text)), key=lambda at: -lefts[at])
        seen = "".join(text[at] for at in places)
        text, lefts = _WESTERN_RUN.sub(lambda run: run.group()[::-1], seen), [lefts[at] for at in places]
    elif sum(step > 0 for step in steps) > sum(step < 0 for step in steps):
        text, lefts = text[::-1], lefts[::-1]
    letters = "".join(
        letter for _, place in groupby(zip(text, lefts, strict=True), key=itemgetter(1)) for letter in _read(place)
    )
    return _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form.group()), letters)


def _read(place: Iterable[tuple[str, float]]) -> list[str]:
    letters = [letter for letter, _ in place]
    return letters[::-1] if len(letters) > 1 and all(letter.isalpha() for letter in letters) else letters
