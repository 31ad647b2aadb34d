"""HTTP/1.1 of uvicorn with time limits for receiving a request head and for sending a response.

Uvicorn limits how long a connection may be idle between two requests, but only until the first byte; the limits in
`bodies.py` start after the head. In between, uvicorn would wait for a client that sends one byte a minute. It would
also wait forever for a client that reads nothing of its response, and keep everything held for it.
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
"""How long a client may take to read the last chunk of a response."""
CONNECTIONS = 800
"""The maximum number of connections: fewer than the usual limit of 1,024 open files per process."""
OF_ONE_ADDRESS = CONNECTIONS // 2
_RETRY_S = 5


class Deadlines(H11Protocol):
    """Closes a connection whose request is late, whose client does not read, or that exceeds the limit."""

    _overdue: asyncio.TimerHandle | None = None
    _untaken: asyncio.TimerHandle | None = None

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - passed on to uvicorn
        """Parse requests strictly."""
        super().__init__(*given, **named)
        self.conn = self._strict = StrictConnection(h11.SERVER)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Accept the connection if the limit allows, and wait for the first request."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that writing waits until the last byte was read
        if self._is_too_many():
            self.connections.discard(self)
            advice = "Too many connections are open. Close some, or try again later."
            self._end(HTTPStatus.SERVICE_UNAVAILABLE, advice, "busy")
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Process received bytes; an incomplete head does not extend its time limit."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._wait_no_longer()
        elif self._overdue is None:
            self._wait()

    def pause_writing(self) -> None:
        """Wait until the client has read what was sent, with a time limit."""
        super().pause_writing()
        self._untaken = self._untaken or self.loop.call_later(TAKEN_WITHIN_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Continue: the client has read it."""
        self._all_taken()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the signature of uvicorn
        """Respond that the bytes are not a valid request, in the usual shape of errors, and close."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            found = self._strict.fault or "This is not a valid HTTP/1.1 request."
            self._end(HTTPStatus.BAD_REQUEST, f"{found} Send one with a single Host and a single length.")
        else:  # a response is already being sent
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel all timers."""
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
        """Respond to an incomplete request, and close."""
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
