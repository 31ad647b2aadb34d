from dataclasses import replace

import pytest

from assistant.calculating.wanted import Wanted, wanted


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        (
            "What was the change in the Trade accounts receivable between 2018 and 2019?",
            Wanted("change", "Trade accounts receivable", ("2018", "2019")),
        ),
        (
            "What is the increase / (decrease) in revenue from 2018 to 2019?",
            Wanted("change", "revenue", ("2018", "2019")),
        ),
        ("By how much did cloud revenue grow from 2023 to 2024?", Wanted("change", "cloud revenue", ("2023", "2024"))),
        ("How much did raw materials fall in 2019?", Wanted("change", "raw materials", ("2019",))),
        (
            "What was the change in EBIT in 2018/2019 from 2017/2018?",
            Wanted("change", "EBIT", ("2017/2018", "2018/2019")),
        ),
        (
            "What is the percentage change in the valuation allowance from 2018 to 2019?",
            Wanted("percentage change", "valuation allowance", ("2018", "2019")),
        ),
        (
            "What is the year on year percentage change in the domestic discount rate between 2018 and 2019?",
            Wanted("percentage change", "domestic discount rate", ("2018", "2019")),
        ),
        (
            "By what percentage did net sales rise from 2018 to 2019?",
            Wanted("percentage change", "net sales", ("2018", "2019")),
        ),
        (
            "What is the company's average current state tax expense between 2018 and 2019?",
            Wanted("average", "current state tax expense", ("2018", "2019")),
        ),
        ("What was the average orders from 2017-2019?", Wanted("average", "orders", ("2017", "2018", "2019"))),
        ("What is the average inventory?", Wanted("average", "inventory", ())),
        ("What is the sum of audit fees in 2018 and 2019?", Wanted("sum", "audit fees", ("2018", "2019"))),
        (
            "What is the value of financing obligations as a percentage of its purchase obligations in 2019?",
            Wanted("share", "financing obligations", ("2019",), "purchase obligations"),
        ),
        (
            "What percentage of the total fees was made up of audit fees in 2019?",
            Wanted("share", "audit fees", ("2019",), "total fees"),
        ),
        (
            "What is the percentage of audit fees in total fees in 2019?",
            Wanted("share", "audit fees", ("2019",), "total fees"),
        ),
        (
            "What was the difference in the net sales in 2019 between APAC and EMEA?",
            Wanted("difference", "net sales APAC", ("2019",), "net sales EMEA"),
        ),
    ],
)
def test_what_is_to_be_worked_out_is_read_off_the_question(question: str, meant: Wanted) -> None:
    assert meant in [replace(reading, said="") for reading in wanted(question)]


@pytest.mark.parametrize(
    "question",
    [
        "What was the total operating expense in 2019 and 2018?",
        "What led to the increase in other income in 2019?",
        "Why did revenue change between 2018 and 2019?",
        "What is the plan?",
        "Which average is meant?",
        "How many riders deliver for the company?",
        "What was the absolute percentage change in the interest rate between 2018 and 2019?",
        "What change does the company expect?",
        "Who is responsible for the change in strategy?",
        "What was the reason for the increase in visitors from 2018 to 2019?",
        "What was the increase in visitors in 2019 driven by?",
    ],
)
def test_what_stands_in_the_text_is_not_worked_out(question: str) -> None:
    assert wanted(question) == ()


def test_both_readings_of_what_stands_between_two_are_given() -> None:
    first, *_, last = wanted("What is the difference between net sales and gross sales in 2019?")
    assert first == Wanted("difference", "net sales", ("2019",), "gross sales")
    assert last.operation == "change"


def test_a_question_that_a_follow_up_quotes_is_not_what_is_asked() -> None:
    assert wanted("After “What was the change in revenue from 2018 to 2019”: who leads the company?") == ()


@pytest.mark.parametrize("long", ["a." * 1500, "." * 3000, "what is the " * 300, "in 2019, " * 400, "2018 to " * 400])
def test_a_question_of_any_shape_is_read_at_once(long: str) -> None:
    assert wanted(f"What is {long}?") == ()
    for some in (long[:380], f"the change in {long[:360]}", f"{long[:180]} as a percentage of {long[:180]}"):
        wanted(f"What is {some}")
