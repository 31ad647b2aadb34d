import pytest

from assistant.verifying.rows import stands_in_row
from tests.cut_texts import evidence_of

FEES = """# Fees

| (in thousands) | Year ended March 31, | |
|---|---|---|
| | 2019 | 2018 |
| Audit fees (1) | $58 | $55 |
| Tax fees, net | 11 | 28 |
| Staff | 40 | 40 |
| Refund | (7) | 9 |"""
SECTIONS = """| | 2019 | 2018 |
|---|---|---|
| Ferries: | | |
| Basic | 3.57 | 4.81 |
| Trams: | | |
| Basic | 5.20 | 5.10 |"""
FORECAST = """| | 2024 actual | 2025 forecast |
|---|---|---|
| Revenue | 480 | 520 |"""


def proven(claim: str, table: str) -> bool:
    """Say whether a row of a table proves a claim."""
    return any(stands_in_row(claim, item) for item in evidence_of(table))


@pytest.mark.parametrize(
    ("claim", "table"),
    [
        ("Audit fees in 2019 were $58.", FEES),
        ("The audit fees (1) were $58 thousand in 2019.", FEES),
        ("In 2018, audit fees amounted to $55,000.", FEES),
        ("Tax fees, net for the year ended March 31, 2018 were 28.", FEES),
        ("Staff was 40 in 2018.", FEES),
        ("Refund in 2019 was (7).", FEES),
        ("Refund in 2019 was -7.", FEES),
        ("Ferries: Basic in 2019 was 3.57.", SECTIONS),
        ("Basic for trams in 2018 was 5.10.", SECTIONS),
        ("Revenue in the 2025 forecast is 520.", FORECAST),
        ("Actual revenue in 2024 was 480.", FORECAST),
    ],
)
def test_a_cell_proves_its_figure_under_its_own_header_label_and_section(claim: str, table: str) -> None:
    assert proven(claim, table)


@pytest.mark.parametrize(
    ("claim", "table"),
    [
        ("Audit fees in 2018 were $58.", FEES),
        ("Audit fees in 2019 were 11.", FEES),
        ("Audit fees were $58.", FEES),
        ("Fees in 2019 were $58.", FEES),
        ("Tax fees in 2019 were 11.", FEES),
        ("Audit fees in 2019 were $58 million.", FEES),
        ("Audit fees in 2019 were €58.", FEES),
        ("Audit fees in 2019 were not $58.", FEES),
        ("Audit fees in 2019 will be $58.", FEES),
        ("Audit fees of Orla in 2019 were $58.", FEES),
        ("Refund in 2019 was 7.", FEES),
        ("Audit fees rose to $58 in 2019.", FEES),
        ("Basic in 2019 was 3.57.", SECTIONS),
        ("Basic for trams in 2019 was 3.57.", SECTIONS),
        ("Revenue in 2025 was 520.", FORECAST),
    ],
)
def test_no_cell_proves_what_another_says_or_what_leaves_a_doubt(claim: str, table: str) -> None:
    assert not proven(claim, table)


STOCK = """| code | plant | price | stock |
|---|---|---|---|
| 301 | Pear | 12.50 | 65 |
| 302 | Quince | 9.00 | 4 |
| 303 | Bay | 7.25 | 12 |"""


@pytest.mark.parametrize(
    "claim",
    [
        "The stock of Quince is 4.",
        "302: the stock is 4.",
        "Quince, 302: the price is 9.00.",
        "The code of Quince is 302.",
    ],
)
def test_a_row_with_a_code_proves_claims_that_name_it_by_its_name_or_its_code(claim: str) -> None:
    assert proven(claim, STOCK)


@pytest.mark.parametrize(
    "claim",
    [
        "The stock of Quince is 65.",
        "301: the stock is 4.",
        "Quince, 301: the price is 9.00.",
        "The code of Quince is 303.",
    ],
)
def test_it_proves_nothing_of_another_row(claim: str) -> None:
    assert not proven(claim, STOCK)
