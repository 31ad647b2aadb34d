"""Questions in two steps: "Which supplier caused it, and where is it based?" needs the first answer for the second.

A part that points back to the one before it is asked after that one is answered: the model puts what the answer says in
place of the pronoun, in no new words, and the rewritten part is looked up like any question. Each step is proven by
itself. If a later step fails, what was found is told, and the part is left open.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace

from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.layout import answer_text
from assistant.drafting.prompts import write_rewriting
from assistant.language.loading import language
from assistant.retrieval.history import is_faithful
from assistant.retrieval.question import Question, restated
from assistant.types import Answer, Citation, Claim
from assistant.verifying.lasting import sealed

STEP_TOKENS = 60
LookUp = Callable[[Inquiry], Generator[Answer, None, Answer]]
"""Yields the answer to a question as it grows, and returns the last one; a refusal is only returned."""


def in_steps(inquiry: Inquiry, look_up: LookUp) -> Generator[Answer, None, Answer | None]:
    """Yield the answer to a question whose later parts need the answer to the first, as it grows, and return it.

    Returns None, and yields nothing, if no part points back to the first, or the first has no answer.
    """
    first, *others = inquiry.question.parts or (inquiry.question,)
    if inquiry.question.as_typed or not others or not all(map(_points_back, others)):
        return None
    alone = restated(replace(first, parts=()), first.now)
    answer = yield from look_up(replace(inquiry, question=alone))
    if answer.abstained:
        return None
    asked = [first.now]
    for part in others:
        step = None if inquiry.stopped() else _with_what_was_found(part, f"{asked[-1]} {_said(answer)}", inquiry)
        found = _last(look_up(replace(inquiry, kind="lookup", question=step))) if step else None
        if step is None or found is None or found.abstained:
            answer = with_another(answer, None, (step or part).now)
            break
        asked.append(step.now)
        answer = with_another(answer, found)
    answer = sealed(
        replace(answer, asked_as=" ".join(asked) if len(asked) > 1 else "", timings=inquiry.watch.seconds())
    )
    yield answer
    return answer


def _points_back(part: Question) -> bool:
    """Return whether a part has a pronoun for something in the part before it."""
    return language(part.language).conversation.points_back.stand_in(part.now)


def _last(answers: Generator[Answer, None, Answer]) -> Answer:
    """Return the last of some answers; those before it would lack the steps before."""
    while True:
        try:
            next(answers)
        except StopIteration as end:
            last: Answer = end.value
            return last


def _said(answer: Answer) -> str:
    return " ".join(claim.text for claim in answer.claims)


def _with_what_was_found(part: Question, before: str, inquiry: Inquiry) -> Question | None:
    """Return a part of a question with what an answer says in place of its pronoun, or None if that says more."""
    with inquiry.watch.stage("rewriting"), inquiry.model().turn() as turn:
        words = "".join(turn.stream(write_rewriting(part.now, before), STEP_TOKENS)).strip().strip('"“”')
    one = words.splitlines()[0].strip() if words else ""
    return restated(replace(part, earlier=()), one) if is_faithful(one, part.now, before, part.language) else None


def with_another(answer: Answer, found: Answer | None, left: str = "") -> Answer:
    """Return an answer followed by the claims of another one, or with a part that is left open."""
    if found is None:
        return _with_text(replace(answer, open_parts=(*answer.open_parts, left)))
    places = {(one.document, one.start, one.end): one.number for one in answer.citations}
    numbers: dict[int, int] = {}
    citations: list[Citation] = list(answer.citations)
    for one in found.citations:
        place = one.document, one.start, one.end
        if place not in places:
            places[place] = len(citations) + 1
            citations.append(replace(one, number=places[place]))
        numbers[one.number] = places[place]
    said = {claim.text for claim in answer.claims}
    more: list[Claim] = [
        replace(claim, citations=tuple(numbers[number] for number in claim.citations))
        for claim in found.claims
        if claim.text not in said
    ]
    claims = (*answer.claims, *more)
    return _with_text(
        replace(
            answer,
            claims=claims,
            citations=tuple(citations),
            confidence=min(answer.confidence, found.confidence),
        )
    )


def _with_text(answer: Answer) -> Answer:
    return replace(answer, text=answer_text(answer))
