"""Tables of RTF documents: merged cells, headers, and texts of several paragraphs in a cell."""

from __future__ import annotations

from assistant.reading.contents import Contents
from assistant.reading.tabular.table_structure import rows_of_tables
from tests.reading.rtf.test_document import read, told


def row(*cells: tuple[int, str, str], header: bool = False) -> str:
    """Return a row of cells, each with the edge where it ends, its marks, and its text."""
    layout = "".join(rf"{marks}\cellx{edge}" for edge, marks, _ in cells)
    texts = "".join(rf"\pard\intbl {text}\cell" for _, _, text in cells)
    return rf"\trowd{chr(92) + 'trhdr' if header else ''}{layout}{texts}\row "


def values(contents: Contents) -> list[tuple[str, str, str]]:
    """Return the label, heading and text of each value of the tables."""
    rows = rows_of_tables(contents.text, contents.blocks).values()
    return [(row.label, cell.column, cell.text) for row in rows if not row.is_header for cell in row.values]


def test_a_cell_over_two_columns_heads_both() -> None:
    body = (
        row((2000, "", "Quay"), (6000, "", "Ships"), header=True)
        + row((2000, "", ""), (4000, "", "2030"), (6010, "", "2031"), header=True)
        + row((2000, "", "North"), (4000, "", "14"), (6000, "", "17"))
    )
    assert values(read(body)) == [("North", "Ships › 2030", "14"), ("North", "Ships › 2031", "17")]


def test_cells_marked_as_merged_from_the_left_and_from_above_are_one() -> None:
    body = (
        row((2000, "", "Pier"), (4000, "", "Crane"), (6000, r"\clmgf", "Loads"), (8000, r"\clmrg", ""))
        + row((2000, r"\clvmgf", "East"), (4000, "", "Red"), (6000, "", "31"), (8000, "", "33"))
        + row((2000, r"\clvmrg", ""), (4000, "", "Blue"), (6000, "", "41"), (8000, "", "43"))
    )
    texts = [text for _, text in told(body)]
    assert texts[1:] == ["East | Red | 31 | 33", "East | Blue | 41 | 43"]


def test_paragraphs_and_line_ends_within_a_cell_are_one_text() -> None:
    body = row((2000, "", "Boat"), (4000, "", "Note")) + row(
        (2000, "", "Heron"), (4000, "", r"Paid.\par Twice.\line So.")
    )
    assert told(body) == [("header", "Boat | Note"), ("row", "Heron | Paid. Twice. So.")]


def test_a_bar_in_a_text_is_no_end_of_a_cell() -> None:
    assert told(r"Press A | B |\par Then wait for the lamp to go out.\par") == [
        ("paragraph", "Press A | B |"),
        ("paragraph", "Then wait for the lamp to go out."),
    ]


def test_rows_whose_cells_are_not_laid_out_are_read_as_they_come() -> None:
    body = r"\trowd\cellx100 a\cell b\cell\row\trowd x\cell 1\cell\row "
    assert told(body) == [("header", "a | b"), ("row", "x | 1")]


def test_a_sign_for_what_may_be_ignored_says_nothing_within_a_group() -> None:
    assert read(r"{\loch\f2 The \*\cs7 lamp is green.}\par").text == "The lamp is green."


def test_bytes_of_a_picture_are_no_markup() -> None:
    assert read(r"{\pict\wmetafile8\bin6 {{\}}}}The lamp is green.\par").text == "The lamp is green."
    assert read(r"{\pict\binary 00}The lamp is green.\par").text == "The lamp is green."
