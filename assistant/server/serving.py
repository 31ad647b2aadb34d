"""A server that runs until it is told to stop, and then finishes what is running."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
import time
from collections.abc import Callable

import uvicorn

from assistant.assistant import Assistant
from assistant.errors import SettingsError
from assistant.server.access import check_listening, tokens_of
from assistant.server.app import Server
from assistant.server.head_deadline import HeadDeadline
from assistant.server.service import Service

FINISHING_S = 60.0
"""How long questions that have their turn may go on after the server was told to stop."""
_WINDOWS_CLOSE_S = 2

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

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is running before connections are closed."""
        for listening in self.servers:
            listening.close()
        queue = self._server.service.queue
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
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=512)
        # asyncio does this only for sockets that name their protocol; without it each answer waits 40 ms for the
        # client's acknowledgement of its head. What is accepted inherits it.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        message = f"The server cannot listen on {host}:{port}: {error}. Try another: assistant serve --port 0"
        raise SettingsError(message) from error


def runner(server: Server, started: Callable[[int], None] = lambda _: None) -> Uvicorn:
    """Return what runs a server."""
    config = uvicorn.Config(
        server,
        http=HeadDeadline,
        log_config=None,
        access_log=False,
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_WINDOWS_CLOSE_S,
    )
    return Uvicorn(config, server, started)


def serve(assistant: Assistant, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the API and the window until Ctrl-C or SIGTERM; say on standard error where.

    Raises:
        SettingsError: the address cannot be listened on, or is open to others and no token is set.
    """
    import ui

    check_listening(host, tokens_of(assistant.settings.server_token))
    service = Service(assistant)
    server = Server(service, ui.build_chat(service.assistant), ui.launch_options(service.assistant))

    def started(port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        sys.stderr.write(f"Listening on http://{shown}:{port} (the API: /docs; stop with Ctrl-C)\n")
        threading.Thread(target=service.become_ready, name="warm-up", daemon=True).start()

    with listen(host, port) as listening:
        runner(server, started).run([listening])
