import pytest

from assistant.drafting.table_rows import row_as_read

HEADER = "| | Year ended March 31, | | Change |\n|---|---|---|---|\n| | 2019 | 2018 | |"
ROW = "| Cash | 57,840 | 52,798 | 5,042 |"


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("How much cash was there?", "Cash | 57,840 | 52,798 | 5,042"),
        ("How much cash was there in 2018?", "Cash | 52,798 | 5,042"),
        ("How did cash change from 2018 to 2019?", "Cash | 57,840 | 52,798 | 5,042"),
        ("How much cash was there in 2017?", "Cash | 57,840 | 52,798 | 5,042"),
        ("How did cash change from 2017 to 2018?", "Cash | 57,840 | 52,798 | 5,042"),
    ],
)
def test_only_the_years_that_are_asked_for_are_read(question: str, read: str) -> None:
    assert row_as_read(ROW, HEADER, question) == read


def test_the_header_loses_the_same_columns_its_edges_and_its_rule() -> None:
    assert row_as_read("| | 2019 | 2018 | |", HEADER, "What was it in 2019?") == "| 2019"
    assert row_as_read("| | 2019 | 2018 |\n|---|---|---|", "| | 2019 | 2018 |", "What?") == "| 2019 | 2018"


def test_a_row_that_does_not_fit_its_header_is_read_whole() -> None:
    assert row_as_read("| Cash | 5 |", HEADER, "How much in 2018?") == "Cash | 5"
    assert row_as_read("Cash | 5 | 6", "", "How much in 2018?") == "Cash | 5 | 6"


def test_cells_that_are_empty_or_hold_a_dash_keep_their_place() -> None:
    assert row_as_read("| Losses | - | | 1.1 | |", "", "How much?") == "Losses | - |  | 1.1"
