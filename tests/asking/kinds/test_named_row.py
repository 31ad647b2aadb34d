import pytest

from assistant import Assistant
from assistant.drafting.scripted import ScriptedModel
from tests.asking.kinds.conftest import Make
from tests.asking.kinds.test_tables import FLEET


@pytest.fixture
def bot(make: Make) -> Assistant:
    return make({"fleet.md": FLEET}, kind="lookup", odds=-9.0)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What was the figure for Bea of the harbour fleet in 2021?", "Bea: 410 in 2021."),
        ("What is the length of Cleo?", "Cleo – Length: 12 m."),
    ],
)
def test_the_row_that_a_question_names_is_told_with_its_column_and_without_the_model(
    bot: Assistant, question: str, told: str
) -> None:
    answer = bot.ask(question.replace("figure for ", ""))
    assert answer.text == f"{told} [1]"
    assert isinstance(bot.model, ScriptedModel)
    assert bot.model.asked == []


@pytest.mark.parametrize(
    "question",
    [
        "What was Bea of the harbour fleet in 1990?",
        "Why did Bea lie in the harbour in 2021?",
        "What was the change of Bea between 2021 and 2022?",
        "What were Ada and Bea of the harbour fleet in 2021?",
        "Who is the captain of Cleo?",
    ],
)
def test_a_row_is_not_told_where_anything_of_the_question_is_left_over(bot: Assistant, question: str) -> None:
    assert all(claim.kind != "row" for claim in bot.ask(question).claims)
