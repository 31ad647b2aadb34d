from __future__ import annotations

import base64
import signal
import socket
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from assistant.cli.app import app
from assistant.errors import IndexStateError, SettingsError
from assistant.server.app import Server
from assistant.server.service import Service
from assistant.server.serving import listen, listen_as_before, runner, window_of
from tests.server.conftest import HEAD, TOKEN

Make = Callable[..., Service]


@pytest.fixture
def window(make: Make) -> Iterator[TestClient]:
    service = make(server_token=TOKEN)
    server = Server(service, window_of(service))
    with TestClient(server, base_url="http://127.0.0.1") as client:
        yield client


def test_the_window_is_served_beside_the_api_to_who_has_the_token(window: TestClient) -> None:
    password = base64.b64encode(f"me:{TOKEN}".encode()).decode()
    page = window.get("/", headers={"Authorization": f"Basic {password}"})
    assert page.status_code == 200
    assert "Grounded Assistant" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"
    assert window.get("/v1/models", headers=HEAD).status_code == 200


def test_a_browser_without_the_token_is_asked_for_a_password(window: TestClient) -> None:
    refused = window.get("/")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic ")
    assert window.get("/gradio_api/info").status_code == 401


def test_the_window_takes_its_turn_in_the_same_queue(make: Make) -> None:
    service = make()
    answer = service.assistant.ask("How much did cloud revenue rise?")
    assert answer.citations
    assert 'assistant_questions_total{outcome="answered"} 1.0' in service.assistant.metrics.text().decode()


def test_a_port_that_is_taken_is_told() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(SettingsError, match="--port 0"):
        listen("127.0.0.1", taken.getsockname()[1])


def test_small_answers_are_sent_at_once() -> None:
    with listen("127.0.0.1", 0) as listening:
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_window_keeps_its_address(tmp_path: Path) -> None:
    remembered = tmp_path / "port"
    with listen_as_before("127.0.0.1", remembered) as first:
        port = first.getsockname()[1]
        with listen_as_before("127.0.0.1", tmp_path / "other") as second:
            assert second.getsockname()[1] != port
        with listen_as_before("127.0.0.1", remembered) as meanwhile:
            assert meanwhile.getsockname()[1] != port
        remembered.write_text(str(port))
    with listen_as_before("127.0.0.1", remembered) as again:
        assert again.getsockname()[1] == port


@pytest.mark.parametrize("noted", ["", "0", "70000", "-1", "abc", "\u0661"])
def test_a_note_that_is_no_port_is_passed_over(tmp_path: Path, noted: str) -> None:
    remembered = tmp_path / "port"
    remembered.write_text(noted, encoding="utf-8")
    with listen_as_before("127.0.0.1", remembered) as listening:
        assert remembered.read_text(encoding="ascii") == str(listening.getsockname()[1])


def test_a_folder_that_cannot_be_written_to_keeps_no_address_and_the_window_opens(tmp_path: Path) -> None:
    with listen_as_before("127.0.0.1", tmp_path / "nowhere" / "port") as listening:
        assert listening.getsockname()[1] > 0


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_that_is_not_of_this_machine_is_told_in_our_words(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="Cannot listen on"):
        listen_as_before(host, tmp_path / "port")
    with pytest.raises(SettingsError, match="Cannot listen on"):
        listen(host, 7860)


def test_stopping_is_told_in_our_words(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    runs = runner(Server(make()))
    runs.handle_exit(signal.SIGINT, None)
    runs.handle_exit(signal.SIGINT, None)
    told = capsys.readouterr().err.split("\n")
    assert [line for line in told if line] == [
        "Stopping; active questions will finish. Press Ctrl-C again to stop at once.",
        "Stopping at once.",
    ]


@pytest.mark.parametrize("command", ["serve", "chat"])
@pytest.mark.parametrize("token", ["", "short"])
def test_the_command_refuses_to_let_everybody_in(monkeypatch: pytest.MonkeyPatch, token: str, command: str) -> None:
    monkeypatch.setenv("ASSISTANT_SERVER_TOKEN", token)
    result = CliRunner().invoke(app, [command, "--host", "0.0.0.0"])
    assert result.exit_code == 1
    assert "ASSISTANT_SERVER_TOKEN" in result.output


def test_the_command_feedback_lists_and_exports(make: Make) -> None:
    assistant = make().assistant
    assistant.memory.feedback.add(assistant.ask("How much did cloud revenue rise?"), "up", "good")
    index = ["--index", str(assistant.library.index)]
    listed = CliRunner().invoke(app, ["feedback", *index])
    assert "How much did cloud revenue rise? · good" in listed.output
    assert '"rating": "up"' in CliRunner().invoke(app, ["feedback", "--json", *index]).output
    exported = assistant.library.index / "questions.jsonl"
    assert CliRunner().invoke(app, ["feedback", "--export", str(exported), *index]).exit_code == 0
    assert '"answerable": true' in exported.read_text("utf-8")


@pytest.mark.parametrize(
    ("tokens", "places"),
    [("", True), (TOKEN, True), (f"read:{TOKEN}r,admin:{TOKEN}a", False), (f"read:{TOKEN}", False)],
)
def test_the_window_names_places_on_the_disk_only_where_all_who_get_in_look_after_the_server(
    make: Make, monkeypatch: pytest.MonkeyPatch, tokens: str, places: bool
) -> None:
    service = make(server_token=tokens)
    window = window_of(service)
    (listed,) = [each for each in window.fns.values() if any(event == "tick" for _, event in each.targets)]

    def unreadable() -> None:
        raise IndexStateError("/home/someone/index cannot be read.")

    monkeypatch.setattr(service.assistant.library, "documents", unreadable)
    told = unescape(listed.fn())  # type: ignore[misc]  # an event of ours has a function
    assert ("/home/someone" in told) is places
    assert 'role="alert"' in told
