"""The condition that a question sets for rows of a table: the highest, what fell, what is beyond a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.notation import Words
from assistant.language.phrases import YEARS, any_of
from assistant.language.terms import terms, terms_of_words
from assistant.types import Figure

OVER, UNDER = ("over", "at least"), ("under", "at most")
_MOST_FIRST = 20


@dataclass(frozen=True, slots=True)
class Comparing:
    """How a question compares rows.

    `extreme` is 1 for the highest and -1 for the lowest, of which it asks for `first`; `direction` is 1 for what rose,
    -1 for what fell and 0 for what did not change. `bounds` limit the figures. `years` are those it names, from the
    first `through` to the last or each for itself. `of_money` if it asks what is dear or cheap, `of` are terms of
    headings of what else it compares ("slowest": speed), `for_years` if it asks
    when. `denies` if it asks for the other rows ("which did not grow"). `words` are those with which it says so, as
    terms.
    """

    extreme: int = 0
    first: int = 1
    direction: int | None = None
    bounds: tuple[Figure, ...] = ()
    years: tuple[str, ...] = ()
    through: bool = False
    of_money: bool = False
    of: frozenset[str] = frozenset()
    for_years: bool = False
    denies: bool = False
    words: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.extreme or self.bounds or self.direction is not None)


def comparing_in(text: str, code: str) -> Comparing:
    """Return how a question in a language compares rows; it is false if it does not."""
    told = language(code).calculations
    highest, lowest = (terms_of_words(words, code) for words in (told.highest, told.lowest))
    moved = (told.more_than_before, told.less_than_before, told.unchanged, told.rose, told.fell)
    direction = next(
        (sign for phrases, sign in zip(moved, (1, -1, 0, 1, -1), strict=True) if phrases.stand_in(text)), None
    )
    beside = told.more_than_before.cut_from(told.less_than_before.cut_from(text))
    figures = [figure for figure in find_figures(text, code) if figure.unit != "year"]
    plain = [figure for figure in figures if not (figure.unit or figure.currency or figure.qualifier)]
    counts = [int(figure.value) for figure in plain if 1 < figure.value <= _MOST_FIRST]
    years = tuple(dict.fromkeys(sorted(YEARS.findall(text))))
    qualifiers = language(code).qualifiers
    limits = [phrase for listed in (*qualifiers.before.values(), *qualifiers.behind.values()) for phrase in listed]
    bounds = _bounds(text, figures, code)
    said = [found.group() for one in moved for found in one.pattern.finditer(text)] + [bound.text for bound in bounds]
    return Comparing(
        extreme=1 if _says(beside, told.highest, code) else -1 if _says(beside, told.lowest, code) else 0,
        first=counts[0] if len(counts) == 1 and len(plain) == 1 else 1,
        direction=direction,
        bounds=bounds,
        years=years,
        through=_is_range(text, years, code),
        of_money=bool(told.words.get("money")) and _says(text, told.words["money"], code),
        of=frozenset(
            term for one in told.dimensions if one.said.stand_in(text) for term in terms_of_words(one.headings, code)
        ),
        for_years=language(code).questions.time.stand_in(text),
        denies=denies(text, code),
        words=highest
        | lowest
        | frozenset(terms(" ".join(said), code))
        | terms_of_words((*(limits if bounds else ()), *told.words.get("money", ())), code),
    )


def denies(text: str, code: str) -> bool:
    """Return whether a question has a negation that is no part of a limit ("no more than 5") or of "did not change"."""
    told = language(code)
    limits = [phrase for listed in told.qualifiers.before.values() for phrase in listed]
    said = re.sub(
        any_of(limits, spaced=told.spaced), " ", told.calculations.unchanged.cut_from(text), flags=re.IGNORECASE
    )
    return told.meanings.negation.stand_in(said)


def _says(text: str, words: Words, code: str) -> bool:
    """Return whether a text has one of some words, in any of its forms; some are function words, which have no term."""
    as_written = re.search(any_of(words, spaced=language(code).spaced), text, re.IGNORECASE)
    return as_written is not None or bool(set(terms(text, code)) & terms_of_words(words, code))


def _bounds(text: str, figures: Sequence[Figure], code: str) -> tuple[Figure, ...]:
    """Return the figures that limit those of the rows: "more than 5", or the two of "between 5 and 8"."""
    bounds = tuple(figure for figure in figures if figure.qualifier in (*OVER, *UNDER))
    ranges = language(code).numbers.ranges
    between = [
        (one, other)
        for one, other in pairwise(figures)
        if text[one.end : other.start].strip().casefold() in (*ranges, "-", "–") and one.value < other.value
    ]
    if bounds or len(between) != 1:
        return bounds
    low, high = between[0]
    unit, currency = low.unit or high.unit, low.currency or high.currency
    return (
        replace(low, currency=currency, unit=unit, qualifier="at least"),
        replace(high, currency=currency, unit=unit, qualifier="at most"),
    )


def _is_range(text: str, years: Sequence[str], code: str) -> bool:
    words, ranges = language(code).calculations.words, language(code).numbers.ranges
    if len(years) != 2:
        return False
    joint = text[text.find(years[0]) + 4 : text.find(years[1])].strip().casefold()
    between = bool(words.get("between")) and _says(text, words["between"], code)
    return joint in (*words.get("through", ()), *(ranges if between else ()), "-", "–")
