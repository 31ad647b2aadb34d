"""Text into the terms that lexical search and the grounding checks compare.

One analysis for documents, questions and drafts: words are folded (case, accents), function words left out and the
rest stemmed (Porter, "An algorithm for suffix stripping", 1980, in its Snowball form for English); numbers keep
their value and lose their notation ("1,234.50" is "1234.5"); scripts without spaces become overlapping pairs.
"""

from __future__ import annotations

import re
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


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_stemmer.stemWord(word))


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _number(token: str) -> str:
    plain = token.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def terms(text: str) -> list[str]:
    """Return the terms of a text in order, repeats included."""
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token[0].isdigit():
            found.append(_number(_fold(token)))
            continue
        word = _fold(token)
        if _UNSPACED.search(token):
            found.extend(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        elif word not in _FUNCTION_WORDS or (token.isupper() and len(token) > 1):
            found.append(_stem(word))
    return found
