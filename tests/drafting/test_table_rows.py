import pytest

from assistant.drafting.table_rows import header_as_read, row_as_read
from assistant.types import TableRow
from tests.cut_texts import rows_in

HEADER = "| | Year ended March 31, | | Change |\n|---|---|---|---|\n| | 2019 | 2018 | |"
ROW = "| Cash | 57,840 | 52,798 | 5,042 |"


def cash() -> TableRow:
    return rows_in(f"{HEADER}\n{ROW}")[-1]


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
    assert row_as_read(cash(), question) == read


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("How much?", ("| Year ended March 31, |  | Change", "| 2019 | 2018")),
        ("How much in 2019?", ("| Year ended March 31, | Change", "| 2019")),
        ("How much in 2018?", ("| Year ended March 31, | Change", "| 2018")),
    ],
)
def test_the_header_loses_the_same_columns_and_keeps_what_spans_them(question: str, read: tuple[str, ...]) -> None:
    assert header_as_read(cash(), question) == read
    first, second, _ = rows_in(f"{HEADER}\n{ROW}")
    assert (row_as_read(first, question), row_as_read(second, question)) == read


def test_a_row_with_fewer_cells_than_its_header_is_read_with_those() -> None:
    row = rows_in(f"{HEADER}\n| Cash | 5 |\n")[-1]
    assert row_as_read(row, "How much in 2018?") == "Cash | 5"
    assert header_as_read(row, "How much in 2019?")[1] == "| 2019 | 2018"


def test_cells_that_are_empty_or_hold_a_dash_keep_their_place() -> None:
    row = rows_in("| | | | | |\n|---|---|---|---|---|\n| Losses | - | | 1.1 | |")[-1]
    assert row_as_read(row, "How much?") == "Losses | - |  | 1.1"
