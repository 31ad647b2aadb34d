"""Conversations, kept in SQLite so that they can be read again and gone on with.

The file lies in the index folder under a name of its own, which neither an update nor a rebuild touches.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import ConversationError
from assistant.kept_file import transaction
from assistant.types import Answer

FILE_NAME = "conversations.db"
LONGEST_TITLE = 80

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, changed_at TEXT NOT NULL, answers TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS conversations_of_owner ON conversations (owner, changed_at);
"""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Answers in the order in which they were given. `title` is its first question; `changed_at` is ISO 8601, UTC."""

    id: str
    title: str
    changed_at: str
    answers: tuple[Answer, ...] = ()


class ConversationBook:
    """The conversations of one index, each with the owner that kept it. Safe to use from several threads.

    An owner is any secret word, such as one that a browser remembers: who does not know it does not see them.
    """

    def __init__(self, file: Path) -> None:
        """Keep conversations in this file, which is made with the first."""
        self.file = file

    def keep(self, owner: str, answers: Sequence[Answer], id_: str = "") -> str:
        """Keep a conversation, in place of the owner's own of this id, and return the id.

        Raises:
            ConversationError: there is nothing to keep, or the file cannot be written.
        """
        if not answers:
            raise ConversationError("A conversation without an answer is not kept. Ask something first.")
        title = " ".join(answers[0].question.split())[:LONGEST_TITLE]
        text = json.dumps([answer.to_dict() for answer in answers], ensure_ascii=False)
        with self._open() as connection:
            taken = connection.execute("SELECT owner FROM conversations WHERE id = ?", (id_,)).fetchone()
            id_ = id_ if taken == (owner,) else uuid.uuid4().hex
            connection.execute(
                "INSERT OR REPLACE INTO conversations VALUES (?, ?, ?, ?, ?)",
                (id_, owner, title, datetime.now(UTC).isoformat(timespec="milliseconds"), text),
            )
        return id_

    def all(self, owner: str) -> tuple[Conversation, ...]:
        """Return an owner's conversations without their answers, the latest first."""
        if not self.file.exists():
            return ()
        with self._open() as connection:
            rows = connection.execute(
                "SELECT id, title, changed_at FROM conversations WHERE owner = ? ORDER BY changed_at DESC, id", (owner,)
            ).fetchall()
        return tuple(Conversation(id_, title, changed_at) for id_, title, changed_at in rows)

    def read(self, owner: str, id_: str) -> Conversation:
        """Return a conversation of an owner.

        Raises:
            ConversationError: there is none of this id, or the file cannot be read.
        """
        with self._open() as connection:
            row = connection.execute(
                "SELECT id, title, changed_at, answers FROM conversations WHERE owner = ? AND id = ?", (owner, id_)
            ).fetchone()
        if row is None:
            raise ConversationError("This conversation is not there any more. Begin a new one.")
        *about, text = row
        return Conversation(about[0], about[1], about[2], tuple(map(Answer.from_dict, json.loads(text))))

    def delete(self, owner: str, id_: str) -> None:
        """Forget a conversation of an owner; nothing happens where there is none of this id."""
        with self._open() as connection:
            connection.execute("DELETE FROM conversations WHERE owner = ? AND id = ?", (owner, id_))

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        """Open the file for one transaction."""
        return transaction(self.file, _SCHEMA, "Conversations", ConversationError)
