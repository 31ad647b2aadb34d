from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.window.readable import RowPlace, readable
from tests.cut_texts import cut

MARKS = st.text(alphabet="ab1 #|-\n", max_size=60)


def rows_of(text: str) -> tuple[RowPlace, ...]:
    places = (RowPlace.of(sentence, 0) for passage in cut(text) for sentence in passage.sentences)
    return tuple(filter(None, places))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("No marks at all.", "No marks at all."),
        ("## Results\n\nIt grew.", "Results\n\nIt grew."),
        ("| Year | Sales |\n|---|--:|\n| 2024 | 12 |", "Year · Sales\n2024 · 12"),
        ("Year | Sales | Staff\n---|---|---\n2024 | 12 | 7", "Year · Sales · Staff\n2024 · 12 · 7"),
        ("|  | 2024 |  | 2023 |\n|---|---|---|---|\n| | | | |", "2024 · 2023\n"),
        ("## 云计算\n| 收入 | 增长 |\n|---|---|", "云计算\n收入 · 增长"),
        ("#5 of all, or C# and a|b", "#5 of all, or C# and a|b"),
        ("the chance P(A | B) is small", "the chance P(A | B) is small"),
        ("if (a || b) stop", "if (a || b) stop"),
    ],
)
def test_headings_and_rows_are_shown_without_their_marks(text: str, shown: str) -> None:
    assert readable(text, rows=rows_of(text)) == (shown,)


def test_a_part_is_read_in_the_row_it_stands_in() -> None:
    parts = ("| a | b | c |\n|---|---|---|\n| Revenue | ", "33.4", " | 2025 |\n\n# Next")
    assert readable(*parts, rows=rows_of("".join(parts))) == ("a · b · c\nRevenue · ", "33.4", " · 2025\n\nNext")
    assert readable("## ", "Results", "\n") == ("", "Results", "\n")
    assert readable("It grew", " # 5 times", "") == ("It grew", " # 5 times", "")


def test_a_row_that_begins_before_the_text_is_shown_as_far_as_it_goes() -> None:
    row = RowPlace(-8, 13, ((-6, -2), (3, 7), (10, 11)))
    assert readable(" | 33.4 | 5 | And.", rows=(row,)) == ("33.4 · 5 And.",)


@given(MARKS, MARKS, MARKS)
def test_every_letter_and_digit_stays_in_its_part(before: str, quote: str, after: str) -> None:
    parts = (before, quote, after)
    for part, shown in zip(parts, readable(*parts, rows=rows_of("".join(parts))), strict=True):
        assert [c for c in part if c.isalnum()] == [c for c in shown if c.isalnum()]
