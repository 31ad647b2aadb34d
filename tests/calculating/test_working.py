from __future__ import annotations

import pytest

from assistant.calculating.checking import follows
from assistant.calculating.working import work_out
from assistant.retrieval.question import make_question
from assistant.types import Evidence
from tests.calculating.conftest import MakeTable

FEES = """| (in thousands) | 2019 | 2018 | 2017 |
|---|---|---|---|
| Audit fees | $58.5 | $55.0 | $50.0 |
| Tax fees | (11.0) | 28.0 | 4.0 |
| Total fees | 86.0 | 81.0 | 54.0 |
| Growth rate | 6.1% | 5.0% | 4.0% |
| Change in provisions | 3.0 | 2.0 | 1.0 |"""


def said(question: str, *tables: tuple[Evidence, ...]) -> str | None:
    worked = work_out(make_question(question), [item for table in tables for item in table])
    if worked is None:
        return None
    assert follows(worked.text, [item.sentence.text for item in worked.rows])
    return worked.text


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "What was the change in audit fees from 2018 to 2019?",
            "Change in “Audit fees” from 2018 to 2019: $58.5 - $55.0 = $3.5 (in thousands).",
        ),
        (
            "What was the change in tax fees between 2018 and 2019?",
            "Change in “Tax fees” from 2018 to 2019: -11.0 - 28.0 = -39 (in thousands).",
        ),
        (
            "What is the percentage change in audit fees from 2017 to 2018?",
            "Percentage change in “Audit fees” from 2017 to 2018: ($55.0 - $50.0) / $50.0 = 10%.",
        ),
        (
            "What is the average audit fees for 2018 and 2019?",
            "Average of “Audit fees” in 2018 and 2019: ($55.0 + $58.5) / 2 = $56.75 (in thousands).",
        ),
        (
            "What is the average of tax fees from 2017 to 2019?",
            "Average of “Tax fees” in 2017, 2018 and 2019: (4.0 + 28.0 + (-11.0)) / 3 = 7 (in thousands).",
        ),
        (
            "What is the sum of audit fees in 2017, 2018 and 2019?",
            "Sum of “Audit fees” in 2017, 2018 and 2019: $50.0 + $55.0 + $58.5 = $163.5 (in thousands).",
        ),
        (
            "What are audit fees as a percentage of total fees in 2018?",
            "“Audit fees” as a share of “Total fees” in 2018: $55.0 / 81.0 = 67.9%.",
        ),
        (
            "What was the difference between audit fees and tax fees in 2018?",
            "“Audit fees” less “Tax fees” in 2018: $55.0 - 28.0 = $27 (in thousands).",
        ),
        (
            "What is the sum of audit fees and tax fees in 2019?",
            "“Audit fees” plus “Tax fees” in 2019: $58.5 + (-11.0) = $47.5 (in thousands).",
        ),
        (
            "What was the change in the growth rate from 2018 to 2019?",
            "Change in “Growth rate” from 2018 to 2019: 6.1% - 5.0% = 1.1 percentage points.",
        ),
        (
            "What was the change in audit fees in 2019?",
            "Change in “Audit fees” from 2018 to 2019: $58.5 - $55.0 = $3.5 (in thousands).",
        ),
    ],
)
def test_what_rows_and_columns_give_is_worked_out_and_its_working_shown(
    table: MakeTable, question: str, answer: str
) -> None:
    assert said(question, table(FEES)) == answer


def test_a_follow_up_has_only_what_it_asks_now_worked_out(table: MakeTable) -> None:
    before = "What was the change in audit fees from 2018 to 2019?"
    assert work_out(make_question("And who leads the firm?", [before]), table(FEES)) is None


@pytest.mark.parametrize(
    "question",
    [
        "What was the change in fees from 2018 to 2019?",  # which?
        "What was the change in audit fees from 2018 to 2020?",  # no such column
        "What was the change in audit fees?",  # of three years
        "What was the change in legal fees from 2018 to 2019?",  # no such row
        "What was the change in provisions from 2018 to 2019?",  # stands there
        "What is the percentage change in the growth rate from 2018 to 2019?",  # of a percentage, or in points?
        "What is the sum of the growth rate in 2018 and 2019?",
        "What is the average audit fees in 2019?",
        "What was the change in Siemens' audit fees from 2018 to 2019?",  # somebody else's
        "What were audit fees in 2019?",
    ],
)
def test_nothing_is_worked_out_where_it_is_not_certain_what(table: MakeTable, question: str) -> None:
    assert said(question, table(FEES)) is None


def test_two_documents_with_the_same_row_and_other_figures_leave_it_open(table: MakeTable) -> None:
    question = "What was the change in audit fees from 2018 to 2019?"
    other = table(FEES.replace("58.5", "59.5"), document="other.md")
    assert said(question, table(FEES), other) is None
    assert said(question, table(FEES), table(FEES, document="copy.md")) is not None


def test_a_row_of_another_document_than_the_best_found_is_not_taken(table: MakeTable) -> None:
    question = "What was the change in audit fees from 2018 to 2019?"
    other = table("The fees of the audit are told here.", document="other.md")
    assert said(question, table(FEES), other) is not None
    assert said(question, other, table(FEES)) is None


def test_a_row_of_costs_is_not_taken_for_what_they_are_the_costs_of(table: MakeTable) -> None:
    costs = "| | 2019 | 2018 |\n|---|---|---|\n| Cost of revenue: | | |\n| Products | 29 | 34 |"
    assert said("What was the change in products between 2018 and 2019?", table(costs)) is None
    assert said("What was the change in the cost of products between 2018 and 2019?", table(costs)) == (
        "Change in “Cost of revenue: Products” from 2018 to 2019: 29 - 34 = -5."
    )


def test_a_document_is_named_by_its_name(table: MakeTable) -> None:
    question = "What was the change in Siemens' audit fees from 2018 to 2019?"
    assert said(question, table(FEES, document="siemens-2019.md"), table(FEES.replace("58.5", "9.9"))) is not None


def test_of_several_columns_of_a_year_the_one_that_is_named_counts(table: MakeTable) -> None:
    nested = """|  | 2019 |  | 2018 |  |
|---|---|---|---|---|
|  | Number of Shares | Fair Value | Number of Shares | Fair Value |
| Granted | 253,113 | 2.17 | 200,000 | 3.16 |"""
    assert said("What was the change in the number of shares granted between 2018 and 2019?", table(nested)) == (
        "Change in “Granted” from 2018 to 2019: 253,113 - 200,000 = 53,113."
    )
    assert said("What was the change in granted between 2018 and 2019?", table(nested)) is None


def test_a_share_without_a_year_is_taken_of_the_column_that_is_named(table: MakeTable) -> None:
    due = """| | Within a year | Total |
|---|---|---|
| Financing obligations | 29 | 88 |
| Purchase obligations | 70 | 97 |"""
    question = "What are the total financing obligations as a percentage of the total purchase obligations?"
    assert said(question, table(due)) == (
        "“Financing obligations” as a share of “Purchase obligations”, Total: 88 / 97 = 90.72%."
    )


def test_words_of_a_label_that_any_question_may_have_count_for_it(table: MakeTable) -> None:
    rights = table("| Rights | 2019 | 2018 |\n|---|---|---|\n| Granted during the period | 4,465 | 5,691 |")
    assert said("What is the difference in rights granted during the period between 2018 and 2019?", rights) == (
        "Change in “Granted during the period” from 2018 to 2019: 4,465 - 5,691 = -1,226."
    )


def test_figures_of_two_currencies_are_never_added_up(table: MakeTable) -> None:
    mixed = table("| | 2019 | 2018 |\n|---|---|---|\n| Fees | €8 | $7 |")
    assert said("What was the change in fees from 2018 to 2019?", mixed) is None


def test_nothing_is_divided_by_nothing(table: MakeTable) -> None:
    none = table("| | 2019 | 2018 |\n|---|---|---|\n| Fees | 8 | 0 |\n| Total | 0 | 0 |")
    assert said("What is the percentage change in fees from 2018 to 2019?", none) is None
    assert said("What are fees as a percentage of the total in 2019?", none) is None


def sheet(*rows: str, years: str = "2019 | 2018") -> str:
    return "\n".join((f"| | {years} |", "|---|---|---|", *(f"| {row} |" for row in rows)))


@pytest.mark.parametrize(
    ("question", "row"),
    [
        # Too few of the row's words are asked for; too few of those that are asked for are the row's.
        ("What was the change in fees from 2018 to 2019?", "Harbour fees | 8 | 7"),
        ("What was the change in fees of lawyers in Leeds from 2018 to 2019?", "Fees paid | 8 | 7"),
        # A share or a net figure of something is not the thing.
        ("What was the change in the percentage of tugs in the fleet from 2018 to 2019?", "Tugs in the fleet | 8 | 7"),
        ("What was the change in net fleet cost from 2018 to 2019?", "Fleet cost | 8 | 7"),
        # The row is the change that is asked for, or an average is, or a reason.
        ("What was the change in provisions from 2018 to 2019?", "Change in provisions | 8 | 7"),
        ("What was the average increase in visitors between 2018 and 2019?", "Visitors | 8 | 7"),
        ("What was the reason for the increase in visitors from 2018 to 2019?", "Visitors | 8 | 7"),
        # A profit after a loss has no percentage, and words of scale, units and counts are not added up.
        ("What was the percentage change in profit from 2018 to 2019?", "Profit | 8 | (7)"),
        ("What was the change in debts from 2018 to 2019?", "Debts | 2bn | 700m"),
        ("What was the change in stocks from 2018 to 2019?", "Stocks | 8 days | 7%"),
    ],
)
def test_a_row_that_is_not_quite_what_is_asked_is_left(table: MakeTable, question: str, row: str) -> None:
    assert said(question, table(sheet(row, "Ships | 3 | 2"))) is None


def test_a_row_that_is_itself_a_change_is_left_even_where_another_row_would_do(table: MakeTable) -> None:
    both = table(sheet("Cash at hand | 8 | 7", "Increase in cash at hand | 1 | 3"))
    assert said("What was the increase in cash at hand from 2018 to 2019?", both) is None


def test_of_rows_with_one_label_that_of_the_section_that_is_named_is_taken(table: MakeTable) -> None:
    films = table(sheet("India only | |", "Hindi films | 1 | 3", "Global | |", "Hindi films | 7 | 10"))
    assert said("What is the global decrease in the Hindi films from 2018 to 2019?", films) == (
        "Change in “Global: Hindi films” from 2018 to 2019: 7 - 10 = -3."
    )
    assert said("What is the decrease in the Hindi films from 2018 to 2019?", films) is None


def test_a_column_of_percentages_is_taken_only_where_a_share_is_asked_for(table: MakeTable) -> None:
    text = """|  | 2019 |  | 2018 |  |
|---|---|---|---|---|
|  | Amount | % of total cost | Amount | % of total cost |
| Total cost | 324 | 45% | 296 | 43% |"""
    assert said("What is the average total cost for 2018 and 2019?", table(text)) == (
        "Average of “Total cost” in 2018 and 2019: (296 + 324) / 2 = 310."
    )


def test_what_has_a_unit_of_its_own_is_not_told_in_the_scale_of_the_table(table: MakeTable) -> None:
    text = "(in millions)\n\n| | 2019 | 2018 |\n|---|---|---|\n| Cloud | 6% | 5% |\n| Ships | 3 | 2 |"
    assert said("What is the average cloud for 2018 and 2019?", table(text)) == (
        "Average of “Cloud” in 2018 and 2019: (5% + 6%) / 2 = 5.5%."
    )


def test_a_minus_behind_the_sign_of_a_currency_is_written_once(table: MakeTable) -> None:
    debts = table(sheet("Debts | $-5 | $(7)", "Ships | 3 | 2"))
    assert said("What was the change in debts from 2018 to 2019?", debts) == (
        "Change in “Debts” from 2018 to 2019: -$5 - (-$7) = $2."
    )


YEAR = """(EUR million)

| | 2021 | 2020 |
|---|---|---|
| Turnover | 40.0 | 32.0 |
| Gross profit | 16.0 | 12.0 |
| Operating income | 4.0 | 2.0 |"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What was the gross margin in 2021?", "“Gross profit” as a share of “Turnover” in 2021: 16.0 / 40.0 = 40%."),
        (
            "What was the brewery's operating margin in 2020?",
            "“Operating income” as a share of “Turnover” in 2020: 2.0 / 32.0 = 6.25%.",
        ),
    ],
)
def test_a_share_with_a_name_of_its_own_is_worked_out(question: str, answer: str, table: MakeTable) -> None:
    assert said(question, table(YEAR)) == answer


def test_a_change_of_such_a_share_is_not_taken_for_it(table: MakeTable) -> None:
    assert said("How did the gross margin change from 2020 to 2021?", table(YEAR)) is None


def test_a_share_that_came_from_a_row_is_worked_out(table: MakeTable) -> None:
    asked = "What share of 2021 turnover came from operating income?"
    assert said(asked, table(YEAR)) == "“Operating income” as a share of “Turnover” in 2021: 4.0 / 40.0 = 10%."


REGIONS = """## Sales by region

| Region | 2021 | 2020 |
|---|---|---|
| Coast | 6.0 | 5.0 |
| Hills | 2.0 | 3.0 |
| Total | 8.0 | 8.0 |"""


def test_a_share_is_of_the_total_that_the_table_has(table: MakeTable) -> None:
    asked = "What percentage of 2021 sales came from the Hills?"
    assert said(asked, table(REGIONS)) == "“Hills” as a share of “Total” in 2021: 2.0 / 8.0 = 25%."
    assert said("What percentage of 2021 exports came from the Hills?", table(REGIONS)) is None
