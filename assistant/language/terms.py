"""Turns text into the terms that lexical search and the grounding checks compare.

Documents, questions and drafts are analysed alike: words are folded (case, accents), function words are dropped, and
the rest is stemmed by the rules of the language (Porter, "An algorithm for suffix stripping", 1980, and its Snowball
relatives). Numbers keep their value and lose their notation ("1,234.50" is "1234.5"); scripts without spaces become
overlapping pairs of characters.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

from assistant.language.loading import DEFAULT, language
from assistant.language.notation import Words

_WORD = r"[^\W\d_]+\d*[^\W_]*|\d+"
UNSPACED = re.compile(r"[぀-ヿ㐀-鿿豈-﫿가-힯฀-๿]")
_STEMMING = threading.Lock()
"""A stemmer holds the word it is working on: two threads that use it at once get wrong stems, or an error."""
_LONGEST_WORD = 40


@cache
def _stemmer(code: str) -> Any:  # noqa: ANN401  # the library has no types
    """Return the stemmer of a language, or None if it has none."""
    return snowballstemmer.stemmer(language(code).stemmer) if language(code).stemmer else None


@cache
def _irregular(code: str) -> dict[str, str]:
    """Return the word that stands for each irregular form, both folded."""
    groups = [tuple(map(_fold, group)) for group in language(code).irregular]
    return {form: first for first, *others in groups for form in others}


@cache
def _function_words(code: str) -> frozenset[str]:
    return frozenset(map(_fold, language(code).function_words))


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@cache
def _token(code: str) -> re.Pattern[str]:
    """Return the pattern of a language's words and numbers."""
    numbers = language(code).numbers
    if numbers.decimal == ".":
        return re.compile(rf"\d[\d,]*(?:\.\d+)?|{_WORD}")
    marks, decimal = re.escape(numbers.groups.replace(" ", "")), re.escape(numbers.decimal)
    return re.compile(
        rf"\d{{1,3}}(?:[{marks}\u00a0\u202f]\d{{3}})+(?!\d)(?:{decimal}\d+)?|\d+(?:{decimal}\d+)?|{_WORD}"
    )


def _number(token: str, code: str) -> str:
    """Return a number in the notation for comparison: without thousands separators, and with a decimal point."""
    decimal = language(code).numbers.decimal
    plain = re.sub(rf"[^\w{re.escape(decimal)}]", "", token).replace(decimal, ".")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _terms_of(token: str, code: str, spoken: str) -> tuple[str, ...]:
    if token[0].isdigit():
        return (_number(_fold(token), code),)
    if token.isascii() and not language(code).spaced:
        code = DEFAULT  # words in Latin letters within another script; most are English
    word = _fold(token)
    if UNSPACED.search(token):
        return tuple(word[i : i + 2] for i in range(max(1, len(word) - 1)))
    says_nothing = word in _function_words(code) or word in _function_words(spoken)
    if says_nothing and not (token.isupper() and len(token) > 1):
        return ()
    stemmer, word = _stemmer(code), _irregular(code).get(word, word)
    if stemmer is None:
        return (word,)
    with _STEMMING:
        return (str(stemmer.stemWord(word)),)


_terms_of_word = lru_cache(maxsize=100_000)(_terms_of)


def terms(text: str, code: str = DEFAULT, spoken: str = "") -> list[str]:
    """Return the terms of a text in a language, in order, with repetitions.

    Texts are compared by their terms in one language, that of the document. So the terms of a question in another
    language are also formed by the document's rules, without the function words of the language it is `spoken` in.
    """
    spoken = spoken or code
    found: list[str] = []
    for token in _token(code).findall(text):
        # A run of a script without spaces may have any length and seldom occurs again, so it is not cached.
        made = _terms_of_word if len(token) <= _LONGEST_WORD else _terms_of
        found.extend(made(token, code, spoken))
    return found


@lru_cache(maxsize=1_000)
def terms_of_words(words: Words, code: str = DEFAULT) -> frozenset[str]:
    """Return the terms of words that a language file lists."""
    return frozenset(term for word in words for term in terms(word, code))
