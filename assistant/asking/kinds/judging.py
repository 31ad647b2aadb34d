"""Whether what code has found answers a question, as the model judges it: the same test that a lookup passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.asking.kinds.inquiry import Inquiry
from assistant.retrieval.gathering import rarity_of
from assistant.retrieval.looks import in_words
from assistant.retrieval.query import Query
from assistant.types import Evidence
from assistant.verifying.confidence import answered_from, assess, judges_with
from assistant.verifying.verdicts import Verdict

MOST_ITEMS_READ = 8
LENIENCE = 0.15
"""How far the confidence may be below that from which a lookup is answered: the words of what is found fit already."""


def judged(
    inquiry: Inquiry,
    query: Query,
    found: Sequence[Evidence],
    relevance: float | None = None,
    verdict: Verdict | None = None,
) -> float | None:
    """Return the confidence that sentences or rows answer a question, from the first few; None if they do not.

    `relevance` is that of all of them together, where a cross-encoder has read them. `verdict` is what the first says
    if yes or no is asked for.

    Raises:
        ModelError: the model is missing, damaged or does not answer.
    """
    evidence = [replace(item, relevance=relevance) for item in found[:MOST_ITEMS_READ]]
    vectors = inquiry.embedder.embed([in_words(item.passage, item.sentence) for item in evidence])
    close = (vectors @ query.vector).tolist()
    evidence = [replace(item, closeness=value) for item, value in zip(evidence, close, strict=True)]
    model, question = inquiry.model(), inquiry.question
    with inquiry.watch.stage("judging"), model.turn() as turn:
        rarity = rarity_of(inquiry.reader, query.terms)
        judge = judges_with(model.judges_as, evidence)
        confidence = assess(question.whole, evidence, turn, rarity, judge, question.posed, verdict)
    return confidence if confidence >= answered_from(judge) - LENIENCE else None
