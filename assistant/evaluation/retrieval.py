"""How well the right paragraph is found, without any language model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.asking.assistant import Assistant
from assistant.evaluation.datasets import Question, gold_span
from assistant.evaluation.metrics import hit_at, mean, reciprocal_rank
from assistant.evaluation.pages import pages_in_order
from assistant.evaluation.report import Measure, measure_mean
from assistant.types import Document, Passage

DEPTH = 10
PAGES_DEPTH = 30
"""How many passages are looked at for the first five pages."""


@dataclass(frozen=True, slots=True)
class RetrievalScores:
    """Means over the questions that have an answer in the corpus."""

    questions: int
    hit_at_1: float
    hit_at_5: float
    mrr_at_10: float


def is_relevant(passage: Passage, span: tuple[str, int, int]) -> bool:
    """Say whether a passage shares a character with the paragraph that answers."""
    document, start, end = span
    return passage.document == document and passage.start < end and start < passage.end


def relevance(
    questions: Sequence[Question], rankings: Sequence[Sequence[Passage]], documents: Mapping[str, Document]
) -> list[list[bool]]:
    """Say of the first ten passages found for each question that has an answer whether they share its paragraph."""
    return [
        [is_relevant(passage, span) for passage in ranking[:DEPTH]]
        for question, ranking in zip(questions, rankings, strict=True)
        if (span := gold_span(question, documents)) is not None
    ]


def score_rankings(
    questions: Sequence[Question], rankings: Sequence[Sequence[Passage]], documents: Mapping[str, Document]
) -> RetrievalScores:
    """Hold the first ten passages found for each question against the paragraph that answers it."""
    found = relevance(questions, rankings, documents)
    return RetrievalScores(
        questions=len(found),
        hit_at_1=mean([hit_at(1, r) for r in found]),
        hit_at_5=mean([hit_at(5, r) for r in found]),
        mrr_at_10=mean([reciprocal_rank(r, DEPTH) for r in found]),
    )


def page_relevance(question: Question, ranking: Sequence[Passage]) -> list[bool]:
    """Say of the pages that passages lie on, each where it comes first, whether they are among those that answer."""
    return [place.document == question.document and place.page in question.pages for place in pages_in_order(ranking)]


def evaluate_retrieval(
    assistant: Assistant, questions: Sequence[Question], *, keep_to_document: bool, progress: Callable[[], None]
) -> tuple[Measure, ...]:
    """Measure the ranking of passages, and whether the evidence chosen from them holds the answer.

    Only questions with an answer count; where they tell the pages that answer, pages are measured as well.
    `keep_to_document` asks each of its own document alone; `progress` is called after each question.
    """
    asked = [q for q in questions if q.answerable]
    documents = {stored.name: assistant.document(stored.name) for stored in assistant.documents()}
    rankings, held, tokens, pages = [], [], [], []
    depth = PAGES_DEPTH if any(question.pages for question in asked) else DEPTH
    for question in asked:
        within = [question.document] if keep_to_document else None
        rankings.append([hit.passage for hit in assistant.search(question.text, depth, documents=within)])
        if question.pages:
            pages.append(page_relevance(question, rankings[-1]))
        evidence = [item.sentence.text for item in assistant.evidence(question.text, documents=within)]
        held.append(float(question.is_answered_by("\n".join(evidence))))
        tokens.append(float(sum(assistant.embedder.count_tokens(evidence))))
        progress()
    found = relevance(asked, rankings, documents)
    by_page = [measure_mean(f"page hit@{k}", [hit_at(k, r) for r in pages]) for k in (1, 5)] if pages else []
    return (
        *by_page,
        measure_mean("hit@1", [hit_at(1, r) for r in found]),
        measure_mean("hit@5", [hit_at(5, r) for r in found]),
        measure_mean("MRR@10", [reciprocal_rank(r, DEPTH) for r in found]),
        measure_mean("evidence holds the answer", held),
        measure_mean("tokens of evidence", tokens),
    )
