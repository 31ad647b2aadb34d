"""Retrieval metrics: how well the right paragraph is found, without a language model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.asking.assistant import Assistant
from assistant.evaluation.datasets import GoldQuestion, gold_span
from assistant.evaluation.metrics import hit_at, mean, reciprocal_rank
from assistant.evaluation.report import Measure, measure_mean
from assistant.types import Document, Passage

DEPTH = 10
PAGES_DEPTH = 30
"""The number of passages searched to find the first five distinct pages."""
Page = tuple[str, int]
"""A page of a document: its name, and the number of the page, counting from 1."""


@dataclass(frozen=True, slots=True)
class RetrievalScores:
    """Mean metrics over the questions that have an answer in the corpus."""

    questions: int
    hit_at_1: float
    hit_at_5: float
    mrr_at_10: float


def is_relevant(passage: Passage, span: tuple[str, int, int]) -> bool:
    """Return whether a passage overlaps the paragraph that holds the answer."""
    document, start, end = span
    return passage.document == document and passage.start < end and start < passage.end


def relevance(
    questions: Sequence[GoldQuestion], rankings: Sequence[Sequence[Passage]], documents: Mapping[str, Document]
) -> list[list[bool]]:
    """Return for each answerable question which of its first ten passages overlap the answering paragraph."""
    return [
        [is_relevant(passage, span) for passage in ranking[:DEPTH]]
        for question, ranking in zip(questions, rankings, strict=True)
        if (span := gold_span(question, documents)) is not None
    ]


def score_rankings(
    questions: Sequence[GoldQuestion], rankings: Sequence[Sequence[Passage]], documents: Mapping[str, Document]
) -> RetrievalScores:
    """Compute the retrieval metrics from the first ten passages of each question."""
    found = relevance(questions, rankings, documents)
    return RetrievalScores(
        questions=len(found),
        hit_at_1=mean([hit_at(1, r) for r in found]),
        hit_at_5=mean([hit_at(5, r) for r in found]),
        mrr_at_10=mean([reciprocal_rank(r, DEPTH) for r in found]),
    )


def pages_of(passage: Passage) -> tuple[Page, ...]:
    """Return the pages that a passage spans, in order; empty if its document has no pages."""
    pages = {sentence.page for sentence in passage.sentences} | {passage.page}
    return tuple((passage.document, page) for page in sorted(page for page in pages if page is not None))


def pages_in_order(passages: Iterable[Passage]) -> tuple[Page, ...]:
    """Return the pages of passages, each at its first occurrence."""
    return tuple(dict.fromkeys(page for passage in passages for page in pages_of(passage)))


def page_relevance(question: GoldQuestion, ranking: Sequence[Passage]) -> list[bool]:
    """Return for each distinct page of the ranked passages whether it holds the answer."""
    return [document == question.document and page in question.pages for document, page in pages_in_order(ranking)]


def evaluate_retrieval(
    assistant: Assistant, questions: Sequence[GoldQuestion], *, keep_to_document: bool, progress: Callable[[], None]
) -> tuple[Measure, ...]:
    """Measure the ranking of passages, and whether the evidence chosen from them contains the answer.

    Only questions with an answer count; if their pages are known, the ranking of pages is measured too.
    `keep_to_document` limits each question to its own document; `progress` is called after each question.
    """
    asked = [q for q in questions if q.answerable]
    library = assistant.library
    documents = {stored.name: library.document(stored.name) for stored in library.documents()}
    rankings, held, tokens, pages = [], [], [], []
    depth = PAGES_DEPTH if any(question.pages for question in asked) else DEPTH
    for question in asked:
        scope = question.scope if keep_to_document else None
        rankings.append([hit.passage for hit in assistant.search(question.text, depth, scope=scope)])
        if question.pages:
            pages.append(page_relevance(question, rankings[-1]))
        evidence = [item.sentence.text for item in assistant.evidence(question.text, scope=scope)]
        held.append(float(question.is_answered_by("\n".join(evidence))))
        tokens.append(float(sum(library.embedder.count_tokens(evidence))))
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
