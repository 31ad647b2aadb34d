"""Answers that were given, for the same question asked again of the same documents."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.asking.timing import Stopwatch
from assistant.indexing.scope import Scope
from assistant.types import Answer, Facet

KEPT = 256


@dataclass(frozen=True, slots=True)
class Asked:
    """All that an answer depends on: the question, what it leaned on, where it was asked of, and of which index."""

    question: str
    before: str
    facets: tuple[Facet, ...]
    scope: Scope
    database: Path | str
    generation: int


class RememberedAnswers:
    """The last answers, by all that they depend on. Safe to use from several threads.

    Any change of the index is another generation, so an answer never outlives a document that it cites.
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[Asked, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, asked: Asked, watch: Stopwatch) -> Answer | None:
        """Return the answer that was given, with the seconds it took this time; None where there was none."""
        with self._lock:
            answer = self._answers.get(asked)
            if answer is None:
                return None
            self._answers.move_to_end(asked)
        return replace(answer, timings=watch.seconds())

    def keep(self, asked: Asked, answer: Answer) -> None:
        """Keep an answer, and forget those longest unasked for, and all of other generations."""
        with self._lock:
            for other in [a for a in self._answers if a.generation != asked.generation]:
                del self._answers[other]
            self._answers[asked] = answer
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
