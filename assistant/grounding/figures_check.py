"""The check that gives this project its name: every figure of a claim stands in what it cites."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.reading.figures import find_figures, same_figure
from assistant.types import Figure


def missing_figures(claim: str, cited: Iterable[str]) -> tuple[Figure, ...]:
    """Return the figures of a claim that equal no figure of any cited text."""
    there = [figure for text in cited for figure in find_figures(text)]
    return tuple(f for f in find_figures(claim) if not any(same_figure(f, other) for other in there))
