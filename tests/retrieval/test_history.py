import pytest

from assistant.retrieval.history import stand_alone

ASKED = ["Who leads Alibaba?", "How fast does cloud revenue grow?"]


@pytest.mark.parametrize(
    "follow_up", ["And what about the risks?", "Why?", "How much does it cost?", "What about SAP?"]
)
def test_a_follow_up_takes_the_question_before_along(follow_up: str) -> None:
    assert stand_alone(follow_up, ASKED) == f"{ASKED[-1]} {follow_up}"


@pytest.mark.parametrize("question", ["How many riders deliver every day?", "Which sectors use Alibaba's platform?"])
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    assert stand_alone(question, ASKED) == question


def test_the_first_question_has_nothing_to_lean_on() -> None:
    assert stand_alone("What about it?", []) == "What about it?"
