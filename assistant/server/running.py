"""Blocking work on threads under an event loop: consumed item by item, and stopped when the client has gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from contextlib import aclosing, closing, suppress
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.threads import Stopped, on_a_thread

_Item = TypeVar("_Item")


class GoneError(Exception):
    """The client has disconnected; there is nobody to respond to."""


async def followed(
    make: Callable[[Stopped, Callable[[_Item], None]], Generator[_Item, None, None]],
) -> AsyncGenerator[_Item, None]:
    """Run a generator on a thread of its own, as `on_a_thread` does, and yield its items.

    `make` gets two callables: one returns True when it should stop, the other passes on an extra item at once.
    """

    def work(show: Callable[[_Item], None], stopped: Stopped) -> None:
        with closing(make(stopped, show)) as items:
            for item in items:
                show(item)

    async with aclosing(on_a_thread(work, "question")) as arriving:
        async for item in arriving:
            yield item


async def unless_gone(request: Request, work: Coroutine[Any, Any, _Item]) -> _Item:
    """Return the result of `work`, or cancel it if the client disconnects first. The body must have been read.

    Raises:
        GoneError: the client has disconnected.
    """
    return await _unless(_gone(request.receive), work)


def ending_when_gone(app: ASGIApp) -> ASGIApp:
    """Return an application that cancels a request if its client disconnects before the response."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        arrived = asyncio.Event()

        async def receive_noting() -> Message:
            message = await receive()
            if not message.get("more_body", False):
                arrived.set()
            return message

        async def leaving() -> None:
            await arrived.wait()  # until then the application receives the message
            await _gone(receive)

        with suppress(GoneError):
            await _unless(leaving(), app(scope, receive_noting, send))

    return serve


async def _unless(leaves: Awaitable[None], work: Awaitable[_Item]) -> _Item:
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
