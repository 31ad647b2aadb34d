"""Where feedback is kept: in a SQLite file in the index folder, or in a PostgreSQL that several servers share.

The file has a name of its own, which neither an update nor a rebuild touches. Unlike the rest of that folder it cannot
be had from the documents again.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    func,
    insert,
    select,
)

from assistant.errors import FeedbackError
from assistant.feedback import MOST_COMMENT_CHARACTERS, Feedback, Rating
from assistant.keeping import AnyText, Keeping
from assistant.types import Answer

FILE_NAME = "feedback.db"
MOST_ANSWER_CHARACTERS = 200_000
MOST_KEPT = 50_000

_TABLES = MetaData()
_FEEDBACK = Table(
    "feedback",
    _TABLES,
    Column("id", Integer, primary_key=True),
    Column("given_at", Text, nullable=False),
    Column("rating", Text, CheckConstraint("rating IN ('up', 'down')"), nullable=False),
    Column("comment", AnyText, nullable=False),
    Column("question", AnyText, nullable=False),
    Column("asked_as", AnyText, nullable=False),
    Column("answer", AnyText, nullable=False),
    Column("index_generation", Integer, nullable=False),
    sqlite_autoincrement=True,
)
_ADDED = Table(
    "feedback_added",
    _TABLES,
    Column("key", Text, primary_key=True),
    Column("feedback", ForeignKey(_FEEDBACK.c.id), nullable=False),
)
"""By the key of each call of `add` what it added, so that one which is done again adds nothing."""


class FeedbackBook:
    """The feedback of one index. Safe to use from several threads and processes."""

    def __init__(self, where: Path | str) -> None:
        """Keep feedback in this file, which is made with the first, or at this URL.

        Raises:
            SettingsError: the URL is none of a PostgreSQL, or its driver is not installed.
        """
        self._keeping = Keeping(where, _TABLES, "Feedback", FeedbackError)

    def add(self, answer: Answer, rating: Rating, comment: str = "") -> Feedback:
        """Keep what somebody thought of an answer, and return it as kept.

        Raises:
            FeedbackError: the rating is neither "up" nor "down", the comment is too long, or the database cannot be
                written.
        """
        if rating not in ("up", "down"):
            raise FeedbackError(f'{rating!r} is not a rating. Say "up" or "down".')
        if len(comment) > MOST_COMMENT_CHARACTERS:
            raise FeedbackError(
                f"The comment has {len(comment)} characters, at most {MOST_COMMENT_CHARACTERS} are kept. Shorten it."
            )
        key = uuid.uuid4().hex
        told = json.dumps(answer.to_dict())
        if len(told) > MOST_ANSWER_CHARACTERS:
            raise FeedbackError(
                f"The answer has {len(told)} characters, and at most {MOST_ANSWER_CHARACTERS} are kept with feedback."
            )
        row = {
            "given_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "rating": rating,
            "comment": comment,
            "question": answer.question,
            "asked_as": answer.asked_as,
            "answer": told,
            "index_generation": answer.index_generation,
        }

        def write(connection: Connection) -> Feedback:
            if (connection.scalar(select(func.max(_FEEDBACK.c.id))) or 0) >= MOST_KEPT:
                raise FeedbackError(
                    f"No more than {MOST_KEPT} pieces of feedback are kept. Run `assistant feedback --export FILE`,"
                    f" then move {self._keeping.name} away."
                )
            id_ = connection.scalar(select(_ADDED.c.feedback).where(_ADDED.c.key == key))
            if id_ is None:
                id_ = connection.execute(insert(_FEEDBACK).values(row).returning(_FEEDBACK.c.id)).scalar_one()
                connection.execute(insert(_ADDED).values(key=key, feedback=id_))
            return _read(connection, select(_FEEDBACK).where(_FEEDBACK.c.id == id_))[0]

        return self._keeping.run(write)

    def all(self) -> tuple[Feedback, ...]:
        """Return all that was kept, oldest first.

        Raises:
            FeedbackError: the database cannot be read.
        """
        if not self._keeping.begun:
            return ()
        return self._keeping.run(lambda connection: _read(connection, select(_FEEDBACK).order_by(_FEEDBACK.c.id)))

    def close(self) -> None:
        """Let go of the connections."""
        self._keeping.close()


def _read(connection: Connection, wanted: Select[Any]) -> tuple[Feedback, ...]:
    rows = connection.execute(wanted).mappings()
    return tuple(Feedback(**{**row, "answer": json.loads(row["answer"])}) for row in rows)
