"""The storage of feedback: a SQLite file in the index folder, or a PostgreSQL database that several servers share.

Updates and rebuilds leave the file alone: unlike the rest of that folder it cannot be rebuilt from the documents.
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
from assistant.memory.database import AnyText, Database
from assistant.memory.feedback import MOST_COMMENT_CHARACTERS, Feedback, Rating
from assistant.types import Answer

FILE_NAME = "feedback.db"
MOST_CHARACTERS = 200_000
"""The maximum length of an answer as JSON together with the comment on it."""
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
"""Maps the key of each call of `add` to the row it added, so that a retry adds nothing."""
_SECRET = Table("feedback_secret", _TABLES, Column("id", Integer, primary_key=True), Column("secret", Text))
_MAKE_SECRET = text("INSERT INTO feedback_secret (id, secret) VALUES (1, :fresh) ON CONFLICT DO NOTHING")
_SIZES = {
    "sqlite": text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
    "postgresql": text("SELECT pg_total_relation_size('feedback')"),
}


class FeedbackBook:
    """The feedback of one index. Safe to use from several threads and processes."""

    def __init__(self, where: Path | str, most_bytes: int = MOST_BYTES) -> None:
        """Store at most `most_bytes` of feedback in a file, which the first write creates, or at a URL.

        Raises:
            SettingsError: the URL is not a PostgreSQL URL, or the driver is not installed.
        """
        self._database = Database(where, _TABLES, "Feedback", FeedbackError)
        self._most_bytes = most_bytes

    def add(self, answer: Answer, rating: Rating, comment: str = "") -> Feedback:
        """Store a rating of an answer and return it as stored.

        Raises:
            FeedbackRefusedError: the rating is neither "up" nor "down", or the answer or comment is too long.
            FeedbackFullError: the limit on stored feedback is reached.
            FeedbackError: the database cannot be written.
        """
        if rating not in ("up", "down"):
            raise FeedbackRefusedError(f'{rating!r} is not a rating. Use "up" or "down".')
        if len(comment) > MOST_COMMENT_CHARACTERS:
            raise FeedbackRefusedError(
                f"The comment has {len(comment)} characters; the limit is {MOST_COMMENT_CHARACTERS}. Shorten it."
            )
        key = uuid.uuid4().hex
        written = json.dumps(answer.to_dict())
        if len(written) + len(comment) > MOST_CHARACTERS:
            raise FeedbackRefusedError(
                f"The answer has {len(written)} characters as JSON; feedback can store at most {MOST_CHARACTERS}."
            )
        row = {
            "given_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "rating": rating,
            "comment": comment,
            "question": answer.question,
            "asked_as": answer.asked_as,
            "answer": written,
            "index_generation": answer.index_generation,
        }

        def write(connection: Connection) -> Feedback:
            self._check_room(connection)
            id_ = connection.scalar(select(_ADDED.c.feedback).where(_ADDED.c.key == key))
            if id_ is None:
                id_ = connection.execute(insert(_FEEDBACK).values(row).returning(_FEEDBACK.c.id)).scalar_one()
                connection.execute(insert(_ADDED).values(key=key, feedback=id_))
            return _read(connection, select(_FEEDBACK).where(_FEEDBACK.c.id == id_))[0]

        return self._database.run(write)

    def all(self) -> tuple[Feedback, ...]:
        """Return all feedback, oldest first.

        Raises:
            FeedbackError: the database cannot be read.
        """
        if not self._database.exists:
            return ()
        return self._database.run(lambda connection: _read(connection, select(_FEEDBACK).order_by(_FEEDBACK.c.id)))

    def secret(self) -> bytes:
        """Return the secret of this database. The first call creates it; every process that shares it gets the same.

        Raises:
            FeedbackError: the database cannot be read or written.
        """

        def read(connection: Connection) -> str:
            connection.execute(_MAKE_SECRET, {"fresh": secrets.token_hex(32)})
            return str(connection.execute(select(_SECRET.c.secret)).scalar_one())

        file = self._database.file
        if file:
            with suppress(OSError):  # opening the database reports why it cannot be created
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch(mode=0o600)
                file.chmod(0o600)
        return bytes.fromhex(self._database.run(read))

    def close(self) -> None:
        """Close the database connections."""
        self._database.close()

    def _check_room(self, connection: Connection) -> None:
        size = int(connection.execute(_SIZES[connection.dialect.name]).scalar_one())
        if size > self._most_bytes:
            raise FeedbackFullError(
                f"Feedback takes {size:,} bytes; the limit ASSISTANT_FEEDBACK_BYTES is {self._most_bytes:,}. The"
                " administrator can export it with `assistant feedback --export FILE` and move"
                f" {FILE_NAME} away, or raise the limit."
            )


def _read(connection: Connection, wanted: Select[Any]) -> tuple[Feedback, ...]:
    rows = connection.execute(wanted).mappings()
    return tuple(Feedback(**{**row, "answer": json.loads(row["answer"])}) for row in rows)
