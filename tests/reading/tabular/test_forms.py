"""Rows of labels and values are no table with a header, and tables with one are no forms."""

from __future__ import annotations

import pytest

from assistant.reading.assembly import Assembly
from assistant.reading.tabular.forms import pairs_of
from assistant.reading.tabular.tables import Row, add_table


def table(*rows: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("|")] for row in rows]


@pytest.mark.parametrize(
    "rows",
    [
        table("Keeper | Ada Moor", "Since | 3 May 2019", "Boats | 14", "Fee | €310.00"),
        table("Keeper | Ada Moor", "Since | 3 May 2019"),
        table("Vorname: | Ada", "Nachname: | Moor", "Ort: | Husum"),
        table("Length | 7.2 m", "Engine | none", "Built | 1988"),
    ],
)
def test_rows_of_labels_and_values_of_several_kinds_are_pairs(rows: list[list[str]]) -> None:
    assert [pair for _, pair in pairs_of(rows)] == [tuple(row) for row in rows]


def test_pairs_side_by_side_are_read_row_by_row() -> None:
    rows = table("Keeper | Ada Moor | Pier | East", "Since | 3 May 2019 | Berths | 14", "Boats | 9 | Fee | €310.00")
    assert [pair for _, pair in pairs_of(rows)][:3] == [
        ("Keeper", "Ada Moor"),
        ("Pier", "East"),
        ("Since", "3 May 2019"),
    ]
    assert [number for number, _ in pairs_of(rows)] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    "rows",
    [
        table("Dish | Price", "Fish soup | €5.80", "Potato cakes | €6.20"),
        table("Word | Meaning", "Quay | A place to land", "Berth | A place for a boat"),
        table("Boat | Berths", "Heron | 12"),
        table("Boat | Skipper | Berths | Fee", "Heron | Ada Moor | 12 | €40", "Teal | Bo Field | 8 | €35"),
        table("2030 | 2031", "14 | 17"),
        table("2030 | Ada Moor", "2031 | 3 May 2019", "2032 | 14"),
        table("Boat | Fee | Note", "Heron | €40 | paid"),
        table("Keeper | Ada Moor"),
        [],
    ],
)
def test_a_table_with_headings_is_no_form(rows: list[list[str]]) -> None:
    assert pairs_of(rows) == []


def test_a_form_has_no_header_and_its_rows_keep_their_numbers() -> None:
    assembly = Assembly()
    rows = table("Keeper | Ada Moor | Pier | East", "Since | 3 May 2019 | Berths | 14", "Boats | 9 | Fee | €310.00")
    add_table(assembly, [Row(tuple(row), number) for number, row in enumerate(rows, start=4)])
    assert [block.kind for block in assembly.blocks] == ["row"] * 6
    assert [block.row for block in assembly.blocks] == [4, 4, 5, 5, 6, 6]


def test_a_row_that_the_file_marks_as_a_header_stays_one() -> None:
    assembly = Assembly()
    rows = table("Keeper | Ada Moor", "Since | 3 May 2019", "Boats | 14")
    add_table(assembly, [Row(tuple(row), is_header=not number) for number, row in enumerate(rows)])
    assert assembly.blocks[0].kind == "header"
