"""The tokens that the exact proof compares: words as they are written, figures and dates by value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.language.dates import WrittenDate, find_dates
from assistant.language.figures import find_figures, same_figure
from assistant.language.loading import language
from assistant.language.marks import without_struck
from assistant.language.notation import Words
from assistant.types import Figure, Qualifier

OPENING, CLOSING = frozenset("([（【「『"), frozenset(")]）】」』")
PAUSES = frozenset((*",;:—，；：、", " - ", "--"))
_TOKEN = re.compile(r"[぀-ヿ㐀-鿿豈-﫿가-힯฀-๿]|[^\W_぀-ヿ㐀-鿿豈-﫿가-힯฀-๿]+|(?<=\s)[-–](?=\s)|--|[^\w\s]|_")
_SILENT = frozenset("'’‘\"“”„«».!?。！？-‐‑–/*_`#|•…·")
"""Marks that are not compared, only the words that they separate."""
_FOLLOWS_FROM: dict[Qualifier, frozenset[Qualifier]] = {
    "over": frozenset(("over", "at least")),
    "under": frozenset(("under", "at most")),
    "at least": frozenset(("", "over", "at least")),
    "at most": frozenset(("", "under", "at most")),
}
"""Which bounds of a source allow each bound of a claim; "about", and no bound at all, follow from any."""


@dataclass(frozen=True, slots=True)
class ComparedToken:
    """A word, mark, figure or date of a text, from `start` to `end`.

    Words and marks are compared by `form`, figures by the ways in which they may be `told`, dates by value.
    """

    start: int
    end: int
    form: str
    told: tuple[Figure, ...] = ()
    date: str = ""

    @property
    def is_mark(self) -> bool:
        """Whether it is a bracket or a pause, which structures a sentence but has no meaning of its own."""
        return self.form in OPENING or self.form in CLOSING or self.form in PAUSES


def compared_tokens(text: str, code: str, stated: Sequence[Figure] | None = None) -> tuple[ComparedToken, ...]:
    """Return the tokens of a text in a language, in order.

    `stated` are its figures in all ways that they may be stated, if they are known already (`Sentence.stated`).
    """
    return _tokens_of_text(text, code) if stated is None else _tokens_of(text, code, stated)


@lru_cache(maxsize=1_000)
def _tokens_of_text(text: str, code: str) -> tuple[ComparedToken, ...]:
    return _tokens_of(text, code, find_figures(text, code))


def _tokens_of(text: str, code: str, figures: Sequence[Figure]) -> tuple[ComparedToken, ...]:
    text = without_struck(text)
    values: list[WrittenDate | Figure] = [*find_dates(text, code), *figures]
    taken: list[ComparedToken] = []
    for value in sorted(values, key=lambda one: (one.start, -one.end, isinstance(one, Figure))):
        if taken and value.start < taken[-1].end:
            last = taken[-1]
            if isinstance(value, Figure) and last.told and value.start == last.start:
                taken[-1] = replace(last, end=max(last.end, value.end), told=(*last.told, value))
            continue
        if isinstance(value, WrittenDate):
            taken.append(ComparedToken(value.start, value.end, "", (), value.iso))
        else:
            taken.append(ComparedToken(value.start, value.end, form_of(value.text, code), (value,)))
    found, at = [], 0
    for value_token in [*taken, ComparedToken(len(text), len(text), "")]:
        for match in _TOKEN.finditer(text, at, value_token.start):
            dash = match.group() in "-–" and text[match.start() - 1 : match.start()].isspace()
            if dash or match.group() not in _SILENT:
                form = " - " if dash else form_of(match.group(), code)
                found.append(ComparedToken(match.start(), match.end(), form))
        if value_token.end > value_token.start:
            found.append(value_token)
        at = value_token.end
    return tuple(found)


@lru_cache(maxsize=50_000)
def form_of(word: str, code: str) -> str:
    """Return a word without the differences between its spellings: case, accents, and variants of the language."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    if len(plain) > 5:  # "four" is not "for"
        for pattern, spelling in language(code).spellings:
            plain = pattern.sub(spelling, plain)
    return plain


@lru_cache(maxsize=256)
def forms_of(words: Words, code: str) -> frozenset[str]:
    """Return the forms of words that a language file lists."""
    return frozenset(form_of(part, code) for word in words for part in word.split())


def same_token(claimed: ComparedToken, told: ComparedToken) -> bool:
    """Return whether a token of a claim says the same as a token of its source."""
    if claimed.told:
        return bool(told.told) and any(figure_follows(one, other) for one in claimed.told for other in told.told)
    if claimed.date:
        return told.date == claimed.date
    return bool(claimed.form) and claimed.form == told.form


def figure_follows(claimed: Figure, told: Figure) -> bool:
    """Return whether a claim's figure follows from a source's: equal, no tighter bound, and no other currency.

    From a figure that is uncertain nothing follows.
    """
    allowed = _FOLLOWS_FROM.get(claimed.qualifier)
    return (
        told.certain
        and same_figure(claimed, told)
        and (not claimed.currency or bool(told.currency))
        and (allowed is None or told.qualifier in allowed)
    )


def rests_on_uncertain(claimed: Collection[Figure], stated: Collection[Figure]) -> bool:
    """Return whether a figure of a claim is an uncertain one of its sources, and none that is certain."""
    doubtful = [figure for figure in stated if not figure.certain]
    missing = missing_figures(claimed, stated) if doubtful else ()
    return any(same_figure(figure, other) for figure in missing for other in doubtful)


def missing_figures(claimed: Collection[Figure], stated: Collection[Figure]) -> tuple[Figure, ...]:
    """Return the figures of a claim that follow from no figure of its sources.

    "Nearly 120 million" does not follow from "120 million", nor from "over 120 million".
    """
    return tuple(figure for figure in claimed if not any(figure_follows(figure, other) for other in stated))
