"""Ask questions with known answers, and keep what came of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.asking.assistant import Assistant
from assistant.calculating.checking import follows
from assistant.evaluation.datasets import Question
from assistant.evaluation.metrics import token_f1
from assistant.types import Answer, Claim
from assistant.verifying.figures_check import missing_figures

Verdict = Literal["right", "wrong", "wrongly refused", "rightly refused", "wrongly answered"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    `right`: answered, and the answer contains a known one. `f1` is None where no answer phrase is known.
    `evidence_cited`: a cited sentence holds the known evidence string or answer. `citations` counts the sentences
    cited and `holding` those of them that hold the known evidence or answer; where it was worked out rightly, all that
    it was worked out of. `loose_figures`: figures of the answer that are in no sentence their claim cites.
    """

    id: str
    question: str
    kind: str
    answerable: bool
    abstained: bool
    answer: str
    right: bool
    f1: float | None
    evidence_cited: bool
    citations: int
    holding: int
    loose_figures: tuple[str, ...]
    confidence: float
    seconds: float
    timings: dict[str, float]

    @property
    def verdict(self) -> Verdict:
        """In a word or two, what came of it."""
        if not self.answerable:
            return "rightly refused" if self.abstained else "wrongly answered"
        if self.abstained:
            return "wrongly refused"
        return "right" if self.right else "wrong"


def loose_figures(answer: Answer) -> tuple[str, ...]:
    """Return the figures of an answer that stand in no sentence that their claim cites, nor follow from what does.

    A row of a table is cited with its header.
    """
    quotes = {citation.number: f"{citation.header}\n{citation.quote}" for citation in answer.citations}
    return tuple(
        loose for claim in answer.claims for loose in _loose(claim, [quotes[number] for number in claim.citations])
    )


def _loose(claim: Claim, cited: Sequence[str]) -> Sequence[str]:
    if claim.kind == "calculated":
        return () if follows(claim.text, cited) else (claim.text,)
    return [figure.text for figure in missing_figures(claim.text, cited)]


def judge_answer(question: Question, answer: Answer) -> Outcome:
    """Hold an answer against what is known."""
    said = " ".join(claim.text for claim in answer.claims)
    quotes = " ".join(citation.told for citation in answer.citations)
    right = question.answerable and not answer.abstained and question.is_answered_by(said)
    worked_out = {
        number
        for claim in answer.claims
        if claim.kind == "calculated" and question.is_answered_by(claim.text)
        for number in claim.citations
    }
    return Outcome(
        id=question.id,
        question=question.text,
        kind=question.kind,
        answerable=question.answerable,
        abstained=answer.abstained,
        answer=answer.text,
        right=right,
        f1=token_f1(said, question.answers) if question.answers else None,
        evidence_cited=question.answerable and not answer.abstained and (bool(worked_out) or _holds(question, quotes)),
        citations=len(answer.citations),
        holding=sum(
            question.answerable and (citation.number in worked_out or _holds(question, citation.told))
            for citation in answer.citations
        ),
        loose_figures=loose_figures(answer),
        confidence=answer.confidence,
        seconds=answer.timings["total"],
        timings=answer.timings,
    )


def _holds(question: Question, cited: str) -> bool:
    """Say whether cited text holds what is known: the evidence string where there is one, else an answer."""
    return question.evidence.lower() in cited.lower() if question.required else question.is_answered_by(cited)


def ask_all(assistant: Assistant, questions: Sequence[Question], *, keep_to_document: bool) -> Iterator[Outcome]:
    """Yield the outcome of each question; `keep_to_document` asks each of its own document only."""
    for question in questions:
        documents = [question.document] if keep_to_document else None
        yield judge_answer(question, assistant.ask(question.text, documents=documents))
