"""What is asked for at once does not wait for what takes long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from assistant.errors import BusyError, IndexStateError
from assistant.server.service import PICTURES_AT_ONCE, PICTURES_OF_ONE, PICTURES_WAITING, Service
from assistant.threads import asker

Make = Callable[..., Service]


class Drawing:
    """Stands in for what draws a page: it takes until it is let go or given up."""

    def __init__(self) -> None:
        self.begun = 0
        self.given_up = 0
        self.let_go = threading.Event()

    def __call__(self, document: str, start: int, end: int, *, crop: bool, stopped: Callable[[], bool]) -> bytes:
        self.begun += 1
        while not self.let_go.wait(0.01):
            if stopped():
                self.given_up += 1
                break
        return b"a picture"


def drawing(service: Service, monkeypatch: pytest.MonkeyPatch) -> Drawing:
    held = Drawing()
    monkeypatch.setattr(service.assistant.library, "page_image", held)
    return held


async def begun(tasks: int, held: Drawing) -> None:
    while held.begun < tasks:
        await asyncio.sleep(0.01)


def test_neither_health_nor_searches_wait_for_pictures_and_too_many_are_sent_away(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = make()
    held = drawing(service, monkeypatch)

    async def one_of(client: str) -> bytes | None:
        asker.set(client)
        return await service.draw("a.pdf", 0, 9)

    async def ask() -> None:
        clients = [f"client {number % 5}" for number in range(PICTURES_AT_ONCE + PICTURES_WAITING)]
        pictures = [asyncio.create_task(one_of(client)) for client in clients]
        await begun(PICTURES_AT_ONCE, held)
        with pytest.raises(BusyError, match="20 pictures are waiting"):
            await service.draw("a.pdf", 0, 9)
        await service.ready()
        assert await service.look(lambda: "found") == "found"
        assert held.begun == PICTURES_AT_ONCE
        held.let_go.set()
        assert await asyncio.gather(*pictures) == [b"a picture"] * len(pictures)

    asyncio.run(ask())
    assert service.pictures.having_their_turn == service.pictures.waiting == 0


def test_one_client_cannot_take_all_places_before_the_pictures(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    service = make()
    held = drawing(service, monkeypatch)

    async def ask() -> None:
        pictures = [asyncio.create_task(service.draw("a.pdf", 0, 9)) for _ in range(PICTURES_AT_ONCE + PICTURES_OF_ONE)]
        await begun(PICTURES_AT_ONCE, held)
        with pytest.raises(BusyError, match="pictures of yours are waiting"):
            await service.draw("a.pdf", 0, 9)
        asker.set("another")
        pictures.append(asyncio.create_task(service.draw("a.pdf", 0, 9)))
        held.let_go.set()
        assert len(await asyncio.gather(*pictures)) == len(pictures)

    asyncio.run(ask())


def test_a_picture_that_nobody_waits_for_is_given_up(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    service = make()
    held = drawing(service, monkeypatch)

    async def ask() -> None:
        pictures = [asyncio.create_task(service.draw("a.pdf", 0, 9)) for _ in range(PICTURES_AT_ONCE + 3)]
        await begun(PICTURES_AT_ONCE, held)
        for picture in pictures:
            picture.cancel()
        await asyncio.gather(*pictures, return_exceptions=True)
        while service.pictures.having_their_turn or service.pictures.waiting:
            await asyncio.sleep(0.01)

    asyncio.run(ask())
    assert held.begun == held.given_up == PICTURES_AT_ONCE


def test_many_who_ask_whether_it_is_ready_are_told_by_one_look(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    service = make()
    looks, let_go = [], threading.Event()

    def look(*_: object) -> None:
        looks.append(1)
        let_go.wait(20)

    monkeypatch.setattr(service.assistant, "check_scope", look)

    async def ask() -> None:
        asking = [asyncio.create_task(service.ready()) for _ in range(200)]
        await asyncio.sleep(0)
        asking[0].cancel()
        while not looks:
            await asyncio.sleep(0.01)
        assert await service.look_at_state(lambda: "metrics") == "metrics"
        let_go.set()
        await asyncio.gather(*asking, return_exceptions=True)
        assert all(task.exception() is None for task in asking[1:])
        assert len(looks) == 1
        await service.ready()
        assert len(looks) == 2

    asyncio.run(ask())


def test_what_is_wrong_with_the_index_is_told_to_each_who_asks(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    service = make()

    def look(*_: object) -> None:
        raise IndexStateError("There is no index.")

    monkeypatch.setattr(service.assistant, "check_scope", look)

    async def ask() -> None:
        told = await asyncio.gather(*(service.ready() for _ in range(3)), return_exceptions=True)
        assert [type(each) for each in told] == [IndexStateError] * 3

    asyncio.run(ask())


def test_health_does_not_wait_for_searches(make: Make) -> None:
    service = make()
    let_go = threading.Event()

    async def ask() -> None:
        searching = [asyncio.create_task(service.look(let_go.wait)) for _ in range(100)]
        await asyncio.sleep(0)
        await service.ready()
        assert await service.look_at_state(lambda: "metrics") == "metrics"
        let_go.set()
        await asyncio.gather(*searching)

    asyncio.run(ask())
