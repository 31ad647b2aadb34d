from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from assistant.server.door import bodies, deadlines
from tests.server.conftest import HeldModel, Running, eventually

Run = Callable[..., Running]
JSON = {"content-type": "application/json"}
SHAPE = {"code", "message", "param", "type", "request_id"}


def body(**fields: object) -> bytes:
    return json.dumps({"question": "How much?", **fields}).encode()


@pytest.fixture
def server(run: Run) -> Running:
    return run()


CASES: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "malformed JSON": ("POST", "/v1/ask", {"content": b'{"question": "How', "headers": JSON}, 400),
    "no body": ("POST", "/v1/ask", {"headers": JSON}, 422),
    "not an object": ("POST", "/v1/ask", {"content": b"[1, 2]", "headers": JSON}, 422),
    "a deep nest": ("POST", "/v1/ask", {"content": b"[" * 100_000, "headers": JSON}, 400),
    "a huge number": ("POST", "/v1/search", {"content": body(k=10**4000), "headers": JSON}, 422),
    "not a number": ("POST", "/v1/ask", {"content": b'{"question": "x", "seconds": NaN}', "headers": JSON}, 422),
    "invalid UTF-8": ("POST", "/v1/ask", {"content": b'{"question": "\xff\xfe"}', "headers": JSON}, 400),
    "half a surrogate pair": ("POST", "/v1/ask", {"content": b'{"question": "x \\ud800"}', "headers": JSON}, 422),
    "half a pair as a field": (
        "POST",
        "/v1/ask",
        {"content": b'{"question": "x", "\\ud800": 1}', "headers": JSON},
        422,
    ),
    "a null byte": ("POST", "/v1/ask", {"content": body(question="a\0b"), "headers": JSON}, 422),
    "a null byte in a name": ("POST", "/v1/ask", {"content": body(documents=["a\0b"]), "headers": JSON}, 422),
    "an empty question": ("POST", "/v1/ask", {"content": body(question="  "), "headers": JSON}, 422),
    "a question of the wrong type": ("POST", "/v1/ask", {"content": body(question={"a": 1}), "headers": JSON}, 422),
    "an unknown field": ("POST", "/v1/ask", {"content": body(qestion="x"), "headers": JSON}, 422),
    "a long question": ("POST", "/v1/ask", {"content": body(question="x" * 4001), "headers": JSON}, 422),
    "a question of 10 MB": ("POST", "/v1/ask", {"content": body(question="x" * 10_000_000), "headers": JSON}, 413),
    "a thousand turns": ("POST", "/v1/ask", {"content": body(history=["Why?"] * 1000), "headers": JSON}, 422),
    "an unknown document": ("POST", "/v1/ask", {"content": body(documents=["nope.md"]), "headers": JSON}, 404),
    "an unknown document, streamed": (
        "POST",
        "/v1/ask",
        {"content": body(documents=["nope.md"], stream=True), "headers": JSON},
        404,
    ),
    "no date": ("POST", "/v1/search", {"content": body(after="soon"), "headers": JSON}, 400),
    "no kind of file": ("POST", "/v1/brief", {"content": b'{"kind": "exe"}', "headers": JSON}, 400),
    "an unknown facet": ("POST", "/v1/ask", {"content": body(facets=["weather"]), "headers": JSON}, 422),
    "too many passages": ("POST", "/v1/search", {"content": body(k=101), "headers": JSON}, 422),
    "a wrong content type": ("POST", "/v1/ask", {"content": body(), "headers": {"content-type": "text/plain"}}, 415),
    "a form for JSON": ("POST", "/v1/ask", {"data": {"question": "x"}}, 415),
    "JSON for a form": ("POST", "/v1/documents", {"json": {"file": "x"}}, 415),
    "a form without a file": ("POST", "/v1/documents", {"files": {"other": ("a.md", b"x")}}, 422),
    "a broken form": (
        "POST",
        "/v1/documents",
        {"content": b"--b\r\nnonsense", "headers": {"content-type": "multipart/form-data; boundary=b"}},
        422,
    ),
    "a path as a name": ("POST", "/v1/documents", {"files": {"file": ("../../a.md", b"x")}}, 422),
    "a path below": ("POST", "/v1/documents", {"files": {"file": ("sub/a.md", b"x")}}, 422),
    "a hidden name": ("POST", "/v1/documents", {"files": {"file": (".a.md", b"x")}}, 422),
    "a long name": ("POST", "/v1/documents", {"files": {"file": ("a" * 300 + ".md", b"x")}}, 422),
    "a format that is not read": ("POST", "/v1/documents", {"files": {"file": ("a.exe", b"MZ")}}, 422),
    "a file that is not what it says": ("POST", "/v1/documents", {"files": {"file": ("a.pdf", b"not a PDF")}}, 422),
    "removing what is not there": ("DELETE", "/v1/documents/nope.md", {}, 404),
    "removing outside of the corpus": ("DELETE", "/v1/documents/..%2F..%2Fetc%2Fpasswd", {}, 404),
    "a null byte in a path": ("GET", "/v1/documents/a%00b", {}, 422),
    "invalid UTF-8 in a path": ("GET", "/v1/documents/%ff%fe", {}, 404),
    "no rating": ("POST", "/v1/feedback", {"content": b'{"rating": "up"}', "headers": JSON}, 422),
    "an unknown address": ("GET", "/v1/nothing", {}, 404),
    "a method that is not taken": ("PUT", "/v1/ask", {}, 405),
    "a negative limit": ("GET", "/v1/figures?limit=-1", {}, 422),
    "an offset beyond all numbers": ("GET", f"/v1/figures?offset={10**30}", {}, 422),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input_gets_a_clear_4xx_in_the_one_shape(server: Running, case: str) -> None:
    method, path, request, status = CASES[case]
    with server.client() as client:
        response = client.request(method, path, **request)
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert set(error) == SHAPE
    assert len(error["message"]) > 10
    assert error["request_id"] == response.headers["x-request-id"]
    for secret in (
        "Traceback",
        "site-packages",
        str(server.service.assistant.library.corpus.parent),
        "/tmp/assistant-",
    ):
        assert secret not in response.text
    assert server.service.queue.having_their_turn == server.service.queue.waiting == 0
    corpus = server.service.assistant.library.corpus
    assert [path.name for path in corpus.rglob("*")] == ["report.md"]


def raw(server: Running, *pieces: bytes, wait: float = 10) -> bytes:
    """Send bytes as they are, and return what comes back."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=wait) as connection:
        for piece in pieces:
            connection.sendall(piece)
        received = b""
        try:
            while piece := connection.recv(65536):
                received += piece
        except TimeoutError:
            pass
        return received


def head(path: str, *lines: str) -> bytes:
    return "\r\n".join((f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *lines, "", "")).encode()


def test_an_upload_that_is_cut_off_leaves_nothing(server: Running, tmp_path: Path) -> None:
    form = head("/v1/documents", "Content-Type: multipart/form-data; boundary=b", "Content-Length: 1000000")
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            form + b'--b\r\nContent-Disposition: form-data; name="file"; filename="cut.md"\r\n\r\n' + b"x" * 70_000
        )
        assert eventually(lambda: bool(server.server.edge.busy))
    assert eventually(lambda: not server.server.edge.busy)
    with server.client() as client:
        assert [document["name"] for document in client.get("/v1/documents").json()["documents"]] == ["report.md"]
    assert sorted(path.name for path in (tmp_path / "corpus").iterdir()) == ["report.md"]


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    server = run(max_file_bytes=10_000)
    with server.client() as client:
        beyond = client.post("/v1/documents", files={"file": ("large.md", b"x " * 100_000)})
        within = client.post("/v1/documents", files={"file": ("large.md", b"x " * 10_000)})
    assert (beyond.status_code, beyond.json()["error"]["code"]) == (413, "too_large")
    assert within.status_code == 422
    assert sorted(path.name for path in (tmp_path / "corpus").iterdir()) == ["report.md"]


def test_a_body_without_a_length_is_stopped_when_it_is_too_large(server: Running) -> None:
    chunks = [b"%x\r\n%s\r\n" % (100_000, b"x" * 100_000)] * 11
    answered = raw(
        server, head("/v1/ask", "Content-Type: application/json", "Transfer-Encoding: chunked"), *chunks, b"0\r\n\r\n"
    )
    assert b" 413 " in answered.partition(b"\r\n")[0]


def test_a_client_that_is_too_slow_is_told(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_WITHIN_S", 0.3)
    answered = raw(server, head("/v1/ask", "Content-Type: application/json", "Content-Length: 100"), b'{"quest')
    assert b" 408 " in answered.partition(b"\r\n")[0]
    assert b'"too_slow"' in answered


@pytest.mark.parametrize("before", [b"", b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"])
def test_a_head_that_comes_a_letter_at_a_time_is_not_waited_for(
    server: Running, monkeypatch: pytest.MonkeyPatch, before: bytes
) -> None:
    monkeypatch.setattr(deadlines, "HEAD_WITHIN_S", 1)
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(before)
        if before:
            assert b" 200 " in connection.recv(65536)
        connection.settimeout(0.1)
        sent = 0
        for letter in b"GET /healthz HTTP/1.1\r\nX-Slow: " + b"x" * 200:
            try:
                connection.sendall(bytes([letter]))
                sent += 1
                if connection.recv(65536) == b"":
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
    assert sent < 200


def test_who_sends_nothing_is_not_waited_for(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "HEAD_WITHIN_S", 0.3)
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        assert connection.recv(1) == b""


def test_a_connection_whose_heads_come_whole_is_kept(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "HEAD_WITHIN_S", 1)
    with closing(HTTPConnection(server.url.removeprefix("http://"), timeout=10)) as connection:
        connection.connect()
        connection.auto_open = 0  # not to be opened again unseen
        for _ in range(2):
            connection.request("GET", "/healthz")
            with connection.getresponse() as response:
                assert response.read()
            time.sleep(1.2)


def test_what_is_no_http_is_told_and_hurts_nobody(server: Running) -> None:
    assert b" 400 " in raw(server, b"\x16\x03\x01 nonsense\r\n\r\n").partition(b"\r\n")[0]
    assert b" 4" in raw(server, b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n").partition(b"\r\n")[0]
    with server.client() as client:
        assert client.get("/healthz").status_code == 200


def test_a_socket_that_is_closed_amid_a_stream_leaves_nothing_running(run: Run) -> None:
    model = HeldModel("Cloud revenue rose 26 percent. " * 30)
    server = run(model)
    asked = body(stream=True)
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head("/v1/ask", "Content-Type: application/json", f"Content-Length: {len(asked)}") + asked)
        assert model.began.wait(60)
    model.let_go.set()
    assert eventually(lambda: server.service.queue.having_their_turn == 0)
    assert model.closed_early == 1


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n",
        b"\x16\x03\x01 this is TLS",
    ],
)
def test_what_is_no_request_is_told_in_the_one_shape(server: Running, request_: bytes) -> None:
    head, _, body = raw(server, request_).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"connection: close" in head.lower()
    assert json.loads(body)["error"]["code"] == "invalid_request"
