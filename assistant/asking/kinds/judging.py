"""Whether what code has found answers a question, as the model judges it: the same test that a lookup passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.asking.kinds.inquiry import Inquiry
from assistant.retrieval.gathering import rarity_of
from assistant.retrieval.query import Query
from assistant.types import Evidence
from assistant.verifying.confidence import assess, judges_with

MOST_READ = 8


def judged(inquiry: Inquiry, query: Query, found: Sequence[Evidence], relevance: float | None = None) -> float:
    """Return the confidence that sentences or rows answer a question, from the first few of them.

    `relevance` is that of all of them together, where a cross-encoder has read them.

    Raises:
        ModelError: the model is missing, damaged or does not answer.
    """
    evidence = [replace(item, relevance=relevance) for item in found[:MOST_READ]]
    if not any(item.sentence.row for item in evidence):
        vectors = inquiry.embedder.embed([item.sentence.text for item in evidence])
        close = (vectors @ query.vector).tolist()
        evidence = [replace(item, closeness=value) for item, value in zip(evidence, close, strict=True)]
    model, question = inquiry.model(), inquiry.question
    with inquiry.watch.stage("judging"), model.turn() as turn:
        rarity = rarity_of(inquiry.reader, query.terms)
        judge = judges_with(model.judges_as, evidence)
        return assess(question.whole, evidence, turn, rarity, judge, question.posed)
