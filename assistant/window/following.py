"""Following a question from the search to the last verified sentence, for display at each step."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, IndexStateError
from assistant.indexing.scope import Scope
from assistant.retrieval.question import Exchange, Question, make_question
from assistant.threads import Show, Stopped
from assistant.window.delivery import Tell
from assistant.window.readable import RowPlace
from assistant.window.sources import Excerpt, excerpt
from assistant.window.turns import ChatTurn

if TYPE_CHECKING:
    from assistant.asking.assistant import Answerer
    from assistant.types import Citation, Facet

CLOSEST_PASSAGES = 3
UNEXPECTED = "Internal error. The terminal from which the window was started has the details."

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EnteredQuestion:
    """What a reader entered, not checked yet; no `documents` means all of them.

    A question `as_typed` is not put in other words.
    """

    question: str
    history: tuple[Exchange, ...] = ()
    facets: tuple[Facet, ...] = ()
    documents: tuple[str, ...] = ()
    after: str = ""
    as_typed: bool = False

    def to_question(self) -> Question:
        """Return the question. Raises QuestionError if it cannot be asked, or `after` is not a date."""
        scope = Scope(self.documents or None, self.facets, self.after)
        return make_question(self.question, self.history, scope, as_typed=self.as_typed)


def follow(
    assistant: Answerer,
    entered: EnteredQuestion,
    show: Show[ChatTurn],
    stopped: Stopped = lambda: False,
    tell: Tell = str,
) -> None:
    """Pass on the turn of a question each time it changes; the last one has no stage any more.

    `stopped` stops the model. Errors are part of the last turn, not raised.
    """
    turn = ChatTurn(entered.question)

    def now(**changes: object) -> None:
        nonlocal turn
        changed = replace(turn, **changes)  # type: ignore[arg-type]  # mypy does not follow keywords into replace
        if changed != turn:
            turn = changed
            show(turn)

    try:
        question = entered.to_question()
        with closing(assistant.stream(question, stopped=stopped, stage=lambda name: now(stage=name))) as answers:
            for answer in answers:
                if stopped():
                    return
                now(answer=answer, excerpts=find_excerpts(assistant, answer.citations, turn.excerpts))
        if turn.answer and turn.answer.abstained:
            hits = assistant.search(question, CLOSEST_PASSAGES)
            now(stage="", closest=tuple(hits), unmentioned=assistant.library.unmentioned(turn.understood))
        else:
            now(stage="")
    except AssistantError as error:
        now(stage="", problem=tell(error))
    except Exception:
        logger.exception("The question %r could not be answered.", entered.question)
        now(stage="", problem=UNEXPECTED)


def find_excerpts(
    assistant: Answerer, citations: Sequence[Citation], known: Mapping[int, Excerpt] | None = None
) -> dict[int, Excerpt]:
    """Return the excerpts of citations by number, reading only the missing ones."""
    excerpts = dict(known or {})
    for citation in citations:
        if citation.number not in excerpts:
            with suppress(IndexStateError):  # the document was removed meanwhile, so only the cited sentence is shown
                found = excerpt(assistant.library.document(citation.document).text, citation)
                excerpts[citation.number] = replace(found, rows=_rows_in(assistant, citation, found))
    return excerpts


def _rows_in(assistant: Answerer, citation: Citation, found: Excerpt) -> tuple[RowPlace, ...]:
    """Return the table rows in the excerpt of a citation."""
    start, end = citation.start - len(found.before), citation.end + len(found.after)
    passages = assistant.library.passages_at(citation.document, start, end)
    places = (RowPlace.of(sentence, start) for passage in passages for sentence in passage.sentences)
    return tuple(place for place in places if place and place.start < end - start and place.end > 0)
