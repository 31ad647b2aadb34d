"""Whether a hyphen belongs to a word: that of "well-known" does, that of "equip-ment" at the end of a line does not.

Told by word lists: the parts are words, and what they make without the hyphen is none.
"""

from __future__ import annotations

from assistant.language.loading import language
from assistant.language.word_lists import is_word

_SHORTEST = 2


def is_compound(first: str, second: str, code: str) -> bool:
    """Return whether two parts of a word, with a hyphen between them in a language, keep it within a line.

    Where the language writes its compounds in one word, they do not.
    """
    if not language(code).hyphenates or min(len(first), len(second)) < _SHORTEST:
        return False
    return not is_word(first + second, code) and is_word(first, code) and is_word(second, code)
