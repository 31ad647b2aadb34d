"""Conversations, kept so that they can be read again and gone on with.

They lie in a SQLite file in the index folder, under a name of its own which neither an update nor a rebuild touches,
or in a PostgreSQL that several servers share.
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
from assistant.memory.database import AnyText, Keeping
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
    """Answers in the order in which they were given. `title` is its first question; `changed_at` is ISO 8601, UTC."""

    id: str
    title: str
    changed_at: str
    answers: tuple[Answer, ...] = ()


class ConversationBook:
    """The conversations of one index, each with the owner that kept it. Safe to use from several threads.

    An owner is any secret word, such as one that a browser remembers: who does not know it does not see them.
    """

    def __init__(self, where: Path | str) -> None:
        """Keep conversations in this file, which is made with the first, or at this URL.

        Raises:
            SettingsError: the URL is none of a PostgreSQL, or its driver is not installed.
        """
        self._keeping = Keeping(where, _TABLES, "Conversations", ConversationError)

    def keep(self, owner: str, answers: Sequence[Answer], id_: str = "") -> str:
        """Keep a conversation, in place of the owner's own of this id, and return the id.

        Raises:
            ConversationError: there is nothing to keep, or the database cannot be written.
        """
        if not answers:
            raise ConversationError("A conversation without an answer is not kept. Ask something first.")
        row = {
            "title": " ".join(answers[0].question.split())[:LONGEST_TITLE],
            "changed_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "answers": json.dumps([answer.to_dict() for answer in answers]),
        }
        fresh = uuid.uuid4().hex

        def write(connection: Connection) -> str:
            for own in (id_, fresh):  # the fresh one is there already where this is done again
                changed = update(_KEPT).where(_KEPT.c.id == own, _KEPT.c.owner == owner).values(row)
                if connection.execute(changed).rowcount:
                    return own
            connection.execute(insert(_KEPT).values(id=fresh, owner=owner, **row))
            return fresh

        return self._keeping.run(write)

    def all(self, owner: str) -> tuple[Conversation, ...]:
        """Return an owner's conversations without their answers, the latest first."""
        if not self._keeping.begun:
            return ()
        wanted = select(_KEPT.c.id, _KEPT.c.title, _KEPT.c.changed_at).where(_KEPT.c.owner == owner)
        latest_first = wanted.order_by(_KEPT.c.changed_at.desc(), _KEPT.c.id)
        rows = self._keeping.run(lambda connection: connection.execute(latest_first).all())
        return tuple(Conversation(row.id, row.title, row.changed_at) for row in rows)

    def read(self, owner: str, id_: str) -> Conversation:
        """Return a conversation of an owner.

        Raises:
            ConversationError: there is none of this id, or the database cannot be read.
        """
        wanted = select(_KEPT).where(_KEPT.c.owner == owner, _KEPT.c.id == id_)
        row = self._keeping.run(lambda connection: connection.execute(wanted).one_or_none())
        if row is None:
            raise ConversationError("This conversation is not there any more. Begin a new one.")
        answers = tuple(map(Answer.from_dict, json.loads(row.answers)))
        return Conversation(row.id, row.title, row.changed_at, answers)

    def delete(self, owner: str, id_: str) -> None:
        """Forget a conversation of an owner; nothing happens where there is none of this id."""
        unwanted = delete(_KEPT).where(_KEPT.c.owner == owner, _KEPT.c.id == id_)
        self._keeping.run(lambda connection: connection.execute(unwanted))

    def close(self) -> None:
        """Let go of the connections."""
        self._keeping.close()
