"""Which words of a line two readings agree on, letter by letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from assistant.reading.ocr.letters import ReadLetter

_SURE = 0.5
"""How probable each letter of a figure has to be in both readings."""
_FEW = 0.25
_BY_COMMA = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)")
_BY_POINT = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?!\d)")
_BY_NOTHING = re.compile(r"(?<![\d.,])(?!(?:18|19|20)\d\d(?!\d))\d{4,}(?!\d)")
_DASHES = str.maketrans(dict.fromkeys("‐‑–—−", "-") | dict.fromkeys("‘’`´", "'"))
_SHARE, _LOST_SHARE = re.compile(r"\d[.,]\d+ ?%"), re.compile(r"(?<![\d.,])\d{3,} ?%")
"""A percentage with decimals, and one that may have lost the mark before them."""
_NOTATIONS = _BY_COMMA, _BY_POINT, _BY_NOTHING


def comparable(letters: Sequence[ReadLetter]) -> str:
    """Return what letters say, one character each: in the forms that readers do not tell apart reliably."""
    said = (comparable_text(letter.text) for letter in letters)
    return "".join(one if len(one) == 1 else "\ufffd" for one in said)


def comparable_text(text: str) -> str:
    """Return a text in the forms that readers do not tell apart reliably."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def agreed(first: Sequence[ReadLetter], second: Sequence[ReadLetter]) -> list[bool]:
    """Return for each letter of the first reading whether the second has the same one in the same place.

    A letter beside one that only the second reading has is not agreed on, so that "1,250" is not taken for a part of
    "11,250". Neither reading may contain spaces.
    """
    one, other = comparable(first), comparable(second)
    same = [False] * len(one)
    parts = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    for place, (tag, begin, after, from_, _) in enumerate(parts):
        if tag != "equal":
            continue
        for at in range(begin, after):
            beside = second[from_ + at - begin]
            same[at] = first[at].probability >= _SURE and beside.probability >= _SURE
        if place and _differs_in_length(parts[place - 1]):
            same[begin] = False
        if place + 1 < len(parts) and _differs_in_length(parts[place + 1]):
            same[after - 1] = False
    return same


def _differs_in_length(part: tuple[str, int, int, int, int]) -> bool:
    _, begin, after, from_, to = part
    return after - begin != to - from_


def doubtful_notations(words: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Return the ways of writing thousands on a page that are not to be trusted.

    Point and comma are the letters that get lost first in a poor picture, and both networks may take one for the other.
    A page writes its figures in one way: the rarer one is doubtful, and if it is not rare, so is the other.
    """
    said = list(words)
    commas, points, unmarked = (sum(bool(one.search(word)) for word in said) for one in _NOTATIONS)
    grouped = commas + points
    lost = (_BY_NOTHING,) if grouped > unmarked else ()
    lost = (*lost, _LOST_SHARE) if any(map(_SHARE.search, said)) else lost
    if not (commas and points):
        return lost
    if min(commas, points) > _FEW * grouped:
        return (_BY_COMMA, _BY_POINT, *lost)
    return (_BY_POINT, *lost) if points < commas else (_BY_COMMA, *lost)
