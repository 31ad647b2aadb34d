"""The limits that a sentence sets ("from 16 years", "up to 20 kg"), and whether a quantity keeps to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.language.figure_grammar import grammar_of
from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.language.time_units import HOURS, exactly_in
from assistant.types import Figure

_BEHIND = 12
"""How many characters behind a span of time say from where it is counted."""
_NEXT_WORD = re.compile(r"\s*([^\W\d_]+)")
AGE = "years"
"""The unit of a number that stands alone: "I'm 21"."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure and the terms of the word behind it that says what it counts: none if it has a unit or stands alone."""

    figure: Figure
    of: frozenset[str] = frozenset()


def quantities_in(text: str, code: str) -> Iterator[Counted]:
    """Yield the figures of a text with what they count: "20 kilos", "3 guests"."""
    for figure in find_figures(text, code):
        behind = None if figure.unit or figure.currency else _NEXT_WORD.match(text, figure.end)
        counts = behind is not None and behind[1].casefold() not in language(code).function_words
        yield Counted(figure, frozenset(terms(behind[1], code)) if behind and counts else frozenset())


def limits_in(sentence: str, code: str) -> Iterator[Counted]:
    """Yield the limits that a sentence sets; a span that is counted back is the least ("up to 14 days before")."""
    for counted in quantities_in(sentence, code):
        figure = counted.figure
        before = language(code).verdicts.beforehand.stand_in(sentence[figure.end : figure.end + _BEHIND])
        if figure.qualifier == "at most" and figure.unit in HOURS and before:
            yield Counted(replace(figure, qualifier="at least"))
        elif figure.qualifier in ("at least", "at most", "over", "under"):
            yield counted


def without_limits(text: str, code: str) -> str:
    """Return a text without the words that make its figures limits: "no more than" denies nothing."""
    for figure in reversed(find_figures(text, code)):
        if figure.qualifier:
            text = grammar_of(code).before.sub(" ", text[: figure.start]) + text[figure.start :]
    return text


def within_limits(question: str, sentence: str, code: str) -> float:
    """Return 1 if the quantities of a question keep to all limits that a sentence sets for them, -1 if to none.

    It is 0 if they keep to some, or if there is no limit of the same kind. Limits of what a quantity counts, or in its
    unit, count before the others ("over 400 euros; from 23 years").
    """
    limits = list(limits_in(sentence, code))
    pairs = [(one, limit) for one in quantities_in(question, code) for limit in limits]
    alike = [(one, limit) for one, limit in pairs if _are_alike(one, limit)]
    kept = [keeps for one, limit in alike or pairs if (keeps := _keeps_to(one.figure, limit.figure)) is not None]
    return float(all(kept)) - float(not any(kept)) if kept else 0.0


def limits_what_is_counted(question: str, sentence: str, code: str) -> bool:
    """Return whether a sentence sets a limit for what a question counts: "20 kilos", "less than 12 kilos"."""
    limits = list(limits_in(sentence, code))
    return any(one.of & limit.of for one in quantities_in(question, code) for limit in limits)


def _are_alike(one: Counted, other: Counted) -> bool:
    kinds = [(counted.figure.unit, counted.figure.currency) for counted in (one, other)]
    return kinds[0] == kinds[1] and bool(any(kinds[0]) or one.of & other.of or one.of == other.of)


def _keeps_to(figure: Figure, limit: Figure) -> bool | None:
    """Return whether a figure keeps to a limit, None if they are of different kinds; a number alone may be an age."""
    units = figure.unit or (AGE if limit.unit else ""), limit.unit or (AGE if figure.unit else "")
    value = figure.value if units[0] == units[1] else exactly_in(figure.value, *units)
    if value is None or figure.currency != limit.currency:
        return None
    if value == limit.value:
        return limit.qualifier in ("at least", "at most")
    return value > limit.value if limit.qualifier in ("at least", "over") else value < limit.value
