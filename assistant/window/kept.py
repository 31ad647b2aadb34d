"""Reading the saved conversations of a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.window.following import find_excerpts
from assistant.window.turns import ChatTurn

if TYPE_CHECKING:
    from assistant.asking.assistant import Answerer
    from assistant.memory.conversations import ConversationBook


_LENGTH = 32
_HEX = frozenset("0123456789abcdef")


def is_reader(word: object) -> bool:
    """Return whether this has the form of a secret that we gave a browser."""
    return isinstance(word, str) and len(word) == _LENGTH and _HEX.issuperset(word)


def book_of(assistant: Answerer) -> ConversationBook:
    """Return the book of conversations of an assistant."""
    return assistant.memory.conversations


def kept_turns(assistant: Answerer, reader: str, id_: str) -> tuple[ChatTurn, ...]:
    """Return a saved conversation for display; its sources are read again from the current documents.

    Raises:
        ConversationError: there is no conversation with this id.
    """
    answers = book_of(assistant).read(reader, id_).answers
    return tuple(
        ChatTurn(answer.question, answer=answer, excerpts=find_excerpts(assistant, answer.citations))
        for answer in answers
    )
