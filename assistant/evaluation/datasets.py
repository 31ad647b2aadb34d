"""Files of questions with known answers: one JSON object per line, in one of five shapes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import DocumentError
from assistant.evaluation.metrics import contains_answer
from assistant.indexing.scope import Scope
from assistant.types import Document


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and what is known about its answer.

    An answer is right if it contains one alternative of every group in `required`, or of `min_groups` of them where
    that is not 0, and none of `forbidden`. `document` names the document that holds the answer, or is "". `evidence` is
    the beginning of the paragraph that holds the answer, or a string inside it, or "". `pages` are the pages that hold
    the answer, counted from 1, if they are known. `history` are the questions asked before it, oldest first. `conflict`
    is whether the documents disagree on what is asked, None where that is not known.
    """

    id: str
    text: str
    answerable: bool
    required: tuple[tuple[str, ...], ...]
    answers: tuple[str, ...]
    document: str
    evidence: str
    kind: str
    pages: tuple[int, ...] = ()
    min_groups: int = 0
    forbidden: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    conflict: bool | None = None

    @property
    def scope(self) -> Scope:
        """The scope that is limited to its own document."""
        return Scope(documents=[self.document])

    def is_answered_by(self, text: str) -> bool:
        """Return whether a text contains the answer: normalised for `answers`, ignoring case and spacing for groups."""
        if self.answers:
            return contains_answer(text, self.answers)
        return bool(self.required) and self.groups_in(text) >= (self.min_groups or len(self.required))

    def groups_in(self, text: str) -> int:
        """Return of how many of the groups in `required` a text contains an alternative."""
        said = _spaced(text)
        return sum(any(wanted.lower() in said for wanted in group) for group in self.required)

    def forbidden_in(self, text: str) -> tuple[str, ...]:
        """Return what a text contains of that which it must not."""
        said = _spaced(text)
        return tuple(words for words in self.forbidden if words.lower() in said)


def _spaced(text: str) -> str:
    """Return a text in lower case, its words parted by single spaces, with one on either side."""
    return f" {' '.join(text.lower().split())} "


def read_questions(path: Path) -> tuple[GoldQuestion, ...]:
    """Read the questions of a `questions.jsonl`.

    Raises:
        DocumentError: the file is missing or a line of it is not a question.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DocumentError(f"The questions {path} cannot be read ({error.strerror}).") from error
    questions = []
    for number, line in enumerate(lines, start=1):
        try:
            questions.append(_question(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DocumentError(f"Line {number} of {path} is not a question: {error!r}.") from error
    return tuple(questions)


def _question(row: Mapping[str, Any]) -> GoldQuestion:
    answers = row.get("answers") or ([row["answer"]] if row.get("answer") else [])
    return GoldQuestion(
        id=str(row["id"]),
        text=str(row["question"]),
        answerable=bool(row["answerable"]),
        required=tuple(tuple(group) for group in row.get("required") or ()),
        answers=tuple(str(answer) for answer in answers),
        document=str(row.get("document") or ""),
        evidence=str(row.get("evidence") or ""),
        kind=str(row.get("answer_type") or row.get("facet") or row.get("kind") or ""),
        pages=tuple(int(page) for page in row.get("pages") or ()),
        min_groups=int(row.get("min_groups") or 0),
        forbidden=tuple(str(words) for words in row.get("forbidden") or ()),
        history=tuple(str(asked) for asked in row.get("history") or ()),
        conflict=row.get("conflict"),
    )


def gold_span(question: GoldQuestion, documents: Mapping[str, Document]) -> tuple[str, int, int] | None:
    """Return the document, start and end of the paragraph that holds the answer, or of the whole document.

    None if the question has no answer, or its document is not among those given.
    """
    if not question.answerable:
        return None
    names = [question.document] if question.document else list(documents)
    for name in names:
        document = documents.get(name)
        if document is None:
            continue
        if not question.evidence:
            return name, 0, len(document.text)
        at = document.text.find(question.evidence)
        if at >= 0:
            start = document.text.rfind("\n", 0, at) + 1
            end = document.text.find("\n", at)
            return name, start, end if end >= 0 else len(document.text)
    return None
