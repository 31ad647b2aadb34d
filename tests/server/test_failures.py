"""What is told of an error: enough to mend it, and nothing of where things lie on the server's machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.indexing.locking import writing
from assistant.server.failures import failure_of, told_to_clients
from tests.server.conftest import Running

Run = Callable[..., Running]
PLACE = "/secret/place"


def kinds(kind: type[AssistantError] = AssistantError) -> Iterator[type[AssistantError]]:
    for narrower in kind.__subclasses__():
        if narrower.__module__.startswith("assistant."):
            yield narrower
            yield from kinds(narrower)


def test_the_place_in_an_error_is_told_in_the_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    hidden = set()
    for kind in kinds():
        error = kind(f"{PLACE}/index is damaged. Mend it.")
        if PLACE not in told_to_clients(error):
            hidden.add(kind.__name__)
            assert PLACE.encode() not in bytes(failure_of(error).body)
    assert hidden == {
        "CorpusError",
        "FeedbackError",
        "ForeignIndexError",
        "IndexLockedError",
        "IndexStateError",
        "ModelError",
        "PluginError",
        "SettingsError",
        "StoreAccessError",
        "StoreAwayError",
        "StoreError",
        "UnwritableIndexError",
        "WorkersError",
    }
    assert PLACE not in told_to_clients(OSError(f"{PLACE} is full"))
    assert PLACE in str([record.__dict__ for record in caplog.records])


@pytest.fixture
def server(run: Run) -> Running:
    return run()


def test_a_corpus_folder_that_is_gone_is_the_servers_to_mend(server: Running) -> None:
    shutil.rmtree(server.service.assistant.library.corpus)
    with server.client() as client:
        told = client.delete("/v1/documents/report.md")
    assert (told.status_code, told.json()["error"]["code"]) == (503, "corpus")
    assert str(server.service.assistant.library.corpus.parent) not in told.text


def test_who_has_to_wait_for_another_process_is_told_so_without_the_folder(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = server.service.assistant
    monkeypatch.setattr(type(assistant.library), "remove", lambda self, _: self.refresh())
    with writing(assistant.library.index), server.client() as client:
        told = client.delete("/v1/documents/report.md")
    assert (told.status_code, told.json()["error"]["code"]) == (503, "index_locked")
    assert "Another process is writing" in told.json()["error"]["message"]
    assert str(assistant.library.index) not in told.text


def test_a_file_that_is_not_there_and_one_that_cannot_be_moved_are_told_apart(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.library.library.put_aside", full)
    with server.client() as client:
        missing = client.delete("/v1/documents/nope.md")
        full_disk = client.delete("/v1/documents/report.md")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "unknown_file")
    assert full_disk.status_code == 422
    assert "No space left" in full_disk.json()["error"]["message"]
    assert Path(server.service.assistant.library.corpus, "report.md").is_file()
