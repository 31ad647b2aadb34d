import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlwt

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.old.xls import read_xls
from assistant.reading.tabular.table_structure import rows_of_tables
from tests.reading.made import MAKERS


def read(write: Callable[[Any, Any], None]) -> Contents:
    workbook = xlwt.Workbook()
    write(workbook, workbook.add_sheet("Barn"))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return read_xls(buffer.getvalue(), Limits())


def style(code: str = "General", **font: int) -> Any:
    made = xlwt.XFStyle()
    made.num_format_str = code
    for name, value in font.items():
        setattr(made.font, name, value)
    return made


def test_values_are_shown_as_their_formats_say() -> None:
    def write(_: Any, sheet: Any) -> None:
        for column, (value, code) in enumerate(
            [
                ("Hay", "General"),
                (0.264, "0%"),
                (date(2024, 5, 1), "yyyy-mm-dd"),
                (1234.5, "#,##0.00"),
                (True, "General"),
            ]
        ):
            sheet.write(0, column, value, style(code))

    assert read(write).text == "Barn\n\nHay | 26% | 2024-05-01 | 1,234.50 | TRUE"


def test_hidden_rows_columns_and_white_letters_are_left_out_and_told() -> None:
    def write(_: Any, sheet: Any) -> None:
        for row in range(3):
            for column in range(3):
                sheet.write(row, column, f"cell{row}{column}")
        sheet.row(1).hidden = True
        sheet.col(2).hidden = True
        sheet.write(4, 0, "white", style(colour_index=1))

    contents = read(write)
    assert contents.text == "Barn\n\ncell00 | cell01\ncell20 | cell21"
    assert contents.notes[0].startswith("is read but for 35 characters of hidden text")


def test_hidden_sheets_are_marked_and_named() -> None:
    def write(workbook: Any, sheet: Any) -> None:
        sheet.write(0, 0, "Seen.")
        other = workbook.add_sheet("Cellar")
        other.write(0, 0, "Unseen.")
        other.visibility = 1

    contents = read(write)
    assert [block.hidden for block in contents.blocks] == [False, False, True, True]
    assert contents.notes == (
        'is read, but the hidden sheet "Cellar" proves nothing, since a reader who opens it does not see them',
    )


def test_merged_cells_are_one() -> None:
    def write(_: Any, sheet: Any) -> None:
        sheet.write_merge(0, 1, 0, 0, "Pier")
        sheet.write_merge(0, 0, 1, 2, "Loads")
        for column, text in enumerate(("2030", "2031"), start=1):
            sheet.write(1, column, text)
        sheet.write_merge(2, 3, 0, 0, "East")
        for row, values in enumerate(((31, 33), (41, 43)), start=2):
            for column, value in enumerate(values, start=1):
                sheet.write(row, column, value)

    contents = read(write)
    rows = [row for row in rows_of_tables(contents.text, contents.blocks).values() if not row.is_header]
    told = [(row.label, cell.column, cell.text) for row in rows for cell in row.values]
    assert told[0] == ("East", "Loads › 2030", "31")
    assert told[3] == ("East", "Loads › 2031", "43")


def test_a_page_that_is_called_a_workbook_is_told_for_what_it_is() -> None:
    with pytest.raises(UnreadableError, match="is an HTML page by its content"):
        read_xls(b"<html><table><tr><td>1</table></html>", Limits())


def damaged() -> bytes:
    """Return a workbook whose records are cut off."""
    workbook = xlwt.Workbook()
    workbook.add_sheet("Barn").write(0, 0, "Hay")
    buffer = io.BytesIO()
    workbook.save(buffer)
    data = buffer.getvalue()
    at = data.index(b"\x09\x08")
    return data[: at + 20] + bytes([0xFC, 0, 8, 0, 1]) + data[at + 25 :]


def test_what_cannot_be_read_here_is_converted_where_libreoffice_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.reading.old.xls.convert", lambda *_: MAKERS[".xlsx"]())
    assert "Cloud" in read_xls(damaged(), Limits()).text
    monkeypatch.setattr("assistant.reading.old.xls.convert", lambda *_: None)
    with pytest.raises(UnreadableError, match="is an old Excel workbook that is damaged"):
        read_xls(damaged(), Limits())


def saved() -> bytes:
    """Return a workbook with one cell."""
    workbook, buffer = xlwt.Workbook(), io.BytesIO()
    workbook.add_sheet("Barn").write(0, 0, "Hay")
    workbook.save(buffer)
    return buffer.getvalue()


def without_records(data: bytes, kind: int) -> bytes:
    """Return a workbook whose records of a kind are of an unknown one instead."""
    made, at = bytearray(data), data.index(b"\x09\x08")
    while (found := int.from_bytes(made[at : at + 2], "little")) != 0x0A:
        if found == kind:
            made[at : at + 2] = b"\xf0\x0e"
        at += 4 + int.from_bytes(made[at + 2 : at + 4], "little")
    return bytes(made)


@pytest.mark.parametrize("kind", [0x31, 0xE0], ids=["fonts", "styles"])
def test_cells_are_read_whose_fonts_or_styles_the_file_lacks(kind: int) -> None:
    contents = read_xls(without_records(saved(), kind), Limits())
    assert (contents.text, contents.notes) == ("Barn\n\nHay", ())


def test_what_can_be_reached_is_read_of_a_file_with_a_damaged_structure() -> None:
    made = bytearray(saved())
    root = made.index("Root Entry".encode("utf-16-le"))
    made[root + 116 : root + 124] = bytes([0, 0, 0, 0, 0, 2, 0, 0])  # its small streams begin where the workbook does
    contents = read_xls(bytes(made), Limits())
    assert contents.text == "Barn\n\nHay"
    assert contents.notes == ("is read but for what its damaged file structure hides, if anything",)


def test_a_damaged_file_is_told_with_what_to_do_and_without_the_words_of_a_program() -> None:
    made = saved()
    for data in (made[:28] + b"\xff\xff" + made[30:], damaged()):
        with pytest.raises(UnreadableError) as told:
            read_xls(data, Limits())
        assert "save it as .xlsx" in told.value.advice
        assert "Error" not in told.value.found
