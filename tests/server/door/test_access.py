from __future__ import annotations

import base64
import json
import logging
import socket
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from starlette.datastructures import Headers

from assistant.errors import SettingsError
from assistant.server.door import middleware as edge
from assistant.server.door.access import (
    WRONG_TRIES,
    Client,
    Door,
    Right,
    Token,
    check_listening,
    is_this_machine,
    right_for,
    tokens_of,
)
from assistant.server.logs import JsonLines
from tests.server.conftest import HEAD, TOKEN, Running
from tests.server.door.test_window import routes

Run = Callable[..., Running]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST", "::1", "[::1]"])
def test_this_machine_needs_no_token(host: str) -> None:
    check_listening(host, ())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org", "", "127.0.0.1.example.org"])
def test_any_other_host_is_refused_without_a_token(host: str) -> None:
    assert not is_this_machine(host)
    with pytest.raises(SettingsError, match="ASSISTANT_SERVER_TOKEN"):
        check_listening(host, ())
    check_listening(host, (Token(TOKEN),))


def test_a_short_token_is_refused_without_being_shown() -> None:
    with pytest.raises(SettingsError, match="fewer than 16") as caught:
        tokens_of(f"{TOKEN}, secret")
    assert "secret" not in str(caught.value).replace("secrets", "")
    assert [token.secret for token in tokens_of(f" {TOKEN} ,, other-{TOKEN},")] == [TOKEN, f"other-{TOKEN}"]


def test_a_token_says_what_its_holder_may_do_and_reads_where_it_does_not() -> None:
    setting = f"write:{TOKEN}-1, {TOKEN}-2, admin:{TOKEN}-3,read:{TOKEN}-4, other:{TOKEN}-5"
    assert [(token.secret, token.right) for token in tokens_of(setting)] == [
        (f"{TOKEN}-1", Right.WRITE),
        (f"{TOKEN}-2", Right.READ),
        (f"{TOKEN}-3", Right.ADMINISTER),
        (f"{TOKEN}-4", Right.READ),
        (f"other:{TOKEN}-5", Right.READ),
    ]


def test_a_single_token_may_do_all_unless_it_says_less() -> None:
    assert [token.right for token in tokens_of(TOKEN)] == [Right.ADMINISTER]
    assert [token.right for token in tokens_of(f"read:{TOKEN}")] == [Right.READ]


def test_a_token_given_to_two_clients_is_refused() -> None:
    with pytest.raises(SettingsError, match="twice"):
        tokens_of(f"read:{TOKEN},admin:{TOKEN}")


def head(**named: str) -> Headers:
    return Headers({"host": "127.0.0.1:7860", **named})


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize("shown", [f"Bearer {TOKEN}", f"bearer {TOKEN}", basic("me", TOKEN), basic("", TOKEN)])
def test_the_token_lets_in_as_a_bearers_and_as_a_password(shown: str) -> None:
    assert Door([Token(TOKEN)]).client_of(head(authorization=shown), "1.2.3.4") == Client("token 1@1.2.3.4")


@pytest.mark.parametrize(
    "shown",
    ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", TOKEN, basic(TOKEN, ""), "Basic ///", "Basic é", f"Digest {TOKEN}"],
)
def test_anything_else_does_not(shown: str) -> None:
    assert Door([Token(TOKEN)]).client_of(head(authorization=shown), "1.2.3.4") is None


def test_each_token_is_a_client_of_its_own() -> None:
    door = Door([Token(TOKEN), Token(f"other-{TOKEN}", Right.READ)])
    found = door.client_of(head(authorization=f"Bearer other-{TOKEN}"), "a")
    assert found == Client("token 2@a", Right.READ)


def test_many_wrong_tokens_of_one_address_have_to_wait_and_no_other_has() -> None:
    now = 0.0
    door = Door([Token(TOKEN)], clock=lambda: now)

    def wrong(number: int, address: str) -> int:
        return door.wrong_for(head(authorization=f"Bearer wrong-{number}"), address)

    assert [wrong(number, "bad") for number in range(WRONG_TRIES)] == [0] * WRONG_TRIES
    assert 0 < wrong(99, "bad") <= 61
    assert wrong(100, "good") == 0
    assert door.client_of(head(authorization=f"Bearer {TOKEN}"), "bad") == Client("token 1@bad")
    now = 61.0
    assert wrong(101, "bad") == 0


def test_one_wrong_token_has_to_wait_from_wherever_it_comes() -> None:
    door = Door([Token(TOKEN)], clock=lambda: 0.0)
    waits = [door.wrong_for(head(authorization="Bearer the-same"), f"10.0.0.{n}") for n in range(WRONG_TRIES + 1)]
    assert waits[:-1] == [0] * WRONG_TRIES
    assert waits[-1] > 0


def test_the_addresses_of_one_site_count_as_one() -> None:
    door = Door([Token(TOKEN)], clock=lambda: 0.0)
    waits = [door.wrong_for(head(authorization=f"Bearer {n}"), f"2001:db8:1:2::{n:x}") for n in range(WRONG_TRIES + 1)]
    assert waits[-1] > 0
    assert door.wrong_for(head(authorization="Bearer other"), "2001:db8:1:3::1") == 0


def test_a_program_with_an_old_token_does_not_use_up_the_tries_of_its_proxy() -> None:
    door = Door([Token(TOKEN)], clock=lambda: 0.0)
    for _ in range(WRONG_TRIES - 1):
        door.wrong_for(head(authorization="Bearer an-old-token"), "proxy")
    for number in range(1000):
        door.wrong_for(head(authorization="Bearer an-old-token"), f"10.0.{number}.1")
    assert door.wrong_for(head(authorization="Bearer an-old-token"), "proxy") > 0
    assert door.wrong_for(head(authorization="Bearer mistyped"), "proxy") == 0


def test_nobody_who_has_to_wait_is_let_off_by_many_others() -> None:
    door = Door([Token(TOKEN)], clock=lambda: 0.0)
    for number in range(WRONG_TRIES):
        door.wrong_for(head(authorization=f"Bearer wrong-{number}"), "bad")
    for number in range(20_000):
        door.wrong_for(head(authorization=f"Bearer {number}"), f"10.{number >> 8}.{number & 255}.1")
    assert door.wrong_for(head(authorization="Bearer another"), "bad") > 0


def test_a_token_is_not_shown_where_a_setting_is() -> None:
    assert TOKEN not in repr(tokens_of(f"read:{TOKEN}"))


def test_asking_without_a_token_is_no_wrong_token() -> None:
    door = Door([Token(TOKEN)], clock=lambda: 0.0)
    assert {door.wrong_for(head(), "a") for _ in range(2 * WRONG_TRIES)} == {0}


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"host": "localhost:7860"}, False),
        ({"host": "[::1]:7860"}, False),
        ({"host": "evil.example"}, True),
        ({"host": ""}, True),
        ({"origin": "http://127.0.0.1:7860"}, False),
        ({"origin": "http://127.0.0.1:9999"}, True),
        ({"origin": "http://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, True),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, False),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, False),
    ],
)
def test_pages_of_other_sites_and_other_names_are_foreign(headers: dict[str, str], foreign: bool) -> None:
    assert Door().is_foreign(Headers({"host": "127.0.0.1:7860", **headers})) is foreign


def test_with_a_token_the_server_may_have_any_name_but_no_foreign_origin() -> None:
    door = Door([Token(TOKEN)])
    assert not door.is_foreign(Headers({"host": "docs.example", "origin": "https://docs.example"}))
    assert door.is_foreign(Headers({"host": "docs.example", "origin": "https://evil.example"}))


# --- over HTTP --------------------------------------------------------------------------------------------------------


def test_without_the_token_nothing_is_served_but_whether_it_lives(run: Run) -> None:
    with run(server_token=TOKEN).client() as client:
        for path in ("/", "/v1/documents", "/docs", "/openapi.json", "/metrics", "/nothing", "/mcp"):
            refused = client.get(path)
            assert (refused.status_code, refused.json()["error"]["code"]) == (401, "access"), path
            assert refused.headers["www-authenticate"].split()[0] in ("Bearer", "Basic")
        assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
        assert client.get("/v1/documents", headers=HEAD).status_code == 200


def test_who_guesses_is_slowed_down_and_the_right_token_passes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "HELD_S", 0.01)
    with run(server_token=f"{TOKEN},other-{TOKEN}").client() as client:
        for number in range(WRONG_TRIES):
            wrong = {"Authorization": f"Bearer wrong-{number}"}
            assert client.get("/v1/models", headers=wrong).status_code == 401
        slowed = client.get("/v1/models", headers={"Authorization": "Bearer wrong"})
        assert (slowed.status_code, slowed.json()["error"]["code"]) == (429, "access")
        assert int(slowed.headers["retry-after"]) > 0
        assert client.get("/v1/models", headers=HEAD).status_code == 200
        assert client.get("/v1/models", headers={"Authorization": f"Bearer other-{TOKEN}"}).status_code == 200


ADMINISTERED = {("GET", "/v1/feedback")}
WRITTEN = {("POST", "/v1/documents"), ("DELETE", "/v1/documents/{name:path}")}
READ = {
    ("GET", path)
    for path in """/v1/documents /v1/documents/{name:path} /v1/problems /v1/unmentioned /v1/page-image /v1/figures
    /v1/models /healthz /readyz /metrics /docs /docs/{name} /openapi.json""".split()
} | {
    ("POST", f"/v1/{name}") for name in ("ask", "search", "evidence", "brief", "verify", "feedback", "chat/completions")
}


def test_every_address_of_the_api_has_its_right(run: Run) -> None:
    there = set(routes(run().server.api)) - {("HEAD", "/openapi.json")}
    assert there == ADMINISTERED | WRITTEN | READ
    for needed, those in ((Right.ADMINISTER, ADMINISTERED), (Right.WRITE, WRITTEN), (Right.READ, READ)):
        assert {right_for(method, path) for method, path in those} == {needed}
    for spelling in ("/v1/documents/", "/v1/documents/a/b"):
        assert right_for("PUT", spelling) == right_for("POST", spelling) == Right.WRITE
    assert right_for("GET", "/v1/feedback/") == Right.ADMINISTER
    assert right_for("POST", "/v1/something-new") == right_for("PATCH", "/v1/documents/a") == Right.WRITE


def test_a_reader_asks_a_writer_adds_and_an_administrator_sees_what_others_thought(run: Run) -> None:
    server = run(server_token=f"{TOKEN}-read,write:{TOKEN}-write,admin:{TOKEN}-admin")
    statuses = {}
    for name in ("read", "write", "admin"):
        with server.client(headers={"Authorization": f"Bearer {TOKEN}-{name}"}) as client:
            asked = client.post("/v1/ask", json={"question": "How much did cloud revenue rise?"})
            rated = client.post("/v1/feedback", json={"answer": asked.json(), "rating": "up"})
            added = client.post(
                "/v1/documents", files={"file": (f"{name}.md", b"The zoo has 12 lions. " + name.encode())}
            )
            removed = (
                client.delete("/v1/documents/report.md")
                if name == "read"
                else client.delete(f"/v1/documents/{name}.md")
            )
            seen = client.get("/v1/feedback")
            statuses[name] = [each.status_code for each in (asked, rated, added, removed, seen)]
            if name == "read":
                assert "adds and removes documents" in added.json()["error"]["message"]
                assert added.json()["error"]["code"] == "access"
    assert statuses == {
        "read": [200, 201, 403, 403, 403],
        "write": [200, 201, 201, 200, 403],
        "admin": [200, 201, 201, 200, 200],
    }


def test_a_request_that_tells_its_length_twice_is_refused_and_ends_the_connection(run: Run) -> None:
    server = run()
    for path in ("/v1/search", "/", "/mcp"):
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        follow = "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=10) as raw:
            raw.sendall((head + "5\r\nhello\r\n" + follow).encode())
            answer = b""
            with suppress(ConnectionResetError):  # what the server did not read may end the connection at once
                while piece := raw.recv(65536):
                    answer += piece
        assert answer.startswith(b"HTTP/1.1 400 "), path
        assert answer.count(b"HTTP/1.1") == 1


def test_a_page_of_another_site_gets_nothing_and_no_leave_to_read_it(run: Run) -> None:
    with run().client() as client:
        for method in ("POST", "OPTIONS"):
            refused = client.request(
                method,
                "/v1/documents",
                headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"},
            )
            assert refused.status_code == 403
            assert not [name for name in refused.headers if name.startswith("access-control")]


def test_every_response_has_an_id_and_security_headers(run: Run) -> None:
    with run().client() as client:
        response = client.get("/v1/models", headers={"X-Request-Id": "mine-1"})
        other = client.get("/v1/nothing", headers={"X-Request-Id": "bad id\t{}"})
    assert response.headers["x-request-id"] == "mine-1"
    assert other.headers["x-request-id"] == other.json()["error"]["request_id"] != "bad id\t{}"
    for each in (response, other):
        assert each.headers["x-content-type-options"] == "nosniff"
        assert each.headers["x-frame-options"] == "DENY"
        assert each.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "server" not in each.headers


def test_logs_tell_the_request_and_never_the_secret_or_the_question(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="assistant.server"), run(server_token=TOKEN).client() as client:
        client.post("/v1/ask?key=hidden-key", json={"question": "What of zanzibar?"}, headers=HEAD)
        client.get("/v1/documents/zanzibar.md", headers={"Authorization": "Bearer wrong-zanzibar"})
        until = time.monotonic() + 10
        while sum(record.message == "request" for record in caplog.records) < 2 and time.monotonic() < until:
            time.sleep(0.01)  # a request is logged after it was answered
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    routes = [(line["method"], line["route"], line["status"]) for line in lines if line["message"] == "request"]
    assert ("POST", "/v1/ask", 200) in routes
    assert ("GET", "unknown", 401) in routes
    for secret in (TOKEN, "zanzibar", "hidden-key"):
        assert secret not in json.dumps(lines)
