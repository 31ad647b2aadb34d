"""Work that blocks, on a thread of its own, followed from an event loop."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import TypeVar

Item = TypeVar("Item")
Stopped = Callable[[], bool]
Show = Callable[[Item], None]


async def on_a_thread(work: Callable[[Show[Item], Stopped], None], name: str) -> AsyncGenerator[Item, None]:
    """Yield what some work shows, on a thread of this name, and raise what it raises.

    `work` is given what hands an item over at once, and what says that it shall stop. Closed or cancelled, this tells
    it to stop and does not wait for it.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[tuple[Item] | BaseException | None] = asyncio.Queue()
    unwanted = threading.Event()

    def hand_over(what: tuple[Item] | BaseException | None) -> None:
        with suppress(RuntimeError):  # the loop was closed meanwhile, and whoever followed is gone
            loop.call_soon_threadsafe(arrived.put_nowait, what)

    def run() -> None:
        try:
            work(lambda item: hand_over((item,)), unwanted.is_set)
        except BaseException as error:  # it belongs to whoever follows
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
