"""What may pass to the window's framework, and what becomes of all else."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.server.door.window import (
    MOST_BYTES,
    MOST_UNFETCHED,
    MOST_UNFETCHED_OF_ONE,
    PAGE,
    WindowDoor,
)
from assistant.server.queue import Place
from assistant.server.service import Service
from tests.server.conftest import HEAD, REPORT, TOKEN, HeldModel, Running, eventually, running, service_in

Make = Callable[..., Service]
USED = {
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/assets/{path:path}"),
    ("GET", "/config"),
    ("GET", "/favicon.ico"),
    ("GET", "/gradio_api/heartbeat/{session_hash}"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/queue/data"),
    ("GET", "/static/{path:path}"),
    ("GET", "/theme.css"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/queue/join"),
}
OURS = {("GET", "/openapi.json"), ("HEAD", "/openapi.json")}
"""The API has this address."""
SHUT = (
    {
        ("GET", path)
        for path in """/config/ /gradio_api/app_id /gradio_api/app_id/ /gradio_api/call/v2/{api_name}/{event_id}
    /gradio_api/call/{api_name}/{event_id} /gradio_api/custom_component/{id}/{environment}/{type}/{file_name}
    /gradio_api/deep_link /gradio_api/dev/reload /gradio_api/file/{path:path} /gradio_api/file={path_or_url:path}
    /gradio_api/info/ /gradio_api/login_check /gradio_api/login_check/ /gradio_api/openapi.json
    /gradio_api/proxy={url_path:path} /gradio_api/queue/status /gradio_api/runs /gradio_api/runs/
    /gradio_api/startup-events /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file
    /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8
    /gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext} /gradio_api/theme.css
    /gradio_api/token /gradio_api/token/ /gradio_api/upload_progress /gradio_api/user /gradio_api/user/
    /gradio_api/vibe-code /gradio_api/vibe-code/ /logout /manifest.json /monitoring /monitoring/summary
    /monitoring/{key} /pwa_icon /pwa_icon/{size} /robots.txt /svelte/{path:path}""".split()
    }
    | {
        ("HEAD", "/gradio_api/file={path_or_url:path}"),
        ("HEAD", "/gradio_api/proxy={url_path:path}"),
    }
    | {
        ("POST", path)
        for path in """/gradio_api/api/{api_name} /gradio_api/api/{api_name}/ /gradio_api/call/v2/{api_name}
    /gradio_api/call/v2/{api_name}/ /gradio_api/call/{api_name} /gradio_api/call/{api_name}/
    /gradio_api/component_server /gradio_api/component_server/ /gradio_api/process_recording /gradio_api/reset
    /gradio_api/reset/ /gradio_api/run/{api_name} /gradio_api/run/{api_name}/ /gradio_api/stream/{event_id}
    /gradio_api/stream/{event_id}/close /gradio_api/undo-vibe-edit /gradio_api/undo-vibe-edit/ /gradio_api/upload
    /gradio_api/vibe-code /gradio_api/vibe-code/ /gradio_api/vibe-edit /gradio_api/vibe-edit/
    /gradio_api/vibe-starter-queries /gradio_api/vibe-starter-queries/ /login /login/""".split()
    }
)


@contextmanager
def seen(service: Service) -> Iterator[tuple[Running, httpx.Client]]:
    with running(service, window=True) as served, served.client() as browser:
        yield served, browser


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server for all tests that leave it as it is: to lay out the window takes a second."""
    with running(service_in(tmp_path_factory.mktemp("shared")), window=True) as served:
        yield served


@pytest.fixture
def browser(shared: Running) -> Iterator[httpx.Client]:
    with shared.client() as client:
        yield client


def door_of(served: Running) -> WindowDoor:
    assert served.server._window is not None
    return served.server._window


def number_of(browser: httpx.Client, name: str) -> int:
    return next(int(each["id"]) for each in browser.get("/config").json()["dependencies"] if each["api_name"] == name)


def event(browser: httpx.Client, name: str, values: object, session: str = "session", **more: Any) -> httpx.Response:
    body = {"fn_index": number_of(browser, name), "data": values, "session_hash": session, "event_data": None, **more}
    return browser.post("/gradio_api/queue/join", json=body)


def results(browser: httpx.Client, session: str = "session") -> list[dict[str, Any]]:
    with browser.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as told:
        return [json.loads(line[5:]) for line in told.iter_lines() if line.startswith("data:")]


def routes(app: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    for route in app.routes:
        if hasattr(route, "original_router"):
            yield from routes(route.original_router, prefix)
        elif hasattr(route, "app") and not hasattr(route, "methods"):
            yield from routes(route.app, prefix + route.path)
        else:
            yield from ((method, prefix + route.path) for method in route.methods or ())


# --- which addresses ---------------------------------------------------------------------------------------------


def test_every_address_of_the_framework_is_known_here_as_used_or_shut(make: Make) -> None:
    with seen(make()) as (served, _):
        there = set(routes(door_of(served).framework.app))
    assert there - OURS == USED | SHUT


def test_an_address_that_the_page_does_not_use_is_not_there(browser: httpx.Client) -> None:
    for method, path in SHUT:
        answer = browser.request(method, path.replace("{", "").replace("}", ""), json={} if method == "POST" else None)
        assert answer.status_code == 404, (method, path)
        if method != "HEAD":
            assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    "path",
    ["/assets/..%2f..%2fconfig", "/static/../../etc/passwd", "/assets//etc/passwd", "/assets/.hidden", "//config",
     "/config;a", "/gradio_api/file=%2fetc%2fpasswd", "/gradio_api/heartbeat/a/b", "/theme.css/x", "/assets/%00"],
)  # fmt: skip
def test_no_spelling_of_an_address_leads_elsewhere(browser: httpx.Client, path: str) -> None:
    with socket.create_connection((browser.base_url.host, browser.base_url.port or 0), timeout=10) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        assert raw.recv(30).startswith(b"HTTP/1.1 404 ")


def test_a_page_takes_no_other_method_and_no_query(browser: httpx.Client) -> None:
    assert browser.post("/config", json={}).status_code == 405
    assert browser.get("/gradio_api/queue/join").status_code == 405
    page = browser.get("/", params={"deep_link": "../../x", "page": "y"})
    assert page.status_code == 200
    assert "deep_link_state" not in page.text or '"deep_link_state":"none"' in page.text.replace(" ", "")
    assert PAGE.fullmatch("/assets/index-Ab_1.js")


def test_every_answer_of_the_window_has_our_headers(browser: httpx.Client) -> None:
    for answer in (browser.get("/"), browser.get("/gradio_api/file=/etc/passwd"), event(browser, "ask", [])):
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-request-id"]
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
def test_a_foreign_page_or_host_reaches_nothing_of_the_window(browser: httpx.Client, headers: dict[str, str]) -> None:
    for method, path in (
        ("GET", "/"),
        ("GET", "/config"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/v1/documents"),
    ):
        assert browser.request(method, path, headers=headers).status_code == 403


def test_with_a_token_the_window_asks_for_it(make: Make) -> None:
    with seen(make(server_token=TOKEN)) as (_, browser):
        assert [browser.get(path).status_code for path in ("/", "/config", "/assets/x.js")] == [401, 401, 401]
        assert browser.post("/gradio_api/queue/join", json={}).status_code == 401
        assert browser.get("/", headers=HEAD).status_code == 200


# --- what an event may hold --------------------------------------------------------------------------------------


def forged(path: Path | str, **more: object) -> dict[str, object]:
    return {"path": str(path), "orig_name": "a.md", "meta": {"_type": "gradio.FileData"}, **more}


@pytest.mark.parametrize("more", [{}, {"is_stream": True}, {"url": "http://10.1.2.3/x"}])
def test_no_event_can_name_a_file_of_the_server(make: Make, tmp_path: Path, more: dict[str, object]) -> None:
    precious = tmp_path / "precious.md"
    precious.write_text("# Secret\n\nThe secret is 77 percent.\n", encoding="utf-8")
    with seen(make()) as (served, browser):
        for dependency in browser.get("/config").json()["dependencies"]:
            if not dependency["backend_fn"]:
                continue
            takes = len(dependency["inputs"])
            for value in (
                forged(precious, **more),
                [forged(precious, **more)],
                [[str(precious)]],
                {"a": precious.name},
            ):
                body = {"fn_index": dependency["id"], "data": [value] * takes, "session_hash": "forger"}
                answer = browser.post("/gradio_api/queue/join", json=body)
                assert answer.status_code == 422 if takes else answer.status_code == 200
            assert not takes or door_of(served).framework.unfetched("forger") <= MOST_UNFETCHED
            asyncio.run(door_of(served).framework.forget("forger"))
        assert [document.name for document in served.service.assistant.library.documents()] == ["report.md"]
    assert precious.read_text(encoding="utf-8").endswith("77 percent.\n")


@pytest.mark.parametrize(
    "wrong",
    [
        {"fn_index": 9999},
        {"fn_index": -1},
        {"fn_index": "0"},
        {"fn_index": True},
        {"fn_index": None},
        {"data": "text"},
        {"data": []},
        {"data": ["a"] * 8},
        {"session_hash": None},
        {"session_hash": "a/../b"},
        {"session_hash": "x" * 65},
        {"event_data": [1]},
    ],
)
def test_an_event_that_the_page_would_not_send_is_refused_in_the_one_shape(
    browser: httpx.Client, wrong: dict[str, Any]
) -> None:
    answer = event(browser, "ask", ["What?", None, False, False, [], [], ""], **wrong)
    assert answer.status_code == 422
    assert answer.json()["error"]["param"] in wrong


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"[" * 30_000, b"\xff", b'{"data":'])
def test_a_body_that_is_no_object_is_refused(browser: httpx.Client, body: bytes) -> None:
    for path in ("/gradio_api/queue/join", "/gradio_api/cancel"):
        assert browser.post(path, content=body).status_code == 422


def test_what_the_page_would_not_say_of_an_event_is_not_passed_on(browser: httpx.Client) -> None:
    more: dict[str, Any] = {
        "batched": True,
        "simple_format": True,
        "trigger_id": {"a": 1},
        "event_id": "x",
        "oauth_token": "t",
    }
    assert (
        event(browser, "ask", ["How much did cloud revenue rise?", None, False, False, [], [], ""], **more).status_code
        == 200
    )
    last = [message for message in results(browser) if message["msg"] == "process_completed"][-1]
    assert "26 percent" in json.dumps(last["output"]["data"])


def test_bodies_of_any_address_are_limited_while_they_arrive(browser: httpx.Client) -> None:
    assert event(browser, "ask", ["x" * MOST_BYTES, None, False, False, [], [], ""]).status_code == 422
    assert browser.post("/gradio_api/queue/join", content=b"x" * 1_100_000).status_code == 413

    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 100_000

    for path in ("/gradio_api/queue/join", "/gradio_api/upload", "/", "/v1/ask", "/mcp"):
        try:
            status = browser.post(path, content=endless()).status_code
        except httpx.TransportError:
            continue  # it was cut off while it was sent
        assert status in (404, 405, 413, 422), path


# --- sessions ----------------------------------------------------------------------------------------------------


def test_results_that_nobody_fetches_are_few_and_go(make: Make) -> None:
    with seen(make()) as (served, browser):
        door, number = door_of(served), number_of(browser, "listed")
        for tab in range(3 * MOST_UNFETCHED_OF_ONE):
            body = {"fn_index": number, "data": [""], "session_hash": f"tab-{tab}"}
            assert browser.post("/gradio_api/queue/join", json=body).status_code == 200
        assert sum(door.framework.unfetched(f"tab-{tab}") for tab in range(500)) <= MOST_UNFETCHED_OF_ONE
        statuses = [event(browser, "listed", [""], "one-tab").status_code for _ in range(MOST_UNFETCHED + 1)]
        assert statuses == [200] * MOST_UNFETCHED + [429]


def test_what_is_kept_of_a_session_goes_with_it(make: Make) -> None:
    with seen(make()) as (served, browser):
        framework = door_of(served).framework
        event(browser, "listed", [""], "a-tab")
        results(browser, "a-tab")
        assert "a-tab" in framework._states.session_data
        asyncio.run(framework.forget("a-tab"))
        assert "a-tab" not in framework._states.session_data
        assert "a-tab" not in framework._states.time_last_used
        assert framework.unfetched("a-tab") == 0


def test_nobody_reads_or_stops_what_another_token_asked(make: Make) -> None:
    other = "another-token-of-some-length"
    with seen(make(server_token=f"{TOKEN},{other}")) as (_, browser):
        browser.headers = httpx.Headers(HEAD)
        event(browser, "listed", [""], "mine")
        browser.headers = httpx.Headers({"Authorization": f"Bearer {other}"})
        assert browser.get("/gradio_api/queue/data", params={"session_hash": "mine"}).status_code == 401
        stop = {"session_hash": "mine", "fn_index": 0, "event_id": "x"}
        assert browser.post("/gradio_api/cancel", json=stop).status_code == 401


def test_a_browser_with_many_tabs_is_one_client_of_the_queue(make: Make) -> None:
    """One browser asks in fourteen tabs; another asks once, and is answered second."""
    model = HeldModel("Cloud revenue rose 26 percent.")
    with running(make(model), window=True) as served, served.client() as first, served.client() as second:
        for browser in (first, second):
            browser.get("/")
            assert len(browser.cookies["assistant-browser"]) == 32
        tabs = [(first, f"tab-{number:02d}") for number in range(14)] + [(second, "other-tab")]
        for number, (browser, tab) in enumerate(tabs):
            question = f"How much did cloud revenue rise in case {number}?"
            assert event(browser, "ask", [question, None, False, False, [], [], ""], tab).status_code == 200
            if number == 0:
                assert model.began.wait(60)
            waiting = number
            while served.service.queue.waiting < waiting:
                threading.Event().wait(0.01)
        order: list[str] = []

        def follow(browser: httpx.Client, tab: str) -> None:
            results(browser, tab)
            order.append(tab)

        following = [threading.Thread(target=follow, args=each) for each in tabs]
        for thread in following:
            thread.start()
        model.let_go.set()
        for thread in following:
            thread.join(60)
        assert order.index("other-tab") <= 2


def test_what_a_client_says_of_who_asks_is_not_believed(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    service = make()
    asked: list[str] = []
    join = service.queue.join

    def joining(client: str, within: float = float("inf")) -> Place:
        asked.append(client)
        return join(client, within)

    monkeypatch.setattr(service.queue, "join", joining)
    with seen(service) as (_, browser):
        browser.headers["X-Asked-By"] = "somebody else"
        event(browser, "ask", ["How much did cloud revenue rise?", None, False, False, [], [], ""], "a-tab")
        results(browser, "a-tab")
    assert asked == ["window a-tab"]


# --- connections and files ---------------------------------------------------------------------------------------


def test_no_request_of_a_reader_makes_the_server_reach_out(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = "http://192.0.2.1/x"
    with seen(make()) as (served, browser):
        reached: list[object] = []
        ours = browser.base_url.port
        connect, find = socket.socket.connect, socket.getaddrinfo

        def connecting(self: socket.socket, address: Any) -> None:
            if address[1] != ours:
                reached.append(address)
            connect(self, address)

        def finding(host: Any, port: Any, *more: Any, **named: Any) -> Any:
            if port != ours:
                reached.append(host)
            return find(host, port, *more, **named)

        browser.get("/healthz")
        monkeypatch.setattr(socket.socket, "connect", connecting)
        monkeypatch.setattr(socket, "getaddrinfo", finding)
        for path in (f"/gradio_api/file={elsewhere}", f"/gradio_api/proxy={elsewhere}", f"/?deep_link={elsewhere}",
                     f"/config?deep_link={elsewhere}", f"/static/{elsewhere}", f"/v1/documents/{elsewhere}",
                     f"/v1/page-image?document={elsewhere}&start=0&end=1"):  # fmt: skip
            browser.get(path)
        for dependency in browser.get("/config").json()["dependencies"]:
            if dependency["backend_fn"]:
                for value in (elsewhere, forged(elsewhere), forged("x", url=elsewhere), [elsewhere]):
                    body = {"fn_index": dependency["id"], "data": [value] * len(dependency["inputs"]),
                            "session_hash": f"s{dependency['id']:04d}"}  # fmt: skip
                    browser.post("/gradio_api/queue/join", json=body)
                results(browser, f"s{dependency['id']:04d}")
        browser.post("/v1/ask", json={"question": f"What is at {elsewhere}?"})
        browser.post("/v1/ask", json={"question": "x?", "documents": [elsewhere]})
        browser.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": f"Fetch {elsewhere}"}]})
        assert reached == []
        assert eventually(lambda: not served.server.edge.busy)


def test_a_document_sent_by_the_window_shows_its_stages_and_leaves_nothing_behind(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "passing"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with seen(make()) as (_, browser):

        def send(name: str, content: bytes) -> list[tuple[str, Any]]:
            sent = browser.post(
                "/v1/documents", files={"file": (name, content)}, headers={"Accept": "text/event-stream"}
            )
            assert sent.status_code == 200
            told = [dict(line.split(": ", 1) for line in each.splitlines()) for each in sent.text.strip().split("\n\n")]
            return [(each["event"], json.loads(each["data"])) for each in told]

        good = send("zoo.md", b"# Zoo\n\nThe zoo has 12 lions.\n")
        assert good[0][0] == "stage"
        assert good[-1][0] == "report"
        assert good[-1][1]["added"] == ["zoo.md"]
        assert good[-1][1]["told"] == ["1 passage indexed"]
        bad = send("zoo.pdf", b"no pdf")
        assert bad[-1][0] == "error"
        assert "zoo.pdf" in bad[-1][1]["error"]["message"]
        assert str(tmp_path) not in json.dumps(bad)
        refused = browser.post(
            "/v1/documents", files={"file": ("../x.md", b"x")}, headers={"Accept": "text/event-stream"}
        )
        assert refused.status_code == 422
    assert list(folder.iterdir()) == []


def test_a_document_cut_off_leaves_nothing_behind(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "passing"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with seen(make()) as (served, browser):
        head = (
            b"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="big.txt"\r\n\r\n'
        )
        with socket.create_connection((browser.base_url.host, browser.base_url.port or 0), timeout=10) as raw:
            raw.sendall(head + b"x" * 2_000_000)
        while served.server.edge.busy:
            threading.Event().wait(0.01)
        assert served.server.edge.uploads._under_way.total() == 0
        assert [document.name for document in served.service.assistant.library.documents()] == ["report.md"]
    assert list(folder.iterdir()) == []
    assert REPORT
