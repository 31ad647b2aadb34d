"""Pages whose text is not what they show: their font maps its shapes to letters that no language writes.

A PDF may show "Подпись" and say "킿톀킸킼킵킽". Such text tends to fall on letters that exist and nobody uses. The sets
of letters from before Unicode hold what is in use of scripts with thousands of letters: 2,350 of 11,172 Korean
syllables.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from assistant.reading.pdf.words import Word

_SHARE = 0.2
"""From which share of its letters on a page is garbled; a text with rare names stays far below."""
_LEAST = 20
"""How many letters a page must have to be judged."""
_LARGE_SCRIPTS = ("HANGUL SYLLABLE", "CJK UNIFIED", "CJK COMPATIBILITY")
_LETTERS_IN_USE = ("euc_kr", "gb2312", "big5", "shift_jis", "big5hkscs", "euc_jis_2004")
_LONGEST = 3
_LOST = "•\ufffd"
"""What words have for a letter that only its font knows, or that is no letter."""


def is_garbled(words: Sequence[Word]) -> bool:
    """Return whether the text of a page is not what its letters look like."""
    letters = [letter for word in words for letter in word.text if letter.isalpha() or _is_lost(letter, word.text)]
    strange = sum(map(_is_strange, letters))
    return len(letters) >= _LEAST and strange >= _SHARE * len(letters)


def _is_lost(letter: str, word: str) -> bool:
    """Return whether a sign stands for a letter that was lost: one alone is a bullet, or a row of dots."""
    return (letter in _LOST and any(map(str.isalnum, word))) or unicodedata.category(letter) in ("Cn", "Co", "Cc")


@lru_cache(maxsize=20_000)
def _is_strange(letter: str) -> bool:
    if not letter.isalpha():
        return True
    if letter.isascii() or not unicodedata.name(letter, "").startswith(_LARGE_SCRIPTS):
        return False
    return not any(_holds(codec, letter) for codec in _LETTERS_IN_USE)


def _holds(codec: str, letter: str) -> bool:
    try:
        return len(letter.encode(codec)) <= _LONGEST  # what EUC-KR lacks it spells in eight bytes
    except UnicodeEncodeError:
        return False
