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
    """The feedback and conversations of one index, which rebuilds keep. Safe to use from several threads."""

    def __init__(self, index: Path, settings: Settings) -> None:
        """Store them in the index folder, or in the database of the settings; nothing is opened yet."""
        self._index = index
        self._settings = settings

    @cached_property
    def feedback(self) -> FeedbackBook:
        """The store of feedback. Raises SettingsError if the URL of the database cannot be used."""
        from assistant.memory.feedback_book import FILE_NAME, FeedbackBook

        return FeedbackBook(self._settings.database_url or self._index / FILE_NAME, self._settings.feedback_bytes)

    @cached_property
    def conversations(self) -> ConversationBook:
        """The store of conversations. Raises SettingsError if the URL of the database cannot be used."""
        from assistant.memory.conversations import FILE_NAME, ConversationBook

        return ConversationBook(self._settings.database_url or self._index / FILE_NAME)

    def close(self) -> None:
        """Close the connections; the next use opens new ones."""
        for book in (self.__dict__.pop("feedback", None), self.__dict__.pop("conversations", None)):
            if book:
                book.close()
