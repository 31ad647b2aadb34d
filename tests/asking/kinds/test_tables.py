from decimal import Decimal

import pytest

from assistant.asking.kinds.tables import range_of
from tests.asking.kinds.conftest import Make

FLEET = """# Fleet of the harbour

## Ships by length

| Ship | Length | 2021 | 2022 |
|---|---|---|---|
| Ada | 21 m | 300 | 280 |
| Bea | 34 m | 410 | 450 |
| Cleo | 12 m | 120 | 150 |

## Discount by age of the ship

| Age | Discount |
|---|---|
| Up to 3 years | none |
| 3 to 8 years | 10% |
| More than 8 years | 25% |
"""


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Which ship of the harbour had the highest figure in 2022?", ["Bea"]),
        ("Which ship of the harbour had the lowest figure in 2021?", ["Cleo"]),
        ("Which ships of the harbour rose in 2022?", ["Bea", "Cleo"]),
        ("Which ships of the harbour fell in 2022?", ["Ada"]),
        ("Which ships of the harbour had more than 200 in 2022?", ["Ada", "Bea"]),
    ],
)
def test_the_rows_that_a_question_compares_are_told_with_what_was_compared(
    make: Make, question: str, rows: list[str]
) -> None:
    answer = make({"fleet.md": FLEET}, kind="extreme").ask(question)
    assert [claim.text.split(" ")[0].rstrip(":") for claim in answer.claims] == rows
    assert answer.certificate == "3 rows of this table compared"
    assert len(answer.citations) == len(rows)


def test_a_column_that_is_not_certain_is_not_compared(make: Make) -> None:
    answer = make({"fleet.md": FLEET}, kind="extreme").ask("Which ship of the harbour is the highest in 1990?")
    assert "compared" not in answer.certificate


@pytest.mark.parametrize(
    ("age", "row"), [("two", "Up to 3 years"), ("5", "3 to 8 years"), ("eleven", "More than 8 years")]
)
def test_a_quantity_falls_into_the_row_of_its_range(make: Make, age: str, row: str) -> None:
    answer = make({"fleet.md": FLEET}, kind="lookup").ask(f"What discount does a ship get at the age of {age} years?")
    assert answer.claims[0].text.startswith(row)
    assert len(answer.claims) == 1


def test_a_label_is_a_range_only_in_the_unit_that_is_asked_for() -> None:
    assert range_of("2 to 5 years", "years", "en") == (Decimal(2), Decimal(5))
    assert range_of("more than 5 years", "years", "en") == (Decimal(5), Decimal("Infinity"))
    assert range_of("2 to 5 years", "days", "en") is None
    assert range_of("Ada", "years", "en") is None


PIERS = """<html><body><main><h1>Piers of the harbour</h1>
<table>
<tr><th rowspan="2">Pier</th><th colspan="2">2022</th><th colspan="2">2023</th></tr>
<tr><th>Plan</th><th>Actual</th><th>Plan</th><th>Actual</th></tr>
<tr><td>East pier</td><td>15</td><td>12</td><td>18</td><td>14</td></tr>
<tr><td>Mole</td><td>21</td><td>26</td><td>20</td><td>27</td></tr>
<tr><td>West pier</td><td>31</td><td>22</td><td>33</td><td>24</td></tr>
</table></main></body></html>"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which pier of the harbour had the highest plan in 2023?", "West pier – Plan 2023: 33; Actual 2023: 24."),
        ("Which pier of the harbour had the highest actual in 2023?", "Mole – Plan 2023: 20; Actual 2023: 27."),
        ("Which pier of the harbour had the lowest actual in 2022?", "East pier – Plan 2022: 15; Actual 2022: 12."),
    ],
)
def test_rows_are_compared_by_the_column_below_both_headings(make: Make, question: str, told: str) -> None:
    answer = make({"piers.html": PIERS}, kind="extreme").ask(question)
    assert answer.text == f"{told} [1]"
