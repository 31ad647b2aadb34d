"""Where feedback is kept: in a SQLite file in the index folder, or in a PostgreSQL that several servers share.

The file has a name of its own, which neither an update nor a rebuild touches. Unlike the rest of that folder it cannot
be had from the documents again.
"""

from __future__ import annotations

import json
import secrets
import uuid
from contextlib import suppress
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
    insert,
    select,
    text,
)

from assistant.errors import FeedbackError, FeedbackFullError, FeedbackRefusedError
from assistant.memory.database import AnyText, Keeping
from assistant.memory.feedback import MOST_COMMENT_CHARACTERS, Feedback, Rating
from assistant.types import Answer

FILE_NAME = "feedback.db"
MOST_CHARACTERS = 200_000
"""How long an answer with all that belongs to it, as JSON, and its comment may be."""
MOST_BYTES = 50_000_000

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
_SECRET = Table("feedback_secret", _TABLES, Column("id", Integer, primary_key=True), Column("secret", Text))
_MAKE_SECRET = text("INSERT INTO feedback_secret (id, secret) VALUES (1, :fresh) ON CONFLICT DO NOTHING")
_SIZES = {
    "sqlite": text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
    "postgresql": text("SELECT pg_total_relation_size('feedback')"),
}


class FeedbackBook:
    """The feedback of one index. Safe to use from several threads and processes."""

    def __init__(self, where: Path | str, most_bytes: int = MOST_BYTES) -> None:
        """Keep so many bytes of feedback in this file, which is made with the first, or at this URL.

        Raises:
            SettingsError: the URL is none of a PostgreSQL, or its driver is not installed.
        """
        self._keeping = Keeping(where, _TABLES, "Feedback", FeedbackError)
        self._most_bytes = most_bytes

    def add(self, answer: Answer, rating: Rating, comment: str = "") -> Feedback:
        """Keep what somebody thought of an answer, and return it as kept.

        Raises:
            FeedbackRefusedError: the rating is neither "up" nor "down", or answer and comment are too long.
            FeedbackFullError: as much is kept as may be.
            FeedbackError: the database cannot be written.
        """
        if rating not in ("up", "down"):
            raise FeedbackRefusedError(f'{rating!r} is not a rating. Say "up" or "down".')
        if len(comment) > MOST_COMMENT_CHARACTERS:
            raise FeedbackRefusedError(
                f"The comment has {len(comment)} characters, at most {MOST_COMMENT_CHARACTERS} are kept. Shorten it."
            )
        key = uuid.uuid4().hex
        told = json.dumps(answer.to_dict())
        if len(told) + len(comment) > MOST_CHARACTERS:
            raise FeedbackRefusedError(
                f"The answer has {len(told)} characters as JSON, and at most {MOST_CHARACTERS} are kept with feedback."
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
            self._check_room(connection)
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

    def secret(self) -> bytes:
        """Return a secret that is made with the first call, and is the same for all who keep feedback here.

        Raises:
            FeedbackError: the database cannot be read or written.
        """

        def read(connection: Connection) -> str:
            connection.execute(_MAKE_SECRET, {"fresh": secrets.token_hex(32)})
            return str(connection.execute(select(_SECRET.c.secret)).scalar_one())

        file = self._keeping.file
        if file:
            with suppress(OSError):  # what cannot be made is told by what follows
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch(mode=0o600)
                file.chmod(0o600)
        return bytes.fromhex(self._keeping.run(read))

    def close(self) -> None:
        """Let go of the connections."""
        self._keeping.close()

    def _check_room(self, connection: Connection) -> None:
        size = int(connection.execute(_SIZES[connection.dialect.name]).scalar_one())
        if size > self._most_bytes:
            raise FeedbackFullError(
                f"Feedback takes {size:,} bytes, and beyond ASSISTANT_FEEDBACK_BYTES ({self._most_bytes:,}) no more is"
                " kept. Whoever runs this can keep what is known to be right with `assistant feedback --export FILE`,"
                f" then move {FILE_NAME} away, or raise that setting."
            )


def _read(connection: Connection, wanted: Select[Any]) -> tuple[Feedback, ...]:
    rows = connection.execute(wanted).mappings()
    return tuple(Feedback(**{**row, "answer": json.loads(row["answer"])}) for row in rows)
