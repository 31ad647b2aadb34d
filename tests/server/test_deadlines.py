"""Clients that take nothing of what they asked for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest

from assistant.server import deadlines
from tests.server.conftest import Running

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
    (server.service.assistant.corpus / "large.txt").write_text("unused", encoding="utf-8")
    large = lines.encode()
    document = server.service.assistant.document("report.md")

    class Large:
        def __call__(self, name: str) -> object:
            return document.__class__(name, large.decode(), "Large", "")

    server.service.assistant.document = Large()  # type: ignore[method-assign, assignment]  # what no index need hold
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


def test_more_connections_than_the_process_can_hold_are_cut(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "CONNECTIONS", 5)
    held = [connect(server) for _ in range(5)]
    with connect(server) as late:
        try:
            late.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert late.recv(100) == b""
        except ConnectionError:
            pass
    for each in held:
        each.close()
