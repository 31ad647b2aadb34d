from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.window.readable import readable

MARKS = st.text(alphabet="ab1 #|-\n", max_size=60)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("No marks at all.", "No marks at all."),
        ("## Results\n\nIt grew.", "Results\n\nIt grew."),
        ("| Year | Sales |\n|---|--:|\n| 2024 | 12 |", "Year · Sales\n2024 · 12"),
        ("Year | Sales | Staff\n2024 | 12 | 7", "Year · Sales · Staff\n2024 · 12 · 7"),
        ("| only |", "only"),
        ("|  | 2024 |  | 2023 |", "2024 · 2023"),
        ("## 云计算\n| 收入 | 增长 |", "云计算\n收入 · 增长"),
        ("#5 of all, or C# and a|b", "#5 of all, or C# and a|b"),
        ("the chance P(A | B) is small", "the chance P(A | B) is small"),
        ("if (a || b) stop", "if (a || b) stop"),
        ("---", "---"),
    ],
)
def test_headings_and_rows_are_shown_without_their_marks(text: str, shown: str) -> None:
    assert readable(text) == (shown,)


def test_a_part_is_read_in_the_line_it_stands_in() -> None:
    assert readable("| Revenue | ", "33.4", " | 2025 |\n# Next") == ("Revenue · ", "33.4", " · 2025\nNext")
    assert readable("## ", "Results", "\n") == ("", "Results", "\n")
    assert readable("It grew", " # 5 times", "") == ("It grew", " # 5 times", "")


@given(MARKS, MARKS, MARKS)
def test_every_letter_and_digit_stays_in_its_part(before: str, quote: str, after: str) -> None:
    parts = (before, quote, after)
    for part, shown in zip(parts, readable(*parts), strict=True):
        assert [c for c in part if c.isalnum()] == [c for c in shown if c.isalnum()]
