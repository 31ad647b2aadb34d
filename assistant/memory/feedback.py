"""What readers thought of answers, thumbs up and down, turned into questions with known answers.

`feedback_book.py` keeps it.
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
        FeedbackError: the file cannot be written; what it held is still there.
    """
    lines = [to_json(line) + "\n" for line in evaluation_set(feedback)]
    with explained(FeedbackError, f"{file} cannot be written", "try again, or name another file"):
        write_whole(file, "".join(lines))
    return len(lines)
