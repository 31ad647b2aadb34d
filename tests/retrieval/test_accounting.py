from __future__ import annotations

import pytest

from assistant.retrieval.accounting import accounts_in, statement_of


def test_a_ratio_is_looked_for_by_what_it_is_made_of_in_the_statement_that_shows_it() -> None:
    found = accounts_in("Did the quick ratio improve?")
    assert ("total", "current", "asset") in found.items
    assert found.statements == {"balance"}


@pytest.mark.parametrize(
    "question", ["What was capex?", "How high were its capital expenditures?", "Is it capital-intensive?"]
)
def test_one_thing_has_many_names(question: str) -> None:
    assert ("purchas", "properti", "plant", "equip") in accounts_in(question).items


@pytest.mark.parametrize(
    ("question", "names", "statements"),
    [
        ("What was Salt Hill's revenue in fiscal 2023?", ("salt", "hill"), {"income"}),
        ("How much were the company's total net sales in FY2023?", (), {"income"}),
        ("What was Salt Hill's revenue from cloud services in 2023?", ("salt", "hill"), set()),
        ("Which region had the highest revenue?", (), set()),
        ("What drove the revenue of Salt Hill?", ("salt", "hill"), set()),
    ],
)
def test_the_revenue_of_a_company_stands_in_its_income_statement_and_that_of_a_part_elsewhere(
    question: str, names: tuple[str, ...], statements: set[str]
) -> None:
    assert accounts_in(question, names).statements == statements


def test_signs_inside_a_word_do_not_part_it() -> None:
    assert ("research", "develop", "expens") in accounts_in("How much went into R&D?").items


def test_a_question_on_other_things_stands_for_nothing_more() -> None:
    found = accounts_in("Who founded the village school?")
    assert not found.items
    assert not found.statements


@pytest.mark.parametrize(
    ("title", "statement"),
    [
        ("Consolidated Statements of Earnings", "income"),
        ("CONDENSED CONSOLIDATED STATEMENTS OF OPERATIONS", "income"),
        ("Consolidated Balance Sheets", "balance"),
        ("Consolidated Statements of Cash Flows", "cash"),
        ("Consolidated Statements of Comprehensive Income", None),
        ("Results of Operations", None),
    ],
)
def test_a_statement_is_known_by_its_name(title: str, statement: str | None) -> None:
    assert statement_of(("Item 8.", title)) == statement


def test_what_stands_under_no_heading_is_no_statement() -> None:
    assert statement_of(()) is None
