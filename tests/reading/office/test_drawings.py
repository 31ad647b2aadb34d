import io
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from assistant.reading.contents import Contents, Limits
from assistant.reading.formats.xlsx import read_xlsx
from tests.reading.repacked import repacked


def saved(workbook: Any) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def charted(sheet_of_the_numbers: str) -> bytes:
    workbook = Workbook()
    front = workbook.active
    front.title = "Front"
    front["A1"] = "See the chart."
    numbers = front if sheet_of_the_numbers == "Front" else workbook.create_sheet(sheet_of_the_numbers)
    numbers["B1"], numbers["B2"] = "Eggs", 61
    numbers.sheet_state = "visible" if numbers is front else "hidden"
    chart = BarChart()
    chart.add_data(Reference(numbers, min_col=2, min_row=1, max_row=2), titles_from_data=True)
    front.add_chart(chart, "D1")
    # openpyxl writes no copy of the numbers, as Excel does.
    cache = b'<numCache><pt idx="0"><v>61</v></pt></numCache></numRef>'
    return repacked(saved(workbook), "xl/charts/chart1.xml", b"</numRef>", cache)


def rows(contents: Contents) -> list[tuple[str, bool]]:
    return [
        (contents.text[one.start : one.end], one.hidden) for one in contents.blocks if one.kind in ("row", "header")
    ]


def test_a_chart_of_cells_that_nobody_sees_is_read_and_one_that_repeats_the_sheet_is_not() -> None:
    shown = [text for text, hidden in rows(read_xlsx(charted("Back"), Limits())) if not hidden]
    assert any("61" in text for text in shown)
    assert read_xlsx(charted("Front"), Limits()).text.count("61") == 1


def test_hidden_sheets_are_named() -> None:
    (note,) = read_xlsx(charted("Back"), Limits()).notes
    assert note.startswith('is read, but the hidden sheet "Back" proves nothing')


def test_comments_of_cells_say_which_cell_they_are_on() -> None:
    workbook = Workbook()
    workbook.active["B2"] = 17
    workbook.active["B2"].comment = Comment("Counted twice by mistake.", "Ann")
    assert "Comment on B2: Counted twice by mistake." in read_xlsx(saved(workbook), Limits()).text


def test_a_damaged_sheet_costs_only_itself() -> None:
    workbook = Workbook()
    workbook.active["A1"] = "Kept."
    workbook.create_sheet("Torn")["A1"] = "Lost."
    data = repacked(saved(workbook), "xl/worksheets/sheet2.xml", b"</sheetData>", b"</sheet")
    contents = read_xlsx(data, Limits())
    assert "Kept." in contents.text
    assert contents.notes[0].startswith('is read but for the rest of the sheet "Torn", which is damaged')
