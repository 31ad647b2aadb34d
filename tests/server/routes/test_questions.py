from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from assistant.errors import BusyError
from tests.server.conftest import HeldModel, Running, eventually

Run = Callable[..., Running]
ASKED = {"question": "How much did cloud revenue rise?"}


def events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        name = value if field == "event" else name
        if field == "data":
            yield name, json.loads(value)


def metric(running: Running, line: str) -> float:
    with running.client() as client:
        told = client.get("/metrics").text
    return next((float(row.rpartition(" ")[2]) for row in told.splitlines() if row.startswith(line)), 0.0)


def test_an_answer_is_what_python_gets(run: Run) -> None:
    server = run()
    with server.client() as client:
        answer = client.post("/v1/ask", json=ASKED).json()
    here = json.loads(json.dumps(server.service.assistant.ask(ASKED["question"]).to_dict()))
    assert answer.pop("signature")
    assert {**answer, "timings": {}} == {**here, "timings": {}}


def test_a_streamed_answer_grows_to_the_whole_one(run: Run) -> None:
    with run().client() as client, client.stream("POST", "/v1/ask", json={**ASKED, "stream": True}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        (first, waiting), *between, (last, answer) = events(response.iter_lines())
    assert (first, waiting, last) == ("waiting", {"ahead": 0}, "answer")
    assert {name for name, _ in between} == {"stage", "partial"}
    assert between[0] == ("stage", {"stage": "retrieval"})
    assert answer["answer"] == "Cloud revenue rose 26 percent. [1]"
    partials = [grown["answer"] for name, grown in between if name == "partial"]
    assert answer["answer"].startswith(partials[0])


def test_search_does_not_wait_for_a_question_that_is_drafted(run: Run) -> None:
    model = HeldModel("Cloud revenue rose 26 percent.")
    server = run(model)
    with server.client() as client, client.stream("POST", "/v1/ask", json={**ASKED, "stream": True}) as response:
        response.iter_lines()
        assert model.began.wait(60)
        found = server.client().post("/v1/search", json={"question": "cloud revenue"})
        assert found.json()["hits"][0]["passage"]["document"] == "report.md"
        assert not model.let_go.is_set()
        model.let_go.set()


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_goes_away_stops_its_own_question_and_the_next_one_is_answered(run: Run, stream: bool) -> None:
    model = HeldModel("Cloud revenue rose 26 percent. " * 30)
    server = run(model)
    server.abandon("/v1/ask", {**ASKED, "stream": stream}, lambda: model.began.wait(60))
    model.let_go.set()
    assert eventually(lambda: server.service.queue.having_their_turn == 0)
    assert model.closed_early == 1
    with server.client() as client:
        assert client.post("/v1/ask", json=ASKED).status_code == 200
    assert metric(server, 'assistant_questions_total{outcome="stopped"}') == 1


def test_one_that_goes_away_while_it_waits_gives_its_place_back(run: Run) -> None:
    model = HeldModel("Cloud revenue rose 26 percent.")
    server = run(model)
    first = threading.Thread(target=lambda: server.client().post("/v1/ask", json=ASKED))
    first.start()
    assert model.began.wait(60)
    server.abandon("/v1/ask", ASKED, lambda: eventually(lambda: server.service.queue.waiting == 1))
    assert eventually(lambda: server.service.queue.waiting == 0)
    model.let_go.set()
    first.join(60)
    assert len(model.asked) == 1


@pytest.mark.parametrize("stream", [False, True])
def test_a_full_queue_answers_429_and_when_to_come_back(run: Run, stream: bool) -> None:
    model = HeldModel("Cloud revenue rose 26 percent.")
    server = run(model, questions_waiting=1)
    asking = [threading.Thread(target=lambda: server.client().post("/v1/ask", json=ASKED)) for _ in range(2)]
    for thread in asking:
        thread.start()
    assert eventually(lambda: server.service.queue.waiting == 1)
    with server.client() as client:
        refused = client.post("/v1/ask", json={**ASKED, "stream": stream})
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, BusyError.code)
    assert int(refused.headers["retry-after"]) >= 1
    model.let_go.set()
    for thread in asking:
        thread.join(60)


def test_a_deadline_is_kept_while_drafting_and_the_model_is_free_again(run: Run) -> None:
    model = HeldModel("Cloud revenue rose 26 percent. " * 30)
    server = run(model)
    with server.client() as client:
        threading.Timer(1, model.let_go.set).start()
        late = client.post("/v1/ask", json={**ASKED, "seconds": 0.2})
        assert (late.status_code, late.json()["error"]["code"]) == (504, "deadline")
        assert client.post("/v1/ask", json=ASKED).status_code == 200


def test_who_waits_until_the_time_is_too_short_is_sent_away_with_429(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.server.queue._FIRST_GUESS_S", 0.01)
    model = HeldModel("Cloud revenue rose 26 percent.")
    server = run(model)
    first = threading.Thread(target=lambda: server.client().post("/v1/ask", json=ASKED))
    first.start()
    assert model.began.wait(60)
    with server.client() as client:
        assert client.post("/v1/ask", json={**ASKED, "seconds": 0.1}).status_code == 429
        told = list(events(client.post("/v1/ask", json={**ASKED, "seconds": 0.1, "stream": True}).iter_lines()))
    assert told[0] == ("waiting", {"ahead": 1})
    assert told[1][1]["error"]["code"] == "busy"
    model.let_go.set()
    first.join(60)


def test_a_brief_cites(run: Run) -> None:
    with run().client() as client:
        brief = client.post("/v1/brief", json={"topic": "cloud"}).json()
    assert [section["facet"] for section in brief["sections"]] == ["strategy", "figures", "risks"]
    assert brief["citations"]


def test_a_text_is_checked_sentence_by_sentence(run: Run) -> None:
    server = run()
    with server.client() as client:
        checked = client.post("/v1/verify", json={"text": "Cloud revenue rose 96 percent. Bananas are healthy."}).json()
        for refused in ({"text": " "}, {"text": "a " * 30_000}, {"text": "It rose.", "kind": "exe"}, {}):
            answered = client.post("/v1/verify", json=refused)
            assert answered.status_code in (400, 422), refused
            assert answered.json()["error"]["message"]
        unknown = client.post("/v1/verify", json={"text": "It rose.", "documents": ["nope.md"]})
        assert unknown.json()["error"]["code"] == "unknown_document" or unknown.status_code == 404
    assert [sentence["text"] for sentence in checked["sentences"]] == [
        "Cloud revenue rose 96 percent.",
        "Bananas are healthy.",
    ]
    assert "supported" not in {sentence["verdict"] for sentence in checked["sentences"]}


def test_a_server_that_stops_finishes_what_is_running_and_sends_away_who_waits(run: Run) -> None:
    model = HeldModel("Cloud revenue rose 26 percent.")
    server = run(model)
    answers: list[httpx.Response] = []
    asking = [
        threading.Thread(target=lambda: answers.append(server.client().post("/v1/ask", json=ASKED))) for _ in range(2)
    ]
    for thread in asking:
        thread.start()
    assert eventually(lambda: server.service.queue.waiting == 1)
    server.runs.should_exit = True
    assert eventually(lambda: len(answers) == 1)
    assert (answers[0].status_code, answers[0].json()["error"]["code"]) == (503, "closing")
    model.let_go.set()
    for thread in asking:
        thread.join(60)
    assert answers[1].status_code == 200
    with pytest.raises(httpx.ConnectError):
        server.client().get("/healthz")


def test_questions_and_refusals_are_counted(run: Run) -> None:
    server = run()
    with server.client() as client:
        client.post("/v1/ask", json=ASKED)
        client.post("/v1/ask", json={"question": "Who?", "documents": ["nope.md"]})
        server.service.assistant.model._log_odds = -9.0  # type: ignore[attr-defined]  # a ScriptedModel
        client.post("/v1/ask", json={"question": "Which revenue fell?"})
    assert metric(server, 'assistant_questions_total{outcome="answered"}') == 1
    assert metric(server, 'assistant_questions_total{outcome="refused"}') == 1
    assert metric(server, 'assistant_stage_seconds_count{stage="retrieval"}') == 2
    assert metric(server, "assistant_index_generation ") >= 1
    assert metric(server, "process_resident_memory_bytes ") > 1_000_000
    assert metric(server, 'assistant_request_seconds_count{method="POST",route="/v1/ask",status="200"}') == 2
