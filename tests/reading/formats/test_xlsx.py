import io
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.formats import xlsx
from assistant.reading.readers import reader_of
from tests.reading.made import zipped
from tests.reading.repacked import repacked


def read(workbook: Any) -> Contents:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return xlsx.read_xlsx(buffer.getvalue(), Limits())


def told(contents: Contents) -> list[tuple[str, str, int | None]]:
    return [(block.kind, contents.text[block.start : block.end], block.row) for block in contents.blocks]


def test_a_sheet_is_its_name_and_its_rows_with_their_numbers() -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Growth"
    sheet["B3"], sheet["C3"], sheet["D3"] = "Segment", 2025, "Since"
    sheet["B4"], sheet["C4"], sheet["D4"] = "Cloud", 0.26, date(2020, 5, 1)
    sheet["C4"].number_format = "0%"
    assert told(read(workbook)) == [
        ("heading", "Growth", None),
        ("header", "Segment | 2025 | Since", 3),
        ("row", "Cloud | 26% | 2020-05-01", 4),
    ]


def test_a_sheet_that_is_empty_is_left_out() -> None:
    workbook = Workbook()
    workbook.active["A1"] = "Seen"
    workbook.create_sheet("Empty")
    assert read(workbook).text == "Sheet\n\nSeen"


def test_a_cell_at_the_far_end_costs_nothing() -> None:
    workbook = Workbook()
    workbook.active["A1"] = "near"
    workbook.active["XFD1048576"] = "far"
    assert told(read(workbook))[1:] == [("paragraph", "near", 1), ("paragraph", "far", 1_048_576)]


def test_a_sheet_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MOST_CELLS", 10)
    workbook = Workbook()
    for _ in range(6):
        workbook.active.append([1, 2])
    with pytest.raises(UnreadableError, match=r"more than 10 cells.*"):
        read(workbook)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(UnreadableError, match="not an Excel workbook"):
        reader_of("xlsx")(zipped({"xl/workbook.xml": b"<a/>"}), Limits())


CELL = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12) | st.integers(-(10**9), 10**9)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(CELL | st.none(), min_size=1, max_size=5), min_size=1, max_size=8))
def test_every_cell_that_was_written_is_found_in_its_row(rows: list[list[str | int | None]]) -> None:
    workbook = Workbook()
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, str):
                value = value.lstrip("=")
            workbook.active.cell(number, column, value or None)
    contents = read(workbook)
    by_row: dict[int | None, str] = {}
    for block in contents.blocks:
        by_row[block.row] = by_row.get(block.row, "") + contents.text[block.start : block.end]
    for number, row in enumerate(rows, start=1):
        for value in row:
            seen = str(value or "").lstrip("=")
            # A title on top of a table is a heading, which has no row.
            assert seen in by_row.get(number, "") + by_row.get(None, "")


def test_what_is_raised_or_struck_out_in_a_cell_is_no_part_of_its_figure() -> None:
    from openpyxl import Workbook
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles import Font

    up = InlineFont(vertAlign="superscript")
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["Site", "Area", "Fee"])
    sheet.append(["North", CellRichText("75 m", TextBlock(up, "2")), CellRichText("€310", TextBlock(up, "1"))])
    sheet.append(["South", "80", 12])
    sheet["C3"].font = Font(strike=True)
    found = read(workbook).text.splitlines()
    assert found[-2:] == ["North | 75 m² | €310", "South | 80 | ~~12~~"]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", b"<fill><patternFill/></fill>", b"<fill/>"),
        ("xl/styles.xml", b'numFmtId="9" fontId="0"', b'numFmtId="9" fontId="none"'),
        ("docProps/core.xml", b'W3CDTF">20', b'W3CDTF">the year 20'),
    ],
    ids=["an empty fill", "a font that is no number", "an odd property"],
)
def test_odd_looks_cost_the_looks_and_keep_how_numbers_are_shown(part: str, old: bytes, new: bytes) -> None:
    book = Workbook()
    book.active.append(["Share", "Day"])
    book.active.append([0.26, date(2031, 4, 5)])
    book.active["A2"].number_format = "0%"
    saved = io.BytesIO()
    book.save(saved)
    contents = xlsx.read_xlsx(repacked(saved.getvalue(), part, old, new), Limits())
    assert "26% | 2031-04-05" in contents.text


def test_a_workbook_whose_folders_are_parted_by_backslashes_is_read() -> None:
    saved, other = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.active.append(["Boats", 7])
    book.save(saved)
    with ZipFile(saved) as packed, ZipFile(other, "w") as odd:
        for name in packed.namelist():
            odd.writestr(name.replace("/", chr(92)), packed.read(name))
    assert "Boats | 7" in xlsx.read_xlsx(other.getvalue(), Limits()).text
