"""Text into the terms that lexical search and the grounding checks compare.

One analysis for documents, questions and drafts: words are folded (case, accents), function words left out and the
rest stemmed (Porter, "An algorithm for suffix stripping", 1980, in its Snowball form for English); numbers keep
their value and lose their notation ("1,234.50" is "1234.5"); scripts without spaces become overlapping pairs.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+\d*[^\W_]*|\d+")
_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿豈-﫿가-힯฀-๿]")
_FUNCTION_WORDS = frozenset(
    """a about after also am an and any are as at be been before being between but by can could did do does doing
    during each for from had has have having he her here hers him his how i if in into is it its may me might more
    most must my no nor not of on or our out over own same shall she should so some such than that the their them
    then there these they this those through to too under until up us very was we were what when where which while
    who whom whose why will with would you your s t d ll m re ve""".split()
)
_stemmer = snowballstemmer.stemmer("english")
_STEMMING = threading.Lock()
"""The stemmer keeps the word it is at: two threads inside it at once give wrong stems, or an error."""
_LONGEST_WORD = 40


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _number(token: str) -> str:
    plain = token.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _terms_of(token: str) -> tuple[str, ...]:
    if token[0].isdigit():
        return (_number(_fold(token)),)
    word = _fold(token)
    if _UNSPACED.search(token):
        return tuple(word[i : i + 2] for i in range(max(1, len(word) - 1)))
    if word in _FUNCTION_WORDS and not (token.isupper() and len(token) > 1):
        return ()
    with _STEMMING:
        return (str(_stemmer.stemWord(word)),)


_terms_of_word = lru_cache(maxsize=100_000)(_terms_of)


def terms(text: str) -> list[str]:
    """Return the terms of a text in order, repeats included."""
    found: list[str] = []
    for token in _TOKEN.findall(text):
        # A run of a script without spaces may be of any length and seldom comes again.
        found.extend(_terms_of_word(token) if len(token) <= _LONGEST_WORD else _terms_of(token))
    return found
