"""Fonts whose letters the file tells wrongly: what is read in them is text of no language, though a person can read it.

A font may have no table from its glyphs to letters, or a wrong one. What it then gives is told by signs that hold for
any language: letters that no alphabet has, syllables and characters that hardly any text has, scripts mixed within
words, and words without vowels.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from assistant.language.loading import language, languages
from assistant.reading.pdf.letters import UNKNOWN
from assistant.reading.pdf.words import Word

_FEWEST = 8
"""How many characters of a font are needed to judge it."""
_FEWEST_LATIN = 80
_UNKNOWN, _MIXED, _VOWELS = 0.2, 0.3, 0.12
_NO_LETTERS = ("Cn", "Co", "Cs", "Cc")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_ALPHABETS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN", "ARABIC", "HEBREW", "DEVANAGARI"}
_BYTES = 2
_FIRST_GLYPH, _FUNCTION_WORDS = 29, 0.05
"""The distance from the glyphs of a TrueType font in their usual order to ASCII; the share of words like "the"."""
_FEWEST_FUNCTION_WORDS = 3
_LETTERS = 0.7
"""The share of letters in prose, unlike in code."""
_VOWEL = frozenset("aeiouyAEIOUY")
_COMMON = {_HANGUL: (0.05, ("euc_kr",)), _HAN: (0.2, ("gb2312", "big5", "shift_jis", "euc_kr"))}
"""The characters in everyday use, as the national standards list them, and how many others a text may have."""


def garbled_fonts(pages: Iterable[Sequence[Word]]) -> frozenset[str]:
    """Return the names of the fonts of a document whose text is garbled; "" is one without a name."""
    texts: dict[str, list[str]] = defaultdict(list)
    for words in pages:
        for word in words:
            if word.font or UNKNOWN in word.text:
                texts[word.font].append(word.text)
    return frozenset(font for font, words in texts.items() if is_garbled(words))


def is_told(word: Word, garbled: frozenset[str]) -> bool:
    """Return whether a word says what its letters are, given the garbled fonts of its document."""
    return bool(word.text.strip(UNKNOWN)) and (word.font not in garbled or not (word.font or UNKNOWN in word.text))


def is_garbled(words: Sequence[str]) -> bool:
    """Return whether words of one font are text of no language."""
    words = [word for word in words if len(word) > 1]  # single signs are bullets and boxes
    text = "".join(words)
    unknown = sum(unicodedata.category(c) in _NO_LETTERS or c == UNKNOWN for c in text)
    if len(text) < _FEWEST:
        return bool(text) and unknown == len(text)
    if unknown > _UNKNOWN * len(text):
        return True
    if text.isascii():
        return _lacks_vowels(words) or _is_shifted(words)
    return any(_has_rare(text, script, *told) for script, told in _COMMON.items()) or _mixes_scripts(words)


def _has_rare(text: str, script: re.Pattern[str], most: float, lists: Sequence[str]) -> bool:
    found = script.findall(text)
    return len(found) >= _FEWEST and sum(not any(_has(one, c) for c in lists) for one in found) > most * len(found)


def _has(character: str, standard: str) -> bool:
    try:
        return len(character.encode(standard)) == _BYTES  # Python spells other syllables out, in eight bytes
    except UnicodeEncodeError:
        return False


def _mixes_scripts(words: Sequence[str]) -> bool:
    long = [word for word in words if sum(map(str.isalpha, word)) > 2]
    return len(long) >= _FEWEST and sum(len(_scripts(word)) > 1 for word in long) > _MIXED * len(long)


def _scripts(word: str) -> set[str]:
    """Return the alphabets of a word's letters; signs for units are of none, nor is what is written without blanks."""
    if word.isascii():
        return {"LATIN"}
    return {_script(letter) for letter in word if letter.isalpha() and letter not in "µμΩªº"} & _ALPHABETS


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]


def _lacks_vowels(words: Sequence[str]) -> bool:
    letters = [c for word in words for c in word if _LATIN.match(c)]
    if len(letters) < max(_FEWEST_LATIN, _LETTERS * sum(map(len, words))):
        return False
    return sum(c in _VOWEL for c in letters) < _VOWELS * len(letters)


def _is_shifted(words: Sequence[str]) -> bool:
    """Return whether words are numbers of glyphs taken for letters: "QH SDV" is "ne pas", each 29 further on.

    Small letters become capitals and signs then, so words with small letters are none, and a code that is repeated
    ("R1" would be "on") is not enough.
    """
    known = _function_words()
    words = [word for word in words if any(map(str.isalpha, word))]
    if len(words) < _FEWEST or sum(word.lower() in known for word in words) > _FUNCTION_WORDS * len(words):
        return False
    if any(map(str.islower, "".join(words))):
        return False
    shifted = ["".join(chr(ord(c) + _FIRST_GLYPH) for c in word).lower() for word in words]
    found = [word for word in shifted if word in known]
    return len(found) > 2 * _FUNCTION_WORDS * len(words) and len(set(found)) >= _FEWEST_FUNCTION_WORDS


@cache
def _function_words() -> frozenset[str]:
    return frozenset(word for code in languages() for word in language(code).function_words if len(word) > 1)
