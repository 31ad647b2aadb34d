from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest

from assistant.server.routes import binding
from assistant.server.routes.binding import Large, response_of


def test_a_large_response_waits_on_the_disk_and_comes_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binding, "LARGE_BYTES", 1000)
    content = b"x" * 200_001
    response = response_of(content, "application/json", 201)
    assert isinstance(response, Large)
    assert not any(referred is content for referred in gc.get_referents(response.__dict__))
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(response({}, send, send))  # type: ignore[arg-type]  # it receives nothing
    assert sent[0]["status"] == 201
    assert (b"content-length", b"200001") in sent[0]["headers"]
    assert b"".join(message["body"] for message in sent[1:]) == content
    assert not sent[-1].get("more_body")
    assert not isinstance(response_of(b"x" * 1000, "application/json"), Large)
