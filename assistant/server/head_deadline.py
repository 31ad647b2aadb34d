"""HTTP/1.1 as uvicorn speaks it, with a limit to how long the head of a request may take to arrive.

Uvicorn limits how long a connection may idle between two requests, and forgets that at the first byte; the limits in
`edge.py` begin when the head is there. In between, a client that sends a letter a minute would be waited for.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_WITHIN_S = 15.0


class HeadDeadline(H11Protocol):
    """Closes a connection whose next request has not told its method, path and headers in time."""

    _overdue: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take in what arrived; where a head was begun and is not whole, wait for it, though no longer than before."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._wait_no_longer()
        elif self._overdue is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of everything."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._overdue = self.loop.call_later(HEAD_WITHIN_S, self._close)

    def _wait_no_longer(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
