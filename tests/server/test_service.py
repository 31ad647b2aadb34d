"""What is asked for at once does not wait for what takes long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from assistant.errors import BusyError
from assistant.server.service import PICTURES_AT_ONCE, PICTURES_WAITING, Service

Make = Callable[..., Service]


def test_neither_health_nor_searches_wait_for_pictures_and_too_many_are_sent_away(make: Make) -> None:
    service = make()
    let_go = threading.Event()

    async def ask() -> None:
        drawing = [asyncio.create_task(service.draw(let_go.wait)) for _ in range(PICTURES_AT_ONCE + PICTURES_WAITING)]
        await asyncio.sleep(0)
        while service._pictures.statistics().tasks_waiting < PICTURES_WAITING:
            await asyncio.sleep(0.01)
        with pytest.raises(BusyError, match="being drawn"):
            await service.draw(let_go.wait)
        assert await service.look_at_state(lambda: "well") == "well"
        assert await service.look(lambda: "found") == "found"
        let_go.set()
        assert await asyncio.gather(*drawing) == [True] * len(drawing)

    asyncio.run(ask())


def test_health_does_not_wait_for_searches(make: Make) -> None:
    service = make()
    let_go = threading.Event()

    async def ask() -> None:
        searching = [asyncio.create_task(service.look(let_go.wait)) for _ in range(100)]
        await asyncio.sleep(0)
        assert await service.look_at_state(lambda: "well") == "well"
        let_go.set()
        await asyncio.gather(*searching)

    asyncio.run(ask())
