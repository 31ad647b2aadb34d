from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import httpx
import pytest

from assistant import Answer, Assistant, Exchange, LedgerEntry, Library, Scope, StoredDocument
from assistant.api import endpoints
from assistant.api.client import RemoteAssistant, RemoteLibrary
from assistant.api.endpoints import Endpoint
from assistant.api.requests import AskRequest, BriefRequest, EvidenceRequest, FiguresQuery, SearchRequest
from assistant.api.responses import AnswerShape, ListedDocument, ListedFigure
from assistant.errors import (
    AccessError,
    AssistantError,
    BusyError,
    DocumentError,
    QuestionError,
    ServerError,
    UnknownDocumentError,
)
from assistant.retrieval.question import make_question
from assistant.server.turns import TurnTaking
from tests.reading.pdf_files import make_pdf
from tests.server.conftest import HEAD, TOKEN, Running, make, run

Run = Callable[..., Running]
QUESTION = "How much did cloud revenue rise?"
OF_THIS_MACHINE: dict[type, set[str]] = {
    Assistant: {"begin_loading", "open", "connect", "model", "verify_answer"},
    Library: {
        "check", "close", "encoders", "ensure_index", "follows_corpus", "passages_at", "purge", "reading", "rebuild",
        "recognize", "refresh", "removed",
    },
}  # fmt: skip
ONLY_HERE = {
    "add": {"wait", "stage"},
    "remove": {"wait"},
    "brief": {"stopped"},
    "verify": {"stopped"},
    "page_image": {"stopped"},
}

__all__ = ["make", "run"]


@pytest.fixture
def server(run: Run) -> Running:
    return run(server_token=TOKEN)


@pytest.fixture
def here(server: Running) -> TurnTaking:
    return server.service.assistant


@pytest.fixture
def there(server: Running) -> Iterator[RemoteAssistant]:
    with Assistant.connect(server.url, token=TOKEN) as connected:
        yield connected


def timeless(answer: Answer) -> Answer:
    return replace(answer, timings={})


@pytest.mark.parametrize(("remote", "local"), [(RemoteAssistant, Assistant), (RemoteLibrary, Library)])
def test_it_has_the_methods_of_one_that_runs_here_with_the_same_arguments(remote: type, local: type) -> None:
    for name, method in inspect.getmembers(local):
        if name.startswith("_") or name in OF_THIS_MACHINE[local]:
            continue
        own = set(inspect.signature(getattr(remote, name)).parameters)
        theirs = set(inspect.signature(method).parameters)
        assert theirs - own == ONLY_HERE.get(name, set()), name
        assert own <= theirs, name


def test_what_took_part_in_turns_has_the_methods_of_an_assistant_too() -> None:
    for name in ("ask", "stream", "brief", "search", "evidence"):
        theirs = inspect.signature(getattr(Assistant, name)).parameters
        assert set(theirs) <= set(inspect.signature(getattr(TurnTaking, name)).parameters), name


def test_the_client_asks_at_each_endpoint_and_the_server_serves_each(server: Running) -> None:
    offered = {
        (each.method, each.path.replace(":path", "")) for each in vars(endpoints).values() if isinstance(each, Endpoint)
    }
    with server.client(headers=HEAD) as client:
        paths = client.get("/openapi.json").json()["paths"]
    served = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    of_others = {("POST", "/v1/chat/completions"), ("GET", "/v1/models")}
    assert {(method, path) for method, path in served if path.startswith("/v1/")} - of_others == offered
    used = Path(inspect.getfile(RemoteAssistant)).read_text("utf-8")
    assert all(
        f"endpoints.{name}," in used or f"endpoints.{name})" in used
        for name, each in vars(endpoints).items()
        if isinstance(each, Endpoint)
    )


def test_a_request_and_its_shape_hold_the_same_fields() -> None:
    scope = Scope(("a.md",), ("risks",), "2024", "md")
    question = make_question("Why?", ["Who?", Exchange("And what?", "That. [1]")], scope)
    for request in (AskRequest, EvidenceRequest, SearchRequest):
        sent = request.of(question).model_dump(mode="json")
        assert request.model_validate(sent).to_question() == question
    assert BriefRequest.model_validate(BriefRequest.of("cloud", scope).model_dump(mode="json")).to_scope() == scope
    unfaceted = replace(scope, facets=())
    figures = FiguresQuery.of(unfaceted, "cloud", "percent", 10, 20)
    assert figures.to_scope() == unfaceted
    assert set(figures.model_fields_set) == set(FiguresQuery.model_fields)


def test_a_response_holds_every_field_of_what_it_is_the_shape_of() -> None:
    def names(kind: type) -> set[str]:
        return {field.name for field in fields(kind)}

    assert set(ListedDocument.model_fields) == names(StoredDocument) | {"kind"}
    assert set(ListedFigure.model_fields) == names(LedgerEntry) - {"cells"} | {"sentence_end"}
    assert set(AnswerShape.model_fields) == names(Answer) - {"text"} | {"answer"}


def test_the_client_needs_no_server_library() -> None:
    libraries = ("fastapi", "uvicorn", "gradio", "mcp")
    code = f"import sys, assistant.api.client; print([name for name in {libraries} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_answers_are_the_same_values(here: TurnTaking, there: RemoteAssistant) -> None:
    assert timeless(there.ask(QUESTION)) == timeless(here.ask(QUESTION))
    assert [timeless(answer) for answer in there.stream(QUESTION)][-1] == timeless(here.ask(QUESTION))


def test_a_streamed_answer_tells_its_stages(here: TurnTaking, there: RemoteAssistant) -> None:
    told: list[str] = []
    *_, answer = there.stream(QUESTION, stage=told.append)
    assert [*dict.fromkeys(told)] == [stage for stage in answer.timings if stage != "total"]
    assert told[0] == "retrieval"


def test_passages_documents_figures_and_briefs_are_the_same_values(here: TurnTaking, there: RemoteAssistant) -> None:
    assert there.search("cloud", 2) == here.search("cloud", 2)
    assert there.evidence(QUESTION) == here.evidence(QUESTION) != ()
    scope = Scope(documents=["report.md"], facets=["figures"], kind="md")
    follow_up = make_question("And cloud?", ["Who leads it?", Exchange("What about AI?", "It costs.")], scope)
    for ask in (Assistant.evidence, Assistant.search):
        name = ask.__name__
        assert getattr(there, name)(follow_up) == getattr(here, name)(follow_up), name
    assert timeless(there.ask(follow_up)) == timeless(here.ask(follow_up))
    assert there.library.documents() == here.library.documents()
    assert there.library.document("report.md") == here.library.document("report.md")
    assert there.library.figures(unit="CNY") == here.library.figures(unit="CNY") != ()
    assert there.library.figures(text="nothing like it") == ()
    assert replace(there.brief("cloud"), timings={}) == replace(here.brief("cloud"), timings={})
    text = "Cloud revenue rose 26 percent. Cloud revenue rose 27 percent."
    assert replace(there.verify(text), seconds=0) == replace(here.verify(text), seconds=0)


def test_what_could_not_be_read_and_words_unmentioned_are_told(here: TurnTaking, there: RemoteAssistant) -> None:
    (here.library.corpus / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    here.library.refresh()
    assert there.library.problems() == here.library.problems() != ()
    assert (
        there.library.unmentioned("What revenue has the zeppelin?")
        == here.library.unmentioned("What revenue has the zeppelin?")
        == ("zeppelin",)
    )


def test_the_page_of_a_pdf_arrives_as_a_picture(here: TurnTaking, there: RemoteAssistant) -> None:
    (here.library.corpus / "paper.pdf").write_bytes(
        make_pdf(lambda page: page.line("Zeppelins rise by twelve percent a year."))
    )
    here.library.refresh()
    text = here.library.document("paper.pdf").text
    assert there.library.page_image("paper.pdf", 0, len(text)) == here.library.page_image("paper.pdf", 0, len(text))
    assert (there.library.page_image("paper.pdf", 0, len(text)) or b"").startswith(b"\x89PNG")
    assert there.library.page_image("report.md", 0, 5) is None
    with pytest.raises(UnknownDocumentError):
        there.library.page_image("nothing.pdf", 0, 5)


def test_figures_come_a_page_at_a_time(
    here: TurnTaking, there: RemoteAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.api.client._FIGURES_AT_ONCE", 1)
    assert there.library.figures() == here.library.figures()
    assert len(there.library.figures()) > 2


def test_documents_are_added_and_removed(here: TurnTaking, there: RemoteAssistant, tmp_path: Path) -> None:
    added = tmp_path / "sent" / "année ¥.md"
    added.parent.mkdir()
    added.write_text("# Staff\n\nStaff grew by 12%.", encoding="utf-8")
    assert there.library.add(added).added == ("année ¥.md",)
    assert [hit.passage.document for hit in there.search("staff", 1)] == ["année ¥.md"]
    assert there.library.remove("année ¥.md").removed == ("année ¥.md",)
    assert len(here.library.documents()) == 1


def test_feedback_is_kept_there(here: TurnTaking, there: RemoteAssistant) -> None:
    given = there.rate(there.ask(QUESTION), "down", "not what I meant")
    assert there.feedback() == here.memory.feedback.all() == (given,)


def test_errors_are_of_the_same_kind(there: RemoteAssistant, tmp_path: Path) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ")
    tried: list[tuple[type[AssistantError], Callable[[], object]]] = [
        (QuestionError, lambda: there.ask("")),
        (QuestionError, lambda: there.search("x", scope=Scope(after="soon"))),
        (UnknownDocumentError, lambda: there.ask("Who?", scope=Scope(documents=["nope.md"]))),
        (UnknownDocumentError, lambda: list(there.stream("Who?", scope=Scope(documents=["nope.md"])))),
        (DocumentError, lambda: there.library.remove("nope.md")),
        (DocumentError, lambda: there.library.add(tmp_path / "a.exe")),
        (DocumentError, lambda: there.library.add(tmp_path / "not there.md")),
    ]
    for kind, call in tried:
        with pytest.raises(kind):
            call()


def test_a_wrong_token_is_told(server: Running) -> None:
    with Assistant.connect(server.url, token="wrong") as stranger, pytest.raises(AccessError, match="token"):
        stranger.library.documents()


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
        answering(status, content).library.documents()


def test_a_server_that_is_not_there_is_told() -> None:
    with Assistant.connect("http://127.0.0.1:9") as nowhere, pytest.raises(ServerError, match="assistant serve"):
        nowhere.ask("Why?")
