import pytest

from assistant.language.terms import terms
from assistant.retrieval.answer_type import (
    asks_ahead,
    asks_for_a_count,
    asks_for_a_person,
    gives,
    holds_a_count,
    office_synonyms,
    tells_the_kind,
)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What was the profit in 2024?", "Revenue rose to 5 billion yuan.", False),
        ("What was the profit in 2024?", "Net income rose to 5 billion yuan.", True),
        ("What did its cloud earn in May?", "Cloud revenue came to 5 billion yuan.", True),
        ("What did its cloud earn in May?", "Cloud profit came to 5 billion yuan.", True),
        ("What did its cloud earn in May?", "Cloud has 5 billion users.", False),
        ("What profit did its cloud earn?", "Cloud revenue came to 5 billion yuan.", False),
        ("How much were the earnings?", "Revenue came to 5 billion yuan.", False),
        ("How much revenue was made?", "Sales came to 5 billion yuan.", True),
        ("How many customers does it have?", "It has 20 data centres.", False),
        ("Who is the chairman?", "Wu is the chief executive.", False),
        ("Who is the CEO?", "Wu is the chief executive.", True),
        ("Who founded the firm?", "It was established by Ma.", True),
        ("Why did profit fall?", "Costs rose.", True),
        ("Who wrote it?", "Ma wrote it.", True),
        ("", "", True),
    ],
)
def test_a_text_gives_the_measure_or_office_that_is_asked_for(question: str, text: str, expected: bool) -> None:
    assert gives([text], question) is expected


@pytest.mark.parametrize(
    ("question", "some", "others"),
    [
        ("Who leads Alibaba?", "CEO chief leadership", "chairman treasurer Alibaba leads"),
        ("Who's in charge of the firm?", "CEO leads", "firm"),
        ("Who is the chief executive?", "CEO", "CFO treasurer chief"),
        ("Who is the CEO?", "chief", "leadership treasurer"),
        ("Who founded the firm?", "founder established", "CEO owner"),
    ],
)
def test_an_office_is_searched_for_under_its_other_names(question: str, some: str, others: str) -> None:
    also = set(office_synonyms(question))
    assert also >= set(terms(some))
    assert not also & set(terms(others))


@pytest.mark.parametrize(
    "question",
    [
        "Which firm leads?",
        "Who wrote it?",
        "What does the CEO plan?",
        "How is it led?",
        "Who is the chief financial officer?",
    ],
)
def test_where_nobody_is_asked_for_by_an_office_nothing_else_is_searched_for(question: str) -> None:
    assert office_synonyms(question) == ()


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("By how much did riders multiply?", "They grew to 2 million.", False),
        ("By how much did riders multiply?", "They tripled.", True),
        ("What percentage was sold?", "5 shares.", False),
        ("What percentage was sold?", "26 percent of the shares.", True),
        ("How many were sold?", "26 percent of the shares.", False),
        ("How many were sold?", "5 shares.", True),
        ("Who sold them?", "The bank.", True),
    ],
)
def test_a_text_tells_the_kind_of_figure_that_is_asked_for(question: str, text: str, expected: bool) -> None:
    assert tells_the_kind(text, question) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It has 3,000 customers.", True),
        ("It has five customers.", True),
        ("It has 3 million users.", True),
        ("Sales rose 26% to 33.40 billion yuan in 2024.", False),
        ("It has customers.", False),
    ],
)
def test_a_count_is_neither_a_share_nor_money_nor_a_year(text: str, expected: bool) -> None:
    assert holds_a_count(text) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many customers are there?", True),
        ("How many dollars were spent?", False),
        ("How much was spent?", False),
        ("How many percent is it?", False),
    ],
)
def test_how_many_asks_for_a_count(question: str, expected: bool) -> None:
    assert asks_for_a_count(question) is expected


def test_a_question_that_a_follow_up_quotes_is_not_what_is_asked() -> None:
    assert not asks_for_a_count("After “How many riders are there”: why is that?")
    assert asks_for_a_count("After “Why is that”: how many riders are there?")
    assert gives(["Revenue rose."], "After “What was the profit”: who told?")
    assert not gives(["Revenue rose."], "After “Who told”: what was the profit?")
    assert tells_the_kind("Riders tripled.", "After “What share is that”: why?")
    assert not asks_ahead("After “What will it be next year”: who told?")
    assert asks_for_a_person("After “What will it be next year”: who told?")
