"""Data that users create and no index can rebuild: conversations and feedback."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import Settings

if TYPE_CHECKING:  # SQLAlchemy takes half a second to import
    from assistant.memory.conversations import ConversationBook
    from assistant.memory.feedback_book import FeedbackBook


class Memory:
    """The feedback and the conversations of one index; a rebuild leaves them. Safe to use from several threads."""

    def __init__(self, index: Path, settings: Settings) -> None:
        """Keep them in the index folder, or in the database of the settings; nothing is opened yet."""
        self._index = index
        self._settings = settings

    @cached_property
    def feedback(self) -> FeedbackBook:
        """Where feedback is kept. Raises SettingsError where the database's URL cannot be used."""
        from assistant.memory.feedback_book import FILE_NAME, FeedbackBook

        return FeedbackBook(self._settings.database_url or self._index / FILE_NAME, self._settings.feedback_bytes)

    @cached_property
    def conversations(self) -> ConversationBook:
        """Where conversations are kept. Raises SettingsError where the database's URL cannot be used."""
        from assistant.memory.conversations import FILE_NAME, ConversationBook

        return ConversationBook(self._settings.database_url or self._index / FILE_NAME)

    def close(self) -> None:
        """Let go of the connections; what comes next gets new ones."""
        for book in (self.__dict__.pop("feedback", None), self.__dict__.pop("conversations", None)):
            if book:
                book.close()
