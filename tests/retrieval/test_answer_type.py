import pytest

from assistant.language.figures import find_figures
from assistant.language.terms import terms
from assistant.retrieval.answer_type import (
    Expected,
    expected,
    holds,
    names_the_measure,
    office_synonyms,
    tells_the_kind,
)


@pytest.mark.parametrize(
    ("question", "type_"),
    [
        ("When did the mill close?", "time"),
        ("What percentage of the flour is rye?", "share"),
        ("How much flour is there?", "number"),
        ("How many sacks are there, and why?", "number"),
        ("Why did the mill close?", ""),
    ],
)
def test_the_type_of_an_answer_is_told_by_the_words_of_the_question(question: str, type_: Expected) -> None:
    assert expected(question) == type_


def test_a_question_in_any_language_of_the_documents_tells_its_type() -> None:
    assert expected("Wann schloss die Mühle?", ("en", "de")) == "time"
    assert expected("Wann schloss die Mühle?") == ""


@pytest.mark.parametrize(
    ("text", "number", "share", "time"),
    [
        ("The mill holds 40 sacks.", True, False, True),
        ("A third, 33 percent, is rye.", True, True, True),
        ("It closed in 1987.", False, False, True),
        ("It closed.", False, False, False),
    ],
)
def test_a_text_holds_what_is_expected_or_not(text: str, number: bool, share: bool, time: bool) -> None:
    figures = find_figures(text)
    assert (holds(figures, "number"), holds(figures, "share"), holds(figures, "time")) == (number, share, time)


@pytest.mark.parametrize(
    ("question", "text", "same"),
    [
        ("What was the profit in 2024?", "Revenue rose to 5 billion yuan.", False),
        ("What was the profit in 2024?", "Net income rose to 5 billion yuan.", True),
        ("What did its cloud earn in May?", "Cloud revenue came to 5 billion yuan.", True),
        ("What did its cloud earn in May?", "Cloud profit came to 5 billion yuan.", True),
        ("What did its cloud earn in May?", "Cloud has 5 billion users.", False),
        ("What profit did its cloud earn?", "Cloud revenue came to 5 billion yuan.", False),
        ("How much revenue was made?", "Sales came to 5 billion yuan.", True),
        ("Who is the chairman?", "Wu is the chief executive.", False),
        ("Who founded the firm?", "It was established by Ma.", True),
        ("Why did profit fall?", "Costs rose.", True),
        ("Who wrote it?", "Ma wrote it.", True),
        ("", "", True),
    ],
)
def test_a_text_names_the_measure_or_office_that_is_asked_for(question: str, text: str, same: bool) -> None:
    assert names_the_measure((text,), question) is same


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
    ("question", "text", "told"),
    [
        ("By how much did riders multiply?", "They grew to 2 million.", False),
        ("By how much did riders multiply?", "They tripled.", True),
        ("What percentage was sold?", "5 shares.", False),
        ("What percentage was sold?", "26 percent of the shares.", True),
        ("How many were sold?", "26 percent of the shares.", False),
        ("How many were sold?", "Sales rose 26% to 33.40 billion yuan in 2024.", False),
        ("How many were sold?", "5 shares.", True),
        ("How many were sold?", "Five shares.", True),
        ("How many dollars were spent?", "It spent much.", True),
        ("Who sold them?", "The bank.", True),
    ],
)
def test_figures_are_of_the_kind_that_is_asked_for(question: str, text: str, told: bool) -> None:
    assert tells_the_kind(find_figures(text), question) is told
