from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from assistant import Answer, Assistant
from assistant.errors import (
    AccessError,
    AssistantError,
    BusyError,
    DocumentError,
    QuestionError,
    ServerError,
    UnknownDocumentError,
)
from assistant.server.client import RemoteAssistant
from tests.reading.pdf_files import make_pdf
from tests.server.conftest import TOKEN, Running, make, run

Run = Callable[..., Running]
QUESTION = "How much did cloud revenue rise?"
OF_THIS_MACHINE = {
    "begin_loading",
    "follows_corpus",
    "open",
    "connect",
    "conversation_book",
    "feedback_book",
    "ensure_index",
    "refresh",
    "rebuild",
    "check",
    "reading",
    "forget",
    "model",
}
ONLY_HERE = {"add": {"wait", "stage"}, "remove": {"wait"}, "brief": {"stopped"}, "page_image": {"stopped"}}

__all__ = ["make", "run"]


@pytest.fixture
def server(run: Run) -> Running:
    return run(server_token=TOKEN)


@pytest.fixture
def here(server: Running) -> Assistant:
    return server.service.assistant


@pytest.fixture
def there(server: Running) -> Iterator[RemoteAssistant]:
    with Assistant.connect(server.url, token=TOKEN) as connected:
        yield connected


def timeless(answer: Answer) -> Answer:
    return replace(answer, timings={})


def test_it_has_the_methods_of_an_assistant_with_the_same_arguments() -> None:
    for name, method in inspect.getmembers(Assistant):
        if name.startswith("_") or name in OF_THIS_MACHINE:
            continue
        own = set(inspect.signature(getattr(RemoteAssistant, name)).parameters)
        theirs = set(inspect.signature(method).parameters)
        assert theirs - own == ONLY_HERE.get(name, set()), name


def test_answers_are_the_same_values(here: Assistant, there: RemoteAssistant) -> None:
    assert timeless(there.ask(QUESTION)) == timeless(here.ask(QUESTION))
    assert [timeless(answer) for answer in there.stream(QUESTION)][-1] == timeless(here.ask(QUESTION))


def test_a_streamed_answer_tells_its_stages(here: Assistant, there: RemoteAssistant) -> None:
    told: list[str] = []
    *_, answer = there.stream(QUESTION, stage=told.append)
    assert [*dict.fromkeys(told)] == [stage for stage in answer.timings if stage != "total"]
    assert told[0] == "retrieval"


def test_passages_documents_figures_and_briefs_are_the_same_values(here: Assistant, there: RemoteAssistant) -> None:
    assert there.search("cloud", 2) == here.search("cloud", 2)
    assert there.evidence(QUESTION) == here.evidence(QUESTION) != ()
    follow_up = {"history": ["What about AI?"], "facets": ["figures"], "documents": ["report.md"], "kind": "md"}
    assert there.evidence("And cloud?", **follow_up) == here.evidence("And cloud?", **follow_up)  # type: ignore[arg-type]  # built from keywords
    assert there.documents() == here.documents()
    assert there.document("report.md") == here.document("report.md")
    assert there.figures(unit="CNY") == here.figures(unit="CNY") != ()
    assert there.figures(text="nothing like it") == ()
    assert replace(there.brief("cloud"), timings={}) == replace(here.brief("cloud"), timings={})


def test_what_could_not_be_read_and_words_unmentioned_are_told(here: Assistant, there: RemoteAssistant) -> None:
    (here.corpus / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    here.refresh()
    assert there.problems() == here.problems() != ()
    assert (
        there.unmentioned("What revenue has the zeppelin?")
        == here.unmentioned("What revenue has the zeppelin?")
        == ("zeppelin",)
    )


def test_the_page_of_a_pdf_arrives_as_a_picture(here: Assistant, there: RemoteAssistant) -> None:
    (here.corpus / "paper.pdf").write_bytes(
        make_pdf(lambda page: page.line("Zeppelins rise by twelve percent a year."))
    )
    here.refresh()
    text = here.document("paper.pdf").text
    assert there.page_image("paper.pdf", 0, len(text)) == here.page_image("paper.pdf", 0, len(text))
    assert (there.page_image("paper.pdf", 0, len(text)) or b"").startswith(b"\x89PNG")
    assert there.page_image("report.md", 0, 5) is None
    with pytest.raises(UnknownDocumentError):
        there.page_image("nothing.pdf", 0, 5)


def test_figures_come_a_page_at_a_time(
    here: Assistant, there: RemoteAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.server.client._FIGURES_AT_ONCE", 1)
    assert there.figures() == here.figures()
    assert len(there.figures()) > 2


def test_documents_are_added_and_removed(here: Assistant, there: RemoteAssistant, tmp_path: Path) -> None:
    added = tmp_path / "sent" / "année ¥.md"
    added.parent.mkdir()
    added.write_text("# Staff\n\nStaff grew by 12%.", encoding="utf-8")
    assert there.add(added).added == ("année ¥.md",)
    assert [hit.passage.document for hit in there.search("staff", 1)] == ["année ¥.md"]
    assert there.remove("année ¥.md").removed == ("année ¥.md",)
    assert len(here.documents()) == 1


def test_feedback_is_kept_there(here: Assistant, there: RemoteAssistant) -> None:
    given = there.rate(there.ask(QUESTION), "down", "not what I meant")
    assert there.feedback() == here.feedback() == (given,)


def test_errors_are_of_the_same_kind(there: RemoteAssistant, tmp_path: Path) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ")
    tried: list[tuple[type[AssistantError], Callable[[], object]]] = [
        (QuestionError, lambda: there.ask("")),
        (QuestionError, lambda: there.search("x", after="soon")),
        (UnknownDocumentError, lambda: there.ask("Who?", documents=["nope.md"])),
        (UnknownDocumentError, lambda: list(there.stream("Who?", documents=["nope.md"]))),
        (DocumentError, lambda: there.remove("nope.md")),
        (DocumentError, lambda: there.add(tmp_path / "a.exe")),
        (DocumentError, lambda: there.add(tmp_path / "not there.md")),
    ]
    for kind, call in tried:
        with pytest.raises(kind):
            call()


def test_a_wrong_token_is_told(server: Running) -> None:
    with Assistant.connect(server.url, token="wrong") as stranger, pytest.raises(AccessError, match="token"):
        stranger.documents()


def answering(status: int, content: bytes, **headers: str) -> RemoteAssistant:
    transport = httpx.MockTransport(lambda _: httpx.Response(status, content=content, headers=headers))
    return RemoteAssistant("http://127.0.0.1:1", transport=transport)


def test_a_busy_server_says_when_to_come_back() -> None:
    busy = answering(429, b'{"error": {"code": "busy", "message": "Come back."}}', **{"retry-after": "7"})
    with pytest.raises(BusyError, match="Come back") as caught:
        busy.ask("Why?")
    assert caught.value.retry_after == 7


@pytest.mark.parametrize(
    ("status", "content"), [(502, b"<html>Bad Gateway</html>"), (200, b"<html>"), (200, b"{}"), (500, b'{"error": 1}')]
)
def test_what_is_no_assistant_is_told(status: int, content: bytes) -> None:
    with pytest.raises(ServerError):
        answering(status, content).documents()


def test_a_server_that_is_not_there_is_told() -> None:
    with Assistant.connect("http://127.0.0.1:9") as nowhere, pytest.raises(ServerError, match="assistant serve"):
        nowhere.ask("Why?")
