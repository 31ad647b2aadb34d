import pytest

from assistant.retrieval.parts import split_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who leads Alibaba?", ("Who leads Alibaba?",)),
        ("How much will it cost, and what could go wrong?", ("How much will it cost?", "What could go wrong?")),
        ("Who leads it? Why?", ("Who leads it?", "Why?")),
        ("Which budget is planned and over how many years?", ("Which budget is planned and over how many years?",)),
        ("What did the mill order, and how much?", ("What did the mill order, and how much?",)),
        ("What was sold and how many? Who paid?", ("What was sold and how many?", "Who paid?")),
        (
            "Which mill ground most rye in May, and which least?",
            ("Which mill ground most rye in May?", "Which mill ground least rye in May?"),
        ),
        (
            "Which mill is the oldest, and which mill has the largest wheel?",
            ("Which mill is the oldest?", "Which mill has the largest wheel?"),
        ),
        ("cloud and AI", ("Cloud and AI?",)),
        ("云业务增长多快", ("云业务增长多快?",)),
    ],
)
def test_a_question_is_parted_where_another_begins(question: str, parts: tuple[str, ...]) -> None:
    assert split_parts(question) == parts


def test_a_part_that_only_asks_how_many_is_none_in_german() -> None:
    assert len(split_parts("Was wurde bestellt, und wie viel?", "de")) == 1
    assert len(split_parts("Was wurde bestellt, und was kostet es?", "de")) == 2


def test_the_other_extreme_is_asked_in_full_in_german() -> None:
    assert split_parts("Welche Mühle mahlte am meisten, und welche am wenigsten?", "de") == (
        "Welche Mühle mahlte am meisten?",
        "Welche Mühle mahlte am wenigsten?",
    )
