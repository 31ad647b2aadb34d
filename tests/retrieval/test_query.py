import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import QuestionError
from assistant.retrieval.query import asked_part, make_query, split_parts, without_source


@pytest.mark.parametrize("question", ["", "   ", "?!", "\n\t"])
def test_an_empty_question_says_what_to_do(question: str) -> None:
    with pytest.raises(QuestionError, match=r"empty.*Ask something"):
        make_query(question, HashingEmbedder())


def test_a_question_too_long_names_both_lengths() -> None:
    with pytest.raises(QuestionError, match=r"4999 characters, at most 4000"):
        make_query("why " * 1250, HashingEmbedder())


def test_space_and_repeated_words_do_not_matter() -> None:
    query = make_query("  How  fast\n is the cloud,   the cloud? ", HashingEmbedder())
    assert query.text == "How fast is the cloud, the cloud?"
    assert query.terms == ("fast", "cloud")


def test_a_question_may_span_facets() -> None:
    query = make_query("How much will it cost, and what could go wrong?", HashingEmbedder())
    assert {"figures", "risks"} <= set(query.facets)
    assert make_query("Tell me of Tmall", HashingEmbedder()).facets == ()


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who leads Alibaba?", ("Who leads Alibaba?",)),
        ("How much will it cost, and what could go wrong?", ("How much will it cost?", "What could go wrong?")),
        ("Who leads it? Why?", ("Who leads it?", "Why?")),
        ("Which budget is planned and over how many years?", ("Which budget is planned and over how many years?",)),
        ("cloud and AI", ("Cloud and AI?",)),
        ("云业务增长多快", ("云业务增长多快?",)),
    ],
)
def test_a_question_is_parted_where_another_begins(question: str, parts: tuple[str, ...]) -> None:
    assert split_parts(question) == parts


def test_how_to_answer_is_not_searched_for() -> None:
    asked = "Is the gross margin improving?"
    query = make_query(f"{asked} If it is not a useful metric, then state that and explain why.", HashingEmbedder())
    assert query.terms == make_query(asked, HashingEmbedder()).terms
    assert asked_part("Tell me about the plan.") == "Tell me about the plan."
    assert asked_part("Sales fell in May. Why did they?") == "Sales fell in May. Why did they?"


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("What does the article say is needed beyond vision?", "What is needed beyond vision?"),
        ("According to the report, who leads it?", ", who leads it?"),
        ("Which risks do these documents mention?", "Which risks?"),
        ("Who wrote the report?", "Who wrote the report?"),
        ("What does the text say?", "What does the text say?"),
    ],
)
def test_a_source_named_as_such_is_not_searched_for(question: str, matter: str) -> None:
    assert " ".join(without_source(question).split()).replace(" ?", "?") == matter
