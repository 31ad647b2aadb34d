from __future__ import annotations

import base64
import json
import logging
import time
from collections.abc import Callable

import pytest
from starlette.datastructures import Headers

from assistant.errors import SettingsError
from assistant.server.access import WRONG_TRIES, Door, check_listening, is_this_machine, tokens_of
from assistant.server.logs import JsonLines
from tests.server.conftest import HEAD, TOKEN, Running

Run = Callable[..., Running]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST", "::1", "[::1]"])
def test_this_machine_needs_no_token(host: str) -> None:
    check_listening(host, ())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org", "", "127.0.0.1.example.org"])
def test_any_other_host_is_refused_without_a_token(host: str) -> None:
    assert not is_this_machine(host)
    with pytest.raises(SettingsError, match="ASSISTANT_SERVER_TOKEN"):
        check_listening(host, ())
    check_listening(host, (TOKEN,))


def test_a_short_token_is_refused_without_being_shown() -> None:
    with pytest.raises(SettingsError, match="fewer than 16") as caught:
        tokens_of(f"{TOKEN}, secret")
    assert "secret" not in str(caught.value).replace("secrets", "")
    assert tokens_of(f" {TOKEN} ,, other-{TOKEN},") == (TOKEN, f"other-{TOKEN}")


def head(**named: str) -> Headers:
    return Headers({"host": "127.0.0.1:7860", **named})


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize("shown", [f"Bearer {TOKEN}", f"bearer {TOKEN}", basic("me", TOKEN), basic("", TOKEN)])
def test_the_token_lets_in_as_a_bearers_and_as_a_password(shown: str) -> None:
    assert Door([TOKEN]).client_of(head(authorization=shown), "1.2.3.4") == "token 1@1.2.3.4"


@pytest.mark.parametrize(
    "shown",
    ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", TOKEN, basic(TOKEN, ""), "Basic ///", "Basic é", f"Digest {TOKEN}"],
)
def test_anything_else_does_not(shown: str) -> None:
    assert Door([TOKEN]).client_of(head(authorization=shown), "1.2.3.4") is None


def test_each_token_is_a_client_of_its_own() -> None:
    door = Door([TOKEN, f"other-{TOKEN}"])
    assert door.client_of(head(authorization=f"Bearer other-{TOKEN}"), "a") == "token 2@a"


def test_too_many_wrong_tries_lock_an_address_for_a_while_and_no_other() -> None:
    now = 0.0
    door = Door([TOKEN], clock=lambda: now)
    for _ in range(WRONG_TRIES):
        assert door.locked_for("bad") == 0
        door.client_of(head(authorization="Bearer wrong"), "bad")
    assert 0 < door.locked_for("bad") <= 61
    assert door.locked_for("good") == 0
    now = 61.0
    assert door.locked_for("bad") == 0


def test_asking_without_a_token_locks_nobody_out() -> None:
    door = Door([TOKEN])
    for _ in range(2 * WRONG_TRIES):
        door.client_of(head(), "a")
    assert door.locked_for("a") == 0


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
    ],
)
def test_pages_of_other_sites_and_other_names_are_foreign(headers: dict[str, str], foreign: bool) -> None:
    assert Door().is_foreign(Headers({"host": "127.0.0.1:7860", **headers})) is foreign


def test_with_a_token_the_server_may_have_any_name_but_no_foreign_origin() -> None:
    door = Door([TOKEN])
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


def test_who_guesses_is_locked_out_even_with_the_right_token(run: Run) -> None:
    with run(server_token=TOKEN).client() as client:
        for _ in range(WRONG_TRIES):
            assert client.get("/v1/models", headers={"Authorization": "Bearer wrong"}).status_code == 401
        locked = client.get("/v1/models", headers=HEAD)
    assert (locked.status_code, locked.json()["error"]["code"]) == (429, "access")
    assert int(locked.headers["retry-after"]) > 0


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
