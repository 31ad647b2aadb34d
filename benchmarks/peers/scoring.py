"""Judges the outcome of each question, by the same rules for every system."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluation.answers import OutcomeKind
from assistant.evaluation.datasets import GoldQuestion
from assistant.language.figures import find_figures
from assistant.verifying.tokens import missing_figures
from benchmarks.peers.protocol import Reply

_NOT = r"(?:\bnot|n['’]t|\bcannot)"
_TELLS = (
    r"(?:mention|provid|specif|stat|contain|includ|give|say|discuss|address|list|indicat|detail|describ|disclos|reveal|"
    r"tell|cover|refer|explain|clarif|answer|determin)"
)
_IS_THERE = r"(?:known|given|said|told|available|found|present|clear|possible|enough|sufficient)\b"
_REFUSALS = re.compile(
    rf"{_NOT} (?:\w+ ){{0,3}}?{_TELLS}"  # does not explicitly mention, was not provided, cannot be determined
    rf"|{_NOT} (?:\w+ )?{_IS_THERE}"
    rf"|\b(?:do|does|did)(?: not|n['’]t) (?:have|know)\b"
    r"|\bno (?:\w+ ){0,3}?(?:information|mention|details?|data|evidence|reference|indication|answer)\b"
    r"|\b(?:insufficient|lacks?|without) (?:\w+ ){0,2}?(?:information|context|details?)\b"
    r"|\b(?:unable to|unknown|unclear|unspecified|apologi[sz]e|i['’]m sorry|n/a)\b",
    re.IGNORECASE,
)


def refuses(answer: str) -> bool:
    """Return whether an answer says that it does not know, in any wording; so does an empty one."""
    return not answer.strip() or _REFUSALS.search(answer) is not None


def verdict(question: GoldQuestion, reply: Reply) -> OutcomeKind:
    """Return the outcome of a question.

    An answer that contains the known one is right even if it adds that something is not mentioned. If a question has no
    answer, an answer that says so is a refusal, whatever else it says.
    """
    if not question.answerable:
        return "rightly refused" if refuses(reply.answer) else "wrongly answered"
    if question.is_answered_by(reply.answer):
        return "right"
    return "wrongly refused" if refuses(reply.answer) else "wrong"


def invented_figures(question: GoldQuestion, reply: Reply) -> tuple[str, ...]:
    """Return the figures of an answer that are neither in a retrieved text nor in the question."""
    stated = [figure for text in (*reply.retrieved, question.text) for figure in find_figures(text)]
    return tuple(figure.text for figure in missing_figures(find_figures(reply.answer), stated))


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of questions with and without an answer, and of their outcomes.

    `found`: answerable questions with the answer in the retrieved texts. `inventing`: answers with an invented figure.
    """

    answerable: int
    unanswerable: int
    found: int
    right: int
    wrongly_refused: int
    rightly_refused: int
    inventing: int


def count(questions: Sequence[GoldQuestion], replies: Sequence[Reply]) -> Counts:
    """Judge all replies to a set of questions."""
    pairs = list(zip(questions, replies, strict=True))
    verdicts = [verdict(*pair) for pair in pairs]
    return Counts(
        answerable=sum(q.answerable for q in questions),
        unanswerable=sum(not q.answerable for q in questions),
        found=sum(q.answerable and q.is_answered_by(" ".join(r.retrieved)) for q, r in pairs),
        right=verdicts.count("right"),
        wrongly_refused=verdicts.count("wrongly refused"),
        rightly_refused=verdicts.count("rightly refused"),
        inventing=sum(bool(invented_figures(*pair)) for pair in pairs),
    )
