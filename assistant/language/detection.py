"""Which of the languages that have a data file a text is written in.

Decided by the function words of each language, which make up a third of any text, and by its letters (Grefenstette,
"Comparing two language identification schemes", 1995). On questions this was right as often as the best library, which
takes 0.4 seconds and 80 MB to load in each process; `docs/dependencies.md` has the numbers. Another language needs
nothing but its file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from assistant.language.loading import DEFAULT, language, languages
from assistant.language.terms import UNSPACED

UNKNOWN = "und"
"""The code of a language in letters that no language with a data file has (ISO 639-2)."""
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = 0.5
"""The weight of a letter that not every language has, relative to a function word."""
_LEAST_SHARE, _OF_MANY = 0.15, 20
"""The share of its words, function words and letters together, from which a text of so many words is in a language.

A third of any prose is function words, of a table of names hardly any: "2 l" of compost is no French.
"""
_MOST_CHARACTERS = 5_000
"""How much of a long text is read: its beginning is enough."""


def language_of(text: str, otherwise: str = DEFAULT) -> str:
    """Return the code of the language that a text is in, or `otherwise` if its words leave it open.

    A text that is mostly in Arabic, Cyrillic or other letters that none of the languages has is in an unknown one.
    """
    head = text[:_MOST_CHARACTERS].casefold()
    words = _WORD.findall(head)
    unspaced = len(UNSPACED.findall(head)) > len(words)
    if not unspaced and _is_in_other_letters(head):
        return UNKNOWN
    counted: dict[str, float] = defaultdict(float)
    for word in UNSPACED.findall(head) if unspaced else words:
        for code in (among := _languages_with(unspaced).get(word, ())):
            counted[code] += 1 / len(among)
    for letter in filter(lambda c: not c.isascii(), head if not unspaced else ""):
        for code in (among := _languages_of_letters().get(letter, ())):
            counted[code] += _LETTER / len(among)
    likeliest = sorted(counted.items(), key=lambda one: -one[1])[:2]
    if not likeliest:
        scripts = [code for code in languages() if not language(code).spaced] if unspaced else []
        return scripts[0] if len(scripts) == 1 else otherwise
    (best, most), *others = likeliest
    is_table = not unspaced and len(words) >= _OF_MANY and most < _LEAST_SHARE * len(words)
    return otherwise if is_table or any(second == most for _, second in others) else best


def _is_in_other_letters(text: str) -> bool:
    """Return whether most letters of a text are not Latin."""
    letters = [] if text.isascii() else [letter for letter in text if letter.isalpha()]
    return 2 * sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters) < len(letters)


@cache
def _languages_of_letters() -> Mapping[str, tuple[str, ...]]:
    """Map each letter that not every language has to the languages that have it."""
    letters = sorted({letter for code in languages() for letter in language(code).letters})
    return {letter: tuple(code for code in languages() if letter in language(code).letters) for letter in letters}


@cache
def _languages_with(unspaced: bool) -> Mapping[str, tuple[str, ...]]:
    """Map each function word to its languages: those written with spaces, or those without."""
    having: dict[str, tuple[str, ...]] = {}
    for code in languages():
        told = language(code)
        if told.spaced is not unspaced:
            for word in {word.casefold() for word in told.function_words}:
                having[word] = (*having.get(word, ()), code)
    return having
