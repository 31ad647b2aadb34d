import io
from zipfile import ZipFile

import pytest

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.formats.opendocument import read_odp, read_ods, read_odt
from tests.reading.made import CLOUD, odf_table, opendocument, zipped
from tests.reading.made import odt as made_odt

CELL = "<table:table-cell><text:p>{}</text:p></table:table-cell>"


def told(contents: Contents) -> list[tuple[str, str, int | None]]:
    return [(block.kind, contents.text[block.start : block.end], block.row) for block in contents.blocks]


def odt(body: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text, _ in told(read_odt(opendocument("text", body), Limits()))]


def ods(rows: str, styles: str = "", attributes: str = "") -> Contents:
    table = f'<table:table table:name="Revenue" {attributes}>{rows}</table:table>'
    return read_ods(opendocument("spreadsheet", table, styles), Limits())


def test_headings_paragraphs_and_items_are_told_apart() -> None:
    body = (
        '<text:p text:style-name="Title">The whole</text:p><text:h text:outline-level="1">A part</text:h>'
        "<text:section><text:p>Some<text:s/>text<text:tab/>here<text:line-break/>and "
        "<text:span>there</text:span>.</text:p>"
        "</text:section><text:list><text:list-item><text:p>An item</text:p></text:list-item></text:list>"
    )
    assert odt(body) == [
        ("heading", "The whole"),
        ("heading", "A part"),
        ("paragraph", "Some text here and there."),
        ("item", "An item"),
    ]


def test_notes_and_text_boxes_stand_after_their_paragraph() -> None:
    body = (
        "<text:p>Text<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p>"
        "</text:note-body></text:note>.<draw:frame><draw:text-box><text:p>In a box.</text:p>"
        "</draw:text-box></draw:frame></text:p>"
    )
    assert odt(body) == [("paragraph", "Text."), ("paragraph", "A note."), ("paragraph", "In a box.")]


def test_deletions_and_the_table_of_contents_are_left_out() -> None:
    body = (
        "<text:tracked-changes><text:p>Deleted.</text:p></text:tracked-changes>"
        "<text:table-of-content><text:p>A part 3</text:p></text:table-of-content>"
        "<text:p>Text.</text:p>"
    )
    assert odt(body) == [("paragraph", "Text.")]


def test_a_table_in_a_text_has_a_header_and_no_row_numbers() -> None:
    contents = read_odt(opendocument("text", odf_table()), Limits())
    assert [(kind, row) for kind, _, row in told(contents)] == [("header", None), ("row", None), ("row", None)]


def test_rows_of_a_sheet_keep_their_numbers_over_repeated_and_empty_ones() -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="3"/>'
        f"<table:table-row>{CELL.format('a')}{CELL.format('b')}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2">{CELL.format("x")}{CELL.format("26%")}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570"/>'
    )
    assert told(ods(rows)) == [
        ("heading", "Revenue", None),
        ("header", "a | b", 4),
        ("row", "x | 26%", 5),
        ("row", "x | 26%", 6),
    ]


def test_cells_that_are_repeated_a_million_times_are_not() -> None:
    empty = '<table:table-cell table:number-columns-repeated="99999999"/>'
    assert ods(f"<table:table-row>{empty}{CELL.format('far')}</table:table-row>").text == "Revenue\n\nfar"


def test_a_hidden_sheet_is_marked() -> None:
    styles = '<style:style style:name="s"><style:table-properties table:display="false"/></style:style>'
    row = f"<table:table-row>{CELL.format('secret')}</table:table-row>"
    assert {block.hidden for block in ods(row, styles).blocks} == {False}
    assert {block.hidden for block in ods(row, styles, 'table:style-name="s"').blocks} == {True}


def test_each_slide_is_a_page_under_its_title_or_number() -> None:
    def slide(title: str, text: str) -> str:
        frame = "<draw:frame{}><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
        as_title = ' presentation:class="title"' if title else ""
        return f"<draw:page>{frame.format('', text)}{frame.format(as_title, title)}</draw:page>"

    contents = read_odp(opendocument("presentation", slide("Plan", "Grow.") + slide("", "Save.")), Limits())
    assert [text for _, text, _ in told(contents)] == ["Plan", "Grow.", "Slide 2", "Save."]
    assert [contents.text[start:].split()[0] for start in contents.pages] == ["Plan", "Slide"]


def test_more_slides_than_the_limit_are_refused() -> None:
    with pytest.raises(UnreadableError, match="has 3 slides, more than the limit of 2"):
        read_odp(opendocument("presentation", "<draw:page/>" * 3), Limits(pages=2))


def test_a_document_with_a_password_says_so() -> None:
    manifest = "<manifest:manifest xmlns:manifest='m'><manifest:encryption-data/></manifest:manifest>"
    data = zipped({"content.xml": b"<a/>", "META-INF/manifest.xml": manifest})
    with pytest.raises(UnreadableError, match="protected by a password"):
        read_odt(data, Limits())


def test_a_macro_library_does_not_keep_the_text_from_being_read() -> None:
    library = (
        '<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd"><library/>'
    )
    with ZipFile(io.BytesIO(made_odt())) as plain:
        parts: dict[str, str | bytes] = {name: plain.read(name) for name in plain.namelist()}
    parts |= {"Basic/Standard/script-lb.xml": library, "styles.xml": '<!DOCTYPE a SYSTEM "a.dtd"><a/>'}
    assert CLOUD in read_odt(zipped(parts), Limits()).text
