"""An allowlist for the window: only the addresses of the framework that the page uses, and only what it sends to them.

The framework reads files and fetches URLs that a request names if it takes the value of a component for a file. So it
never gets a request with an object among its values, a header or query that it does not need, or a body that was not
checked here. Files are uploaded through `/v1/documents`.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from assistant.errors import AssistantError, BusyError
from assistant.server.door.framework import Framework
from assistant.server.door.sessions import Sessions, is_name
from assistant.server.failures import failure, failure_of
from assistant.threads import asker
from assistant.window.asked_by import ASKED_BY
from assistant.window.kept import is_reader

PAGE = re.compile(r"/(?:config|theme\.css|favicon\.ico|gradio_api/info|(?:assets|static)(?:/[\w@+-][\w@+.-]*)+)?", re.A)
"""The addresses that need no session; Gradio's clients read `info`."""
HEARTBEAT = "/gradio_api/heartbeat/"
RESULTS = "/gradio_api/queue/data"
EVENTS = "/gradio_api/queue/join"
CANCEL = "/gradio_api/cancel"
MOST_BYTES = 64_000
"""The maximum size of an event: a question has at most 4,000 characters."""
MOST_UNFETCHED = 16
MOST_UNFETCHED_OF_ONE = 64
"""How many events per session, and per client, may be running or have unfetched results."""
BROWSER = "assistant-browser"
"""The session cookie that identifies a browser; it grants no access."""
SWEEP_EVERY_S = 20.0
_RETRY_S = 2
_MOST_CHOICES = 1_000
_HEADERS = frozenset((b"host", b"accept", b"accept-encoding", b"content-type", b"if-none-match", b"x-forwarded-proto"))


class WindowDoor:
    """Passes the requests of the window's page on to the framework, and refuses all others."""

    def __init__(self, framework: Framework) -> None:
        """Protect this framework."""
        self.framework = framework
        self.sessions = Sessions()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path, method = scope["path"], scope["method"]
        beating = path.removeprefix(HEARTBEAT) if path.startswith(HEARTBEAT) else ""
        beats = bool(beating) and "/" not in beating
        try:
            if PAGE.fullmatch(path) and method in ("GET", "HEAD"):
                await self._pass_on(scope, receive, _known_again(scope, send) if path == "/" else send)
            elif beats and method == "GET":
                await self._connect(beating, scope, receive, send)
            elif path == RESULTS and method == "GET":
                session = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
                await self._connect(session, scope, receive, send, query={"session_hash": session})
            elif path == EVENTS and method == "POST":
                await self._pass_on(scope, receive, send, await self._event(await _body(receive)))
            elif path == CANCEL and method == "POST":
                await self._pass_on(scope, receive, send, self._cancelling(await _body(receive)))
            elif PAGE.fullmatch(path) or beats or path in (RESULTS, EVENTS, CANCEL):
                await failure(405, "This address does not support that method.")(scope, receive, send)
            else:
                await failure(404, "There is nothing at this address. /docs lists all addresses.")(scope, receive, send)
        except _UnfitError as error:
            await error.response(scope, receive, send)
        except AssistantError as error:
            await failure_of(error)(scope, receive, send)

    @asynccontextmanager
    async def sweeping(self) -> AsyncGenerator[None, None]:
        """Periodically drop what no tab needs any more, while the context lasts."""

        async def sweep() -> None:
            while True:
                await asyncio.sleep(SWEEP_EVERY_S)
                await self.sweep()

        task = asyncio.create_task(sweep())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def sweep(self) -> None:
        """Drop unfetched results and expired sessions."""
        for name in self.sessions.unheard():
            if self.framework.unfetched(name):
                await self.framework.drop_results(name)
        for name in self.sessions.expire():
            await self.framework.forget(name)

    async def _event(self, body: bytes) -> dict[str, Any]:
        """Return an event in the form that the framework gets, after checking the limits of its session."""
        given = _object(body)
        number, values, event = given.get("fn_index"), given.get("data"), given.get("event_data")
        takes = self.framework.inputs.get(number) if type(number) is int else None
        if takes is None:
            raise _UnfitError("The window has no such event. Reload the page.", "fn_index")
        if not isinstance(values, list) or len(values) != takes or not all(map(_is_plain, values)):
            raise _UnfitError("The event accepts only text, numbers and lists of them, in the right number.", "data")
        if not isinstance(event, dict | None):
            raise _UnfitError("It must be an object.", "event_data")
        name = _session(given.get("session_hash"))
        await self._hear(name)
        await self._make_room(name)
        return {"fn_index": number, "data": values, "session_hash": name, "event_data": event}

    async def _make_room(self, name: str) -> None:
        """Drop the client's oldest results without a listener if there are too many."""
        of_one = {each: self.framework.unfetched(each) for each in self.sessions.of_same_owner(name)}
        if of_one[name] >= MOST_UNFETCHED:
            raise BusyError("Too many results of this window were not fetched. Reload the page.", _RETRY_S)
        surplus = sum(of_one.values()) + 1 - MOST_UNFETCHED_OF_ONE
        for silent, unfetched in of_one.items():
            if surplus > 0 and unfetched and silent != name and not self.sessions.is_listening(silent):
                await self.framework.drop_results(silent)
                surplus -= unfetched
        if surplus > 0:
            raise BusyError("Too many windows are waiting. Reload the page later.", _RETRY_S)

    def _cancelling(self, body: bytes) -> dict[str, Any]:
        given = _object(body)
        name, number, event = _session(given.get("session_hash")), given.get("fn_index"), given.get("event_id")
        if type(number) is not int or not isinstance(event, str):
            raise _UnfitError("It needs session_hash, fn_index and event_id.", "event_id")
        self.sessions.hear(name, asker.get())
        return {"session_hash": name, "fn_index": number, "event_id": event}

    async def _connect(
        self, name: str, scope: Scope, receive: Receive, send: Send, query: Mapping[str, str] | None = None
    ) -> None:
        await self._hear(_session(name))
        with self.sessions.connected(name, listens=query is not None):
            await self._pass_on(scope, receive, send, query=query)

    async def _hear(self, name: str) -> None:
        for gone in self.sessions.hear(name, asker.get()):
            await self.framework.forget(gone)

    async def _pass_on(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> None:
        """Pass a request on with this body and query, and only the headers that the framework needs."""
        content = b"" if body is None else json.dumps(body).encode()
        headers = [(name, value) for name, value in scope["headers"] if name in _HEADERS]
        headers.append((b"content-length", str(len(content)).encode()))
        headers.append((ASKED_BY.encode(), _browser_of(scope).encode()))
        told = False

        async def receive_known() -> Message:
            nonlocal told
            if told:
                return await _until_gone(receive)
            told = True
            return {"type": "http.request", "body": content, "more_body": False}

        known = {**scope, "headers": headers, "query_string": urlencode(query or {}).encode()}
        await self.framework.app(known, receive_known, send)


class _UnfitError(Exception):
    """A request that the page would not make."""

    def __init__(self, message: str, param: str) -> None:
        self.response: Response = failure(422, f"{param}: {message}", param=param)


def _browser_of(scope: Scope) -> str:
    """Return the id of a browser from its cookie, or ""."""
    cookies: SimpleCookie = SimpleCookie()
    with suppress(CookieError):
        cookies.load(Headers(scope=scope).get("cookie", ""))
    name = cookies[BROWSER].value if BROWSER in cookies else ""
    return name if is_reader(name) else ""


def _known_again(scope: Scope, send: Send) -> Send:
    """Return a `send` that sets the cookie if it is missing, so that all tabs of a browser are one client."""

    async def send_name(message: Message) -> None:
        if message["type"] == "http.response.start" and not _browser_of(scope):
            cookie = f"{BROWSER}={secrets.token_hex(16)}; Path=/; HttpOnly; SameSite=Strict"
            MutableHeaders(scope=message).append("Set-Cookie", cookie)
        await send(message)

    return send_name


async def _body(receive: Receive) -> bytes:
    """Return the whole body; one that is too long is refused at once."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _UnfitError("It was cut off.", "body")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BYTES:
            raise _UnfitError(f"It is larger than {MOST_BYTES} bytes, the limit for an event.", "body")
        if not message.get("more_body", False):
            return b"".join(parts)


async def _until_gone(receive: Receive) -> Message:
    while (message := await receive())["type"] != "http.disconnect":
        pass
    return message


def _object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise _UnfitError("It must be a JSON object.", "body")
    return given


def _session(name: object) -> str:
    if not isinstance(name, str) or not is_name(name):
        raise _UnfitError("It must be 4 to 64 letters, digits and hyphens.", "session_hash")
    return name


def _is_plain(value: object) -> bool:
    """Return whether a value is text, a number, or a list of them, as the page's components send; a file is not."""
    if isinstance(value, list):
        return len(value) <= _MOST_CHOICES and all(isinstance(each, str | int | float) for each in value)
    return value is None or isinstance(value, str | int | float)
