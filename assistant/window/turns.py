"""A question and its answer in the chat, as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.language.detection import language_of
from assistant.language.replies import left_open, reply
from assistant.retrieval.question import Exchange
from assistant.types import Answer, Hit
from assistant.window.plain import plain, problem_html
from assistant.window.sources import Excerpt, claims_html, closest_html, found_html, sources_html

STEPS = {"retrieval": "Searching", "judging": "Reading", "drafting": "Drafting", "grounding": "Checking"}
"""The stages of an answer: their names in its timings, and the words of the window."""
_REWRITING = "Understanding the follow-up"
_DEEDS = {"copy": "Copy", "good": "Good", "bad": "Bad"}
_SURE = ((0.95, "very sure"), (0.8, "sure"), (0.65, "fairly sure"), (0.5, "unsure"), (0.0, "doubtful"))


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """A question and what is known of its answer so far.

    `stage` is the current stage, by its name in an answer's timings, and empty when the turn is complete. `excerpts`
    are keyed by citation number. `closest` are passages to show if there is no answer, `unmentioned` the words of the
    question that no document contains. `problem` is an error message for the user.
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
        """The question as context for the next one: the rewritten form, if it was rewritten to stand alone.

        A translation is none: the next question is in the language of this one.
        """
        rewritten = self.answer.asked_as if self.answer and not self.answer.leans_on else ""
        spoken = language_of(self.question)
        return rewritten if rewritten and language_of(rewritten, otherwise=spoken) == spoken else self.question

    @property
    def exchange(self) -> Exchange:
        """The turn as part of the history of the next question."""
        return Exchange(self.understood, self.answer.text if self.answer else "")

    @property
    def was_restated(self) -> bool:
        """Whether the question was understood in other words than it was asked in."""
        return self.answer is not None and bool(self.answer.asked_as)

    @property
    def is_whole(self) -> bool:
        """Whether the answer is complete."""
        return self.answer is not None and not (self.stage or self.problem or self.stopped)


def question_html(question: str) -> str:
    """Return a question as the user's message."""
    return f'<div class="question" dir="auto">{plain(question)}</div>'


def turn_html(turn: ChatTurn, number: int) -> list[str]:
    """Return the parts of the assistant's message: the text, one part for each source, then the buttons.

    `number` is the number of the turn, which makes the anchors of its citations unique. A part that was shown does not
    change while the answer grows, so the next sentence does not close an open source.
    """
    answer = turn.answer
    if answer is None or (answer.abstained and not turn.stage):
        return [_closing(turn)] if answer is None else _abstention(answer, turn, number)
    if answer.found and not turn.is_whole:
        told = f'<div class="answer" dir="auto">{found_html(answer.found)}</div>'
        return [_understood(answer) + told + _closing(turn)]
    place = f"turn-{number}"
    tail = " ".join(left_open(answer.open_parts, answer.language))
    told = claims_html(answer.claims, answer.citations, place, answer.form, answer.columns, answer.language)
    translated = reply("translated", answer.language, text=answer.translation) if answer.translation else ""
    notes = "".join(f'<p class="note">{plain(note)}</p>' for note in (tail, translated, answer.certificate) if note)
    opening = f"<p>{plain(answer.opening)}</p>" if answer.opening else ""
    text = opening + told + notes + suggestions_html(answer.suggestions)
    sources = sources_html(answer.citations, turn.excerpts, place)
    small_print = (_small_print(answer, number),) if turn.is_whole else ()
    return [f'{_understood(answer)}<div class="answer" dir="auto">{text}</div>{_closing(turn)}', *sources, *small_print]


def suggestions_html(suggestions: Sequence[str]) -> str:
    """Return questions that the documents answer, as a list."""
    listed = "".join(f"<li><bdi>{plain(question)}</bdi></li>" for question in suggestions)
    return f'<ul class="suggested">{listed}</ul>' if listed else ""


def _understood(answer: Answer) -> str:
    """Return how a question was understood if it was put in other words."""
    understood = reply("understood", answer.language, question=answer.asked_as)
    return f'<div class="note">{plain(understood)}</div>' if answer.asked_as else ""


def _closing(turn: ChatTurn) -> str:
    """Return the current stage, or why there is none."""
    if turn.problem:
        return problem_html(turn.problem)
    if turn.stopped:
        return '<div class="note">Stopped.</div>'
    return stage_html(turn.stage) if turn.stage else ""


def stage_html(stage: str) -> str:
    """Return the steps to an answer in one row with the current one marked; the height never changes."""
    if stage not in STEPS:
        return f'<div class="doing" role="status">{_REWRITING}…</div>'
    steps = "".join(
        f'<span class="now">{word}…</span>' if name == stage else f"<span>{word}</span>" for name, word in STEPS.items()
    )
    return f'<div class="doing" role="status">{steps}</div>'


def confidence_words(confidence: float) -> str:
    """Return a probability in words."""
    return next(words for least, words in _SURE if confidence >= least)


def _deeds_html(number: int) -> str:
    """Return the buttons of an answer; `window.js` forwards their clicks to buttons of Gradio."""
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
    sure = sure if answer.citations or answer.abstained else ""
    facts = (sure, f"{seconds:.1f} s", answer.model, f"index {answer.index_generation}")
    told = plain(" · ".join(fact for fact in facts if fact))
    return f'<div class="small-print">{told}</div>{_deeds_html(number)}'


def _abstention(answer: Answer, turn: ChatTurn, number: int) -> list[str]:
    unread = f'<p class="note">{plain(answer.certificate)}</p>' if answer.certificate else ""
    missing = f"{_missing(turn.unmentioned, answer.language)} {reply('other_words', answer.language)}"
    said = (
        f'<div class="answer"><p>{plain(answer.text)}</p></div><div class="note">{plain(missing)}</div>'
        f"{unread}{suggestions_html(answer.suggestions)}"
    )
    return [_understood(answer) + said + _closing(turn), *closest_html(turn.closest), _small_print(answer, number)]


def _missing(words: Sequence[str], code: str) -> str:
    """Return in a language what the documents lack to answer the question."""
    if not words:
        return reply("only_words", code)
    return reply("unmentioned", code, words=", ".join(f"“{word}”" for word in words))
