"""A server that runs until it is told to stop, and then finishes what is running."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from assistant.asking.assistant import Assistant
from assistant.errors import SettingsError
from assistant.server.app import Server
from assistant.server.door.access import check_listening, tokens_of
from assistant.server.door.deadlines import Deadlines
from assistant.server.failures import told_to_clients
from assistant.server.service import Service

if TYPE_CHECKING:
    import gradio as gr

FINISHING_S = 60.0
"""How long questions that have their turn may go on after the server was told to stop."""
_WINDOWS_CLOSE_S = 2
_UNTAKEN_BYTES = 128_000
PORT = 7860
PORT_FILE = "port"
"""Beside the index: the port that its window had last, which is no part of the index and never swept."""
_PORTS_TRIED = 100

logger = logging.getLogger("assistant.server")


class Uvicorn(uvicorn.Server):
    """Stops listening, finishes what is running, sends away who waits, then closes."""

    def __init__(self, config: uvicorn.Config, server: Server, started: Callable[[int], None] = lambda _: None) -> None:
        """Run a server; `started` is told the port once it listens."""
        super().__init__(config)
        self._server = server
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say where."""
        await super().startup(sockets)
        if self.started:
            self._started(int(self.servers[0].sockets[0].getsockname()[1]))

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop, and say how; told so again, stop at once."""
        told = "Stopping at once." if self.should_exit else "Stopping; what has begun is finished. Again: at once."
        sys.stderr.write(f"\n{told}\n")
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is running before connections are closed."""
        for listening in self.servers:
            listening.close()
        for queue in (self._server.service.queue, self._server.service.pictures):
            queue.close()
        latest = time.monotonic() + FINISHING_S
        while self._server.edge.busy and time.monotonic() < latest and not self.force_exit:
            await asyncio.sleep(0.05)
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 means any that is free.

    Raises:
        SettingsError: the port is taken, or the address cannot be listened on.
    """
    try:
        return _listening(host, port)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(f"{host}:{port} cannot be listened on: {reason}. Try any free port: --port 0") from error


def listen_as_before(host: str, remembered: Path) -> socket.socket:
    """Return a socket that listens on the port that was noted in a file, or else on the first free from 7860; note it.

    So an address that somebody keeps goes on leading to the same index.

    Raises:
        SettingsError: the address cannot be listened on, whatever the port.
    """
    for port in (*_noted(remembered), *range(PORT, PORT + _PORTS_TRIED), 0):
        try:
            listening = _listening(host, port)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES) or not port:
                advice = "Try this machine's own address: --host 127.0.0.1"
                raise SettingsError(f"{host} cannot be listened on: {error.strerror or error}. {advice}") from error
            continue
        with suppress(OSError):  # a folder that cannot be written to
            remembered.write_text(str(listening.getsockname()[1]), encoding="ascii")
        return listening
    raise AssertionError  # port 0 is listened on, or says why not


def _noted(remembered: Path) -> list[int]:
    with suppress(OSError, ValueError):
        port = int(remembered.read_text(encoding="ascii"))
        if 0 < port < 65536:
            return [port]
    return []


def _listening(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    listening = socket.create_server((host, port), family=family, backlog=512)
    # asyncio does this only for sockets that name their protocol; without it each answer waits 40 ms for the
    # client's acknowledgement of its head. What is accepted inherits it.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # The system would hold up to 4 MB of an answer for each client that takes nothing of it.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNTAKEN_BYTES)
    return listening


def runner(server: Server, started: Callable[[int], None] = lambda _: None) -> Uvicorn:
    """Return what runs a server."""
    config = uvicorn.Config(
        server,
        http=Deadlines,
        log_config=None,
        access_log=False,
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_WINDOWS_CLOSE_S,
    )
    return Uvicorn(config, server, started)


def serve(
    assistant: Assistant, host: str = "127.0.0.1", port: int | None = PORT, *, open_browser: bool = False
) -> None:
    """Serve the API and the window until Ctrl-C or SIGTERM; say on standard error where.

    Without a port it is the one that this index was served on last, or the first free one from 7860.

    Raises:
        SettingsError: the address cannot be listened on, or is open to others and no token is set.
    """
    check_listening(host, tokens_of(assistant.settings.server_token))
    with listen(host, port) if port is not None else listen_as_before(host, assistant.index / PORT_FILE) as listening:
        service = Service(assistant)
        server = Server(service, window_of(service))

        def started(port: int) -> None:
            url = f"http://{_shown(host)}:{port}"
            sys.stderr.write(f"The window is at {url}, its API at {url}/docs (stop with Ctrl-C)\n")
            threading.Thread(target=service.become_ready, name="warm-up", daemon=True).start()
            if open_browser:
                threading.Thread(target=webbrowser.open, args=(url,), name="browser", daemon=True).start()

        runner(server, started).run([listening])


def window_of(service: Service) -> gr.Blocks:
    """Return the window. Where some who get in may not look after the server, errors name no places on its disk."""
    from assistant.window.page import build_window

    return build_window(service.assistant, str if service.door.all_administer else told_to_clients)


def _shown(host: str) -> str:
    """Return a host as a browser of this machine takes it."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    name = everywhere.get(host, host)
    return f"[{name}]" if ":" in name else name
