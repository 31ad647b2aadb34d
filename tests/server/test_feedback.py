"""Feedback belongs to an answer that was given, and is bounded."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import FeedbackError, FeedbackRefusedError
from assistant.memory.feedback_book import FILE_NAME, FeedbackBook
from assistant.server.routes import documents as library
from assistant.server.signing import Signing
from assistant.types import Answer
from tests.server.conftest import HEAD, TOKEN, Running

Run = Callable[..., Running]
QUESTION = "How much did cloud revenue rise?"
ANSWER = Answer(QUESTION, "It rose 26%.", False, 0.9, (), (), {"total": 0.1}, "model", 3)


def signing(key: bytes = b"k" * 32) -> Signing:
    made = Signing(lambda: key)
    made.begin()
    return made


def test_an_answer_is_known_again_and_no_other_is() -> None:
    sent = Answer.from_dict(json.loads(json.dumps(signing().signed(ANSWER))))
    assert signing().knows(sent)
    assert not signing().knows(ANSWER)
    for forged in (
        {"answer": "It fell."},
        {"question": "Other?"},
        {"signature": ""},
        {"signature": "\ud800"},
        {"abstained": True},
        {"timings": {"total": 0.2}},
        {"model": "other"},
    ):
        assert not signing().knows(Answer.from_dict({**signing().signed(ANSWER), **forged}))
    assert not signing(b"another").knows(sent)


def test_an_answer_is_known_after_a_restart_and_by_servers_that_share_the_feedback(where: Path | str) -> None:
    with closing(FeedbackBook(where)) as before, closing(FeedbackBook(where)) as after:
        first, second = Signing(before.secret), Signing(after.secret)
        first.begin()
        assert second.knows(Answer.from_dict(first.signed(ANSWER)))


def test_the_secret_is_for_the_servers_user_alone_and_does_not_come_from_the_tokens(run: Run) -> None:
    server = run(server_token=TOKEN)
    book = server.service.assistant.memory.feedback
    file = server.service.assistant.library.index / FILE_NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.unlink()
    secret = book.secret()
    file.unlink()
    assert len(secret) == len(book.secret()) == 32
    assert secret != book.secret()


def test_an_answer_is_given_also_where_feedback_cannot_be_kept(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    server = run()
    server.service.signing = Signing(_unwritable)
    with server.client() as client:
        server.service.warm_up()
        given = client.post("/v1/ask", json={"question": QUESTION})
        refused = client.post("/v1/feedback", json={"answer": given.json(), "rating": "up"})
    assert (given.status_code, given.json()["signature"]) == (200, "")
    assert refused.status_code == 503
    assert "/secret/place" not in refused.text
    assert "Feedback cannot be stored." in caplog.text


def _unwritable() -> bytes:
    raise FeedbackError("/secret/place/feedback.db cannot be written.")


@pytest.mark.parametrize(
    "forged",
    [
        {"answer": "The company is bankrupt."},
        {"question": "Is it solvent?"},
        {"citations": []},
        {"signature": ""},
        {"signature": "0" * 64},
        {"confidence": 1.0},
    ],
)
def test_feedback_on_an_answer_that_was_not_given_is_refused(run: Run, forged: dict[str, Any]) -> None:
    with run().client() as client:
        given = client.post("/v1/ask", json={"question": QUESTION}).json()
        refused = client.post("/v1/feedback", json={"answer": {**given, **forged}, "rating": "up"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "feedback_refused")
        assert client.post("/v1/feedback", json={"answer": given, "rating": "up"}).status_code == 201
        assert len(client.get("/v1/feedback").json()["feedback"]) == 1


def test_a_streamed_answer_can_be_rated_too(run: Run) -> None:
    with run().client() as client:
        streamed = client.post("/v1/ask", json={"question": QUESTION, "stream": True}).text
        last = streamed.strip().split("\n\n")[-1]
        answer = json.loads(last.partition("data: ")[2])
        assert client.post("/v1/feedback", json={"answer": answer, "rating": "down"}).status_code == 201


def test_feedback_is_bounded_in_all_and_says_what_to_do(run: Run) -> None:
    server = run(server_token=TOKEN, feedback_bytes=60_000)
    with server.client(headers=HEAD) as client:
        given = client.post("/v1/ask", json={"question": QUESTION}).json()
        long = {"answer": given, "rating": "up", "comment": "x" * 4000}
        told = [client.post("/v1/feedback", json=long) for _ in range(30)]
        kept = client.get("/v1/feedback").json()["feedback"]
    statuses = [response.status_code for response in told]
    assert statuses == [201] * len(kept) + [503] * (30 - len(kept))
    assert 1 < len(kept) < 30
    error = told[-1].json()["error"]
    assert error["code"] == "feedback_full"
    assert "assistant feedback --export" in error["message"]
    assert str(server.service.assistant.library.index) not in told[-1].text
    assert (server.service.assistant.library.index / FILE_NAME).stat().st_size < 100_000


def test_one_client_cannot_fill_what_is_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "RATINGS", 2)
    server = run(server_token=f"{TOKEN},other-{TOKEN}")
    with server.client(headers=HEAD) as client:
        rating = {"answer": client.post("/v1/ask", json={"question": QUESTION}).json(), "rating": "up"}
        told = [client.post("/v1/feedback", json=rating) for _ in range(3)]
        other = client.post("/v1/feedback", json=rating, headers={"Authorization": f"Bearer other-{TOKEN}"})
    assert [response.status_code for response in (*told, other)] == [201, 201, 429, 201]
    assert int(told[-1].headers["retry-after"]) > 0


def test_a_rating_that_is_too_large_is_refused_and_nothing_of_it_is_kept(
    where: Path | str,
) -> None:
    with closing(FeedbackBook(where)) as book:
        for answer, comment in ((replace(ANSWER, text="x" * 200_000), ""), (ANSWER, "x" * 4001)):
            with pytest.raises(FeedbackRefusedError, match=r"can store at most|limit is"):
                book.add(answer, "up", comment)
        assert book.all() == ()
        assert book.add(ANSWER, "up", "x" * 4000).comment == "x" * 4000
