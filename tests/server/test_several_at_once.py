"""The server with its language model on servers of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from assistant import Assistant, Library, Settings
from assistant.embedding.hashing import HashingEmbedder
from assistant.server.service import Service
from tests.drafting.model_servers import ModelServer, model_server
from tests.server.conftest import REPORT, Running, running

QUESTIONS = (
    "How much did cloud revenue rise?",
    "How far did cloud revenue rise?",
    "What did cloud revenue rise to?",
    "By how much did revenue of the cloud rise?",
)
REPLY = "Cloud revenue rose 26% to 33.40 billion yuan."


@contextmanager
def served(folder: Path, *models: ModelServer, at_once: int = 1) -> Iterator[Running]:
    (folder / "corpus").mkdir()
    (folder / "corpus" / "report.md").write_text(REPORT, encoding="utf-8")
    urls = ",".join(model.url for model in models)
    settings = Settings(language_model=urls, server_model="m", questions_at_once=at_once)
    assistant = Assistant(Library(folder / "corpus", folder / "index", settings, HashingEmbedder()))
    assistant.library.refresh()
    with running(Service(assistant)) as runs:
        yield runs


def asked(runs: Running, question: str) -> dict[str, Any]:
    with runs.client() as client:
        answer: dict[str, Any] = client.post("/v1/ask", json={"question": question}, timeout=120).json()
    return answer


def test_questions_are_drafted_at_once_on_all_servers(tmp_path: Path) -> None:
    arrivals, all_are_there = threading.Semaphore(len(QUESTIONS) - 1), threading.Event()

    def meet() -> None:
        if not arrivals.acquire(blocking=False):
            all_are_there.set()
        assert all_are_there.wait(60)

    with ExitStack() as stack:
        models = [stack.enter_context(model_server(REPLY, meet=meet)) for _ in range(2)]
        runs = stack.enter_context(served(tmp_path, *models, at_once=len(QUESTIONS)))
        threads = stack.enter_context(ThreadPoolExecutor(len(QUESTIONS)))
        answers = list(threads.map(lambda question: asked(runs, question), QUESTIONS))
        assert ["26%" in answer["answer"] for answer in answers] == [True] * len(QUESTIONS)
        assert all(model.asked for model in models)


def test_an_answer_whose_server_breaks_off_is_the_one_that_it_always_is(tmp_path: Path) -> None:
    (tmp_path / "calm").mkdir()
    (tmp_path / "storm").mkdir()
    with model_server(REPLY) as one, model_server(REPLY) as other:
        with served(tmp_path / "calm", one, other) as runs:
            calm = asked(runs, QUESTIONS[0])
        one.manner = "breaks off"
        with served(tmp_path / "storm", one, other) as runs:
            storm = asked(runs, QUESTIONS[0])
    assert calm["claims"]
    assert storm["claims"] == calm["claims"]
    assert storm["answer"] == calm["answer"]


def test_a_server_whose_models_come_up_later_becomes_ready_then(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "report.md").write_text(REPORT, encoding="utf-8")
    with model_server(REPLY, "junk") as one:
        settings = Settings(language_model=f"{one.url},http://127.0.0.1:9")
        assistant = Assistant(Library(tmp_path / "corpus", tmp_path / "index", settings, HashingEmbedder()))
        assistant.library.refresh()
        service = Service(assistant)
        service.warm_up()
        assert service.not_ready
        becoming = threading.Thread(target=service.become_ready, args=(0.01,))
        becoming.start()
        one.manner = "well"
        becoming.join(60)
        assert not service.not_ready
        assert service.assistant.model.name == "m"


def test_where_no_server_answers_the_client_is_told_to_come_back_and_the_log_why(tmp_path: Path, caplog: Any) -> None:
    with model_server(manner="fails") as one, model_server(manner="breaks off") as other:
        with served(tmp_path, one, other) as runs:
            answer = asked(runs, QUESTIONS[0])
        assert answer["error"]["code"] == "model"
        assert one.url not in answer["error"]["message"]
        told = [record.error for record in caplog.records if hasattr(record, "error")]
        assert any(one.url in error and other.url in error for error in told)
