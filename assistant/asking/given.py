"""The last answers, given again as long as nothing that they depend on has changed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from assistant.indexing.scope import Scope
from assistant.types import Answer

ANSWERS_KEPT = 256


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """Everything that an answer depends on: the question, what was said before it, the scope, and the index."""

    text: str
    context: str
    scope: Scope
    as_typed: bool
    database: Path | str
    generation: int


class GivenAnswers:
    """The last answers, by everything that they depend on. Safe to use from several threads.

    Every change of the index is a new generation, so an answer never outlives a document that it cites.
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[AnswerKey, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: AnswerKey) -> Answer | None:
        """Return the remembered answer, or None if there is none."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def keep(self, key: AnswerKey, answer: Answer) -> None:
        """Remember an answer; forget those unused for longest, and all of other generations."""
        with self._lock:
            for other in [a for a in self._answers if a.generation != key.generation]:
                del self._answers[other]
            self._answers[key] = answer
            while len(self._answers) > ANSWERS_KEPT:
                self._answers.popitem(last=False)
