import pytest

from assistant.calculating.checking import follows
from assistant.calculating.working import work_out
from assistant.retrieval.question import make_question
from tests.calculating.conftest import MakeTable

CATCHES = """## Catches

(in tonnes)

| Fish | 2022 | 2023 |
|---|---|---|
| Cod | 120 | 90 |
| Sea bass | 30 | 40 |
| Plaice | 50 | 70 |"""
WITH_TOTAL = CATCHES + "\n| Total | 200 | 200 |"
KOSTEN = """## Ausgaben

(in Tausend Euro)

| Ausgabe | 2022 | 2023 |
|---|---|---|
| Heizung | 12,4 | 10,1 |
| Strom | 8,2 | 9,3 |"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "What is the total of cod, sea bass and plaice in 2023?",
            "Sum of “Cod”, “Sea bass” and “Plaice” in 2023: 90 + 40 + 70 = 200.",
        ),
        (
            "What do all catches of 2022 add up to?",
            "Sum of “Cod”, “Sea bass” and “Plaice” in 2022: 120 + 30 + 50 = 200.",
        ),
        (
            "What was the average of the catches in 2023?",
            "Average of “Cod”, “Sea bass” and “Plaice” in 2023: (90 + 40 + 70) / 3 = 66.67.",
        ),
        (
            "What share of the catches in 2023 was plaice?",
            "“Plaice” as a share of all 3 rows in 2023: 70 / (90 + 40 + 70) = 35%.",
        ),
    ],
)
def test_rows_of_one_column_are_added_up(table: MakeTable, question: str, answer: str) -> None:
    worked = work_out(make_question(question), table(CATCHES))
    assert worked is not None
    assert worked.text == answer
    assert follows(worked.text, [item.sentence.text for item in worked.rows])


def test_a_table_with_a_total_of_its_own_is_not_added_up(table: MakeTable) -> None:
    assert work_out(make_question("What do all catches of 2022 add up to?"), table(WITH_TOTAL)) is None


@pytest.mark.parametrize(
    "question",
    [
        "What is the total of cod and herring in 2023?",
        "What is the total of sea bass, herring and cod in 2023?",
        "What do all the landings of lobster in 2022 add up to?",
        "What do all catches of 2019 add up to?",
    ],
)
def test_rows_that_are_not_there_are_not_added_up(table: MakeTable, question: str) -> None:
    assert work_out(make_question(question), table(CATCHES)) is None


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "Was ist die Summe von Heizung und Strom 2023?",
            "“Heizung” plus “Strom” (2023): 10,1 + 9,3 = 19,4 (in Tausend, EUR).",
        ),
        (
            "Um wie viel Prozent ist die Heizung 2023 gesunken?",
            "Prozentuale Veränderung von “Heizung” von 2022 bis 2023: (10,1 - 12,4) / 12,4 = -18,55%.",
        ),
        (
            "Durchschnitt der Heizung 2022 und 2023?",
            "Durchschnitt von “Heizung” (2022 und 2023): (12,4 + 10,1) / 2 = 11,25 (in Tausend, EUR).",
        ),
    ],
)
def test_results_are_told_in_the_language_and_notation_of_the_document(
    table: MakeTable, question: str, answer: str
) -> None:
    worked = work_out(make_question(question), table(KOSTEN, language="de"))
    assert worked is not None
    assert worked.text == answer
    assert follows(worked.text, [item.sentence.text for item in worked.rows])


def test_a_scale_names_crowns_of_any_country(table: MakeTable) -> None:
    rows = "(kroner thousand)\n\n| Cost | 2022 | 2023 |\n|---|---|---|\n| Rent | 41 | 44 |\n| Light | 6 | 5 |"
    worked = work_out(make_question("What is the sum of rent and light in 2023?"), table(rows))
    assert worked is not None
    assert worked.text == "“Rent” plus “Light” in 2023: 44 + 5 = 49 (in thousands, kr)."
