import pytest

from assistant.asking.kinds.comparison import sides_of
from assistant.types import Answer
from tests.asking.kinds.conftest import Make

SLOW = """# Slow boat tariff

A ticket for one adult person costs £9. The crossing of the whole lake takes three hours. Dogs travel free of charge.

## Passengers

| Deck | 2021 | 2023 |
|---|---|---|
| Lower deck | 310 | 290 |
| Upper deck | 120 | |
"""
FAST = (
    "# Fast boat tariff\n\nA ticket for one adult person costs £21. The crossing of the whole lake takes one hour. "
    "Bicycles must be packed.\n"
)
BOATS = {"slow.md": SLOW, "fast.md": FAST}


def table(answer: Answer) -> list[list[str]]:
    return [[cell.text for cell in claim.cells] for claim in answer.claims]


@pytest.mark.parametrize(
    "question",
    [
        "Compare the slow boat with the fast boat.",
        "What is the difference between the slow and the fast tariff?",
        "Compare the two tariffs.",
    ],
)
def test_two_documents_stand_side_by_side_and_what_one_does_not_say_is_told(make: Make, question: str) -> None:
    answer = make(BOATS, kind="comparison").ask(question)
    assert answer.form == "table"
    rows = {frozenset(row[-2:]) for row in table(answer)}
    assert {"A ticket for one adult person costs £9.", "A ticket for one adult person costs £21."} in rows
    assert {"Bicycles must be packed.", "not said"} in rows
    assert all(cell.citations for claim in answer.claims for cell in claim.cells[1:] if cell.text != "not said")


def test_only_the_subject_is_compared_if_there_is_one(make: Make) -> None:
    answer = make(BOATS, kind="comparison").ask("How do the crossings of the slow boat and the fast boat differ?")
    assert table(answer)[0][-2:] == [
        "The crossing of the whole lake takes three hours.",
        "The crossing of the whole lake takes one hour.",
    ]
    assert len(answer.claims) == 1


@pytest.mark.parametrize(
    "question",
    ["Compare the slow boat with itself.", "What is the difference between the slow boat and the slow boat?"],
)
def test_what_is_compared_with_itself_is_told_to_be_the_same(make: Make, question: str) -> None:
    answer = make(BOATS, kind="comparison").ask(question)
    assert answer.claims[0].text == "Both are the same: Slow boat tariff."


def test_two_rows_and_two_years_are_compared_in_their_table(make: Make) -> None:
    bot = make(BOATS, kind="lookup")
    assert table(bot.ask("Compare the lower deck and the upper deck.")) == [
        ["Lower deck", "310", "290"],
        ["Upper deck", "120", "not said"],
    ]
    assert table(bot.ask("Compare the passengers of 2023 and 2021.")) == [
        ["Lower deck", "290", "310"],
        ["Upper deck", "not said", "120"],
    ]


def test_what_is_not_there_is_not_compared(make: Make) -> None:
    bot = make(BOATS, kind="comparison")
    assert bot.ask("Compare the harbour with the airport.").form != "table"
    assert bot.ask("Compare the passengers of 2019 and 2021.").form != "table"


@pytest.mark.parametrize(
    ("question", "code", "sides"),
    [
        ("Worin unterscheiden sich Bus und Bahn?", "de", ("Bus", "Bahn")),
        ("Quelle est la différence entre le bus et le train ?", "fr", ("le bus", "le train")),
        ("Compara el bus con el tren.", "es", ("el bus", "el tren")),
        ("公交车和火车有什么不同？", "zh", ("公交车", "火车")),
        ("How long does the bus take?", "en", None),
    ],
)
def test_the_sides_of_a_comparison_are_read_in_each_language(
    question: str, code: str, sides: tuple[str, str] | None
) -> None:
    assert sides_of(question, code) == sides
