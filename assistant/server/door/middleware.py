"""The middleware of every request: request id, log line, access control, security headers, time limits."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from string import ascii_letters, digits

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AssistantError
from assistant.server.door.access import Door, lacks, right_for
from assistant.server.door.bodies import MOST_FORM_BYTES, Body
from assistant.server.door.uploads import UploadsUnderWay
from assistant.server.failures import failure, failure_of
from assistant.server.logs import request_id
from assistant.server.metrics import Metrics
from assistant.threads import asker

API = ("/v1", "/mcp", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics")
HELD_S = 1.0
HELD = 50
"""The delay of responses to repeated wrong tokens, and how many responses may be delayed at once."""
WITHOUT_TOKEN = ("/healthz", "/readyz")
PIECE_BYTES = 32_000
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; frame-src 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)
"""Tells the browser to load nothing from other servers, whatever a page contains."""
_LONGEST_ID = 64
_IN_IDS = frozenset(f"{ascii_letters}{digits}._-")

logger = logging.getLogger("assistant.server")


def is_api(path: str) -> bool:
    """Return whether a path belongs to the API; all others belong to the window."""
    return any(path == ours or path.startswith(f"{ours}/") for ours in API)


class Edge:
    """Wraps an application in what every request needs."""

    def __init__(self, app: ASGIApp, door: Door, metrics: Metrics, upload_bytes: int) -> None:
        """Use this access control, limit on file size, and metrics."""
        self.app = app
        self._door = door
        self._metrics = metrics
        self.uploads = UploadsUnderWay(upload_bytes + MOST_FORM_BYTES)
        self._running = 0
        self._held = 0

    @property
    def busy(self) -> bool:
        """Whether a request to the API is in progress."""
        return self._running > 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        offered = headers.get("x-request-id", "")
        identity = offered if 0 < len(offered) <= _LONGEST_ID and _IN_IDS.issuperset(offered) else secrets.token_hex(8)
        request_id.set(identity)
        address = scope["client"][0] if scope.get("client") else ""
        started, status, api = time.perf_counter(), 0, is_api(scope["path"])
        body = Body(scope["path"], headers, receive, self.uploads)

        async def send_wrapped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), identity, api, ends=not body.is_whole)
            await _in_pieces(message, send)

        self._running += api
        try:
            refused = await self._refusal(scope, headers, address)
            if refused is None:
                body.of(asker.get())
                await self.app(scope, body.receive, send_wrapped)
            else:
                await body.drain()
                await refused(scope, receive, send_wrapped)
        except (HTTPException, AssistantError) as error:  # for a body that the application does not read itself
            if status:
                raise
            await body.drain()
            await failure_of(error)(scope, receive, send_wrapped)
        finally:
            body.release()
            self._running -= api
            self._note(scope, status, time.perf_counter() - started, address)

    async def _refusal(self, scope: Scope, headers: Headers, address: str) -> Response | None:
        path = scope["path"]
        if self._door.is_foreign(headers):
            return failure(
                403,
                "The request names another site, or a host that is not this machine. Use the address shown at start.",
            )
        if path in WITHOUT_TOKEN:
            return None
        client = self._door.client_of(headers, address)
        if client is None:
            return await self._turned_away(path, headers, address)
        needed = right_for(scope["method"], path)
        if client.right < needed:
            return failure(403, lacks(client, needed), code="access")
        asker.set(client.name)
        return None

    async def _turned_away(self, path: str, headers: Headers, address: str) -> Response:
        seconds = self._door.wrong_for(headers, address)
        if seconds:
            if self._held < HELD:
                self._held += 1
                try:
                    await asyncio.sleep(HELD_S)
                finally:
                    self._held -= 1
            retry = {"Retry-After": str(seconds)}
            return failure(429, f"Too many wrong tokens. Try again in {seconds} s.", code="access", headers=retry)
        scheme = "Bearer" if is_api(path) and not path.startswith("/docs") else "Basic"
        ask = {"WWW-Authenticate": f'{scheme} realm="Grounded Assistant"'}
        advice = "Send the header `Authorization: Bearer TOKEN`, or any user name with the token as its password."
        return failure(401, f"A valid token is required. {advice}", headers=ask)

    def _note(self, scope: Scope, status: int, seconds: float, address: str) -> None:
        """Count and log a request; the route is logged as a pattern, so that no name or secret gets into the log."""
        route = getattr(scope.get("route"), "path", "") if is_api(scope["path"]) else "window"
        route = route or ("/mcp" if scope["path"].startswith("/mcp") else "unknown")
        method = scope["method"] if scope["method"] in ("GET", "POST", "DELETE", "HEAD", "OPTIONS") else "other"
        self._metrics.requests.labels(method, route, str(status)).observe(seconds)
        level = logging.DEBUG if route == "window" and status < 400 else logging.INFO
        what = {"method": method, "route": route, "status": status, "milliseconds": round(1000 * seconds, 1)}
        logger.log(level, "request", extra={**what, "client": address})


async def _in_pieces(message: Message, send: Send) -> None:
    """Send a message; a large body goes in chunks, so that a slow client holds little memory."""
    body = memoryview(message.get("body", b""))  # slicing a memoryview copies nothing
    while len(body) > PIECE_BYTES:
        await send({"type": message["type"], "body": bytes(body[:PIECE_BYTES]), "more_body": True})
        body = body[PIECE_BYTES:]
    await send({**message, "body": bytes(body)} if body else message)


def _add_headers(headers: MutableHeaders, identity: str, api: bool, *, ends: bool) -> None:
    headers["X-Request-Id"] = identity
    if ends:
        headers["Connection"] = "close"
    for name, value in SECURITY.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", API_POLICY if api else PAGE_POLICY)
    if api:
        headers.setdefault("Cache-Control", "no-store")
