"""The conversations that this window keeps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.window.following import find_excerpts
from assistant.window.turns import Turn

if TYPE_CHECKING:
    from assistant.asking.assistant import Assistant
    from assistant.memory.conversations import ConversationBook


_READERS = re.compile(r"[0-9a-f]{32}")


def is_reader(word: object) -> bool:
    """Say whether this is a secret word that a browser was given, and no other that somebody thought of."""
    return isinstance(word, str) and bool(_READERS.fullmatch(word))


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
