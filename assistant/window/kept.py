"""The conversations that this window keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.window.following import find_excerpts
from assistant.window.turns import Turn

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.conversations import ConversationBook


def book_of(assistant: Assistant) -> ConversationBook:
    """Return the conversations with an assistant."""
    return assistant.conversation_book


def kept_turns(assistant: Assistant, reader: str, id_: str) -> tuple[Turn, ...]:
    """Return a kept conversation as it is shown again; its sources are read anew from the documents as they are now.

    Raises:
        ConversationError: there is none of this id.
    """
    answers = book_of(assistant).read(reader, id_).answers
    return tuple(
        Turn(answer.question, answer=answer, excerpts=find_excerpts(assistant, answer.citations)) for answer in answers
    )
