"""A stand-in for the assistant, which answers with three sentences when it is let to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from assistant.asking.assistant import Assistant
from assistant.errors import IndexStateError, ModelError
from assistant.indexing.building.builder import IndexReport, StageProgress
from assistant.indexing.catalogue import StoredDocument
from assistant.indexing.scope import Scope
from assistant.memory import Memory
from assistant.memory.feedback import Rating
from assistant.retrieval.question import Question
from assistant.server.metrics import Metrics
from assistant.server.service import Service
from assistant.settings import Settings
from assistant.types import Answer, Citation, Claim, Document, Hit, Passage

TEXT = "The year was good. Cloud grew by 26%. <script>alert(1)</script> The margin fell. Chips are scarce."
SENTENCES = ("Cloud grew by 26%.", "The margin fell.", "Chips are scarce.")


class Shelf:
    """A library of one document."""

    def __init__(self, index: Path) -> None:
        self.index = index
        self.settings = Settings()
        self.permits = threading.Semaphore(1000)
        self.removed = False

    def documents(self) -> tuple[StoredDocument, ...]:
        title = "Report <b>2025</b>"
        return (StoredDocument(1, "report.md", title, "report.md", (), "", "", "", 0, 1, 0, "2025-04-01T10:11:12"),)

    def problems(self) -> tuple[()]:
        return ()

    def unmentioned(self, question: str) -> tuple[str, ...]:
        return ("weather",)

    def document(self, name: str) -> Document:
        if self.removed:
            raise IndexStateError(f"The index has no document {name!r}.")
        return Document(name, TEXT, "Report", "")

    def passages_at(self, name: str, start: int, end: int) -> tuple[Passage, ...]:
        return (Passage(name, 0, 0, len(TEXT), TEXT),)

    def page_image(
        self, name: str, start: int, end: int, *, crop: bool = False, stopped: object = None
    ) -> bytes | None:
        return b"a picture" if (name, start, end) == ("report.md", 3, 7) else None

    def add(self, path: Path, *, stage: StageProgress) -> IndexReport:
        stage("reading", 0.0)
        stage("embedding", 0.5)
        self.permits.acquire()
        stage("writing", 0.0)
        return IndexReport((path.name,), (), (), (), (), ())


class Canned:
    """An assistant that answers with three sentences; each waits for a permit, and what happens is written down."""

    model = None
    metrics: Metrics

    def __init__(self, index: Path) -> None:
        self.library = Shelf(index)
        self.memory = Memory(index, Settings())
        self.asked: list[tuple[str, list[str]]] = []
        self.at_work = 0
        self.most_at_work = 0
        self.closed = threading.Event()
        self.scopes: list[Scope] = []

    @property
    def permits(self) -> threading.Semaphore:
        return self.library.permits

    @permits.setter
    def permits(self, permits: threading.Semaphore) -> None:
        self.library.permits = permits

    @property
    def rated(self) -> list[tuple[str, Rating]]:
        return [(each.question, each.rating) for each in self.memory.feedback.all()]

    def check_scope(self, scope: Scope) -> None:
        pass

    def search(self, question: Question, k: int = 5) -> list[Hit]:
        return [Hit(Passage("report.md", 0, 0, len(TEXT), TEXT), 0.5)]

    def stream(self, question: Question, *, stage: Callable[[str], None], **_: Any) -> Iterator[Answer]:
        self.asked.append((question.text, [turn.question for turn in question.earlier]))
        self.scopes.append(question.scope)
        stage("retrieval")
        time.sleep(0.2)
        stage("drafting")
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            yield from self._answers(question.text)
        except GeneratorExit:
            self.closed.set()
            raise
        finally:
            self.at_work -= 1

    def _answers(self, question: str) -> Iterator[Answer]:
        if "model" in question:
            raise ModelError("There is no model. Run `assistant doctor`.")
        if "bug" in question:
            raise ZeroDivisionError("a secret of the machine room")
        if "weather" in question:
            yield Answer(question, "The documents don't say.", True, 0.1, (), (), {"total": 0.1}, "canned", 1)
            return
        for n in range(1, len(SENTENCES) + 1):
            self.permits.acquire()
            yield Answer(
                question=question,
                text="",
                abstained=False,
                confidence=0.9,
                claims=tuple(Claim(text, "supported", (i,)) for i, text in enumerate(SENTENCES[:n], 1)),
                citations=tuple(_cite(i, text) for i, text in enumerate(SENTENCES[:n], 1)),
                timings={"total": 0.5},
                model="canned",
                index_generation=1,
            )


def service_of(canned: Canned) -> Service:
    """Return what serves an assistant that takes no turns, so that a test can hold each answer where it is."""
    with patch("assistant.server.service.TurnTaking", lambda assistant, _: assistant):
        service = Service(cast(Assistant, canned))
    canned.metrics = Metrics(service.queue, lambda: 1)
    return service


def _cite(number: int, quote: str) -> Citation:
    start = TEXT.index(quote)
    return Citation(number, "report.md", 3, ("Results", "Cloud"), start, start + len(quote), quote)
