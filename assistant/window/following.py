"""A question followed from the search to the last tested sentence, for a window that shows each step."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, IndexStateError
from assistant.retrieval.history import stand_alone
from assistant.threads import Show, Stopped
from assistant.window.delivery import Tell
from assistant.window.sources import Excerpt, excerpt
from assistant.window.turns import Turn

if TYPE_CHECKING:
    from assistant.asking.assistant import Assistant
    from assistant.types import Citation, Facet

CLOSEST_PASSAGES = 3
UNEXPECTED = "Something went wrong that should not have. The terminal that the window was started from has the details."

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, those before it, and what it keeps to; no `documents` means all of them."""

    question: str
    history: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()
    documents: tuple[str, ...] = ()
    after: str = ""


def follow(
    assistant: Assistant, asked: Asked, show: Show[Turn], stopped: Stopped = lambda: False, tell: Tell = str
) -> None:
    """Show a question's turn each time more of it is known; in the last one nothing is being done any more.

    `stopped` stops the model. What goes wrong is told in the last turn, not raised.
    """
    turn = Turn(asked.question)

    def now(**changes: object) -> None:
        nonlocal turn
        changed = replace(turn, **changes)  # type: ignore[arg-type]  # mypy does not follow keywords into replace
        if changed != turn:
            turn = changed
            show(turn)

    documents = asked.documents or None
    try:
        with closing(
            assistant.stream(
                asked.question,
                history=asked.history,
                facets=asked.facets,
                documents=documents,
                after=asked.after,
                stopped=stopped,
                stage=lambda name: now(stage=name),
            )
        ) as answers:
            for answer in answers:
                if stopped():
                    return
                now(answer=answer, excerpts=find_excerpts(assistant, answer.citations, turn.excerpts))
        if turn.answer and turn.answer.abstained:
            question = stand_alone(asked.question, asked.history)
            hits = assistant.search(
                question, CLOSEST_PASSAGES, facets=asked.facets, documents=documents, after=asked.after
            )
            now(stage="", closest=tuple(hits), unmentioned=assistant.unmentioned(turn.understood))
        else:
            now(stage="")
    except AssistantError as error:
        now(stage="", problem=tell(error))
    except Exception:
        logger.exception("The question %r could not be answered.", asked.question)
        now(stage="", problem=UNEXPECTED)


def find_excerpts(
    assistant: Assistant, citations: Sequence[Citation], known: Mapping[int, Excerpt] | None = None
) -> dict[int, Excerpt]:
    """Return the excerpts of citations by number, reading only for those that are not known yet."""
    excerpts = dict(known or {})
    for citation in citations:
        if citation.number not in excerpts:
            with suppress(IndexStateError):  # it was removed meanwhile: the cited sentence is shown alone
                excerpts[citation.number] = excerpt(assistant.document(citation.document).text, citation)
    return excerpts
