"""A question and its answer as the conversation shows them, in HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.exporting.markdown import untold
from assistant.types import Answer, Hit
from assistant.window.plain import plain, problem_html
from assistant.window.sources import Excerpt, claims_html, closest_html, sources_html

STEPS = {"retrieval": "Searching", "judging": "Reading", "drafting": "Drafting", "grounding": "Checking"}
"""The stages of an answer by their names in its timings, in the words of the window."""
_REWRITING = "Understanding the follow-up"
_DEEDS = {"copy": "Copy", "good": "Good", "bad": "Bad"}
_SURE = ((0.95, "very sure"), (0.8, "sure"), (0.65, "fairly sure"), (0.5, "unsure"), (0.0, "doubtful"))


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what is known of its answer.

    `stage` says what is going on, by its name in an answer's timings, and is empty once nothing is. `excerpts` are by
    citation number. `closest` are the passages to offer where there is no answer, `unmentioned` the words of the
    question that no document has. `problem` is what went wrong, in words for the reader.
    """

    question: str
    stage: str = ""
    answer: Answer | None = None
    excerpts: Mapping[int, Excerpt] = field(default_factory=dict)
    closest: tuple[Hit, ...] = ()
    unmentioned: tuple[str, ...] = ()
    problem: str = ""
    stopped: bool = False

    @property
    def understood(self) -> str:
        """The question for a next one to lean on: as it was rewritten, where that is one question."""
        asked_as = self.answer.asked_as if self.answer else ""
        return asked_as if asked_as.count("?") == 1 else self.question

    @property
    def is_whole(self) -> bool:
        """Whether it was answered to the end."""
        return self.answer is not None and not (self.stage or self.problem or self.stopped)


def question_html(question: str) -> str:
    """Return a question as the user's message."""
    return f'<div class="question" dir="auto">{plain(question)}</div>'


def turn_html(turn: Turn, number: int) -> list[str]:
    """Return the parts of the assistant's message: the text, one part for each source, then what can be done with it.

    `number` counts the turns of the conversation, so that the places that citations lead to are its own. A part that
    has been shown stays as it is while the answer grows: a source that is open is not closed by the next sentence.
    """
    answer = turn.answer
    if answer is None or (answer.abstained and not turn.stage):
        return [_closing(turn)] if answer is None else _abstention(answer, turn, number)
    place = f"turn-{number}"
    tail = untold(answer)
    text = claims_html(answer.claims, answer.citations, place) + (f'<p class="note">{plain(tail)}</p>' if tail else "")
    sources = sources_html(answer.citations, turn.excerpts, place)
    small_print = (_small_print(answer, number),) if turn.is_whole else ()
    return [f'{_understood(answer)}<div class="answer" dir="auto">{text}</div>{_closing(turn)}', *sources, *small_print]


def _understood(answer: Answer) -> str:
    """Say how a follow-up was understood."""
    return f'<div class="note">Understood as: {plain(answer.asked_as)}</div>' if answer.asked_as else ""


def _closing(turn: Turn) -> str:
    """Say what is going on, or why nothing is."""
    if turn.problem:
        return problem_html(turn.problem)
    if turn.stopped:
        return '<div class="note">Stopped.</div>'
    return stage_html(turn.stage) if turn.stage else ""


def stage_html(stage: str) -> str:
    """Return the steps to an answer in a row, the one that is being taken marked; it is as high at each."""
    if stage not in STEPS:
        return f'<div class="doing" role="status">{_REWRITING}…</div>'
    steps = "".join(
        f'<span class="now">{word}…</span>' if name == stage else f"<span>{word}</span>" for name, word in STEPS.items()
    )
    return f'<div class="doing" role="status">{steps}</div>'


def confidence_words(confidence: float) -> str:
    """Return a probability in plain words."""
    return next(words for least, words in _SURE if confidence >= least)


def _deeds_html(number: int) -> str:
    """Return what can be done with the answer of a turn; `window.js` tells the buttons of Gradio that do it."""
    buttons = "".join(
        f'<button type="button" class="deed" name="{deed}" value="{number}">{name}</button>'
        for deed, name in _DEEDS.items()
    )
    return f'<div class="deeds">{buttons}</div>'


def _small_print(answer: Answer, number: int) -> str:
    seconds = answer.timings.get("total", sum(answer.timings.values()))
    sure = (
        "the documents do not answer this"
        if answer.abstained
        else f"{confidence_words(answer.confidence)} ({answer.confidence:.0%}) that the documents answer this"
    )
    facts = (sure, f"{seconds:.1f} s", answer.model, f"index {answer.index_generation}")
    told = plain(" · ".join(fact for fact in facts if fact))
    return f'<div class="small-print">{told}</div>{_deeds_html(number)}'


def _abstention(answer: Answer, turn: Turn, number: int) -> list[str]:
    said = (
        f'<div class="answer"><p>{plain(answer.text)}</p></div><div class="note">{_missing(turn.unmentioned)} Other '
        "words may help, or naming the company, the document or the year.</div>"
    )
    return [_understood(answer) + said + _closing(turn), *closest_html(turn.closest), _small_print(answer, number)]


def _missing(words: Sequence[str]) -> str:
    """Say what the documents lack to answer."""
    if not words:
        return "The words of the question are in them, but no sentence that answers it and could be cited."
    named = ", ".join(f"“{plain(word)}”" for word in words)
    return f"Nowhere do they speak of {named}."
