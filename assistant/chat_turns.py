"""A question followed from the search to the last tested sentence, for a window that shows each step."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.chat_view import Excerpt, Turn, count, excerpt
from assistant.errors import AssistantError, IndexStateError
from assistant.retrieval.history import stand_alone

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.types import Answer

CLOSEST_PASSAGES = 3
UNEXPECTED = "Something went wrong that should not have. The terminal that the window was started from has the details."

Stopped = Callable[[], bool]

logger = logging.getLogger(__name__)


def follow(
    assistant: Assistant, question: str, history: Sequence[str], stopped: Stopped = lambda: False
) -> Generator[Turn, None, None]:
    """Yield a question's turn each time more of it is known; in the last one nothing is being done any more.

    Closing the iterator stops the model, and so does `stopped`, even between two turns. What goes wrong is told in
    the last turn, not raised.
    """
    turn = Turn(question)
    try:
        documents = count(len(assistant.documents()), "document")
        yield (turn := replace(turn, doing=f"Searching {documents}…"))
        closest = tuple(assistant.search(stand_alone(question, history), CLOSEST_PASSAGES))
        yield (turn := replace(turn, doing="Writing, and checking every sentence…"))
        with closing(assistant.stream(question, history=history, stopped=stopped)) as answers:
            for answer in answers:
                yield (turn := replace(turn, answer=answer, excerpts=_excerpts(assistant, answer, turn)))
        yield replace(turn, doing="", closest=closest)
    except AssistantError as error:
        yield replace(turn, doing="", problem=str(error))
    except Exception:
        logger.exception("The question %r could not be answered.", question)
        yield replace(turn, doing="", problem=UNEXPECTED)


def _excerpts(assistant: Assistant, answer: Answer, turn: Turn) -> dict[int, Excerpt]:
    """Return the excerpts of an answer's citations, reading only for those that the turn does not have yet."""
    excerpts = dict(turn.excerpts)
    for citation in answer.citations:
        if citation.number not in excerpts:
            with suppress(IndexStateError):  # it was removed meanwhile: the cited sentence is shown alone
                document = assistant.document(citation.document)
                excerpts[citation.number] = excerpt(document.text, citation)
    return excerpts


async def on_a_thread(make: Callable[[Stopped], Generator[Turn, None, None]]) -> AsyncGenerator[Turn, None]:
    """Yield what an iterator yields on a thread of its own; closed or cancelled, it tells that one to stop."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[Turn | None] = asyncio.Queue()
    unwanted = threading.Event()

    def hand_over(turn: Turn | None) -> None:
        with suppress(RuntimeError):  # the window was closed meanwhile, and its event loop with it
            loop.call_soon_threadsafe(arrived.put_nowait, turn)

    def work() -> None:
        with closing(make(unwanted.is_set)) as turns:
            for turn in turns:
                if unwanted.is_set():
                    break
                hand_over(turn)
        hand_over(None)

    threading.Thread(target=work, name="question", daemon=True).start()
    try:
        while (turn := await arrived.get()) is not None:
            yield turn
    finally:
        unwanted.set()
