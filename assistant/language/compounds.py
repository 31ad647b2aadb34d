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
    known = _word_list(code)
    whole, one, other = (word.casefold() for word in (first + second, first, second))
    return whole not in known and one in known and other in known


@cache
def _word_list(code: str) -> SpellChecker:
    from spellchecker import SpellChecker

    return SpellChecker(language=code)
