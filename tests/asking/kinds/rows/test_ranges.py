from decimal import Decimal

import pytest

from assistant.asking.kinds.rows.ranges import quantity_asked, range_of
from tests.asking.kinds.conftest import Make

FLEET = """# Fleet of the harbour

## Discount by age of the ship

| Age | Discount |
|---|---|
| Up to 3 years | none |
| 3 to 8 years | 10% |
| More than 8 years | 25% |
"""
FERRY = """# Ferry to Skarholm

## Refund of a ferry ticket by when it is given back

| Given back | Refund |
|---|---|
| more than 40 days before | 90% |
| 40 to 20 days before | 60% |
| 19 to 5 days before | 30% |

## Tickets for the ferry by age

| Age | Ticket |
|---|---|
| 0–5 | free |
| 6–14 | £3 |
| 15 and over | £7 |
"""


@pytest.mark.parametrize(
    ("age", "row"), [("two", "Up to 3 years"), ("5", "3 to 8 years"), ("eleven", "More than 8 years")]
)
def test_a_quantity_falls_into_the_row_of_its_range(make: Make, age: str, row: str) -> None:
    answer = make({"fleet.md": FLEET}, kind="lookup").ask(f"What discount does a ship get at the age of {age} years?")
    assert answer.claims[0].text.startswith(row)
    assert len(answer.claims) == 1


@pytest.mark.parametrize(
    ("code", "text", "low", "high"),
    [
        ("en", "10 years or more", 10, None),
        ("de", "10 Jahre oder länger", 10, None),
        ("de", "ab 10 Jahren", 10, None),
        ("fr", "12 ans et plus", 12, None),
        ("fr", "à partir de 12 ans", 12, None),
        ("es", "6 años o más", 6, None),
        ("es", "a partir de 6 años", 6, None),
        ("zh", "满八年", 8, None),
        ("zh", "满三年不满八年", 3, 8),
        ("zh", "不满三年", 0, 3),
        ("zh", "八年及以上", 8, None),
        ("zh", "三年以内", 0, 3),
        ("fr", "de 3 à 9 ans", 3, 9),
        ("en", "5% for 3 to 9 years", 3, 9),
    ],
)
def test_the_bounds_of_a_range_are_read_in_each_language(code: str, text: str, low: int, high: int | None) -> None:
    told = range_of(text, "years", code)
    assert told == (Decimal(low), Decimal("Infinity") if high is None else Decimal(high))


def test_of_a_sentence_of_several_cases_the_one_that_holds_is_quoted(make: Make) -> None:
    english = "# Loans\n\nUp to two years, the fee is 40 euros; from 2 to 6 years, 55 euros; over 6 years, 90 euros.\n"
    chinese = "# 会员规定\n\n会员满两年不满六年的，会费减免五十元；满六年的，会费减免九十元。\n"
    bot = make({"loans.md": english, "会员.md": chinese})
    assert bot.ask("What is the fee for a loan of 4 years?").text == "“from 2 to 6 years, 55 euros” [1]"
    assert bot.ask("会员满七年会费减免多少元？").text == "“满六年的，会费减免九十元。” [1]"


def test_a_label_is_a_range_only_in_the_unit_that_is_asked_for() -> None:
    assert range_of("2 to 5 years", "years", "en") == (Decimal(2), Decimal(5))
    assert range_of("more than 5 years", "years", "en") == (Decimal(5), Decimal("Infinity"))
    assert range_of("2 to 5 years", "days", "en") is None
    assert range_of("Ada", "years", "en") is None


def test_a_table_that_shares_no_word_with_the_question_does_not_answer_by_its_range(make: Make) -> None:
    boats = "# Boats\n\n| Age | Discount |\n|---|---|\n| up to 3 years | none |\n| 3 to 8 years | 10% |\n"
    answer = make({"boats.md": boats}).ask("Combien de biscuits reçoit un enfant de 5 ans ?")
    assert "10%" not in answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What refund do I get for a ferry ticket that I give back four weeks before?", "40 to 20 days before"),
        ("What refund is there for a ferry ticket 7 days before?", "19 to 5 days before"),
        ("My aunt is 61. What does her ticket for the ferry cost?", "15 and over"),
        ("Which ticket for the ferry does an 8-year-old need?", "6–14"),
    ],
)
def test_a_range_may_be_in_another_unit_begin_with_its_end_or_be_of_ages(make: Make, question: str, told: str) -> None:
    answer = make({"ferry.md": FERRY}, kind="lookup").ask(question)
    assert [claim.text.startswith(told) for claim in answer.claims] == [True]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("I'm 21, may I drive?", 21),
        ("My son is 7 and tall, may he ride?", 7),
        ("I have 12 boats, what do I pay?", None),
        ("What was it in 2019?", None),
        ("Which boat lies in berth 7?", None),
        ("What does the ticket for group 3 cost?", None),
        ("May a swimmer aged 9 and his father dive?", 9),
        ("What do 3 adults and 2 children pay?", None),
    ],
)
def test_a_number_is_taken_for_an_age_only_where_it_is_told_as_one(question: str, value: int | None) -> None:
    asked = quantity_asked(question, "en")
    assert (asked and asked.value) == value


def test_days_are_not_taken_for_months() -> None:
    assert range_of("2 to 5 months", "days", "en") is None
    assert range_of("2 to 5 weeks", "days", "en") == (Decimal(14), Decimal(35))


@pytest.mark.parametrize(
    ("question", "is_age"), [("Ich bin 30, was zahle ich?", True), ("Wer liegt an Steg 30?", False)]
)
def test_an_age_is_told_in_german_too(question: str, is_age: bool) -> None:
    assert (quantity_asked(question, "de") is not None) is is_age
