"""What all routes share: how a function is bound to an endpoint, and how its result is sent.

A large response is buffered on disk, so that many slow clients hold no memory.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from assistant.api.endpoints import Endpoint
from assistant.printable import to_json
from assistant.server.service import Service

LARGE_BYTES = 500_000
_PIECE_BYTES = 32_000


def serves(
    routes: APIRouter,
    endpoint: Endpoint[Any],
    **more: Any,  # noqa: ANN401 - whatever a route takes besides
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that binds a function to an endpoint; a response of bytes has no schema."""
    shape = {} if endpoint.returns is bytes else {"response_model": endpoint.returns}
    return routes.api_route(endpoint.path, methods=[endpoint.method], status_code=endpoint.status, **{**shape, **more})


def json_response(content: bytes | str) -> Response:
    """Return a response with serialised JSON."""
    return response_of(content, "application/json")


async def seen(service: Service, what: Callable[[], object]) -> Response:
    """Run a function that reads the index and return its result as JSON; both on a thread, as it may be large."""
    return await service.look(lambda: json_response(to_json(what())))


def response_of(content: bytes | str, media_type: str, status: int = 200) -> Response:
    """Return a response with serialised content; a large one is buffered on disk.

    Call it on a thread: writing a large response would block the event loop.
    """
    data = content.encode() if isinstance(content, str) else content
    return Large(data, status, media_type) if len(data) > LARGE_BYTES else Response(data, status, media_type=media_type)


class Large(Response):
    """A response buffered in an unnamed temporary file."""

    def __init__(self, content: bytes, status_code: int, media_type: str) -> None:
        """Write the content to the file."""
        self._file = tempfile.TemporaryFile(prefix="assistant-")  # noqa: SIM115 - closed once it was sent
        self._file.write(content)
        self._file.seek(0)
        super().__init__(None, status_code, {"Content-Length": str(len(content))}, media_type)

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        """Send the content and close the file."""
        with self._file:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            while piece := self._file.read(_PIECE_BYTES):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
