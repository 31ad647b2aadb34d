"""The words of a language, from the word lists of pyspellchecker, and what a misspelled word may stand for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from assistant.language.loading import language

if TYPE_CHECKING:
    from spellchecker import SpellChecker

_SHORTEST, _MOST_KNOWN = 3, 0.9
Slip = Literal["exchanged", "omitted", "added", "replaced"]
"""What was typed wrong: two letters in the wrong order, a letter left out, one too many, or a wrong one."""


class Spelling(NamedTuple):
    """A word that differs from a misspelled one by a slip, and how often it occurs in the language, from 0 to 1.

    A word that the list does not have occurs 0 times; it may be a name.
    """

    word: str
    slip: Slip
    frequency: float


def is_word(word: str, code: str) -> bool:
    """Return whether a word list of the language has a word; where there is no list, whether it has letters."""
    known = _word_list(code)
    return any(map(str.isalpha, word)) if known is None else word.casefold() in known


def has_word_list(code: str) -> bool:
    """Return whether there is a word list of a language."""
    return _word_list(code) is not None


@cache
def may_correct(code: str) -> bool:
    """Return whether a word list is good enough to tell a mistake: it has nearly all function words of the language.

    The Spanish one lacks "puede" and "cómo", so that a common word would be taken for a mistake.
    """
    known = [word for word in language(code).function_words if len(word) >= _SHORTEST]
    return has_word_list(code) and sum(is_word(word, code) for word in known) >= _MOST_KNOWN * len(known)


def one_slip_away(word: str, code: str) -> Iterator[Spelling]:
    """Yield what a word in lower case may be a misspelling of with one slip, whether it is a word or not."""
    known = _word_list(code)
    letters = sorted({*"abcdefghijklmnopqrstuvwxyz", *language(code).letters})
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made: dict[str, Slip] = {a + letter + b[1:]: "replaced" for a, b in parts if b for letter in letters}
    made |= dict.fromkeys((a + b[1:] for a, b in parts if b), "added")
    made |= dict.fromkeys((a + letter + b for a, b in parts for letter in letters), "omitted")
    made |= dict.fromkeys((a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1), "exchanged")
    made.pop(word, None)
    for form, of in made.items():
        yield Spelling(form, of, known.word_usage_frequency(form) if known else 0.0)


@cache
def _word_list(code: str) -> SpellChecker | None:
    from spellchecker import SpellChecker

    return SpellChecker(language=code) if code in SpellChecker.languages() else None
