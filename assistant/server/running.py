"""Work that blocks, on threads, under an event loop: followed item by item, and stopped when nobody wants it."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from contextlib import closing, suppress
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Item = TypeVar("Item")
Stopped = Callable[[], bool]


class GoneError(Exception):
    """The client went away; there is nobody to answer."""


async def followed(
    make: Callable[[Stopped, Callable[[Item], None]], Generator[Item, None, None]],
) -> AsyncGenerator[Item, None]:
    """Yield what a generator yields on a thread of its own, and raise what it raises.

    `make` is given what says that it shall stop, and what hands an item over at once, between two that are yielded.
    Closed or cancelled, it tells the generator to stop and does not wait for it.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[tuple[Item] | BaseException | None] = asyncio.Queue()
    unwanted = threading.Event()

    def hand_over(what: tuple[Item] | BaseException | None) -> None:
        with suppress(RuntimeError):  # the server was stopped meanwhile, and its event loop with it
            loop.call_soon_threadsafe(arrived.put_nowait, what)

    def work() -> None:
        try:
            with closing(make(unwanted.is_set, lambda item: hand_over((item,)))) as items:
                for item in items:
                    hand_over((item,))
        except BaseException as error:  # it belongs to whoever follows
            hand_over(error)
        else:
            hand_over(None)

    threading.Thread(target=contextvars.copy_context().run, args=(work,), name="question", daemon=True).start()
    try:
        while (what := await arrived.get()) is not None:
            if isinstance(what, BaseException):
                raise what
            yield what[0]
    finally:
        unwanted.set()


async def unless_gone(request: Request, work: Coroutine[Any, Any, Item]) -> Item:
    """Return what some work returns; where the client goes away first, cancel the work. The body has to be read before.

    Raises:
        GoneError: the client went away.
    """
    return await _unless(_gone(request.receive), work)


def ending_when_gone(app: ASGIApp) -> ASGIApp:
    """Return an application of which a request is cancelled where its client goes away before it is answered."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        arrived = asyncio.Event()

        async def receive_noting() -> Message:
            message = await receive()
            if not message.get("more_body", False):
                arrived.set()
            return message

        async def leaving() -> None:
            await arrived.wait()  # until then it is the application that hears of it
            await _gone(receive)

        with suppress(GoneError):
            await _unless(leaving(), app(scope, receive_noting, send))

    return serve


async def _unless(leaves: Awaitable[None], work: Awaitable[Item]) -> Item:
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(leaves)
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise GoneError
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
