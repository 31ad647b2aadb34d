"""Clients that take nothing of what they asked for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress

import pytest

from assistant.server.door import deadlines
from tests.server.conftest import Running, eventually

Run = Callable[..., Running]


def connect(server: Running) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", int(server.url.rpartition(":")[2])))
    return connection


@pytest.fixture
def server(run: Run) -> Running:
    server = run(max_file_bytes=40_000_000)
    lines = "".join(f"Region {n} sold units. " for n in range(400_000))
    (server.service.assistant.library.corpus / "large.txt").write_text("unused", encoding="utf-8")
    large = lines.encode()
    document = server.service.assistant.library.document("report.md")

    class Large:
        def __call__(self, name: str) -> object:
            return document.__class__(name, large.decode(), "Large", "")

    server.service.assistant.library.document = Large()  # type: ignore[method-assign, assignment]  # what no index need hold
    return server


def test_who_takes_nothing_of_a_long_answer_is_let_go(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "TAKEN_WITHIN_S", 0.3)
    with connect(server) as idle:
        idle.sendall(b"GET /v1/documents/large.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not server.server.edge.busy:
            threading.Event().wait(0.01)
        while server.server.edge.busy:
            threading.Event().wait(0.01)
        taken = 0
        try:
            while piece := idle.recv(1_000_000):
                taken += len(piece)
        except ConnectionResetError:
            pass
    assert taken < 9_000_000


def test_who_takes_a_long_answer_slowly_gets_all_of_it(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "TAKEN_WITHIN_S", 5.0)
    with connect(server) as slow:
        slow.sendall(b"GET /v1/documents/large.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        taken = 0
        while piece := slow.recv(100_000):
            taken += len(piece)
    assert taken > 9_000_000


def held(server: Running) -> list[int]:
    """Return for each connection how many bytes of it wait for its client."""
    return [each.transport.get_write_buffer_size() for each in list(server.runs.server_state.connections)]


def test_many_who_take_nothing_hold_a_piece_each_and_the_rest_waits_on_the_disk(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "TAKEN_WITHIN_S", 2.0)
    with ExitStack() as stack:
        idle = [stack.enter_context(connect(server)) for _ in range(6)]
        for connection in idle:
            connection.sendall(b"GET /v1/documents/large.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert eventually(lambda: sum(size > 0 for size in held(server)) == len(idle))
        assert max(held(server)) < 100_000
        assert eventually(lambda: not held(server))


def test_the_last_bytes_that_nobody_takes_do_not_keep_a_connection(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "TAKEN_WITHIN_S", 0.5)
    with connect(server) as idle:
        ask = b"GET /v1/documents/report.md HTTP/1.1\r\nHost: localhost\r\n\r\n"
        idle.sendall(ask)
        assert eventually(lambda: len(held(server)) == 1)
        (connection,) = server.runs.server_state.connections
        connection.loop.call_soon_threadsafe(connection.transport.write, b"x" * 3_000_000)
        connection.loop.call_soon_threadsafe(connection.transport.close)
        assert eventually(lambda: not held(server))


def is_served(connection: socket.socket) -> bool:
    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    received = b""
    while b"}" not in received:
        received += connection.recv(65536) or b"}"
    return received.startswith(b"HTTP/1.1 200 ")


def told(connection: socket.socket) -> bytes:
    received = b""
    with suppress(ConnectionError):
        while piece := connection.recv(65536):
            received += piece
    return received


def test_one_address_cannot_take_all_connections_and_one_too_many_is_told_so(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "CONNECTIONS", 6)
    monkeypatch.setattr(deadlines, "OF_ONE_ADDRESS", 4)
    port = int(server.url.rpartition(":")[2])
    with ExitStack() as stack:

        def connected(address: str) -> socket.socket:
            source = (address, 0)
            return stack.enter_context(socket.create_connection(("127.0.0.1", port), 20, source_address=source))

        mine = [connected("127.0.0.1") for _ in range(4)]
        assert all(map(is_served, mine))
        refused = told(connected("127.0.0.1"))
        assert refused.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        assert b"retry-after: " in refused.lower()
        assert b'"code": "busy"' in refused
        others = [connected("127.0.0.2") for _ in range(2)]
        assert all(map(is_served, (*mine, *others)))
        assert b" 503 " in told(connected("127.0.0.3"))
        mine[0].close()
        assert eventually(lambda: len(server.runs.server_state.connections) < 6)
        assert is_served(connected("127.0.0.3"))
