import pytest

from assistant.retrieval.history import needs_more, of_another_year
from tests.asking.kinds.conftest import Make

DOCK = """# Dock of Selby

The dock is run by the town and is open all year.

## Income

| Source | 2020 | 2021 | 2022 |
|---|---|---|---|
| Berths | 30 | 28 | 33 |
| Crane | 9 | 12 | 10 |
"""


@pytest.mark.parametrize(
    ("follow_up", "before", "code", "meant"),
    [
        ("And the year before?", "What was the rent in 2021?", "en", "What was the rent in 2020?"),
        ("and in 2019", "What was the rent in 2021?", "en", "What was the rent in 2019?"),
        ("The following year?", "What was the rent in 2021?", "en", "What was the rent in 2022?"),
        ("Und im Vorjahr?", "Wie hoch war die Miete 2021?", "de", "Wie hoch war die Miete 2020?"),
        ("Et l'année suivante ?", "Quel était le loyer en 2021 ?", "fr", "Quel était le loyer en 2022 ?"),
        ("¿Y el año anterior?", "¿Cuál era el alquiler en 2021?", "es", "¿Cuál era el alquiler en 2020?"),
        ("前一年呢？", "2021年的租金是多少？", "zh", "2020年的租金是多少？"),
        ("And the heating in 2019?", "What was the rent in 2021?", "en", ""),
        ("And the year before?", "What was the rent from 2019 to 2021?", "en", ""),
        ("And the year before?", "What is the rent?", "en", ""),
    ],
)
def test_the_question_before_is_asked_of_another_year(follow_up: str, before: str, code: str, meant: str) -> None:
    assert of_another_year(follow_up, before, code) == meant


def test_a_question_of_another_year_is_answered_and_shown(make: Make) -> None:
    answer = make({"dock.md": DOCK}).ask("And the year before?", history=["Which income of the dock fell in 2022?"])
    assert answer.asked_as == "Which income of the dock fell in 2021?"
    assert [claim.text.split(":")[0] for claim in answer.claims] == ["Berths"]


@pytest.mark.parametrize("question", ["Why?", "And the year before?", "What about it?", "Put that in a table."])
def test_a_follow_up_with_nothing_before_it_says_so(make: Make, question: str) -> None:
    answer = make({"dock.md": DOCK}).ask(question)
    assert answer.claims[0].text.startswith("There is no question before this one.")
    assert answer.suggestions == ("What does “Dock of Selby” say about “Income”?",)


@pytest.mark.parametrize("question", ["Crane", "Why did the crane earn less?", "Is it allowed to fish at the dock?"])
def test_a_short_question_is_not_taken_for_a_follow_up(question: str) -> None:
    assert not needs_more(question)
