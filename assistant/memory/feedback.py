"""Feedback on answers (thumbs up and down), and how it becomes an evaluation set.

`feedback_book.py` stores it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.disk import explained, write_whole
from assistant.errors import FeedbackError
from assistant.printable import to_json

MOST_COMMENT_CHARACTERS = 4000

Rating = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """A user's rating of an answer.

    `answer` is the result of `Answer.to_dict`; `asked_as` is "" if the question was not rewritten. `given_at` is ISO
    8601, UTC.
    """

    id: int
    given_at: str
    rating: Rating
    comment: str
    question: str
    asked_as: str
    answer: Mapping[str, Any]
    index_generation: int


def evaluation_set(feedback: Iterable[Feedback]) -> tuple[dict[str, Any], ...]:
    """Return the lines of a `questions.jsonl` for `assistant eval`, made from answers that were rated as right.

    A thumb up means that the answer, or the refusal, was right. A thumb down does not say what would be right, so it
    only removes the question. The latest rating of a question counts. A follow-up is exported as it was rewritten. The
    known answers are the claims and the sentences they cite; edit the line to be stricter.
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
    """Write the evaluation set to a `.jsonl` file and return the number of questions.

    Raises:
        FeedbackError: the file cannot be written; its previous content is still there.
    """
    lines = [to_json(line) + "\n" for line in evaluation_set(feedback)]
    with explained(FeedbackError, f"{file} cannot be written", "try again, or name another file"):
        write_whole(file, "".join(lines))
    return len(lines)
