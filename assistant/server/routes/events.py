"""Server-sent events: a growing answer over a connection that is kept alive."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.printable import to_json

KEEP_ALIVE_S = 15.0


def event(data: object, name: str | None = None) -> bytes:
    """Return one event; its data is JSON without line ends, so that no content can end the event early."""
    return format_sse_event(data_str=to_json(data), event=name)


class Events(StreamingResponse):
    """A response of events. The generator is always closed, even if the client disconnects."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes, None]) -> None:
        self._events = events
        super().__init__(kept_alive(events), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._events.aclose()


async def kept_alive(events: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """Yield the events, and a comment after a pause, so that proxies keep the connection open."""
    coming = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(events))
            done, _ = await asyncio.wait((coming,), timeout=KEEP_ALIVE_S)
            if not done:
                yield KEEPALIVE_COMMENT
                continue
            arrived, coming = coming, None
            try:
                yield arrived.result()
            except StopAsyncIteration:
                return
    finally:
        if coming is not None:
            coming.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration):
                await coming
