"""The check that gives this project its name: every figure of a claim stands in what it cites."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from assistant.language.figures import same_figure
from assistant.types import Figure, Qualifier

_FOLLOWS_FROM: dict[Qualifier, frozenset[Qualifier]] = {
    "over": frozenset(("over", "at least")),
    "under": frozenset(("under", "at most")),
    "at least": frozenset(("", "over", "at least")),
    "at most": frozenset(("", "under", "at most")),
}
"""What a source must say of a figure for a claim to bound it so; "about", and no bound at all, follow from anything."""


def missing_figures(claimed: Iterable[Figure], stated: Collection[Figure]) -> tuple[Figure, ...]:
    """Return those figures of a claim that equal none that its sources state, or bound one as no source does.

    "Nearly 120 million" does not follow from "120 million", nor from "over 120 million".
    """
    return tuple(figure for figure in claimed if not any(_follows(figure, other) for other in stated))


def _follows(claimed: Figure, told: Figure) -> bool:
    allowed = _FOLLOWS_FROM.get(claimed.qualifier)
    return same_figure(claimed, told) and (allowed is None or told.qualifier in allowed)
