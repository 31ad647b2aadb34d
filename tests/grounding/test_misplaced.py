from dataclasses import replace

import pytest

from assistant.grounding.misplaced import misplaced_figures
from assistant.grounding.support import find_support
from assistant.types import Evidence, Passage, Sentence
from tests.grounding.conftest import MakeEvidence

DEPARTMENT = "In 1977 the state department of bridges was founded, followed by the ferry act of 1978."
HOUSES = "Of all houses, 30,547 (19.3%) had a garden with a deep well, 11,698 (7.4%) had a cellar with no window."
TABLE = """| | Year ended March 31, | |
|---|---|---|
| | 2019 | 2018 |
| Shares outstanding: | | |
| Basic | 57,840 | 52,798 |
| Earnings per share: | | |
| Basic | $3.57 | $4.81 |
| Audit fees | 58,000 | 55,000 |
| Total fees | 86,000 | 81,000 |"""


def rows(*found: str) -> tuple[Evidence, ...]:
    """Return rows of the table as evidence."""
    sentences: list[Sentence] = []
    for text in TABLE.splitlines():
        start = TABLE.index(text, sentences[-1].end if sentences else 0)
        sentences.append(Sentence(start, start + len(text), text))
    passage = Passage("fees.md", 0, 0, len(TABLE), TABLE, sentences=tuple(sentences))
    return tuple(Evidence(passage, s, 0.5, 0.5) for s in sentences if any(text in s.text for text in found))


@pytest.mark.parametrize(
    ("question", "claim", "misplaced"),
    [
        ("When was the state department founded?", "The state department was founded in 1978.", ["1978"]),
        ("When was the state department founded?", "The state department was founded in 1977.", []),
        ("When did the ferry act follow?", "The ferry act followed in 1978.", []),
        ("Was the state department founded in 1978?", "The state department was founded in 1978.", []),
    ],
)
def test_a_figure_of_another_clause_is_told(
    evidence: MakeEvidence, question: str, claim: str, misplaced: list[str]
) -> None:
    found = evidence(DEPARTMENT)
    assert [figure.text for figure in misplaced_figures(claim, question, found, found)] == misplaced


def test_what_stands_in_brackets_measures_what_stands_before_them(evidence: MakeEvidence) -> None:
    found = evidence(HOUSES)
    question = "How many houses had a garden with a deep well?"
    assert not misplaced_figures("19.3% of houses had a garden with a deep well.", question, found, found)
    wrong = misplaced_figures("7.4% of houses had a garden with a deep well.", question, found, found)
    assert [figure.text for figure in wrong] == ["7.4%"]


def test_the_day_of_a_date_is_no_figure_of_anything(evidence: MakeEvidence) -> None:
    found = evidence(
        "Costs rose by 40 in the shops of the north, and on March 31 the last shop of the south was closed."
    )
    claim, question = "The costs in the shops of the north rose by 40 until March 31.", "How did costs rise?"
    assert not misplaced_figures(claim, question, found, found)


@pytest.mark.parametrize(
    ("row", "question", "claim", "misplaced"),
    [
        ("Audit", "What were audit fees in 2018?", "Audit fees in 2018 were 58,000.", ["58,000"]),
        ("Audit", "What were audit fees in 2018?", "Audit fees in 2018 were 55,000.", []),
        ("Audit", "What were total fees in 2019?", "Total fees in 2019 were 58,000.", ["58,000"]),
        ("Total", "What were total fees in 2019?", "Total fees in 2019 were 86,000.", []),
        ("52,798", "How many basic shares were outstanding in 2018?", "It had 52,798 basic shares.", []),
        ("4.81", "What were basic earnings per share in 2018?", "They were $4.81.", []),
        ("4.81", "What were basic earnings per share in 2019?", "They were $4.81 in 2019.", ["$4.81"]),
    ],
)
def test_a_cell_of_another_row_or_column_is_told(row: str, question: str, claim: str, misplaced: list[str]) -> None:
    found = misplaced_figures(claim, question, rows(row), rows("Basic", "fees"))
    assert [figure.text for figure in found] == misplaced


def test_the_rows_of_another_table_are_not_compared() -> None:
    question, claim = "What were total fees in 2019?", "Total fees in 2019 were 58,000."
    audit, total = rows("Audit"), rows("Total")
    other = tuple(replace(item, passage=replace(item.passage, header="| | 2020 |")) for item in total)
    assert misplaced_figures(claim, question, audit, total)
    assert not misplaced_figures(claim, question, audit, other)


def test_the_years_above_columns_measure_nothing() -> None:
    claim = "Total fees are largest in 2019."
    assert not misplaced_figures(claim, "In which year are total fees largest?", rows("| 2019"), rows("2019", "fees"))


def test_a_claim_with_a_figure_of_something_else_does_not_hold(evidence: MakeEvidence) -> None:
    question = "When was the state department of bridges founded?"
    assert find_support("The state department of bridges was founded in 1977.", question, evidence(DEPARTMENT)).holds
    assert not find_support("The state department was founded in 1978.", question, evidence(DEPARTMENT)).holds
