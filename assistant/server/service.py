"""What every interface of the server uses: questions queue, reads run at once, writes run one at a time."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import ParamSpec, TypeVar

import anyio

from assistant.api.requests import AskRequest, BriefRequest, VerifyRequest
from assistant.asking.assistant import Assistant
from assistant.errors import AssistantError, BusyError
from assistant.indexing.scope import EVERYTHING
from assistant.server.door.access import Door, tokens_of
from assistant.server.queue import FairQueue, Place
from assistant.server.running import followed
from assistant.server.signing import Signing
from assistant.server.turns import TurnTaking
from assistant.threads import Stopped, asker, on_a_thread
from assistant.types import Answer, Brief, CheckedText

logger = logging.getLogger("assistant.server")

WRITES_WAITING = 8
PICTURES_AT_ONCE = 2
PICTURES_WAITING = 20
PICTURES_OF_ONE = 10
"""Limits on rendering pages of PDFs, each in a process of its own: at once, waiting, waiting per client."""
_RETRY_WRITING_S = 10
_RETRY_LOADING_S = 10.0

_Result = TypeVar("_Result")
_Parameters = ParamSpec("_Parameters")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question is in the queue, with `ahead` questions before it."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of an answer starts; `name` is its name in the answer's timings."""

    name: str


class Service:
    """An assistant as a server has it. Made for one event loop."""

    def __init__(self, assistant: Assistant) -> None:
        """Serve an assistant, as its settings say. Raises SettingsError if a token is too short."""
        settings = assistant.library.settings
        queue = FairQueue(
            waiting=settings.questions_waiting,
            per_client=settings.questions_per_client,
            at_once=settings.questions_at_once,
        )
        self.queue = queue
        self.assistant = TurnTaking(assistant, queue)
        self.door = Door(tokens_of(settings.server_token))
        self.signing = Signing(lambda: self.assistant.memory.feedback.secret())
        self.not_ready = "The models are loading."
        self._looks = anyio.CapacityLimiter(2 * (os.cpu_count() or 1))
        self._states = anyio.CapacityLimiter(2)
        self._ready: asyncio.Future[None] | None = None
        self.pictures = FairQueue(
            waiting=PICTURES_WAITING, per_client=PICTURES_OF_ONE, at_once=PICTURES_AT_ONCE, what="pictures"
        )
        self._writing = asyncio.Lock()
        self._writes = 0

    def warm_up(self) -> None:
        """Load the models, so that the first question does not wait; remember the error if that fails."""
        try:
            self.signing.begin()
        except AssistantError as error:  # questions are answered anyway
            logger.error("Feedback cannot be stored.", extra={"error": str(error)})
        try:
            self.assistant.search("warm up")
            _ = self.assistant.model
            self.not_ready = ""
        except AssistantError as error:
            logger.error("The models cannot be loaded.", extra={"error": str(error)})
            self.not_ready = "A model or the index cannot be used; see the server's log."

    def become_ready(self, pause: float = _RETRY_LOADING_S) -> None:
        """Load the models, retrying until that succeeds: a model server may start later than this one."""
        while self.not_ready and not self.queue.closed:
            self.warm_up()
            if self.not_ready:
                time.sleep(pause)

    async def look(
        self, what: Callable[_Parameters, _Result], *given: _Parameters.args, **named: _Parameters.kwargs
    ) -> _Result:
        """Run a function that reads the index on a thread and return its result; it does not wait for the model."""
        return await anyio.to_thread.run_sync(lambda: what(*given, **named), limiter=self._looks)

    async def look_at_state(self, what: Callable[[], _Result]) -> _Result:
        """Run a function that reports the server's state, on a thread reserved for that."""
        return await anyio.to_thread.run_sync(what, limiter=self._states)

    async def ready(self) -> None:
        """Raise what a question would raise if the index cannot be read. Concurrent calls share one check."""
        if self._ready is None or self._ready.done():
            look = partial(self.assistant.check_scope, EVERYTHING)
            self._ready = asyncio.ensure_future(self.look_at_state(look))
        await asyncio.shield(self._ready)

    async def draw(self, document: str, start: int, end: int, *, crop: bool = False) -> bytes | None:
        """Return what `Library.page_image` does once it has its turn; cancelled, the drawing is given up.

        Raises:
            BusyError: too many pictures are waiting, in total or for this client.
            IndexStateError: the index has no such document.
        """
        place = self.pictures.join(asker.get())

        def work(show: Callable[[bytes | None], None], stopped: Stopped) -> None:
            with place.turn(stopped) as wanted:
                draw = partial(self.assistant.library.page_image, document, start, end, crop=crop, stopped=stopped)
                picture = draw() if wanted else None
            show(picture)

        async with aclosing(on_a_thread(work, "picture")) as drawn:
            return await anext(drawn, None)

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[None, None]:
        """Hold the right to write to the index, one at a time. Raises BusyError if too many are waiting."""
        if self._writes >= WRITES_WAITING:
            raise BusyError("Many documents are waiting to be indexed. Send this one again later.", _RETRY_WRITING_S)
        self._writes += 1
        try:
            async with self._writing:
                yield
        finally:
            self._writes -= 1

    async def write(self, what: Callable[[], _Result]) -> _Result:
        """Run a function that writes to the index on a thread of its own and return its result.

        Once started, it runs to its end even if the client disconnects, so nothing is left half done.
        """
        return await asyncio.shield(asyncio.ensure_future(asyncio.to_thread(what)))

    async def answers(self, request: AskRequest) -> AsyncGenerator[Waiting | Stage | Answer, None]:
        """Yield how many are ahead, then each stage and the answer as it grows. Closing it stops the model.

        Raises:
            BusyError: the queue is full.
            DeadlineError: the answer took too long.
            AssistantError: whatever `Assistant.stream` raises.
        """
        question = request.to_question()
        await self.look(self.assistant.check_scope, question.scope)
        place, until = self._placed(request.seconds)
        try:
            yield Waiting(place.ahead)
        except BaseException:
            place.leave()
            raise

        def make(stopped: Stopped, show: Callable[[Stage | Answer], None]) -> Generator[Stage | Answer, None, None]:
            yield from self.assistant.stream(
                question,
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
        scope = request.to_scope()
        await self.look(self.assistant.check_scope, scope)
        place, until = self._placed(request.seconds)

        def make(stopped: Stopped, _: object) -> Generator[Brief, None, None]:
            yield self.assistant.brief(request.topic, scope=scope, stopped=stopped, place=place, until=until)

        async with aclosing(followed(make)) as briefs:
            return await anext(briefs)

    async def verify(self, request: VerifyRequest) -> CheckedText:
        """Return what the documents say of each sentence of a text. Raises what `answers` raises."""
        scope = request.to_scope()
        await self.look(self.assistant.check_scope, scope)
        place, until = self._placed(request.seconds)

        def make(stopped: Stopped, _: object) -> Generator[CheckedText, None, None]:
            yield self.assistant.verify(request.text, scope=scope, stopped=stopped, place=place, until=until)

        async with aclosing(followed(make)) as checked:
            return await anext(checked)

    def _placed(self, seconds: float | None) -> tuple[Place, float]:
        limit = self.assistant.library.settings.answer_seconds
        within = min(seconds or limit, limit)
        return self.queue.join(asker.get(), within), time.monotonic() + within
