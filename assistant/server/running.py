"""Work that blocks, on threads, under an event loop: followed item by item, and stopped when nobody wants it."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import closing, suppress
from typing import Any, TypeVar

from starlette.requests import Request

Item = TypeVar("Item")
Stopped = Callable[[], bool]


class GoneError(Exception):
    """The client went away; there is nobody to answer."""


async def followed(make: Callable[[Stopped], Generator[Item, None, None]]) -> AsyncGenerator[Item, None]:
    """Yield what a generator yields on a thread of its own, and raise what it raises.

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
            with closing(make(unwanted.is_set)) as items:
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
    """Return what some work returns; where the client goes away first, cancel the work.

    Raises:
        GoneError: the client went away.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise GoneError
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
