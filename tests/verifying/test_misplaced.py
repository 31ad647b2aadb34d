import pytest

from assistant.types import Evidence
from assistant.verifying.misplaced import misplaced_figures
from assistant.verifying.support import find_support
from tests.cut_texts import evidence_of
from tests.verifying.conftest import MakeEvidence

DEPARTMENT = "In 1977 the state department of bridges was founded, followed by the ferry act of 1978."
HOUSES = "Gardens with a deep well have a fifth of all houses (19.3%), cellars with no window a tenth of them (7.4%)."
TABLE = """| | Year ended March 31, | |
|---|---|---|
| | 2019 | 2018 |
| Shares outstanding: | | |
| Basic | 57,840 | 52,798 |
| Earnings per share: | | |
| Basic | $3.57 | $4.81 |
| Dividends per share | $1.20 | $1.10 |
| Audit fees | 58,000 | 55,000 |
| Total fees | 86,000 | 81,000 |"""


def rows(*found: str) -> tuple[Evidence, ...]:
    """Return rows of the table as evidence."""
    return tuple(item for item in evidence_of(TABLE) if any(text in item.sentence.text for text in found))


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
    question = "How many houses have gardens with a deep well?"
    assert not misplaced_figures("19.3% of houses have gardens with a deep well.", question, found, found)
    wrong = misplaced_figures("7.4% of houses have gardens with a deep well.", question, found, found)
    assert [figure.text for figure in wrong] == ["7.4%"]


def test_a_figure_in_brackets_at_the_end_is_no_other_ones(evidence: MakeEvidence) -> None:
    found = evidence("Planting of young northern trees reached 22,392, clearing of the southern forest fell (19,018).")
    question = "How do planting of young northern trees and clearing of the southern forest compare?"
    assert not misplaced_figures("Clearing of the southern forest fell to 19,018.", question, found, found)
    assert misplaced_figures("Planting was 19,018.", "How far did planting of young northern trees go?", found, found)


def test_a_figure_with_a_word_of_its_own_in_the_claim_stays(evidence: MakeEvidence) -> None:
    found = evidence("The tram carried 40 riders a day, and the old ferry of the southern island carried 70 riders.")
    question = "Beside the old ferry of the southern island, how many riders did the tram carry?"
    assert not misplaced_figures("The tram carried 40 riders.", question, found, found)


def test_the_day_of_a_date_is_no_figure_of_anything(evidence: MakeEvidence) -> None:
    found = evidence(
        "The shop with its garden was closed on March 31, and costs of the new northern branch rose by 40."
    )
    question = "What of the costs of the new northern branch?"
    assert not misplaced_figures("It was on March 31.", question, found, found)


@pytest.mark.parametrize(
    ("row", "question", "claim", "misplaced"),
    [
        ("Audit", "What were audit fees in 2018?", "Audit fees in 2018 were 58,000.", ["58,000"]),
        ("Audit", "What were audit fees in 2018?", "Audit fees in 2018 were 55,000.", []),
        ("Audit", "What were total fees in 2019?", "Total fees in 2019 were 58,000.", ["58,000"]),
        ("Total", "What were total fees in 2019?", "Total fees in 2019 were 86,000.", []),
        ("52,798", "How many basic shares were outstanding in 2018?", "It had 52,798 basic shares.", []),
        ("52,798", "How many shares were outstanding in 2018?", "52,798 shares were outstanding.", []),
        ("4.81", "What were basic earnings per share in 2018?", "They were $4.81.", []),
        ("4.81", "What were basic earnings per share in 2019?", "They were $4.81 in 2019.", ["$4.81"]),
    ],
)
def test_a_cell_of_another_row_or_column_is_told(row: str, question: str, claim: str, misplaced: list[str]) -> None:
    found = misplaced_figures(claim, question, rows(row), rows("Basic", "Dividends", "fees"))
    assert [figure.text for figure in found] == misplaced


def test_the_rows_of_another_table_are_not_compared() -> None:
    question, claim = "What were total fees in 2019?", "Total fees in 2019 were 58,000."
    audit, total = rows("Audit"), rows("Total")
    text = TABLE.replace("March 31", "June 30")
    other = tuple(item for item in evidence_of(text) if "Total" in item.sentence.text)
    assert misplaced_figures(claim, question, audit, total)
    assert not misplaced_figures(claim, question, audit, other)


def test_the_years_above_columns_measure_nothing() -> None:
    question = "In which year ended March 31 were total fees lowest?"
    assert not misplaced_figures("They were lowest in 2018.", question, rows("| 2019"), rows("2019", "fees"))


def test_a_claim_with_a_figure_of_something_else_does_not_hold(evidence: MakeEvidence) -> None:
    question = "When was the state department of bridges founded?"
    assert find_support("The state department of bridges was founded in 1977.", question, evidence(DEPARTMENT)).holds
    assert not find_support("The state department was founded in 1978.", question, evidence(DEPARTMENT)).holds
