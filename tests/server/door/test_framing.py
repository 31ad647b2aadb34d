from __future__ import annotations

from collections.abc import Callable

import h11
import pytest

from assistant.server.door.framing import StrictConnection
from tests.server.conftest import Running
from tests.server.test_bad_input import raw

Run = Callable[..., Running]
START = b"POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\n"
AMBIGUOUS = {
    "both": (START + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", "both given"),
    "both, the other way round": (START + b"transfer-encoding: Chunked\r\nCONTENT-LENGTH: 4\r\n\r\n", "both given"),
    "two lengths": (START + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\n", "more than once"),
    "two lengths in a line": (START + b"Content-Length: 4, 4\r\n\r\n", "more than once"),
    "a folded line": (START + b"Transfer-Encoding:\r\n chunked\r\n\r\n", "folded"),
    "a bare line feed": (START + b"X: a\nContent-Length: 4\r\n\r\n", "CR LF"),
    "an old coding": (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0"),
}
INVALID = {
    "two codings": START + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
    "a chain of codings": START + b"Transfer-Encoding: identity, chunked\r\n\r\n",
    "a space before the colon": START + b"Transfer-Encoding : chunked\r\n\r\n",
    "a signed length": START + b"Content-Length: +4\r\n\r\n",
    "lengths that differ": START + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\n",
    "two hosts": START + b"Host: localhost\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("case", AMBIGUOUS)
def test_a_request_whose_end_is_not_clear_is_refused(case: str) -> None:
    sent, told = AMBIGUOUS[case]
    connection = StrictConnection(h11.SERVER)
    connection.receive_data(sent)
    with pytest.raises(h11.RemoteProtocolError, match=told):
        connection.next_event()
    assert told in connection.fault


def test_what_is_clear_is_read_also_one_after_the_other() -> None:
    connection = StrictConnection(h11.SERVER)
    request = START + b"Content-Length: 4\r\n\r\nbody"
    connection.receive_data(request + request)
    for _ in range(2):
        assert isinstance(connection.next_event(), h11.Request)
        assert isinstance(connection.next_event(), h11.Data)
        assert isinstance(connection.next_event(), h11.EndOfMessage)
        connection.send(h11.Response(status_code=204, headers=[]))
        connection.send(h11.EndOfMessage())
        connection.start_next_cycle()
    connection.receive_data(START[:20])
    assert connection.next_event() is h11.NEED_DATA
    connection.receive_data(START[20:] + b"X: content-length: 1, 2\r\nTransfer-Encoding: chunked\r\n\r\n")
    assert isinstance(connection.next_event(), h11.Request)


@pytest.fixture
def server(run: Run) -> Running:
    return run()


@pytest.mark.parametrize("case", [*AMBIGUOUS, *INVALID])
def test_it_is_told_in_the_one_shape_and_the_connection_is_closed(server: Running, case: str) -> None:
    sent = AMBIGUOUS[case][0] if case in AMBIGUOUS else INVALID[case]
    smuggled = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    answered = raw(server, sent + smuggled)
    head, _, body = answered.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"connection: close" in head.lower()
    assert b'"code": "invalid_request"' in body
    assert b"HTTP/1.1 200" not in answered
