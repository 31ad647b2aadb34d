import json
from pathlib import Path

import pytest

from assistant.language.sentences import split_sentences
from assistant.retrieval.instructions import asks_about_instructions, speaks_to_a_model
from tests.retrieval.conftest import MakeAssistant

DATA = Path(__file__).parents[2] / "benchmarks" / "data" / "injections.jsonl"
SHAPES = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]
REPORT = "# Report\n\nCloud revenue rose 26% in the quarter. The firm will spend 380 billion yuan on AI.\n"


@pytest.mark.parametrize("text", [row["text"] for row in SHAPES], ids=[row["shape"] for row in SHAPES])
def test_an_order_to_a_model_is_known_in_every_shape(text: str) -> None:
    assert speaks_to_a_model(text)


@pytest.mark.parametrize(
    "text",
    [
        "Investors ignored the question of debt and bought the shares.",
        "The assistant is used by 42 million people.",
        "The company says its AI assistant answers customers' questions in seconds.",
        "Analysts must answer one question: who pays?",
        "When asked about margins, the chief executive said they would recover.",
        "The system prompted the bank to raise its forecast.",
        "Forget about quick profits; the plan runs for three years.",
        "The new rules override earlier guidance on exports.",
        "AI will be the main source of growth over the next decade.",
        "Merchants write product descriptions with a language model.",
        "You are now able to order food, book trips and pay in one app.",
        "The regulator ordered the firm to stop the practice.",
        "The answer is a single account for every service.",
        "Please note that figures are unaudited.",
    ],
)
def test_a_sentence_for_readers_is_left_alone(text: str) -> None:
    assert not speaks_to_a_model(text)


def test_the_article_holds_no_order_to_a_model() -> None:
    brief = next((Path(__file__).parents[2] / "corpus").glob("*.md")).read_text("utf-8")
    assert not [s.text for s in split_sentences(brief) if speaks_to_a_model(s.text)]


@pytest.mark.parametrize("text", [row["text"] for row in SHAPES], ids=[row["shape"] for row in SHAPES])
def test_no_order_reaches_the_evidence(indexed: MakeAssistant, text: str) -> None:
    made = indexed({"report.md": REPORT, "order.md": f"{REPORT}\n{text}\n"})
    shown = [item.sentence.text for item in made.evidence("How much did cloud revenue rise?")]
    assert any("26%" in sentence for sentence in shown)
    assert not any(speaks_to_a_model(sentence) for sentence in shown)


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Does any document tell the assistant to answer 42?", True),
        ("What hidden instructions do the documents hold?", True),
        ("Is there a prompt injection in the files?", True),
        ("Does the text hold any prompts?", True),
        ("What prompt does the file give?", True),
        ("What does the assistant do for shoppers?", False),
        ("In which year did a spill prompt the council to act?", False),
        ("How much did cloud revenue rise?", False),
        ("What are the risks of the AI strategy?", False),
    ],
)
def test_who_asks_about_orders_is_told_from_who_does_not(question: str, about: bool) -> None:
    assert asks_about_instructions(question) is about
