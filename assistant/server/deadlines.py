"""HTTP/1.1 as uvicorn speaks it, with a limit to how long a head may take to arrive, and an answer to be taken.

Uvicorn limits how long a connection may idle between two requests, and forgets that at the first byte; the limits in
`bodies.py` begin when the head is there. In between, a client that sends a letter a minute would be waited for. And one
that takes nothing of its answer would be, for ever, with all that is held for it.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.server.failures import failure

HEAD_WITHIN_S = 15.0
TAKEN_WITHIN_S = 20.0
"""For how long a client may leave more than a little of what was sent to it where it is."""
BUFFERED_BYTES = 64_000
CONNECTIONS = 800
"""How many there may be at a time: fewer than the 1,024 files that a process may usually have open."""


class Deadlines(H11Protocol):
    """Closes a connection whose next request is late, whose client takes nothing, or that is one too many."""

    _overdue: asyncio.TimerHandle | None = None
    _untaken: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for the first request."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=BUFFERED_BYTES)
        if len(self.connections) > CONNECTIONS:
            transport.abort()
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take in what arrived; where a head was begun and is not whole, wait for it, though no longer than before."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._wait_no_longer()
        elif self._overdue is None:
            self._wait()

    def pause_writing(self) -> None:
        """Wait until the client has taken what was sent, though not for ever."""
        super().pause_writing()
        self._untaken = self._untaken or self.loop.call_later(TAKEN_WITHIN_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client took it."""
        self._all_taken()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - as uvicorn has it
        """Tell in the one shape of errors that what arrived is no request, and end the connection."""
        advice = "What arrived is no HTTP/1.1 request. Send one, with a single Host and a single length."
        body = failure(400, advice).body
        headers = [("content-type", "application/json"), ("content-length", str(len(body))), ("connection", "close")]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=bytes(body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of everything."""
        self._wait_no_longer()
        self._all_taken()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._overdue = self.loop.call_later(HEAD_WITHIN_S, self._close)

    def _wait_no_longer(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None

    def _all_taken(self) -> None:
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
