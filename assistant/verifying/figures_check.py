"""The check that gives this project its name: every figure of a claim stands in what it cites."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.language.figures import find_figures, same_figure
from assistant.types import Figure, Qualifier

_FOLLOWS_FROM: dict[Qualifier, frozenset[Qualifier]] = {
    "over": frozenset(("over", "at least")),
    "under": frozenset(("under", "at most")),
    "at least": frozenset(("", "over", "at least")),
    "at most": frozenset(("", "under", "at most")),
}
"""What a source must say of a figure for a claim to bound it so; "about", and no bound at all, follow from anything."""


def missing_figures(claim: str, cited: Iterable[str]) -> tuple[Figure, ...]:
    """Return the figures of a claim that equal no figure of any cited text, or bound one as no text does.

    "Nearly 120 million" does not follow from "120 million", nor from "over 120 million".
    """
    there = [figure for text in cited for figure in find_figures(text)]
    return tuple(f for f in find_figures(claim) if not any(_follows(f, other) for other in there))


def _follows(claimed: Figure, told: Figure) -> bool:
    allowed = _FOLLOWS_FROM.get(claimed.qualifier)
    return same_figure(claimed, told) and (allowed is None or told.qualifier in allowed)
