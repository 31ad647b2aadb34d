"""Feedback belongs to an answer that was given, and is bounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant import feedback_book
from assistant.errors import FeedbackError
from assistant.server.access import Token
from assistant.server.signing import Signing
from assistant.types import Answer
from tests.server.conftest import TOKEN, Running

Run = Callable[..., Running]
QUESTION = "How much did cloud revenue rise?"
ANSWER = Answer(QUESTION, "It rose 26%.", False, 0.9, (), (), {"total": 0.1}, "model", 3)


def test_an_answer_is_known_again_and_no_other_is() -> None:
    signing = Signing(())
    sent = Answer.from_dict(signing.signed(ANSWER))
    assert signing.knows(sent)
    assert not signing.knows(ANSWER)
    for forged in (
        {"answer": "It fell."},
        {"question": "Other?"},
        {"signature": ""},
        {"signature": "\ud800"},
        {"abstained": True},
    ):
        assert not signing.knows(Answer.from_dict({**signing.signed(ANSWER), **forged}))
    assert not Signing(()).knows(sent)


def test_servers_with_the_same_tokens_know_each_others_answers() -> None:
    tokens = (Token("one-token-of-some-length"), Token("two-tokens-of-some-length"))
    sent = Answer.from_dict(Signing(tokens).signed(ANSWER))
    assert Signing(tokens[::-1]).knows(sent)
    assert not Signing(tokens[:1]).knows(sent)


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
        assert (refused.status_code, refused.json()["error"]["param"]) == (422, "answer.signature")
        assert client.post("/v1/feedback", json={"answer": given, "rating": "up"}).status_code == 201
        assert len(client.get("/v1/feedback").json()["feedback"]) == 1


def test_a_streamed_answer_can_be_rated_too(run: Run) -> None:
    import json

    with run().client() as client:
        streamed = client.post("/v1/ask", json={"question": QUESTION, "stream": True}).text
        last = streamed.strip().split("\n\n")[-1]
        answer = json.loads(last.partition("data: ")[2])
        assert client.post("/v1/feedback", json={"answer": answer, "rating": "down"}).status_code == 201


def test_feedback_is_bounded_in_number_and_size(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    server = run(server_token=TOKEN)
    assistant = server.service.assistant
    answer = assistant.ask(QUESTION)
    monkeypatch.setattr(feedback_book, "MOST_KEPT", 2)
    with server.client(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        given = client.post("/v1/ask", json={"question": QUESTION}).json()
        statuses = [client.post("/v1/feedback", json={"answer": given, "rating": "up"}).status_code for _ in range(3)]
    assert statuses == [201, 201, 503]
    monkeypatch.setattr(feedback_book, "MOST_ANSWER_CHARACTERS", 10)
    with pytest.raises(FeedbackError, match="at most 10 are kept"):
        assistant.rate(answer, "up")
