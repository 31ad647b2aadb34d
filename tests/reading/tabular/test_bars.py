import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.tabular.bars import cells_between_bars, is_row, is_rule


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("| Ada | 12 |", ["Ada", "12"]),
        ("Ada | 12", ["Ada", "12"]),
        ("Ada|12|", ["Ada", "12"]),
        ("| | 12 | |", ["", "12", ""]),
        ("> | Ada | 12 |", ["Ada", "12"]),
        (r"| Ada \| Bea | 12 |", [r"Ada \| Bea", "12"]),
        ("Ada", ["Ada"]),
        ("|", [""]),
        ("", [""]),
    ],
)
def test_the_cells_of_a_row_stand_between_its_bars(line: str, cells: list[str]) -> None:
    assert [f"xy{line}"[start:end] for start, end in cells_between_bars(line, 2)] == cells


@pytest.mark.parametrize(
    ("line", "expected"), [("|---|:-:|", True), ("--- | ---", True), ("| - x |", False), ("| |", False), ("", False)]
)
def test_a_rule_is_of_dashes_and_bars(line: str, expected: bool) -> None:
    assert is_rule(line) is expected


@given(st.text(alphabet="ab|\\\\ >-", max_size=30))
def test_cells_lie_in_the_line_one_after_the_other(line: str) -> None:
    edges = [edge for cell in cells_between_bars(line, 0) for edge in cell]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(line) for edge in edges)


def test_a_text_is_a_row_where_bars_part_several_cells() -> None:
    assert [is_row(text) for text in ("Loss | (3)", "| Loss | 3 |", "|x|y", "a \\| b", "| alone |", "no bar", "")] == (
        [True] * 3 + [False] * 4
    )
