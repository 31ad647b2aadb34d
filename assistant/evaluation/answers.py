"""Ask questions with known answers and record the outcome of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.asking.assistant import Assistant
from assistant.calculating.checking import follows
from assistant.evaluation.datasets import GoldQuestion
from assistant.evaluation.metrics import token_f1
from assistant.evaluation.written_figures import loose_in
from assistant.types import Answer, Citation, Claim

_MARKER = re.compile(r"\s*\[\d+\]")
_TABLE = re.compile(r"^\|.*\|[ ]*\n\|[-:| ]+\|[ ]*(?:\n\|.*\|[ ]*$)*", re.MULTILINE)

OutcomeKind = Literal["right", "partly", "wrong", "wrongly refused", "rightly refused", "wrongly answered"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one question.

    `right`: it was answered, and the answer contains a known answer, nothing forbidden and no false conflict. `found`
    is the share of the required groups that it contains, None where there are none. `forbidden` is what it contains of
    that which it must not. `false_conflict` and `conflict_untold`: it says that the documents disagree where they do
    not, or does not say so where they do. `raw_rows`: rows of a table are shown with their bars, outside of a table.
    `words` counts those of the answer. `f1` is None if no answer phrase is known.
    `evidence_cited`: a cited sentence contains the known evidence or answer. `citations` is the number of cited
    sentences, and `holding` the number of those that contain the known evidence or answer (all of them, if the answer
    was calculated correctly). `loose_figures`: figures of the answer that no sentence cited by their claim contains.
    `first_seconds` passed before the first tested sentence was shown, None if none was, or nobody looked.
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
    found: float | None = None
    forbidden: tuple[str, ...] = ()
    false_conflict: bool = False
    conflict_untold: bool = False
    raw_rows: bool = False
    words: int = 0
    first_seconds: float | None = None

    @property
    def verdict(self) -> OutcomeKind:
        """The outcome in one or two words."""
        if not self.answerable:
            return "rightly refused" if self.abstained else "wrongly answered"
        if self.abstained:
            return "wrongly refused"
        if self.right:
            return "right"
        return "partly" if self.found and not self.forbidden and not self.false_conflict else "wrong"


def loose_figures(answer: Answer) -> tuple[str, ...]:
    """Return the figures of an answer that neither stand in a sentence cited by their claim nor follow from one.

    A table row is cited with its header.
    """
    cited = {citation.number: citation for citation in answer.citations}
    return tuple(
        loose
        for claim in answer.claims
        for loose in _loose(claim, [cited[number] for number in claim.citations], answer.question)
    )


def _loose(claim: Claim, cited: Sequence[Citation], asked: str) -> Sequence[str]:
    texts = [f"{citation.header}\n{citation.quote} ({citation.scale})" for citation in cited]
    if claim.kind == "calculated":
        return () if follows(claim.text, texts, asked) else (claim.text,)
    return loose_in(claim.text, texts)


def judge_answer(question: GoldQuestion, answer: Answer) -> Outcome:
    """Compare an answer with what is known."""
    said = " ".join(claim.text for claim in answer.claims)
    quotes = " ".join(citation.told for citation in answer.citations)
    told = answer.text if question.required else said
    disagrees = any(claim.source for claim in answer.claims)
    forbidden = question.forbidden_in(answer.text)
    false_conflict = disagrees and question.conflict is False
    anything = not (question.required or question.answers)  # as to a greeting, where only what is forbidden is wrong
    answered = question.answerable and not answer.abstained and (anything or question.is_answered_by(told))
    right = answered and not forbidden and not false_conflict
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
        found=question.groups_in(told) / len(question.required) if question.required else None,
        forbidden=forbidden,
        false_conflict=false_conflict,
        conflict_untold=bool(question.conflict) and not answer.abstained and not disagrees,
        raw_rows=shows_raw_rows(answer.text),
        words=0 if answer.abstained else len(_MARKER.sub("", answer.text).split()),
    )


def shows_raw_rows(text: str) -> bool:
    """Return whether a text has bars between cells anywhere but in a table, which has a rule below its header."""
    return "|" in _TABLE.sub("", text)


def _holds(question: GoldQuestion, cited: str) -> bool:
    """Return whether cited text contains the known evidence, or a known answer if no evidence is known."""
    return question.evidence.lower() in cited.lower() if question.required else question.is_answered_by(cited)


def ask_all(assistant: Assistant, questions: Sequence[GoldQuestion], *, keep_to_document: bool) -> Iterator[Outcome]:
    """Yield the outcome of each question; `keep_to_document` limits each question to its own document."""
    for question in questions:
        scope = question.scope if keep_to_document else None
        first = None
        for answer in assistant.stream(question.text, history=question.history, scope=scope):
            if first is None and (answer.found or answer.claims):
                first = answer.timings["total"]
        yield replace(judge_answer(question, answer), first_seconds=None if answer.abstained else first)
