import csv
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.calculating.wanted import Wanted, wanted
from assistant.language.terms import terms

DATA = Path(__file__).parents[2] / "benchmarks" / "data" / "calculations.tsv"


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        (
            "What was the change in the mooring fees between 2021 and 2022?",
            Wanted("change", "mooring fees", ("2021", "2022")),
        ),
        ("What is the increase / (decrease) in tolls from 2021 to 2022?", Wanted("change", "tolls", ("2021", "2022"))),
        ("By how much did cloud revenue grow from 2023 to 2024?", Wanted("change", "cloud revenue", ("2023", "2024"))),
        ("How much did flour stocks fall in 2022?", Wanted("change", "flour stocks", ("2022",))),
        ("How much higher was rent in 2022 than in 2021?", Wanted("change", "rent", ("2021", "2022"))),
        (
            "What was the change in dues in 2021/2022 from 2020/2021?",
            Wanted("change", "dues", ("2020/2021", "2021/2022")),
        ),
        (
            "What is the percentage change in the crane hire from 2021 to 2022?",
            Wanted("percentage change", "crane hire", ("2021", "2022")),
        ),
        (
            "By what percentage did berth income rise from 2021 to 2022?",
            Wanted("percentage change", "berth income", ("2021", "2022")),
        ),
        ("How fast did tonnage grow from 2021 to 2022?", Wanted("percentage change", "tonnage", ("2021", "2022"))),
        (
            "What is the company's average dredging expense between 2021 and 2022?",
            Wanted("average", "dredging expense", ("2021", "2022")),
        ),
        ("What were catches from 2020-2022 on average?", Wanted("average", "catches", ("2020", "2021", "2022"))),
        ("What is the average stock of rope?", Wanted("average", "stock of rope", ())),
        ("What is the sum of pilot fees in 2021 and 2022?", Wanted("sum", "pilot fees", ("2021", "2022"))),
        (
            "What is the total of tugs and barges as of December 31, 2021?",
            Wanted("sum", "tugs", ("2021",), "barges"),
        ),
        (
            "What is the value of rope sales as a percentage of its shop sales in 2022?",
            Wanted("share", "rope sales", ("2022",), "shop sales"),
        ),
        (
            "What share of all income was mooring fees in 2022?",
            Wanted("share", "mooring fees", ("2022",), "all income"),
        ),
        (
            "What percentage of the total dues was made up of pilot fees in 2022?",
            Wanted("share", "pilot fees", ("2022",), "total dues"),
        ),
        (
            "What was the difference in the catch in 2022 between cod and eel?",
            Wanted("difference", "catch cod", ("2022",), "catch eel"),
        ),
        ("By how much did cod exceed eel in 2022?", Wanted("difference", "cod", ("2022",), "eel")),
        ("What is the ratio of tugs to barges in 2022?", Wanted("ratio", "tugs", ("2022",), "barges")),
    ],
)
def test_what_is_to_be_worked_out_is_read_off_the_question(question: str, meant: Wanted) -> None:
    assert meant in [replace(reading, said="") for reading in wanted(question)]


@pytest.mark.parametrize(
    ("question", "operation", "subject", "other"),
    [
        ("Um wie viel Prozent stiegen die Mieten von 2019 bis 2020?", "percentage change", "Mieten", ""),
        ("Wie hoch ist die Summe aus Mieten und Zinsen 2020?", "sum", "Mieten", "Zinsen"),
        ("Quelle est la moyenne des loyers de 2019 et 2020 ?", "average", "loyers", ""),
        ("¿Cuánto subieron los alquileres entre 2019 y 2020?", "change", "alquileres", ""),
        ("租金从2019年到2020年增长了多少？", "change", "租金", ""),
    ],
)
def test_other_languages_ask_in_their_own_words(question: str, operation: str, subject: str, other: str) -> None:
    first, *_ = wanted(question)
    assert (first.operation, first.subject, first.other) == (operation, subject, other)


@pytest.mark.parametrize(("side", "least"), [("tuned", 0.9), ("held out", 0.8)])
def test_most_ways_to_ask_for_an_operation_are_understood(side: str, least: float) -> None:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["side"] == side]
    assert len(rows) >= 60
    assert sum(map(is_understood, rows)) >= least * len(rows)


def is_understood(row: dict[str, str]) -> bool:
    """Return whether one reading has the operation, the periods and the words of a row; no reading if it has none."""
    meant = (row["operation"], set(terms(row["subject"])), set(terms(row["other"])), tuple(row["periods"].split()))
    readings = wanted(row["question"])
    if row["operation"] == "none":
        return not readings
    return any((r.operation, set(terms(r.subject)), set(terms(r.other)), r.periods) == meant for r in readings)


@pytest.mark.parametrize(
    "question",
    [
        "What was the total harbour expense in 2022 and 2021?",
        "What led to the increase in pilot fees in 2022?",
        "Why did revenue change between 2021 and 2022?",
        "What is the plan?",
        "Which average is meant?",
        "How many riders deliver for the company?",
        "What was the absolute percentage change in the mooring rate between 2021 and 2022?",
        "What change does the company expect?",
        "Who is responsible for the change in strategy?",
        "What was the reason for the increase in visitors from 2021 to 2022?",
        "What was the increase in visitors in 2022 driven by?",
        "What do the harbour master and the pilots plan together?",
    ],
)
def test_what_stands_in_the_text_is_not_worked_out(question: str) -> None:
    assert wanted(question) == ()


def test_both_readings_of_what_stands_between_two_are_given() -> None:
    first, *_, last = wanted("What is the difference between gross catch and net catch in 2022?")
    assert replace(first, said="") == Wanted("difference", "gross catch", ("2022",), "net catch")
    assert last.operation == "change"


def test_how_a_question_says_what_is_to_be_done_is_kept() -> None:
    assert wanted("What is the average catch of 2021 and 2022?")[0].said == "average"


@pytest.mark.parametrize("long", ["a." * 1500, "." * 3000, "what is the " * 300, "in 2021, " * 400, "2020 to " * 400])
def test_a_question_of_any_shape_is_read_at_once(long: str) -> None:
    assert wanted(f"What is {long}?") == ()
    for some in (long[:380], f"the change in {long[:360]}", f"{long[:180]} as a percentage of {long[:180]}"):
        wanted(f"What is {some}")


def test_a_share_with_a_name_is_read_only_where_nothing_else_is_asked_of_it() -> None:
    assert {one.operation for one in wanted("What was the gross margin in 2021?")} == {"share"}
    assert {one.operation for one in wanted("What was the change in gross margin from 2020 to 2021?")} == {"change"}
    pair = wanted("What is the difference between gross margin and net margin in 2021?")
    assert "share" not in {one.operation for one in pair}
