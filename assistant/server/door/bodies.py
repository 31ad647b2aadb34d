"""Limits on request bodies, enforced while they arrive: one for every address, another for documents."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from assistant.errors import BusyError
from assistant.server.door.uploads import UploadsUnderWay

UPLOADS = "/v1/documents"
MOST_BYTES = 1_000_000
MOST_FORM_BYTES = 100_000
"""The allowance for a form around the file in it."""
BODY_WITHIN_S = 30.0
UPLOAD_WITHIN_S = 300.0
_DRAINED_BYTES = 64_000_000
_DRAINED_WITHIN_S = 5.0


class Body:
    """The body of one request. Its `receive` replaces the server's.

    `is_whole` tells whether the body arrived completely. If it has not when the response starts, the connection must be
    closed, or the server would wait for the rest.
    """

    def __init__(self, path: str, headers: Headers, receive: Receive, uploads: UploadsUnderWay) -> None:
        """Start to receive; `uploads` counts the bytes sent to the address of documents."""
        self._uploads = uploads if path.rstrip("/") == UPLOADS else None
        self._most = uploads.largest if self._uploads else MOST_BYTES
        self._within = UPLOAD_WITHIN_S if self._uploads else BODY_WITHIN_S
        self._until = time.monotonic() + self._within
        self._receive = receive
        self._told = headers.get("content-length", "")
        self._client = ""
        self._size = 0
        self.is_whole = self._told in ("", "0") and "transfer-encoding" not in headers

    def of(self, client: str) -> None:
        """Attribute the body to a client.

        Raises:
            HTTPException: 413, the declared length is too large.
        """
        self._client = client
        if self._told.isdigit() and int(self._told) > self._most:
            raise self._too_large()

    async def receive(self) -> Message:
        """Return the next message.

        Raises:
            HTTPException: 413, it is too large; 408, it is too slow; 429, too many documents are being sent.
        """
        if self.is_whole:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, self._until - time.monotonic()))
        except TimeoutError as error:
            advice = f"The request did not arrive within {self._within:.0f} s. Send it again."
            raise HTTPException(408, advice) from error
        got = len(message.get("body", b""))
        if self._size + got > self._most:
            await self.drain()
            raise self._too_large()
        if self._uploads:
            try:
                self._uploads.take(self._client, got)
            except BusyError as error:
                raise HTTPException(429, str(error), {"Retry-After": str(error.retry_after)}) from error
        self._size += got
        self.is_whole = not message.get("more_body", False)
        return message

    async def drain(self) -> None:
        """Read and discard the rest for a while: many clients read no response before they have sent everything."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAINED_WITHIN_S):
                size = 0
                while size < _DRAINED_BYTES and not self.is_whole:
                    message = await self._receive()
                    size += len(message.get("body", b""))
                    self.is_whole = not message.get("more_body", False)

    def release(self) -> None:
        """Release the bytes counted for this body."""
        if self._uploads:
            self._uploads.release(self._client, self._size)

    def _too_large(self) -> HTTPException:
        return HTTPException(
            413, f"The request is larger than the {self._most} bytes that this address accepts. Send less."
        )
