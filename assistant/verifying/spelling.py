"""Words of a claim, spelled as its source spells them: "kilometers" where that has "kilometres"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from assistant.language.loading import DEFAULT, language

_WORD = re.compile(r"[^\W\d_]{6,}")
"""Words with six letters and more, since "four" is not "for"."""


def spelled_as_written(claim: str, texts: Sequence[str], code: str = DEFAULT) -> str:
    """Return a claim whose words are spelled as in the texts, where these have the same word in another spelling."""
    words = [word for text in texts for word in _WORD.findall(text)]
    written = {_regular(word, code): word for word in words}
    kept = {word.casefold() for word in words}

    def source_spelling(match: re.Match[str]) -> str:
        word: str = match.group()
        other: str = written.get(_regular(word, code), word)
        if word.casefold() in kept:
            return word
        return other[0].upper() + other[1:] if word[0].isupper() else other[0].lower() + other[1:]

    return _WORD.sub(source_spelling, claim)


def _regular(word: str, code: str) -> str:
    """Return a word without what its spellings differ in."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    for pattern, spelling in language(code).spellings:
        plain = pattern.sub(spelling, plain)
    return plain
