"""The assistant behind the server: questions queue for the model, and are counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from functools import partial

from assistant.asking.assistant import Assistant
from assistant.drafting.base import LanguageModel
from assistant.errors import AssistantError, DeadlineError
from assistant.indexing.reader import documents_in
from assistant.indexing.scope import Scope
from assistant.retrieval.question import Exchange, Question
from assistant.server.metrics import Metrics
from assistant.server.queue import FairQueue, Place
from assistant.threads import Stopped, asker
from assistant.types import Answer, Brief, CheckedText, Evidence, Hit


class TurnTaking:
    """An assistant whose questions wait in a fair, bounded queue, whichever interface they come from."""

    def __init__(self, assistant: Assistant, queue: FairQueue) -> None:
        """Wrap an assistant: use its library, memory and model."""
        self._assistant = assistant
        self.library = assistant.library
        self.memory = assistant.memory
        self.queue = queue
        self.metrics = Metrics(queue, self._generation)

    @property
    def model(self) -> LanguageModel:
        """The language model, loaded when it is first asked for."""
        return self._assistant.model

    def ask(
        self, question: str | Question, *, history: Sequence[str | Exchange] = (), scope: Scope | None = None
    ) -> Answer:
        """Return what `Assistant.ask` does once the question has its turn. Raises what `stream` raises."""
        *_, answer = self.stream(question, history=history, scope=scope)
        return answer

    def stream(
        self,
        question: str | Question,
        *,
        history: Sequence[str | Exchange] = (),
        scope: Scope | None = None,
        stopped: Stopped = lambda: False,
        stage: Callable[[str], None] = lambda _: None,
        place: Place | None = None,
        until: float = float("inf"),
    ) -> Generator[Answer, None, None]:
        """Yield what `Assistant.stream` does once the question has its turn; nothing if it was stopped before.

        Raises:
            BusyError: no place was given, and the queue is full.
            DeadlineError: the question is not answered by `until`, a time of `time.monotonic`.
        """
        answer, outcome = None, "failed"
        try:
            with (place or self.queue.join(asker.get())).turn(stopped, until) as wanted:
                if wanted:
                    late = partial(_wanted_no_more, stopped, until)
                    growing = self._assistant.stream(question, history=history, scope=scope, stopped=late, stage=stage)
                    for answer in growing:
                        _in_time(until)
                        yield answer
                outcome = "stopped" if answer is None or stopped() else "refused" if answer.abstained else "answered"
        except GeneratorExit:
            outcome = "stopped"
            raise
        finally:
            self.metrics.questions.labels(outcome).inc()
            for name, seconds in (answer.timings if answer else {}).items():
                self.metrics.stages.labels(name).observe(seconds)

    def brief(
        self,
        topic: str = "",
        *,
        scope: Scope | None = None,
        stopped: Stopped = lambda: False,
        place: Place | None = None,
        until: float = float("inf"),
    ) -> Brief:
        """Return what `Assistant.brief` does once it has its turn. Raises what `stream` raises."""
        with (place or self.queue.join(asker.get())).turn(stopped, until) as wanted:
            late = partial(_wanted_no_more, stopped, until) if wanted else lambda: True
            written = self._assistant.brief(topic, scope=scope, stopped=late)
            _in_time(until)
        return written

    def verify(
        self,
        text: str,
        *,
        scope: Scope | None = None,
        stopped: Stopped = lambda: False,
        place: Place | None = None,
        until: float = float("inf"),
    ) -> CheckedText:
        """Return what `Assistant.verify` does once it has its turn. Raises what `stream` raises."""
        with (place or self.queue.join(asker.get())).turn(stopped, until) as wanted:
            late = partial(_wanted_no_more, stopped, until) if wanted else lambda: True
            checked = self._assistant.verify(text, scope=scope, stopped=late)
            _in_time(until)
        return checked

    def search(self, question: str | Question, k: int = 5, *, scope: Scope | None = None) -> list[Hit]:
        """Return what `Assistant.search` does, at once."""
        return self._assistant.search(question, k, scope=scope)

    def evidence(
        self, question: str | Question, *, history: Sequence[str | Exchange] = (), scope: Scope | None = None
    ) -> tuple[Evidence, ...]:
        """Return what `Assistant.evidence` does, at once."""
        return self._assistant.evidence(question, history=history, scope=scope)

    def check_scope(self, scope: Scope) -> None:
        """Raise what `ask` would raise for an invalid scope."""
        with self.library.reading() as (reader, _):
            documents_in(reader, scope)

    def _generation(self) -> int:
        with suppress(AssistantError), self.library.reading() as (reader, _):
            return reader.generation
        return 0


def _wanted_no_more(stopped: Stopped, until: float) -> bool:
    return stopped() or time.monotonic() > until


def _in_time(until: float) -> None:
    if time.monotonic() > until:
        raise DeadlineError("The answer exceeded its time limit. Ask a shorter question, or allow more `seconds`.")
