from dataclasses import replace

import pytest

from assistant.asking.kinds.arithmetic.sources import SourcedFigure, belong_together, sourced_figures
from assistant.calculating.arithmetic import Quantity, arithmetic_in
from tests.cut_texts import evidence_of

TEXT = """# Sailing weeks 2025

The north camp has 36 bunks and the south camp 28. A week costs €240 for adults; children under 12 pay €150.
The levy is 5% and the tip 10%. The grant is $1.5 million, of which $600,000 is spent.

| Cost | 2024 | 2025 |
|---|---|---|
| Food | 4,100 | 5,200 |
| Fuel | 900 | 1,300 |
"""
EVIDENCE = [item for item in evidence_of(TEXT) if not (item.sentence.row and item.sentence.row.is_header)]


def found(line: str, question: str) -> list[SourcedFigure]:
    arithmetic = arithmetic_in(line)
    assert arithmetic
    return sourced_figures(arithmetic, EVIDENCE, question, "en")


def is_proven(line: str, question: str) -> bool:
    operands = found(line, question)
    return bool(operands) and belong_together(operands, question, "en")


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("36 + 28", "How many bunks are there altogether?"),
        ("2 * 240 + 150", "What do 2 adults and a child pay?"),
        ("1.5 million - 600,000", "How much of the grant is left?"),
        ("5,200 - 4,100", "How much more was spent on food in 2025 than in 2024?"),
        ("5,200 + 1,300", "What did food and fuel cost together in 2025?"),
        ("(4,100 + 5,200) / 2", "What was spent on food on average?"),
        ("240 * 52", "What do adults pay for a year?"),
    ],
)
def test_figures_of_the_evidence_and_counts_of_the_question_are_operands(line: str, question: str) -> None:
    assert is_proven(line, question)


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("(4,100 + 5,200) / 3", "What was spent on food on average?"),
        ("240 * 12", "What do adults pay for a year?"),  # it is the price of a week
        ("240 * 52", "What do adults pay for a month?"),
        ("240 * 13", "What do adults pay for a year?"),
        ("5 + 10", "What are levy and tip together?"),  # of what, is not said
        ("36 + 29", "How many bunks are there altogether?"),  # no figure of the text
        ("2 * 3", "What do 2 times 3 bunks make?"),  # none of them is
        ("240 + 150", "What do 2 adults and a child pay?"),  # the two adults are left out
        ("5,200 - 900", "How much more was spent on food in 2025 than on fuel in 2024?"),  # of two rows and columns
        ("5,200 + 1,300", "What was spent altogether in 2025?"),  # the rows are not named
        ("5,200 - 4,100", "How much more was spent on food in 2025 than in 2019?"),
    ],
)
def test_other_figures_and_half_of_what_is_asked_are_not_proven(line: str, question: str) -> None:
    assert not is_proven(line, question)


def test_a_number_in_both_is_a_count_only_where_it_multiplies() -> None:
    question = "What remains of the grant if the 600,000 is spent, and what if it is shared by 36?"
    assert found("1.5 million - 600,000", question)[1].item is not None
    assert found("1.5 million / 36", question)[1].item is None


def test_a_number_of_the_question_that_is_added_to_money_is_money() -> None:
    (_, added) = found("150 + 75", "What do children pay with 75 for the hire of a boat?")
    assert added.quantity == Quantity(added.figure.value, "EUR")


def test_a_figure_that_two_readings_of_a_scan_do_not_agree_on_proves_nothing() -> None:
    arithmetic = arithmetic_in("36 + 28")
    assert arithmetic
    operands = sourced_figures(arithmetic, EVIDENCE, "How many bunks are there?", "en")
    assert belong_together(operands, "How many bunks are there?", "en")
    doubtful = [replace(one, figure=replace(one.figure, certain=False)) for one in operands]
    assert not belong_together(doubtful, "How many bunks are there?", "en")
