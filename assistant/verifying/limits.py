"""The limits that a sentence sets ("from 16 years", "up to 20 kg"), and whether a quantity keeps to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.language.figure_grammar import grammar_of
from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.time_units import HOURS, exactly_in
from assistant.types import Figure

_BEHIND = 12
"""How many characters behind a span of time say from where it is counted."""


def limits_in(sentence: str, code: str) -> Iterator[Figure]:
    """Yield the limits that a sentence sets; a span that is counted back is the least ("up to 14 days before")."""
    for figure in find_figures(sentence, code):
        before = language(code).verdicts.beforehand.stand_in(sentence[figure.end : figure.end + _BEHIND])
        if figure.qualifier == "at most" and figure.unit in HOURS and before:
            yield replace(figure, qualifier="at least")
        elif figure.qualifier in ("at least", "at most", "over", "under"):
            yield figure


def without_limits(text: str, code: str) -> str:
    """Return a text without the words that make its figures limits: "no more than" denies nothing."""
    for figure in reversed(find_figures(text, code)):
        if figure.qualifier:
            text = grammar_of(code).before.sub(" ", text[: figure.start]) + text[figure.start :]
    return text


def within_limits(asked: Sequence[Figure], limits: Sequence[Figure]) -> float:
    """Return 1 if a figure that is asked about keeps to all limits, -1 if to none, otherwise 0.

    Limits in the unit of a figure count before those in another ("over 400 euros; from 23 years").
    """
    pairs = [(figure, limit) for figure in asked for limit in limits]
    alike = [(one, limit) for one, limit in pairs if (one.unit, one.currency) == (limit.unit, limit.currency)]
    kept = [keeps for one, limit in alike or pairs if (keeps := _keeps_to(one, limit)) is not None]
    return float(all(kept)) - float(not any(kept)) if kept else 0.0


def _keeps_to(figure: Figure, limit: Figure) -> bool | None:
    """Return whether a figure keeps to a limit, None if they cannot be compared. A bare number may have any unit."""
    differ = figure.unit and limit.unit and figure.unit != limit.unit
    value = exactly_in(figure.value, figure.unit, limit.unit) if differ else figure.value
    if value is None or (figure.currency != limit.currency and (figure.unit or figure.currency)):
        return None
    if value == limit.value:
        return limit.qualifier in ("at least", "at most")
    return value > limit.value if limit.qualifier in ("at least", "over") else value < limit.value
