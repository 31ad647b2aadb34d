import pytest

from assistant.reading.assembly import Assembly
from assistant.reading.tabular.tables import Row, add_sheet, add_table, is_figure


def sheet(*lines: str) -> list[tuple[str, str, int | None]]:
    """Lines whose cells are parted by bars, as a sheet from row 1; what they become, with the rows' numbers."""
    assembly = Assembly()
    rows = [Row(tuple(cell.strip() for cell in line.split("|")), number) for number, line in enumerate(lines, start=1)]
    add_sheet(assembly, rows, heading_level=2)
    return [(block.kind, assembly.text[block.start : block.end], block.row) for block in assembly.blocks]


@pytest.mark.parametrize(
    "cell",
    ["1", "-1.5", "26%", "1,234.50", "(5)", "$4.67", "€ 3", "CNY 5", "33.4x", "2024-01-05", "5bn", "1 234,5", "−3"],
)
def test_a_cell_of_a_figure_is_one(cell: str) -> None:
    assert is_figure(cell)


@pytest.mark.parametrize(
    "cell", ["", "2024", "2024/25", "2025E", "Q2 2024", "Cloud", "26 of them", "n/a", "–", "1" * 50]
)
def test_words_and_years_are_no_figures(cell: str) -> None:
    assert not is_figure(cell)


def test_the_header_is_the_first_row_of_words_and_years() -> None:
    assert sheet("Segment | 2024", "Cloud | 5") == [("header", "Segment | 2024", 1), ("row", "Cloud | 5", 2)]


def test_a_table_that_begins_with_figures_has_no_header() -> None:
    assert sheet("Cloud | 5", "Retail | 6") == [("row", "Cloud | 5", 1), ("row", "Retail | 6", 2)]


def test_a_single_row_is_no_header() -> None:
    assert sheet("a | b") == [("row", "a | b", 1)]


def test_a_file_may_say_itself_which_row_is_the_header() -> None:
    assembly = Assembly()
    add_table(assembly, [Row(("1", "2"), is_header=True), Row(("3", "4"))])
    assert [block.kind for block in assembly.blocks] == ["header", "row"]


def test_empty_rows_and_columns_are_dropped_and_rows_keep_their_numbers() -> None:
    assert sheet("", "| a | | b", "| 1 | | 2", "", "") == [("header", "a | b", 2), ("row", "1 | 2", 3)]


def test_a_cell_alone_on_top_of_a_table_is_its_title() -> None:
    table = [("header", "a | b", 2), ("row", "x | 1", 3)]
    assert sheet("Revenue", "a | b", "x | 1") == [("heading", "Revenue", None), *table]
    assert sheet("Revenue", "", "a | b", "x | 1")[0] == ("heading", "Revenue", None)
    assert sheet("Revenue", "in millions", "a | b", "x | 1")[1] == ("paragraph", "in millions", 2)


def test_a_long_cell_alone_below_a_table_is_a_note() -> None:
    note = "The figures were taken from the annual report and were not audited."
    assert sheet("a | b", "x | 1", note)[-1] == ("paragraph", note, 3)
    assert sheet("a | b", "x | 1", "", note)[-1] == ("paragraph", note, 4)


def test_a_label_alone_within_a_table_is_a_row() -> None:
    assert sheet("a | b", "Assets", "x | 1")[1] == ("row", "Assets", 2)


def test_each_table_of_a_sheet_has_its_header() -> None:
    kinds = [kind for kind, _, _ in sheet("a | b", "x | 1", "", "c | d", "y | 2")]
    assert kinds == ["header", "row", "header", "row"]


def test_rows_after_a_gap_go_on_in_the_table_above_in_its_columns() -> None:
    assert sheet("a | b | c", "x | 1 | 2", "", "y | | 3") == [
        ("header", "a | b | c", 1),
        ("row", "x | 1 | 2", 2),
        ("row", "y | | 3", 4),
    ]


def test_tables_side_by_side_are_read_one_after_the_other() -> None:
    assert sheet("a | b | | c | d", "x | 1 | | y | 2", "z | 3") == [
        ("header", "a | b", 1),
        ("row", "x | 1", 2),
        ("row", "z | 3", 3),
        ("header", "c | d", 1),
        ("row", "y | 2", 2),
    ]


def test_an_empty_column_between_labels_and_figures_parts_nothing() -> None:
    assert sheet("Name | Unit | | 2024 | 2025", "Cloud | bn | | 5 | 6")[1] == ("row", "Cloud | bn | 5 | 6", 2)


def test_a_column_of_texts_becomes_paragraphs() -> None:
    assert sheet("One text.", "Another text.") == [("paragraph", "One text.", 1), ("paragraph", "Another text.", 2)]


def test_sides_of_a_sheet_are_read_one_after_the_other_whatever_their_gaps() -> None:
    lines = ("a | b | | k | m", "x | 1 | | u | 6", " | | | v | 7", "c | d | | w | 8", "y | 2 | | z | 9")
    assert [(kind, text) for kind, text, _ in sheet(*lines)] == [
        ("header", "a | b"),
        ("row", "x | 1"),
        ("header", "c | d"),
        ("row", "y | 2"),
        ("header", "k | m"),
        ("row", "u | 6"),
        ("row", "v | 7"),
        ("row", "w | 8"),
        ("row", "z | 9"),
    ]


def test_a_table_right_below_another_begins_with_the_same_word() -> None:
    lines = ("Ship | Crew", "Ada | 5", "Bea | 6", "Lengths", "Ship | Length", "Ada | 21", "Bea | 34")
    assert [kind for kind, _, _ in sheet(*lines)] == ["header", "row", "row", "heading", "header", "row", "row"]


def test_dates_and_numbers_from_one_on_may_head_columns() -> None:
    assert sheet("Tank | 31.12.2023 | 31.03.2024", "Well | 5 | 6")[0][0] == "header"
    assert sheet("Plot | 1 | 2 | 3", "A | 7 | 8 | 9")[0][0] == "header"
    assert sheet("2024-01-05 | Lunch", "2024-01-06 | Dinner")[0][0] == "row"
