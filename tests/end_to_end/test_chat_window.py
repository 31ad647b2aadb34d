"""The window as a browser talks to it: a real server on a free port, an assistant that says what it was told to."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any, cast

import httpx
import pytest
from gradio_client import Client  # type: ignore[import-untyped]  # it ships no annotations

from assistant.asking.assistant import Assistant
from assistant.errors import AssistantError
from assistant.indexing.catalogue import StoredDocument
from assistant.indexing.scope import Scope
from assistant.window.documents_tab import listing_html
from assistant.window.following import UNEXPECTED, EnteredQuestion, follow
from assistant.window.turns import ChatTurn
from tests.end_to_end.canned import SENTENCES, Canned


def connect(url: str) -> Client:
    return Client(url, verbose=False, analytics_enabled=False)


def ask(client: Client, question: str) -> str:
    return shown(client.predict(question, api_name="/ask"))


def shown(outputs: Sequence[Any]) -> str:
    """Return the last message of the conversation as a reader sees it, tags and all; nothing before there is one."""
    messages = outputs[1]
    return unescape("".join(part["text"] for part in messages[-1]["content"])) if isinstance(messages, list) else ""


def last(canned: Canned, question: str) -> ChatTurn:
    """Follow a question to its end, without a window."""
    turns: list[ChatTurn] = []
    follow(cast(Assistant, canned), EnteredQuestion(question), turns.append)
    return turns[-1]


def until(happened: Callable[[], object], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(happened())


def test_the_answer_arrives_sentence_by_sentence(window: str, canned: Canned) -> None:
    canned.permits = threading.Semaphore(1)
    job = connect(window).submit("How was the year?", api_name="/ask")
    assert until(lambda: job.outputs() and SENTENCES[0] in shown(job.outputs()[-1]))
    assert SENTENCES[1] not in shown(job.outputs()[-1]).split("<details")[0]
    assert "Drafting…" in shown(job.outputs()[-1])
    canned.permits.release(2)
    final = shown(job.result(timeout=20))
    assert all(sentence in final for sentence in SENTENCES)
    assert "sure (90%)" in final
    assert "Drafting" not in final


def test_waiting_is_never_blank(window: str, canned: Canned) -> None:
    canned.permits = threading.Semaphore(0)
    job = connect(window).submit("How was the year?", api_name="/ask")
    assert until(lambda: any("Drafting…" in shown(output) for output in job.outputs()))
    assert any("Searching…" in shown(output) for output in job.outputs())
    canned.permits.release(3)
    job.result(timeout=20)


def test_two_people_are_answered_at_once_each_with_their_own_conversation(window: str, canned: Canned) -> None:
    first, second = connect(window), connect(window)
    ask(first, "How was the year?")
    canned.permits = threading.Semaphore(0)
    jobs = [first.submit("And the margin?", api_name="/ask"), second.submit("What about chips?", api_name="/ask")]
    assert until(lambda: canned.at_work == 2)
    canned.permits.release(6)
    for job in jobs:
        assert SENTENCES[2] in shown(job.result(timeout=20))
    assert canned.most_at_work == 2
    assert ("And the margin?", ["How was the year?"]) in canned.asked
    assert ("What about chips?", []) in canned.asked


def test_stopping_closes_the_model(window: str, canned: Canned) -> None:
    canned.permits = threading.Semaphore(1)
    client = connect(window)
    job = client.submit("How was the year?", api_name="/ask")
    assert until(lambda: job.outputs() and SENTENCES[0] in shown(job.outputs()[-1]))
    job.cancel()
    canned.permits.release(1)
    assert canned.closed.wait(timeout=10)
    assert canned.at_work == 0
    canned.permits.release(10)
    assert SENTENCES[2] in ask(client, "Once more?")


@pytest.mark.parametrize(
    ("question", "said"),
    [("Is the model there?", "There is no model. Run <code>assistant doctor</code>."), ("Is there a bug?", UNEXPECTED)],
)
def test_an_error_is_told_in_the_chat_and_the_question_given_back(window: str, question: str, said: str) -> None:
    job = connect(window).submit(question, api_name="/ask")
    outputs = job.result(timeout=20)
    assert said in shown(outputs)
    assert "secret" not in str(job.outputs())
    assert outputs[0]["value"] == question


def test_a_question_that_failed_is_not_part_of_the_history(window: str, canned: Canned) -> None:
    client = connect(window)
    ask(client, "Is the model there?")
    ask(client, "How was the year?")
    assert canned.asked[-1] == ("How was the year?", [])


def test_what_the_documents_do_not_say_comes_with_the_closest_passages(window: str) -> None:
    said = ask(connect(window), "How is the weather?")
    assert "The documents don't say." in said
    assert "The closest passages" in said
    assert "The documents do not mention “weather”" in said
    assert "problem" not in said


@pytest.mark.parametrize("blank", ["", "  \n "])
def test_a_blank_question_is_not_asked(window: str, canned: Canned, blank: str) -> None:
    connect(window).predict(blank, api_name="/ask")
    assert canned.asked == []


def test_a_question_keeps_to_the_facets_documents_and_dates_that_are_chosen(window: str, canned: Canned) -> None:
    client = connect(window)
    client.predict("How was the year?", ["risks"], ["report.md"], " 2024 ", api_name="/ask")
    ask(client, "How was the year?")
    assert canned.scopes[0] == Scope(documents=["report.md"], facets=["risks"], after="2024")
    assert canned.scopes[1] == Scope()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("v1/page-image?document=report.md&start=3&end=7", 200),
        ("v1/page-image?document=report.md&start=0&end=7", 404),
        ("v1/page-image?document=..%2Fsecret&start=3&end=7", 404),
        ("v1/page-image?document=report.md&start=x", 422),
        ("v1/page-image", 422),
    ],
)
def test_a_page_has_an_address_of_our_own(window: str, address: str, status: int) -> None:
    answer = httpx.get(window + address)
    assert answer.status_code == status
    assert (answer.headers["content-type"] == "image/png") is (status == 200)


def test_document_text_never_becomes_markup(window: str) -> None:
    outputs = connect(window).predict("How was the year? <img src=x onerror=alert(1)>", api_name="/ask")
    raw = str(outputs)
    assert "alert" in raw
    assert "<script" not in raw
    assert "<img" not in raw


def test_a_document_that_is_gone_leaves_its_cited_sentence(canned: Canned) -> None:
    canned.library.removed = True
    turn = last(canned, "How was the year?")
    assert turn.answer is not None
    assert turn.problem == ""
    assert turn.excerpts == {}


def test_no_index_is_told_in_the_list(monkeypatch: pytest.MonkeyPatch, canned: Canned) -> None:
    def missing() -> tuple[StoredDocument, ...]:
        raise AssistantError("There is no index.")

    monkeypatch.setattr(canned.library, "documents", missing)
    assert "There is no index." in unescape(listing_html(cast(Assistant, canned)))


def test_the_page_asks_for_nothing_from_anywhere_else(window: str) -> None:
    page = httpx.get(window)
    assert "default-src 'self'" in page.headers["content-security-policy"]
    config = httpx.get(f"{window}config").json()
    assert config["analytics_enabled"] is False
    assert config["stylesheets"] == []
    theme = httpx.get(f"{window}theme.css").text
    assert "@import" not in theme
    assert not re.search(r"url\([\"']?(https?:)?//", theme)
