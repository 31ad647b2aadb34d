import pytest

from assistant.retrieval.history import checked_rewriting, leans, stand_alone
from assistant.retrieval.query import split_parts

ASKED = ["Who leads Alibaba?", "How fast does cloud revenue grow?"]


LEANING = "After “How fast does cloud revenue grow”: "


@pytest.mark.parametrize(
    ("follow_up", "understood"),
    [
        ("And what about the risks?", "what about the risks?"),
        ("Why?", "Why?"),
        ("How much does it cost?", "How much does it cost?"),
        ("What about SAP?", "What about SAP?"),
        ("What are the risks of its plan?", "What are the risks of its plan?"),
        ("Why did they sell their shops?", "Why did they sell their shops?"),
    ],
)
def test_a_follow_up_takes_the_question_before_along(follow_up: str, understood: str) -> None:
    assert stand_alone(follow_up, ASKED) == LEANING + understood


def test_a_question_is_not_asked_again_by_the_one_that_leans_on_it() -> None:
    leaning = stand_alone("And when?", ["How much will it spend, and what could go wrong?"])
    assert split_parts(leaning) == (leaning,)


def test_a_follow_up_on_a_follow_up_takes_both_along() -> None:
    once = stand_alone("How much is that in yuan?", ASKED)
    again = stand_alone("And in dollars?", [*ASKED, once])
    assert again == "After “How fast does cloud revenue grow; How much is that in yuan”: in dollars?"


@pytest.mark.parametrize(
    "question",
    [
        "How many riders deliver every day?",
        "Which sectors use Alibaba's platform?",
        "Why does the company merge its shopping units?",
        "How has Alibaba changed its plans?",
        "How long is the bridge at Brenn, and what did it cost?",
        "How many riders are there?",
        "Is there a risk to the cloud business?",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    assert stand_alone(question, ASKED) == question


def test_the_first_question_has_nothing_to_lean_on() -> None:
    assert stand_alone("What about it?", []) == "What about it?"


@pytest.mark.parametrize(
    "question",
    ["How many riders work there?", "What happened, and what did it cost?", "How much did it cost, and who paid?"],
)
def test_a_question_that_points_back_leans_on_the_one_before(question: str) -> None:
    assert leans(question, ASKED)


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
def test_any_other_rewriting_is_replaced_by_the_question_behind_the_one_before(rewritten: str) -> None:
    taken = checked_rewriting(rewritten, "What about SAP?", ASKED[-1])
    assert taken == LEANING + "What about SAP?"
