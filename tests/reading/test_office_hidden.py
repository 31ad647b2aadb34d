"""What workbooks, slides, OpenDocuments and RTF hide: left out and told, or marked where a whole sheet is hidden."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Inches, Pt

from assistant.reading.contents import Contents, Limits
from assistant.reading.formats.opendocument import read_odp, read_ods, read_odt
from assistant.reading.formats.pptx import read_pptx
from assistant.reading.formats.xlsx import read_xlsx
from assistant.reading.formats.xlsx_hidden import SheetVisibility
from assistant.reading.rtf.document import read_rtf
from tests.reading.made import opendocument

NOTE = ("is read but for 6 characters of hidden text, which no reader of the page can see",)
NAVY = PatternFill("solid", fgColor="1F3864")


def workbook(change: Callable[[Any], None]) -> Contents:
    book = Workbook()
    sheet = book.active
    for row in (["Animal", "Count", "Home"], ["Lions", 12, "north"], ["Tigers", 15, "south"]):
        sheet.append(row)
    change(sheet)
    saved = io.BytesIO()
    book.save(saved)
    return read_xlsx(saved.getvalue(), Limits())


def hidden_row(sheet: Any) -> None:
    sheet.append(["secret"])
    sheet.row_dimensions[4].hidden = True


def hidden_column(sheet: Any) -> None:
    sheet["D2"] = "secret"
    sheet.column_dimensions["D"].hidden = True


def white_cell(sheet: Any) -> None:
    sheet["D2"], sheet["D2"].font = "secret", Font(color="FFFFFF")


def navy_on_navy_cell(sheet: Any) -> None:
    sheet["D2"], sheet["D2"].font, sheet["D2"].fill = "secret", Font(color="1F3864"), NAVY


def format_that_shows_nothing(sheet: Any) -> None:
    sheet["D2"], sheet["D2"].number_format = "secret", ";;;"


def white_beside_a_rule(sheet: Any) -> None:
    white_cell(sheet)
    sheet.conditional_formatting.add("F50:F60", CellIsRule("notEqual", ["0"], fill=NAVY))


@pytest.mark.parametrize(
    "change", [hidden_row, hidden_column, white_beside_a_rule, white_cell, navy_on_navy_cell, format_that_shows_nothing]
)
def test_cells_that_nobody_sees_are_left_out_and_told(change: Callable[[Any], None]) -> None:
    contents = workbook(change)
    assert contents.text == "Sheet\n\nAnimal | Count | Home\nLions | 12 | north\nTigers | 15 | south"
    assert contents.notes == NOTE


@pytest.mark.parametrize(
    ("xml", "hidden"),
    [
        ("<row r='2' hidden='1'/>", {2}),
        ("<row/><row hidden='true'/><row/>", {2}),
        ("<row r='3'/><row hidden = '&#49;' />", {4}),
        ("<row r='2' ht='0.00'/><row r='3' ht='0.5'/>", {2}),
        ("<!-- <row r='2' hidden='1'/> --><row r='2'/>", set()),
        ("<row r='2'><c r='A2'><v>&lt;row r='3' hidden='1'></v></c></row>", set()),
    ],
)
def test_hidden_rows_are_those_of_the_sheet_as_a_parser_reads_it(xml: str, hidden: set[int]) -> None:
    sheet = f"<x:worksheet xmlns:x='urn:x' xmlns='urn:x'><sheetData>{xml}</sheetData></x:worksheet>"
    visibility = SheetVisibility(sheet.encode())
    assert {number for number in range(1, 6) if not visibility.shows_row(number)} == hidden


def white_header(sheet: Any) -> None:
    for cell in sheet[1]:
        cell.font, cell.fill = Font(color="FFFFFF"), NAVY


def white_where_a_rule_may_paint(sheet: Any) -> None:
    sheet["A1"].font = Font(color="FFFFFF")
    sheet.conditional_formatting.add("A1", CellIsRule("notEqual", ["0"], fill=NAVY))


@pytest.mark.parametrize("change", [white_header, white_where_a_rule_may_paint])
def test_white_cells_that_are_seen_stay(change: Callable[[Any], None]) -> None:
    contents = workbook(change)
    assert contents.text.startswith("Sheet\n\nAnimal | Count | Home\nLions")
    assert contents.notes == ()


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_marked(state: str) -> None:
    def change(sheet: Any) -> None:
        back = sheet.parent.create_sheet("Back")
        back.append(["Lions last year", 99])
        back.sheet_state = state

    contents = workbook(change)
    assert {contents.text[block.start : block.end]: block.hidden for block in contents.blocks} == {
        "Sheet": False,
        "Animal | Count | Home": False,
        "Lions | 12 | north": False,
        "Tigers | 15 | south": False,
        "Back": True,
        "Lions last year | 99": True,
    }


# --- slides ------------------------------------------------------------------------------------------------------


def slides(change: Callable[[Any, Any], None]) -> Contents:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Zoo"
    change(presentation, slide)
    saved = io.BytesIO()
    presentation.save(saved)
    return read_pptx(saved.getvalue(), Limits())


def box(slide: Any, text: str, colour: str = "", left: float = 1, fill: str = "") -> Any:
    shape = slide.shapes.add_textbox(Inches(left), Inches(3), Inches(3), Inches(1))
    run = shape.text_frame.paragraphs[0].add_run()
    run.text = text
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    if fill:
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(fill)
    return run


def set_size(run: Any, size: float) -> None:
    run.font.size = Pt(size)


def set_theme_white(run: Any) -> None:
    run.font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1


@pytest.mark.parametrize(
    "change",
    [
        lambda _, slide: box(slide, "secret", "FFFFFF"),
        lambda _, slide: set_theme_white(box(slide, "secret")),
        lambda _, slide: set_size(box(slide, "secret"), 1),
        lambda _, slide: box(slide, "secret", left=-20),
        lambda _, slide: box(slide, "secret", left=60),
        lambda _, slide: box(slide, "secret", "1F3864", fill="1F3864"),
    ],
)
def test_text_of_a_slide_that_nobody_sees_is_left_out_and_told(change: Callable[[Any, Any], None]) -> None:
    contents = slides(change)
    assert contents.text == "Zoo"
    assert contents.notes == NOTE


def over_a_dark_shape(_: Any, slide: Any) -> None:
    shape = slide.shapes.add_shape(1, 0, Inches(2), Inches(8), Inches(4))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor(0, 0, 80)
    box(slide, "seen", "FFFFFF")


def on_a_dark_slide(_: Any, slide: Any) -> None:
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = RGBColor(0, 0, 0)
    box(slide, "seen", "FFFFFF")


def in_a_styled_table(_: Any, slide: Any) -> None:
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    table.cell(0, 0).text = "seen"
    table.cell(0, 0).text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 255, 255)
    table.cell(1, 0).text = "1"


@pytest.mark.parametrize(
    "change",
    [
        lambda _, slide: box(slide, "seen", "FFFFFF", fill="1F3864"),
        over_a_dark_shape,
        on_a_dark_slide,
        in_a_styled_table,
        lambda _, slide: box(slide, "seen", "CCCCCC"),
    ],
)
def test_light_text_that_is_seen_stays(change: Callable[[Any, Any], None]) -> None:
    contents = slides(change)
    assert "seen" in contents.text
    assert contents.notes == ()


def test_a_hidden_slide_is_read_and_marked() -> None:
    def change(presentation: Any, slide: Any) -> None:
        slide.element.set("show", "0")
        presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "Shown"

    contents = slides(change)
    assert [(contents.text[b.start : b.end], b.hidden) for b in contents.blocks] == [("Zoo", True), ("Shown", False)]
    assert contents.title == "Shown" or contents.title == ""


# --- OpenDocument ------------------------------------------------------------------------------------------------


def style(name: str, family: str, properties: str) -> str:
    return f'<style:style style:name="{name}" style:family="{family}">{properties}</style:style>'


def text(properties: str) -> str:
    return style("s", "text", f"<style:text-properties {properties}/>")


SPAN = '<text:p>It has <text:span text:style-name="s">{}</text:span>12 lions.</text:p>'


@pytest.mark.parametrize("properties", ['text:display="none"', 'fo:color="#ffffff"', 'fo:font-size="1pt"'])
def test_text_of_an_opendocument_that_nobody_sees_is_left_out_and_told(properties: str) -> None:
    contents = read_odt(opendocument("text", SPAN.format("secret "), text(properties)), Limits())
    assert contents.text == "It has 12 lions."
    assert contents.notes == NOTE


@pytest.mark.parametrize(
    "properties",
    [
        'fo:color="#cccccc"',
        'fo:color="#ffffff" fo:background-color="#000000"',
        'fo:color="#ffffff" style:use-window-font-color="true"',
    ],
)
def test_text_of_an_opendocument_that_is_seen_stays(properties: str) -> None:
    contents = read_odt(opendocument("text", SPAN.format("seen "), text(properties)), Limits())
    assert contents.text == "It has seen 12 lions."
    assert contents.notes == ()


def test_hidden_rows_and_columns_of_an_opendocument_sheet_are_left_out() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    rows = (
        f"<table:table-row>{cell.format('Lions')}{cell.format('sec')}</table:table-row>"
        f'<table:table-row table:visibility="filter">{cell.format("ret")}</table:table-row>'
    )
    sheet = f'<table:table table:name="Zoo">{columns}{rows}</table:table>'
    contents = read_ods(opendocument("spreadsheet", sheet), Limits())
    assert contents.text == "Zoo\n\nLions"
    assert contents.notes == NOTE


def test_a_hidden_slide_of_an_opendocument_is_marked() -> None:
    hidden = style("h", "drawing-page", '<style:drawing-page-properties presentation:visibility="hidden"/>')
    page = "<draw:page{}><draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame></draw:page>"
    both = page.format(' draw:style-name="h"', "Back") + page.format("", "Front")
    contents = read_odp(opendocument("presentation", both, hidden), Limits())
    assert [block.hidden for block in contents.blocks] == [True, True, False, False]


# --- RTF ---------------------------------------------------------------------------------------------------------

COLOURS = r"{\colortbl;\red255\green255\blue255;\red200\green200\blue200;}"


@pytest.mark.parametrize("run", [r"{\v secret}", r"\v secret\v0 ", r"{\cf1 secret}", r"{\fs2 secret}"])
def test_text_of_an_rtf_that_nobody_sees_is_left_out_and_told(run: str) -> None:
    markup = r"{\rtf1" + COLOURS + r"It has " + run + r"12 lions.\par}"
    contents = read_rtf(markup.encode(), Limits())
    assert " ".join(contents.text.split()) == "It has 12 lions."
    assert contents.notes == NOTE


@pytest.mark.parametrize("run", [r"{\cf2 seen}", r"{\cb2\cf1 seen}", r"{\super\fs12 seen}", r"\v0 seen"])
def test_text_of_an_rtf_that_is_seen_stays(run: str) -> None:
    markup = r"{\rtf1" + COLOURS + r"It has " + run + r" 12 lions.\par}"
    contents = read_rtf(markup.encode(), Limits())
    assert "seen" in contents.text
    assert contents.notes == ()
