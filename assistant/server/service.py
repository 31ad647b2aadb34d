"""The assistant as the server has it: its questions take turns at the model, and are counted."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

import anyio

from assistant.asking.asker import asker
from assistant.asking.assistant import Assistant
from assistant.errors import AssistantError, BusyError, DeadlineError
from assistant.indexing.scope import scope_of
from assistant.server.door.access import Door, tokens_of
from assistant.server.metrics import Metrics
from assistant.server.queue import FairQueue, Place
from assistant.server.running import followed
from assistant.server.shapes import AskRequest, BriefRequest
from assistant.server.signing import Signing
from assistant.threads import Stopped, on_a_thread
from assistant.types import Answer, Brief

logger = logging.getLogger("assistant.server")

WRITES_WAITING = 8
PICTURES_AT_ONCE = 2
PICTURES_WAITING = 20
PICTURES_OF_ONE = 10
"""How many pages of PDFs are drawn at once, each in a process of its own, and how many may wait, also of one client."""
_RETRY_WRITING_S = 10
_RETRY_LOADING_S = 10.0

Result = TypeVar("Result")
Parameters = ParamSpec("Parameters")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question has its place in the queue, and so many are served before it."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of an answer begins, by its name in the answer's timings."""

    name: str


class TurnTaking(Assistant):
    """An assistant whose questions wait for each other in a fair and bounded queue, whoever asks them."""

    def __init__(self, assistant: Assistant, queue: FairQueue) -> None:
        """Take over what an assistant was made of."""
        super().__init__(assistant.corpus, assistant.index, assistant.settings, assistant.embedder, assistant._model)
        self.queue = queue
        self.metrics = Metrics(queue, self._generation)

    def stream(
        self,
        question: str,
        *,
        stopped: Stopped = lambda: False,
        place: Place | None = None,
        until: float = float("inf"),
        **asked: Any,  # noqa: ANN401 - whatever else `Assistant.stream` takes
    ) -> Generator[Answer, None, None]:
        """Yield what `Assistant.stream` does once the question has its turn; nothing where it was stopped before.

        Raises:
            BusyError: no place was given, and there is none.
            DeadlineError: it is not answered by `until`, a time of `time.monotonic`.
        """
        answer, outcome = None, "failed"
        try:
            with (place or self.queue.join(asker.get())).turn(stopped, until) as wanted:
                if wanted:
                    late = partial(_wanted_no_more, stopped, until)
                    for answer in super().stream(question, stopped=late, **asked):
                        _in_time(until)
                        yield answer
                outcome = "stopped" if answer is None or stopped() else "refused" if answer.abstained else "answered"
        except GeneratorExit:
            outcome = "stopped"
            raise
        finally:
            self.metrics.questions.labels(outcome).inc()
            for stage, seconds in (answer.timings if answer else {}).items():
                self.metrics.stages.labels(stage).observe(seconds)

    def brief(
        self,
        topic: str = "",
        *,
        stopped: Stopped = lambda: False,
        place: Place | None = None,
        until: float = float("inf"),
        **asked: Any,  # noqa: ANN401 - whatever else `Assistant.brief` takes
    ) -> Brief:
        """Return what `Assistant.brief` does once it has its turn. Raises what `stream` raises."""
        with (place or self.queue.join(asker.get())).turn(stopped, until) as wanted:
            late = partial(_wanted_no_more, stopped, until) if wanted else lambda: True
            written = super().brief(topic, stopped=late, **asked)
            _in_time(until)
        return written

    def check_scope(self, documents: Sequence[str] | None, after: str, kind: str) -> None:
        """Raise what `ask` would, where it cannot keep to these documents."""
        scope = scope_of(documents, after, kind)
        with self.reading() as (snapshot, _):
            snapshot.names_within(scope)

    def _generation(self) -> int:
        with suppress(AssistantError), self.reading() as (snapshot, _):
            return snapshot.generation
        return 0


def _wanted_no_more(stopped: Stopped, until: float) -> bool:
    return stopped() or time.monotonic() > until


def _in_time(until: float) -> None:
    if time.monotonic() > until:
        raise DeadlineError("The answer took longer than it was given. Ask it shorter, or with more `seconds`.")


class Service:
    """What every way into the server uses: questions in turn, looks at the index at once, writes one by one."""

    def __init__(self, assistant: Assistant) -> None:
        """Serve an assistant, by its settings. Raises SettingsError where a token is too short."""
        settings = assistant.settings
        queue = FairQueue(
            waiting=settings.questions_waiting,
            per_client=settings.questions_per_client,
            at_once=settings.questions_at_once,
        )
        self.queue = queue
        self.assistant = TurnTaking(assistant, queue)
        self.door = Door(tokens_of(settings.server_token))
        self.signing = Signing(lambda: self.assistant.feedback_book.secret())
        self.not_ready = "The models are being loaded."
        self._looks = anyio.CapacityLimiter(2 * (os.cpu_count() or 1))
        self._states = anyio.CapacityLimiter(2)
        self._ready: asyncio.Future[None] | None = None
        self.pictures = FairQueue(
            waiting=PICTURES_WAITING, per_client=PICTURES_OF_ONE, at_once=PICTURES_AT_ONCE, what="pictures"
        )
        self._writing = asyncio.Lock()
        self._writes = 0

    def warm_up(self) -> None:
        """Load the models, so that the first question need not wait; remember what is wrong with them."""
        try:
            self.signing.begin()
        except AssistantError as error:  # answers are given all the same
            logger.error("Feedback cannot be kept.", extra={"error": str(error)})
        try:
            self.assistant.search("warm up")
            _ = self.assistant.model
            self.not_ready = ""
        except AssistantError as error:
            logger.error("The models cannot be loaded.", extra={"error": str(error)})
            self.not_ready = "A model or the index cannot be used; the server's log says why."

    def become_ready(self, pause: float = _RETRY_LOADING_S) -> None:
        """Load the models, again and again until they can be used: their servers may come up later than this one."""
        while self.not_ready and not self.queue.closed:
            self.warm_up()
            if self.not_ready:
                time.sleep(pause)

    async def look(
        self, what: Callable[Parameters, Result], *given: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        """Return what a function that reads the index returns, on a thread; no question to the model is waited for."""
        return await anyio.to_thread.run_sync(lambda: what(*given, **named), limiter=self._looks)

    async def look_at_state(self, what: Callable[[], Result]) -> Result:
        """Return what a function tells of the server itself, on a thread that nothing else can take."""
        return await anyio.to_thread.run_sync(what, limiter=self._states)

    async def ready(self) -> None:
        """Raise what a question would, where the index cannot be read. Who asks meanwhile is told by the same look."""
        if self._ready is None or self._ready.done():
            look = partial(self.assistant.check_scope, None, "", "")
            self._ready = asyncio.ensure_future(self.look_at_state(look))
        await asyncio.shield(self._ready)

    async def draw(self, document: str, start: int, end: int) -> bytes | None:
        """Return what `Assistant.page_image` does once it has its turn; cancelled, the drawing is given up.

        Raises:
            BusyError: too many pictures are waited for, in all or by this client.
            IndexStateError: the index has no such document.
        """
        place = self.pictures.join(asker.get())

        def work(show: Callable[[bytes | None], None], stopped: Stopped) -> None:
            with place.turn(stopped) as wanted:
                if wanted:
                    show(self.assistant.page_image(document, start, end, stopped=stopped))

        async with aclosing(on_a_thread(work, "picture")) as drawn:
            return await anext(drawn, None)

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[None, None]:
        """Write to the index, one after the other. Raises BusyError where many wait to do so."""
        if self._writes >= WRITES_WAITING:
            raise BusyError("Many documents are waiting to be indexed. Send this one again later.", _RETRY_WRITING_S)
        self._writes += 1
        try:
            async with self._writing:
                yield
        finally:
            self._writes -= 1

    async def write(self, what: Callable[[], Result]) -> Result:
        """Return what a function that writes to the index returns, on a thread of its own, whatever is being read.

        Once begun it is finished, also where the client goes away: nothing half-done remains.
        """
        return await asyncio.shield(asyncio.ensure_future(asyncio.to_thread(what)))

    async def answers(self, request: AskRequest) -> AsyncGenerator[Waiting | Stage | Answer, None]:
        """Yield how many are ahead, then each stage and the answer as it grows. Closed, it stops the model.

        Raises:
            BusyError: the queue is full.
            DeadlineError: the answer took too long.
            AssistantError: what `Assistant.stream` raises.
        """
        await self.look(self.assistant.check_scope, request.documents, request.after, request.kind)
        place, until = self._placed(request.seconds)
        try:
            yield Waiting(place.ahead)
        except BaseException:
            place.leave()
            raise

        def make(stopped: Stopped, show: Callable[[Stage | Answer], None]) -> Generator[Stage | Answer, None, None]:
            yield from self.assistant.stream(
                request.question,
                history=request.history,
                facets=request.facets,
                documents=request.documents,
                after=request.after,
                kind=request.kind,
                stopped=stopped,
                stage=lambda name: show(Stage(name)),
                place=place,
                until=until,
            )

        async with aclosing(followed(make)) as steps:
            async for step in steps:
                yield step

    async def answer(self, request: AskRequest) -> Answer:
        """Return the whole answer. Raises what `answers` raises."""
        async with aclosing(self.answers(request)) as steps:
            *_, last = [step async for step in steps if isinstance(step, Answer)]
        return last

    async def brief(self, request: BriefRequest) -> Brief:
        """Return a brief. Raises what `answers` raises."""
        await self.look(self.assistant.check_scope, request.documents, request.after, request.kind)
        place, until = self._placed(request.seconds)

        def make(stopped: Stopped, _: object) -> Generator[Brief, None, None]:
            yield self.assistant.brief(
                request.topic,
                documents=request.documents,
                after=request.after,
                kind=request.kind,
                stopped=stopped,
                place=place,
                until=until,
            )

        async with aclosing(followed(make)) as briefs:
            return await anext(briefs)

    def _placed(self, seconds: float | None) -> tuple[Place, float]:
        limit = self.assistant.settings.answer_seconds
        within = min(seconds or limit, limit)
        return self.queue.join(asker.get(), within), time.monotonic() + within
