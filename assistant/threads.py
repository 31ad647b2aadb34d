"""Runs blocking work on a thread of its own, consumed from an event loop, and records who asked for it."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import TypeVar

_Item = TypeVar("_Item")
Stopped = Callable[[], bool]
Show = Callable[[_Item], None]

asker: contextvars.ContextVar[str] = contextvars.ContextVar("asker", default="")
"""Who asks: a token and an address, or a session of the window; "" if a program asks in its own process.

Threads inherit it, so the queue for the model sees it.
"""


async def on_a_thread(work: Callable[[Show[_Item], Stopped], None], name: str) -> AsyncGenerator[_Item, None]:
    """Run `work` on a thread of this name; yield the items it passes on, and raise what it raises.

    `work` gets two callables: one passes an item on at once, the other returns True when the work should stop. If this
    generator is closed or cancelled, it tells the work to stop and does not wait for it.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[tuple[_Item] | BaseException | None] = asyncio.Queue()
    unwanted = threading.Event()

    def hand_over(what: tuple[_Item] | BaseException | None) -> None:
        with suppress(RuntimeError):  # the loop is closed, so nobody is listening any more
            loop.call_soon_threadsafe(arrived.put_nowait, what)

    def run() -> None:
        try:
            work(lambda item: hand_over((item,)), unwanted.is_set)
        except BaseException as error:  # raised by the consumer
            hand_over(error)
        else:
            hand_over(None)

    threading.Thread(target=contextvars.copy_context().run, args=(run,), name=name, daemon=True).start()
    try:
        while (what := await arrived.get()) is not None:
            if isinstance(what, BaseException):
                raise what
            yield what[0]
    finally:
        unwanted.set()
