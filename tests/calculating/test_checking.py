import pytest

from assistant.calculating.checking import follows

ROWS = ["| Audit fees | $58.5 | $55.0 | 1,250 |", "| Tax fees | (11.0) | 28.0 |"]


@pytest.mark.parametrize(
    "claim",
    [
        "Change in “Fees” from 2018 to 2019: $58.5 - $55.0 = $3.5 (in thousands).",
        "Change in “Fees: of audit” from 2018 to 2019: $58.5 - $55.0 = $3.5.",
        "Change in “Fees” from 2018 to 2019: -11.0 - 28.0 = -39.0.",
        "Percentage change in “Fees” from 2018 to 2019: ($58.5 - $55.0) / $55.0 = 6.36%.",
        "Average of “Fees” in 2018 and 2019: ($55.0 + 1,250) / 2 = $652.5.",
        "Average of “Fees” in 2018 and 2019: (28.0 + (-11.0)) / 2 = 8.5.",
        "“A” as a share of “B” in 2018: 28.0 / 55.0 = 50.91%.",
    ],
)
def test_what_follows_from_the_rows_is_let_through(claim: str) -> None:
    assert follows(claim, ROWS)


@pytest.mark.parametrize(
    "claim",
    [
        "Change in “Fees” from 2018 to 2019: $58.5 - $55.0 = $3.6.",
        "Change in “Fees” from 2018 to 2019: $58.5 - $55.0 = -$3.5.",
        "Change in “Fees” from 2018 to 2019: $58.6 - $55.0 = $3.6.",
        "Change in “Fees” from 2018 to 2019: 250 - 28.0 = 222.0.",
        "Percentage change in “Fees” from 2018 to 2019: ($58.5 - $55.0) / $54.0 = 6.48%.",
        "Average of “Fees” in 2018 and 2019: ($55.0 + 1,250) / 3 = $435.",
        "Fees rose by $3.5.",
        "Change in “Fees” from 2018 to 2019: $58.5 - $55.0 = much.",
    ],
)
def test_an_operand_from_elsewhere_and_a_wrong_result_are_caught(claim: str) -> None:
    assert not follows(claim, ROWS)


@pytest.mark.parametrize(
    "claim",
    [
        "Worked out: 2 × £8.50 + 1 × £4 = £21.",
        "Worked out: 64 + 38 = 102.",
        "Worked out: $1.5 million - $600,000 = $900,000.",
        "Worked out: (64 + 38) × 2 = 204.",
    ],
)
def test_a_working_of_any_form_is_checked_by_its_values(claim: str) -> None:
    cited = [
        "A ticket costs £8.50, children pay £4.",
        "Mill Lane has 64 plots, Quarry Field 38.",
        "$1.5 million, $600,000",
    ]
    assert follows(claim, cited, "What do 2 adults and 1 child pay?")


@pytest.mark.parametrize(
    "claim",
    [
        "Worked out: 3 × £8.50 + 1 × £4 = £29.50.",  # three stands nowhere
        "Worked out: 2 × £8.50 + 1 × £4 = £22.",
        "Worked out: 64 + 39 = 103.",
        "Worked out: $1.5 million - $600 = $1,499,400.",
    ],
)
def test_a_working_with_another_figure_or_result_is_caught(claim: str) -> None:
    cited = [
        "A ticket costs £8.50, children pay £4.",
        "Mill Lane has 64 plots, Quarry Field 38.",
        "$1.5 million, $600,000",
    ]
    assert not follows(claim, cited, "What do 2 adults and 1 child pay?")
