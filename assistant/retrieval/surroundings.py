"""The sentences around a good one without which it is not understood: "White shirts.", two behind the day and town.

A sentence is read once more with its neighbours. If a cross-encoder then finds it clearly more relevant, they belong to
it, and are read with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.embedding.encoders.opening import Relevance
from assistant.models.encoders import LANGUAGES
from assistant.retrieval.looks import encoders_read, in_context
from assistant.retrieval.query import Query
from assistant.types import Evidence

LOOKED_AROUND = 3
"""Around how many of the best sentences is looked."""
CLEAR = 3.0
"""The logit of a sentence's relevance from which it is understood alone, so that nothing is looked for around it."""
GAIN = 1.0
"""By how much the logit of a sentence's relevance has to rise for its neighbours to belong to it."""
_WINDOWS = ((1, 0), (0, 1), (2, 0), (0, 2))
"""How many sentences before and behind one are read with it."""

Surroundings = Mapping[tuple[str, int], tuple[Evidence, ...]]


def surroundings(ranked: Sequence[Evidence], query: Query, cross: Relevance | None) -> Surroundings:
    """Return the sentences that belong to each of the best ones, in their order, by its document and where it starts.

    Rows of tables have none, and neither has anything if no cross-encoder reads the question.

    Raises:
        ModelError: the encoder is missing or damaged.
    """
    if cross is None or not encoders_read(query.question):
        return {}
    if max((item.relevance for item in ranked if item.relevance is not None), default=0.0) >= CLEAR:
        return {}
    by_place = {item.place: item for item in ranked}
    best = [item for item in ranked[:LOOKED_AROUND] if item.passage.language in LANGUAGES and not item.sentence.row]
    windows = [(item, window) for item in best for window in _windows(item, by_place)]
    if not windows:
        return {}
    logits = cross.relevance(query.sought, [_in_context(window) for _, window in windows])
    found: dict[tuple[str, int], tuple[Evidence, ...]] = {}
    reached = {item.place: item.relevance or 0.0 for item in best}
    for (item, window), logit in zip(windows, logits.tolist(), strict=True):
        place = item.place
        if logit > reached[place] and logit >= (item.relevance or 0.0) + GAIN:
            found[place], reached[place] = window, logit
    return found


def within(item: Evidence, around: Surroundings) -> tuple[Evidence, ...]:
    """Return a sentence behind those that stand before it in the surroundings that it is part of; () if in none."""
    place = item.place
    for window in around.values():
        places = [one.place for one in window]
        if place in places[1:]:
            return window[: places.index(place) + 1]
    return ()


def _windows(item: Evidence, by_place: Mapping[tuple[str, int], Evidence]) -> Iterator[tuple[Evidence, ...]]:
    """Yield a sentence with neighbours of its passage that are prose, the smaller windows first."""
    places = [(item.passage.document, one.start) for one in item.passage.sentences]
    at = places.index(item.place)
    for before, behind in _WINDOWS:
        if at >= before and at + behind < len(places):
            window = [by_place.get(place) for place in places[at - before : at + behind + 1]]
            if all(one is not None and one.sentence.row is None for one in window):
                yield tuple(one for one in window if one is not None)


def _in_context(window: Sequence[Evidence]) -> str:
    first, *others = window
    return " ".join((in_context(first.passage, first.sentence), *(one.sentence.text for one in others)))
