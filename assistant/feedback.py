"""What readers thought of answers: thumbs up and down, kept in SQLite, and turned into questions with known answers.

The file lies in the index folder under a name of its own, which neither an update nor a rebuild touches. Unlike the
rest of that folder it cannot be had from the documents again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from assistant.errors import FeedbackError
from assistant.kept_file import transaction
from assistant.types import Answer

FILE_NAME = "feedback.db"
MOST_COMMENT_CHARACTERS = 4000

Rating = Literal["up", "down"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    given_at TEXT NOT NULL,
    rating TEXT NOT NULL CHECK (rating IN ('up', 'down')),
    comment TEXT NOT NULL,
    question TEXT NOT NULL,
    asked_as TEXT NOT NULL,
    answer TEXT NOT NULL,
    index_generation INTEGER NOT NULL
)"""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought of an answer.

    `answer` is what `Answer.to_dict` gives; `asked_as` is "" where the question was understood as it was put.
    `given_at` is in ISO 8601, UTC.
    """

    id: int
    given_at: str
    rating: Rating
    comment: str
    question: str
    asked_as: str
    answer: Mapping[str, Any]
    index_generation: int


class FeedbackBook:
    """The feedback of one index. Safe to use from several threads and processes."""

    def __init__(self, file: Path) -> None:
        """Keep feedback in this file, which is made with the first."""
        self.file = file

    def add(self, answer: Answer, rating: Rating, comment: str = "") -> Feedback:
        """Keep what somebody thought of an answer, and return it as kept.

        Raises:
            FeedbackError: the rating is neither "up" nor "down", the comment is too long, or the file cannot be
                written.
        """
        if rating not in ("up", "down"):
            raise FeedbackError(f'{rating!r} is not a rating. Say "up" or "down".')
        if len(comment) > MOST_COMMENT_CHARACTERS:
            raise FeedbackError(
                f"The comment has {len(comment)} characters, at most {MOST_COMMENT_CHARACTERS} are kept. Shorten it."
            )
        given_at = datetime.now(UTC).isoformat(timespec="seconds")
        row = (given_at, rating, comment, answer.question, answer.asked_as, answer.index_generation)
        with self._open() as connection:
            made = connection.execute(
                "INSERT INTO feedback (given_at, rating, comment, question, asked_as, index_generation, answer)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*row, json.dumps(answer.to_dict(), ensure_ascii=False)),
            )
            return self._read(connection, "WHERE id = ?", (made.lastrowid,))[0]

    def all(self) -> tuple[Feedback, ...]:
        """Return all that was kept, oldest first.

        Raises:
            FeedbackError: the file cannot be read.
        """
        if not self.file.exists():
            return ()
        with self._open() as connection:
            return self._read(connection, "ORDER BY id")

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        """Open the file for one transaction."""
        return transaction(self.file, _SCHEMA, "Feedback", FeedbackError)

    @staticmethod
    def _read(connection: sqlite3.Connection, which: str, values: tuple[Any, ...] = ()) -> tuple[Feedback, ...]:
        rows = connection.execute(
            "SELECT id, given_at, rating, comment, question, asked_as, answer, index_generation FROM feedback " + which,
            values,
        )
        return tuple(Feedback(i, at, r, c, q, a, json.loads(answer), g) for i, at, r, c, q, a, answer, g in rows)


def evaluation_set(feedback: Iterable[Feedback]) -> tuple[dict[str, Any], ...]:
    """Return what is known to be right as the lines of a `questions.jsonl`, which `assistant eval` reads.

    A thumb up says that an answer was right, or that a refusal was. A thumb down says only what is wrong, not what
    would be right, so it takes a question out again. The latest word on a question counts. A follow-up is asked as it
    was understood. Right is, as long as nobody edits the line, one of the claims or of the sentences they cite.
    """
    latest = {each.asked_as or each.question: each for each in feedback}
    return tuple(_line(question, each) for question, each in latest.items() if each.rating == "up")


def _line(question: str, feedback: Feedback) -> dict[str, Any]:
    answer = feedback.answer
    line = {"id": f"feedback-{feedback.id}", "question": question, "answerable": not answer["abstained"]}
    if answer["abstained"]:
        return line
    texts = [claim["text"] for claim in answer["claims"]] + [citation["quote"] for citation in answer["citations"]]
    first = answer["citations"][0]
    return {**line, "answers": list(dict.fromkeys(texts)), "document": first["document"], "evidence": first["quote"]}


def write_evaluation_set(feedback: Iterable[Feedback], file: Path) -> int:
    """Write the evaluation set of some feedback to a `.jsonl`, and return how many questions it has.

    Raises:
        FeedbackError: the file cannot be written.
    """
    lines = [json.dumps(line, ensure_ascii=False) + "\n" for line in evaluation_set(feedback)]
    try:
        file.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise FeedbackError(f"{file} cannot be written ({error.strerror}). Name another file.") from error
    return len(lines)
