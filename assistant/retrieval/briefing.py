"""Chooses the sentences of a brief: a few important ones for each facet, not all from one place."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.terms import terms
from assistant.reading.passages.facets import weigh_facets
from assistant.retrieval.instructions import speaks_to_a_model
from assistant.types import FACETS, Evidence, Facet, Figure

_QUESTIONS: dict[Facet, str] = {
    "strategy": "What is the strategy{}, what is planned and why?",
    "figures": "How much do the most important figures{} amount to?",
    "risks": "What are the risks{}, and what could go wrong?",
}
_ABOUT = 0.25
_ON_TOPIC = 0.4
_ALIKE = 0.5
_FROM_ONE_PASSAGE = 2
_GREAT = 1000


def question_of(facet: Facet, topic: str) -> str:
    """Return the question that the section of a facet answers."""
    return _QUESTIONS[facet].format(f" of {topic.strip()}" if topic.strip() else "")


def choose_for_brief(ranked: Sequence[Evidence], facet: Facet, topic: str, most: int) -> tuple[Evidence, ...]:
    """Return at most `most` sentences about a facet, beginning with those that fit the question and the facet best.

    Left out are sentences off the topic (no word of it in the sentence or its headings, and not close to the question),
    sentences that nearly repeat a chosen one, those that address a language model, all but two of a passage, and among
    the figures those with nothing but dates, times and small numbers.
    """
    telling = ranked if facet != "figures" else [item for item in ranked if any(map(_is_telling, item.sentence.meant))]
    fitting = [(item, w) for item in telling if (w := _weight(item, facet)) >= _ABOUT and _is_on(topic, item)]
    chosen: list[Evidence] = []
    for item, _ in sorted(fitting, key=lambda pair: -pair[0].score * pair[1]):
        from_there = sum(other.passage == item.passage for other in chosen)
        if from_there < _FROM_ONE_PASSAGE and not any(_alike(item, other) for other in chosen):
            chosen.append(item)
        if len(chosen) == most:
            break
    return tuple(chosen)


def _is_telling(figure: Figure) -> bool:
    """Say whether a figure measures something: money, a share, or a great number of what is no year."""
    great = figure.value >= _GREAT and figure.unit not in ("year", "years")
    return bool(figure.currency) or figure.unit in ("percent", "percentage points", "times") or great


def _weight(item: Evidence, facet: Facet) -> float:
    """Return how much a sentence is about a facet; 0 if it is more about another one, where it will be shown."""
    weights = weigh_facets("\n".join((*item.passage.heading[-1:], item.sentence.text)), item.passage.language)
    weight = weights.of(facet)
    return weight if weight >= max(map(weights.of, FACETS)) else 0.0


def _is_on(topic: str, item: Evidence) -> bool:
    if speaks_to_a_model(item.sentence.text):
        return False
    wanted = set(terms(topic))
    there = set(terms(" ".join((item.sentence.text, *item.passage.heading))))
    return not wanted or bool(wanted & there) or item.closeness >= _ON_TOPIC


def _alike(one: Evidence, other: Evidence) -> bool:
    """Return whether two sentences share most of their words (overlap coefficient, relative to the shorter one)."""
    a, b = set(terms(one.sentence.text)), set(terms(other.sentence.text))
    return len(a & b) >= _ALIKE * max(1, min(len(a), len(b)))
