"""How well the right paragraph is found, without any language model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation.datasets import Question, gold_span
from assistant.evaluation.metrics import hit_at, mean, reciprocal_rank
from assistant.types import Document, Passage

DEPTH = 10


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


def score_rankings(
    questions: Sequence[Question], rankings: Sequence[Sequence[Passage]], documents: Mapping[str, Document]
) -> RetrievalScores:
    """Hold the first ten passages found for each question against the paragraph that answers it."""
    relevance = [
        [is_relevant(passage, span) for passage in ranking[:DEPTH]]
        for question, ranking in zip(questions, rankings, strict=True)
        if (span := gold_span(question, documents)) is not None
    ]
    return RetrievalScores(
        questions=len(relevance),
        hit_at_1=mean([hit_at(1, r) for r in relevance]),
        hit_at_5=mean([hit_at(5, r) for r in relevance]),
        mrr_at_10=mean([reciprocal_rank(r, DEPTH) for r in relevance]),
    )
