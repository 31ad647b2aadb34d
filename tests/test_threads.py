import asyncio
import threading
from contextlib import aclosing

import pytest

from assistant.threads import Show, Stopped, on_a_thread


def test_what_is_shown_arrives_in_order_from_a_thread_of_that_name() -> None:
    def work(show: Show[str], _: Stopped) -> None:
        show(threading.current_thread().name)
        show("second")

    async def follow() -> list[str]:
        return [item async for item in on_a_thread(work, "reader")]

    assert asyncio.run(follow()) == ["reader", "second"]


def test_what_the_work_raises_is_raised_after_what_it_showed() -> None:
    def work(show: Show[int], _: Stopped) -> None:
        show(1)
        raise ValueError("broken")

    arrived = []

    async def follow() -> None:
        async for item in on_a_thread(work, "reader"):
            arrived.append(item)

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(asyncio.wait_for(follow(), 10))
    assert arrived == [1]


def test_work_that_nobody_follows_any_more_is_told_to_stop() -> None:
    ended = threading.Event()

    def work(show: Show[int], stopped: Stopped) -> None:
        show(1)
        while not stopped() and not ended.wait(0.01):
            pass
        if stopped():
            ended.set()

    async def follow() -> None:
        async with aclosing(on_a_thread(work, "reader")) as arriving:
            async for _ in arriving:
                break

    asyncio.run(follow())
    try:
        assert ended.wait(5)
    finally:
        ended.set()
