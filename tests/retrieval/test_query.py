import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import QuestionError
from assistant.indexing.scope import Scope
from assistant.retrieval.query import asked_part, make_query, without_source
from assistant.retrieval.question import make_question


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


def test_a_follow_up_is_searched_for_with_what_it_leans_on_and_expects_what_it_asks_now() -> None:
    question = make_question("And how many are there?", ["When did the riders strike?"], Scope(kind="md"))
    query = make_query(question, HashingEmbedder())
    assert {"rider", "strike"} <= set(query.terms)
    assert (query.expects, query.text) == ("number", "how many are there?")
    assert query.question.scope == Scope(kind="md")
    assert make_query("When did the riders strike?", HashingEmbedder()).expects == "time"


def test_how_to_answer_is_not_searched_for() -> None:
    asked = "Is the gross margin improving?"
    query = make_query(f"{asked} If it is not a useful metric, then state that and explain why.", HashingEmbedder())
    assert query.terms == make_query(asked, HashingEmbedder()).terms
    assert asked_part("Tell me about the plan.") == "Tell me about the plan."
    assert asked_part("Sales fell in May. Why did they?") == "Sales fell in May. Why did they?"


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("What does the article say is baked before dawn?", "What is baked before dawn?"),
        ("According to the report, who leads it?", ", who leads it?"),
        ("Which risks do these documents mention?", "Which risks?"),
        ("Who wrote the report?", "Who wrote the report?"),
        ("What does the text say?", "What does the text say?"),
    ],
)
def test_a_source_named_as_such_is_not_searched_for(question: str, matter: str) -> None:
    assert " ".join(without_source(question).split()).replace(" ?", "?") == matter
