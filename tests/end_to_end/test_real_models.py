"""The whole way on the real embedded models: over the shipped corpus, and over the article where it is there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Library
from assistant.evaluation.answers import loose_figures
from assistant.evaluation.datasets import read_questions
from assistant.evaluation.retrieval import score_rankings

ROOT = Path(__file__).parents[2]
SHARED = ROOT / ".." / "shared"

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(ROOT / "corpus", tmp_path_factory.mktemp("index")) as opened:
        yield opened


def check(answer: Answer, assistant: Assistant) -> None:
    """Check what holds of every answer: each claim cites, each quote is the document's, no figure is loose."""
    assert loose_figures(answer) == ()
    assert all(claim.citations for claim in answer.claims)
    for citation in answer.citations:
        text = assistant.library.document(citation.document).text
        assert text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much will Alibaba spend on AI infrastructure, and what could go wrong?", "380 billion yuan"),
        ("How fast is cloud revenue growing?", "26%"),
        ("What is the merged e-commerce unit called?", "Alibaba China E-commerce Group"),
    ],
)
def test_a_question_that_the_shipped_brief_answers(shipped: Assistant, question: str, expected: str) -> None:
    answer = shipped.ask(question)
    check(answer, shipped)
    assert not answer.abstained
    assert expected in answer.text
    assert any(expected in citation.quote for citation in answer.citations)


@pytest.mark.parametrize("question", ["What is the average delivery time?", "Which fine did regulators impose?"])
def test_a_question_that_the_shipped_brief_does_not_answer(shipped: Assistant, question: str) -> None:
    answer = shipped.ask(question)
    assert answer.abstained
    assert answer.confidence < 0.5


def test_the_same_question_worked_out_anew_has_the_same_answer(shipped: Assistant) -> None:
    question = "How fast is cloud revenue growing?"
    first = shipped.ask(question)
    shipped.ask("Which fine did regulators impose?")
    forgetful = Assistant(
        Library(shipped.library.corpus, shipped.library.index, shipped.library.settings, shipped.library.embedder),
        shipped.model,
    )
    again = forgetful.ask(question)
    assert again.timings["judging"] > 0
    assert (first.text, first.confidence, first.citations) == (again.text, again.confidence, again.citations)


@pytest.mark.skipif(not (SHARED / "eval" / "article").is_dir(), reason="the article is not beside this checkout")
def test_the_right_paragraph_of_the_article_is_among_the_first_five(tmp_path: Path) -> None:
    questions = [q for q in read_questions(SHARED / "eval" / "article" / "questions.jsonl") if q.answerable]
    with Assistant.open(SHARED / "corpus", tmp_path / "index") as opened:
        rankings = [[hit.passage for hit in opened.search(q.text, k=10)] for q in questions]
        documents = {stored.name: opened.library.document(stored.name) for stored in opened.library.documents()}
    scores = score_rankings(questions, rankings, documents)
    assert scores.questions == len(questions)
    assert scores.hit_at_5 >= 0.95


@pytest.mark.skipif(not (SHARED / "eval" / "article").is_dir(), reason="the article is not beside this checkout")
def test_answers_on_the_article_have_no_loose_figure(tmp_path: Path) -> None:
    questions = read_questions(SHARED / "eval" / "article" / "questions.jsonl")
    figures = [q for q in questions if q.kind == "figures"][:2] + [q for q in questions if not q.answerable][:1]
    with Assistant.open(SHARED / "corpus", tmp_path / "index") as opened:
        answers = [opened.ask(question.text) for question in figures]
        for answer in answers:
            check(answer, opened)
    assert any(not answer.abstained for answer in answers)
