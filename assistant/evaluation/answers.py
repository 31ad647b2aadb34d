"""Ask questions with known answers, and keep what came of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.assistant import Assistant
from assistant.evaluation.datasets import Question
from assistant.evaluation.metrics import mean, percentile, token_f1
from assistant.grounding.figures_check import missing_figures
from assistant.types import Answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    `right`: answered, and the answer contains a known one. `evidence_cited`: a cited sentence holds the known
    evidence string or answer. `loose_figures`: figures of the answer that are in no sentence their claim cites.
    """

    id: str
    question: str
    answerable: bool
    abstained: bool
    answer: str
    right: bool
    f1: float
    evidence_cited: bool
    loose_figures: tuple[str, ...]
    confidence: float
    seconds: float
    timings: dict[str, float]


@dataclass(frozen=True, slots=True)
class Totals:
    """Outcomes in numbers; shares lie in [0, 1] and are not numbers where there was nothing to count."""

    answerable: int
    right: int
    right_and_cited: int
    wrongly_refused: int
    unanswerable: int
    rightly_refused: int
    loose_figures: int
    f1: float
    median_seconds: float
    p95_seconds: float


def loose_figures(answer: Answer) -> tuple[str, ...]:
    """Return the figures of an answer that stand in no sentence that their claim cites."""
    quotes = {citation.number: citation.quote for citation in answer.citations}
    return tuple(
        figure.text
        for claim in answer.claims
        for figure in missing_figures(claim.text, [quotes[number] for number in claim.citations])
    )


def judge_answer(question: Question, answer: Answer) -> Outcome:
    """Hold an answer against what is known."""
    said = " ".join(claim.text for claim in answer.claims)
    quotes = " ".join(citation.quote for citation in answer.citations)
    right = question.answerable and not answer.abstained and question.is_answered_by(said)
    known = question.evidence.lower() in quotes.lower() if question.required else question.is_answered_by(quotes)
    return Outcome(
        id=question.id,
        question=question.text,
        answerable=question.answerable,
        abstained=answer.abstained,
        answer=answer.text,
        right=right,
        f1=token_f1(said, question.answers),
        evidence_cited=not answer.abstained and known,
        loose_figures=loose_figures(answer),
        confidence=answer.confidence,
        seconds=answer.timings["total"],
        timings=answer.timings,
    )


def ask_all(
    assistant: Assistant, questions: Sequence[Question], *, keep_to_document: Callable[[Question], bool]
) -> Iterator[Outcome]:
    """Yield the outcome of each question; `keep_to_document` says which are asked of their own document only."""
    for question in questions:
        documents = [question.document] if keep_to_document(question) else None
        yield judge_answer(question, assistant.ask(question.text, documents=documents))


def total(outcomes: Sequence[Outcome]) -> Totals:
    """Count outcomes."""
    known = [o for o in outcomes if o.answerable]
    unknown = [o for o in outcomes if not o.answerable]
    return Totals(
        answerable=len(known),
        right=sum(o.right for o in known),
        right_and_cited=sum(o.right and o.evidence_cited for o in known),
        wrongly_refused=sum(o.abstained for o in known),
        unanswerable=len(unknown),
        rightly_refused=sum(o.abstained for o in unknown),
        loose_figures=sum(len(o.loose_figures) for o in outcomes),
        f1=mean([o.f1 for o in known]),
        median_seconds=percentile([o.seconds for o in outcomes], 50),
        p95_seconds=percentile([o.seconds for o in outcomes], 95),
    )
