"""Saved conversations, which can be reopened and continued.

They are stored in a SQLite file in the index folder that updates and rebuilds leave alone, or in a PostgreSQL database
that several servers share.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Column, Connection, Index, MetaData, Table, Text, delete, insert, select, update

from assistant.errors import ConversationError
from assistant.memory.database import AnyText, Database
from assistant.types import Answer

FILE_NAME = "conversations.db"
LONGEST_TITLE = 80

_TABLES = MetaData()
_KEPT = Table(
    "conversations",
    _TABLES,
    Column("id", AnyText, primary_key=True),
    Column("owner", AnyText, nullable=False),
    Column("title", AnyText, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("answers", AnyText, nullable=False),
    Index("conversations_of_owner", "owner", "changed_at"),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A list of answers, oldest first. `title` is the first question; `changed_at` is ISO 8601, UTC."""

    id: str
    title: str
    changed_at: str
    answers: tuple[Answer, ...] = ()


class ConversationBook:
    """The conversations of one index, each with its owner. Safe to use from several threads.

    An owner is any secret string, for example one stored in a browser. Conversations are visible only with it.
    """

    def __init__(self, where: Path | str) -> None:
        """Store conversations in a file, which the first write creates, or in the database at a URL.

        Raises:
            SettingsError: the URL is not a PostgreSQL URL, or the driver is not installed.
        """
        self._database = Database(where, _TABLES, "Conversations", ConversationError)

    def keep(self, owner: str, answers: Sequence[Answer], id_: str = "") -> str:
        """Save a conversation and return its id. It replaces the owner's conversation with this id, if there is one.

        Raises:
            ConversationError: there is no answer to save, or the database cannot be written.
        """
        if not answers:
            raise ConversationError("A conversation without an answer cannot be saved. Ask something first.")
        row = {
            "title": " ".join(answers[0].question.split())[:LONGEST_TITLE],
            "changed_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "answers": json.dumps([answer.to_dict() for answer in answers]),
        }
        fresh = uuid.uuid4().hex

        def write(connection: Connection) -> str:
            for own in (id_, fresh):  # a retried transaction finds the new id already there
                changed = update(_KEPT).where(_KEPT.c.id == own, _KEPT.c.owner == owner).values(row)
                if connection.execute(changed).rowcount:
                    return own
            connection.execute(insert(_KEPT).values(id=fresh, owner=owner, **row))
            return fresh

        return self._database.run(write)

    def all(self, owner: str) -> tuple[Conversation, ...]:
        """Return an owner's conversations without their answers, most recent first."""
        if not self._database.exists:
            return ()
        wanted = select(_KEPT.c.id, _KEPT.c.title, _KEPT.c.changed_at).where(_KEPT.c.owner == owner)
        latest_first = wanted.order_by(_KEPT.c.changed_at.desc(), _KEPT.c.id)
        rows = self._database.run(lambda connection: connection.execute(latest_first).all())
        return tuple(Conversation(row.id, row.title, row.changed_at) for row in rows)

    def read(self, owner: str, id_: str) -> Conversation:
        """Return one conversation of an owner.

        Raises:
            ConversationError: there is no conversation with this id, or the database cannot be read.
        """
        wanted = select(_KEPT).where(_KEPT.c.owner == owner, _KEPT.c.id == id_)
        row = self._database.run(lambda connection: connection.execute(wanted).one_or_none())
        if row is None:
            raise ConversationError("This conversation no longer exists. Start a new one.")
        answers = tuple(map(Answer.from_dict, json.loads(row.answers)))
        return Conversation(row.id, row.title, row.changed_at, answers)

    def delete(self, owner: str, id_: str) -> None:
        """Delete a conversation of an owner; does nothing if there is none with this id."""
        unwanted = delete(_KEPT).where(_KEPT.c.owner == owner, _KEPT.c.id == id_)
        self._database.run(lambda connection: connection.execute(unwanted))

    def close(self) -> None:
        """Close the database connections."""
        self._database.close()
