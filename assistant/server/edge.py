"""What surrounds every request: its id, its line in the log, the door, security headers, a limit to how slow it is."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.server.access import Door
from assistant.server.failures import failure
from assistant.server.logs import request_id
from assistant.server.metrics import Metrics
from assistant.server.service import client

API = ("/v1", "/mcp", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics")
UPLOADS = "/v1/documents"
WITHOUT_TOKEN = ("/healthz", "/readyz")
MOST_JSON_BYTES = 1_000_000
MOST_FORM_BYTES = 100_000
"""What a form may have beside the file in it."""
_DRAINED_BYTES = 64_000_000
_DRAINED_WITHIN_S = 5.0
BODY_WITHIN_S = 30.0
UPLOAD_WITHIN_S = 300.0
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
POLICY = "default-src 'none'; frame-ancestors 'none'"
_OUR_IDS = re.compile(r"[A-Za-z0-9._-]{1,64}")

logger = logging.getLogger("assistant.server")


def is_api(path: str) -> bool:
    """Say whether a path belongs to the API; all others are the window's."""
    return any(path == ours or path.startswith(f"{ours}/") for ours in API)


class Edge:
    """Wraps an application in what every request gets."""

    def __init__(self, app: ASGIApp, door: Door, metrics: Metrics, upload_bytes: int) -> None:
        """Let in whom the door lets in, and files of at most so many bytes, and count."""
        self.app = app
        self._door = door
        self._metrics = metrics
        self._upload_bytes = upload_bytes + MOST_FORM_BYTES
        self._running = 0

    @property
    def busy(self) -> bool:
        """Whether a request to the API is being answered."""
        return self._running > 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        offered = headers.get("x-request-id", "")
        identity = offered if _OUR_IDS.fullmatch(offered) else secrets.token_hex(8)
        request_id.set(identity)
        address = scope["client"][0] if scope.get("client") else ""
        started, status, api = time.perf_counter(), 0, is_api(scope["path"])

        async def send_wrapped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), identity, api)
            await send(message)

        self._running += api
        try:
            refused = self._refusal(scope["path"], headers, address) or self._too_large(scope["path"], headers)
            if refused is not None:
                await _drained(receive)
                await refused(scope, receive, send_wrapped)
            else:
                await self.app(scope, self._limited(scope, receive), send_wrapped)
        finally:
            self._running -= api
            self._note(scope, status, time.perf_counter() - started, address)

    def _refusal(self, path: str, headers: Headers, address: str) -> Response | None:
        if self._door.is_foreign(headers):
            return failure(
                403,
                "The request names another site, or a host that is not this machine. Use the address shown at start.",
            )
        if path in WITHOUT_TOKEN:
            return None
        seconds = self._door.locked_for(address)
        if seconds:
            retry = {"Retry-After": str(seconds)}
            return failure(429, f"Too many wrong tokens. Try again in {seconds} s.", code="access", headers=retry)
        who = self._door.client_of(headers, address)
        if who is None:
            scheme = "Bearer" if is_api(path) and not path.startswith("/docs") else "Basic"
            ask = {"WWW-Authenticate": f'{scheme} realm="Grounded Assistant"'}
            advice = "Send the header `Authorization: Bearer TOKEN`, or any user name with the token as its password."
            return failure(401, f"A token is needed here, and the right one. {advice}", headers=ask)
        client.set(who)
        return None

    def _limits(self, path: str) -> tuple[float, float]:
        """Return how many bytes a path takes, and within how many seconds; the window limits its uploads itself."""
        if not is_api(path):
            return float("inf"), UPLOAD_WITHIN_S
        if path == UPLOADS:
            return self._upload_bytes, UPLOAD_WITHIN_S
        return MOST_JSON_BYTES, BODY_WITHIN_S

    def _too_large(self, path: str, headers: Headers) -> Response | None:
        most, _ = self._limits(path)
        told = headers.get("content-length", "")
        return failure(413, _too_large(most)) if told.isdigit() and int(told) > most else None

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """Return a `receive` that raises where a body is too large, or too slow."""
        most, within = self._limits(scope["path"])
        until = time.monotonic() + within
        size, arrived = 0, False

        async def receive_limited() -> Message:
            nonlocal size, arrived
            if arrived:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0.0, until - time.monotonic()))
            except TimeoutError as error:
                raise HTTPException(408, f"The request did not arrive within {within:.0f} s. Send it again.") from error
            size += len(message.get("body", b""))
            if size > most:
                if message.get("more_body", False):
                    await _drained(receive)
                raise HTTPException(413, _too_large(most))
            arrived = not message.get("more_body", False)
            return message

        return receive_limited

    def _note(self, scope: Scope, status: int, seconds: float, address: str) -> None:
        """Count a request, and write its line; the route is its pattern, so that no name or secret gets in."""
        route = getattr(scope.get("route"), "path", "") if is_api(scope["path"]) else "window"
        route = route or ("/mcp" if scope["path"].startswith("/mcp") else "unknown")
        method = scope["method"] if scope["method"] in ("GET", "POST", "DELETE", "HEAD", "OPTIONS") else "other"
        self._metrics.requests.labels(method, route, str(status)).observe(seconds)
        level = logging.DEBUG if route == "window" and status < 400 else logging.INFO
        what = {"method": method, "route": route, "status": status, "milliseconds": round(1000 * seconds, 1)}
        logger.log(level, "request", extra={**what, "client": address})


async def _drained(receive: Receive) -> None:
    """Read on for a while what will not be used: many clients read no answer before they have sent all."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_DRAINED_WITHIN_S):
            size = 0
            while size < _DRAINED_BYTES:
                message = await receive()
                size += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


def _too_large(most: float) -> str:
    return f"The request is larger than the {most:.0f} bytes that this address takes. Send less."


def _add_headers(headers: MutableHeaders, identity: str, api: bool) -> None:
    headers["X-Request-Id"] = identity
    for name, value in SECURITY.items():
        headers.setdefault(name, value)
    if api:
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("Cache-Control", "no-store")
