import pytest

from assistant.retrieval.history import checked_rewriting, leans, stand_alone

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


def test_an_empty_question_leans_on_nothing() -> None:
    assert not leans(" ?", ASKED)


@pytest.mark.parametrize(
    "rewritten",
    [
        "How much does cloud revenue grow by?",
        "“How much does cloud revenue grow by?”",
        "By how much is cloud growth up?",
    ],
)
def test_a_rewriting_of_words_that_were_said_is_taken(rewritten: str) -> None:
    assert checked_rewriting(rewritten, "And by how much?", "Does cloud revenue grow, is it up?") == rewritten.strip(
        "“”"
    )


@pytest.mark.parametrize(
    "rewritten",
    [
        "",
        "Cloud revenue grows.",
        "How fast does it grow? And why?",
        "How much does Amazon cost?",
        "What about SAP?",
        "How does cloud revenue grow?",
    ],
    ids=[
        "nothing",
        "no question",
        "two questions",
        "a word of its own",
        "nothing taken along",
        "what was asked is lost",
    ],
)
def test_any_other_rewriting_is_replaced_by_both_questions(rewritten: str) -> None:
    taken = checked_rewriting(rewritten, "What about SAP?", ASKED[-1])
    assert taken == f"{ASKED[-1]} What about SAP?"
