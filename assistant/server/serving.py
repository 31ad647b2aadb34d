"""Running the server until it is stopped, with a graceful shutdown."""

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
"""How long active questions may continue after the server was told to stop."""
_WINDOWS_CLOSE_S = 2
_UNTAKEN_BYTES = 128_000
PORT = 7860
PORT_FILE = "port"
"""A file in the index folder with the port that the window used last; cleaning the index never deletes it."""
_PORTS_TRIED = 100

logger = logging.getLogger("assistant.server")


class Uvicorn(uvicorn.Server):
    """On shutdown stops listening, rejects waiting questions, finishes active ones, then closes."""

    def __init__(self, config: uvicorn.Config, server: Server, started: Callable[[int], None] = lambda _: None) -> None:
        """Run a server; `started` is called with the port once it listens."""
        super().__init__(config)
        self._server = server
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and report the port."""
        await super().startup(sockets)
        if self.started:
            self._started(int(self.servers[0].sockets[0].getsockname()[1]))

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Start a graceful shutdown and say so; on a second signal stop at once."""
        told = (
            "Stopping at once."
            if self.should_exit
            else "Stopping; active questions will finish. Press Ctrl-C again to stop at once."
        )
        sys.stderr.write(f"\n{told}\n")
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish active requests before connections are closed."""
        for listening in self.servers:
            listening.close()
        for queue in (self._server.service.queue, self._server.service.pictures):
            queue.close()
        latest = time.monotonic() + FINISHING_S
        while self._server.edge.busy and time.monotonic() < latest and not self.force_exit:
            await asyncio.sleep(0.05)
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 means any free port.

    Raises:
        SettingsError: the port is in use, or the address is not available.
    """
    try:
        return _listening(host, port)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(f"Cannot listen on {host}:{port}: {reason}. Use any free port with: --port 0") from error


def listen_as_before(host: str, remembered: Path) -> socket.socket:
    """Return a socket listening on the port recorded in a file, or on the first free port from 7860; record the port.

    So a bookmark of the window keeps pointing to the same index.

    Raises:
        SettingsError: the address is not available on any port.
    """
    for port in (*_noted(remembered), *range(PORT, PORT + _PORTS_TRIED), 0):
        try:
            listening = _listening(host, port)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES) or not port:
                advice = "Use this machine's own address: --host 127.0.0.1"
                raise SettingsError(f"Cannot listen on {host}: {error.strerror or error}. {advice}") from error
            continue
        with suppress(OSError):  # a read-only folder
            remembered.write_text(str(listening.getsockname()[1]), encoding="ascii")
        return listening
    raise AssertionError  # port 0 is always tried last


def _noted(remembered: Path) -> list[int]:
    with suppress(OSError, ValueError):
        port = int(remembered.read_text(encoding="ascii"))
        if 0 < port < 65536:
            return [port]
    return []


def _listening(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    listening = socket.create_server((host, port), family=family, backlog=512)
    # asyncio does this only for sockets that name their protocol. Without it each response waits 40 ms for the
    # client's acknowledgement of its head. Accepted connections inherit the option.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # Otherwise the system would buffer up to 4 MB of a response for each client that reads nothing.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNTAKEN_BYTES)
    return listening


def runner(server: Server, started: Callable[[int], None] = lambda _: None) -> Uvicorn:
    """Return the uvicorn server that runs an application."""
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


def run_server(
    assistant: Assistant, host: str = "127.0.0.1", port: int | None = PORT, *, open_browser: bool = False
) -> None:
    """Serve the API and the window until Ctrl-C or SIGTERM; print the address to standard error.

    Without a port, it uses the one on which this index was last served, or the first free one from 7860.

    Raises:
        SettingsError: the address is not available, or is reachable from other machines and no token is set.
    """
    check_listening(host, tokens_of(assistant.library.settings.server_token))
    with (
        listen(host, port)
        if port is not None
        else listen_as_before(host, assistant.library.index / PORT_FILE) as listening
    ):
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
    """Return the window. Unless all clients are administrators, its errors name no paths of the server."""
    from assistant.window.page import build_window

    return build_window(service.assistant, str if service.door.all_administer else told_to_clients)


def _shown(host: str) -> str:
    """Return a host as part of a URL that a browser on this machine can open."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    name = everywhere.get(host, host)
    return f"[{name}]" if ":" in name else name
