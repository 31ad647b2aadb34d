"""Whether a hyphen belongs to a word: that of "well-known" does, that of "equip-ment" at the end of a line does not.

Told by the word lists of pyspellchecker: the parts are words, and what they make without the hyphen is none.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from assistant.language.loading import language

if TYPE_CHECKING:
    from spellchecker import SpellChecker

_SHORTEST = 2


def is_compound(first: str, second: str, code: str) -> bool:
    """Return whether two parts of a word, with a hyphen between them in a language, keep it within a line.

    Where the language writes its compounds in one word, they do not.
    """
    if not language(code).hyphenates or min(len(first), len(second)) < _SHORTEST:
        return False
    return not is_word(first + second, code) and is_word(first, code) and is_word(second, code)


def is_word(word: str, code: str) -> bool:
    """Return whether a word list of the language has a word; where there is no list, whether it has letters."""
    known = _word_list(code)
    return any(map(str.isalpha, word)) if known is None else word.casefold() in known


@cache
def _word_list(code: str) -> SpellChecker | None:
    from spellchecker import SpellChecker

    return SpellChecker(language=code) if code in SpellChecker.languages() else None
