import pytest

from assistant.verifying.as_written import dated_as_written, spelled_as_written, with_scale
from tests.calculating.conftest import MakeTable, table  # noqa: F401  # the fixture

FEES = """| (in thousands) | 2019 | 2018 |
|---|---|---|
| Audit fees | $58.5 | $55.0 |
| Growth | 6% | 5% |"""


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("Audit fees were $58.5 in 2019.", "Audit fees were $58.5 in 2019 (in thousands)."),
        ("Audit fees were $58.5 thousand in 2019.", "Audit fees were $58.5 thousand in 2019."),
        ("Audit fees were $58.5, in thousands.", "Audit fees were $58.5, in thousands."),
        ("Growth was 6% in 2019.", "Growth was 6% in 2019."),
        ("There were audit fees in 2019.", "There were audit fees in 2019."),
        ("Audit fees were $99 in 2019.", "Audit fees were $99 in 2019."),
    ],
)
def test_a_figure_of_a_table_is_told_with_the_scale_of_the_table(table: MakeTable, claim: str, told: str) -> None:  # noqa: F811
    assert with_scale(claim, table(FEES)) == told


def test_tables_of_two_scales_leave_it_open(table: MakeTable) -> None:  # noqa: F811
    other = table(FEES.replace("thousands", "millions").replace("58.5", "60"))
    claim = "Audit fees were $58.5 and $60."
    assert with_scale(claim, (*table(FEES), *other)) == claim


def test_prose_has_no_scale(table: MakeTable) -> None:  # noqa: F811
    assert with_scale("It cost 8.", table("In thousands: it cost 8.")) == "It cost 8."


@pytest.mark.parametrize(
    ("claim", "source", "shown"),
    [
        ("It came on February 8, 2007.", "On 8 February 2007 it came.", "It came on 8 February 2007."),
        ("It came on 8 February 2007.", "On February 8th, 2007, it came.", "It came on February 8th, 2007."),
        ("Sept. 1, 1999 to May 3, 2001.", "1 September 1999 and 3 May 2001", "1 September 1999 to 3 May 2001."),
        ("It came on the 4th of July 1776.", "July 4, 1776", "It came on July 4, 1776."),
    ],
)
def test_a_date_is_written_as_its_source_writes_it(claim: str, source: str, shown: str) -> None:
    assert dated_as_written(claim, [source]) == shown


@pytest.mark.parametrize(
    "source", ["On 9 February 2007 it came.", "8 March 2007", "8 February 2008", "February 2007", ""]
)
def test_a_date_that_the_source_does_not_have_stays(source: str) -> None:
    assert dated_as_written("It came on February 8, 2007.", [source]) == "It came on February 8, 2007."


def test_a_date_that_the_source_has_in_both_notations_is_not_rewritten() -> None:
    claim = "It came on February 8, 2007."
    assert dated_as_written(claim, ["February 8, 2007", "8 February 2007"]) == claim


@pytest.mark.parametrize(
    ("claim", "source", "shown"),
    [
        ("It covers 7 square kilometers.", "The basin has 7 square kilometres.", "It covers 7 square kilometres."),
        ("Theater and color.", "theatres, a theatre, colours, a colour", "Theatre and color."),
        ("They organize travelers.", "Who organises? They organise travellers.", "They organise travellers."),
        ("He led the defense of Menendez.", "In defence of Menéndez.", "He led the defence of Menéndez."),
        ("It is colored for four.", "It was coloured for you.", "It is coloured for four."),
    ],
)
def test_a_word_is_spelled_as_its_source_spells_it(claim: str, source: str, shown: str) -> None:
    assert spelled_as_written(claim, [source]) == shown


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The kilometers.", "Kilometers and kilometres."),
        ("Sold for profit.", "Sold four times at a profit."),
        ("The resident complains.", "The residents complained."),
        ("Nothing alike.", ""),
    ],
)
def test_other_words_stay(claim: str, source: str) -> None:
    assert spelled_as_written(claim, [source]) == claim
