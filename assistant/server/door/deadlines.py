"""HTTP/1.1 as uvicorn speaks it, with a limit to how long a head may take to arrive, and an answer to be taken.

Uvicorn limits how long a connection may idle between two requests, and forgets that at the first byte; the limits in
`bodies.py` begin when the head is there. In between, a client that sends a letter a minute would be waited for. And one
that takes nothing of its answer would be, for ever, with all that is held for it.
"""

from __future__ import annotations

import asyncio
import secrets
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.server.door.framing import StrictConnection
from assistant.server.failures import failure
from assistant.server.logs import request_id

HEAD_WITHIN_S = 15.0
TAKEN_WITHIN_S = 20.0
"""For how long a client may leave what was sent to it last where it is; that is a piece of an answer at most."""
CONNECTIONS = 800
"""How many there may be at a time: fewer than the 1,024 files that a process may usually have open."""
OF_ONE_ADDRESS = CONNECTIONS // 2
_RETRY_S = 5


class Deadlines(H11Protocol):
    """Closes a connection whose next request is late, whose client takes nothing, or that is one too many."""

    _overdue: asyncio.TimerHandle | None = None
    _untaken: asyncio.TimerHandle | None = None

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - whatever uvicorn gives
        """Read requests strictly."""
        super().__init__(*given, **named)
        self.conn = self._strict = StrictConnection(h11.SERVER)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for the first request, where there is room for it."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that what is not taken to its last byte is waited for
        if self._is_too_many():
            self.connections.discard(self)
            advice = "Too many connections are open. Close some, or come back later."
            self._end(HTTPStatus.SERVICE_UNAVAILABLE, advice, "busy")
        else:
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
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            found = self._strict.fault or "What arrived is no HTTP/1.1 request."
            self._end(HTTPStatus.BAD_REQUEST, f"{found} Send one, with a single Host and a single length.")
        else:  # an answer is being sent already
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

    def _is_too_many(self) -> bool:
        addresses = [other.client[0] for other in self.connections if isinstance(other, Deadlines) and other.client]
        of_this = addresses.count(self.client[0]) if self.client else 0
        return len(self.connections) > CONNECTIONS or of_this > OF_ONE_ADDRESS

    def _end(self, status: HTTPStatus, advice: str, code: str = "") -> None:
        """Answer what is no request yet, and close."""
        request_id.set(secrets.token_hex(8))
        retry = {"Retry-After": str(_RETRY_S)} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}
        response = failure(status, advice, code=code, headers={**retry, "Connection": "close"})
        lines = [
            b"HTTP/1.1 %d %s" % (status, status.phrase.encode()),
            *(b"%s: %s" % each for each in response.raw_headers),
        ]
        self.transport.write(b"\r\n".join((*lines, b"X-Request-Id: " + request_id.get().encode(), b"", b"")))
        self.transport.write(bytes(response.body))
        self.transport.close()

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
