import io
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.word.document import read_docx
from tests.reading.made import zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read(write: Callable[[Any], None]) -> Contents:
    document = Document()
    write(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return read_docx(buffer.getvalue(), Limits())


def told(contents: Contents) -> list[tuple[str, str]]:
    return [(block.kind, contents.text[block.start : block.end]) for block in contents.blocks]


def add(document: Any, xml: str) -> None:
    document.element.body.insert(0, parse_xml(xml))


def test_headings_are_told_by_style_and_stand_below_the_title() -> None:
    def write(document: Any) -> None:
        document.add_heading("The whole", 0)
        document.add_heading("A part", 1)
        document.add_heading("A part of it", 2)
        document.add_paragraph("Text.")

    contents = read(write)
    assert [(b.kind, b.level) for b in contents.blocks] == [("heading", n) for n in (1, 2, 3)] + [("paragraph", 0)]
    assert contents.title == "The whole"


def test_a_heading_is_told_by_its_outline_level_and_by_a_style_based_on_one() -> None:
    def write(document: Any) -> None:
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), "1")
        document.add_paragraph("By level")._p.get_or_add_pPr().append(outline)
        style = document.styles.add_style("House heading", 1)
        style.base_style = document.styles["Heading 1"]
        document.add_paragraph("By style", style="House heading")

    assert [(block.kind, block.level) for block in read(write).blocks] == [("heading", 3), ("heading", 2)]


def test_items_of_lists_are_told_by_style_and_by_numbering() -> None:
    def write(document: Any) -> None:
        document.add_paragraph("First", style="List Bullet")
        document.add_paragraph("Second", style="List Number 2")
        document.add_paragraph("Third")._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 1
        document.add_paragraph("None")

    assert [kind for kind, _ in told(read(write))] == ["item", "item", "item", "paragraph"]


def test_what_was_deleted_is_gone_and_what_was_inserted_is_there() -> None:
    def write(document: Any) -> None:
        add(
            document,
            f"<w:p {W}><w:r><w:t>It </w:t></w:r><w:ins><w:r><w:t>grew</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>fell</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
            "<w:r><w:tab/><w:t>fast.</w:t></w:r></w:p>",
        )

    assert read(write).text == "It grew fast."


def test_what_stands_in_content_controls_links_and_text_boxes_is_read() -> None:
    def write(document: Any) -> None:
        add(
            document,
            f"<w:p {W}><w:hyperlink><w:r><w:t>A link</w:t></w:r></w:hyperlink><w:r><w:pict>"
            "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
        )
        add(
            document,
            f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>Controlled.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        )

    assert read(write).text == "Controlled.\n\nA link\n\nIn a box."


def test_a_table_of_contents_is_left_out() -> None:
    def write(document: Any) -> None:
        document.styles.add_style("toc 1", 1)
        document.add_paragraph("A part ..... 3", style="toc 1")
        document.add_paragraph("Text.")

    assert read(write).text == "Text."


def test_a_merged_cell_stands_in_each_row_that_it_spans() -> None:
    def write(document: Any) -> None:
        table = document.add_table(3, 2)
        for row, texts in zip(table.rows, (("Year", "Revenue"), ("2024", "1"), ("", "2")), strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        table.cell(1, 0).merge(table.cell(2, 0))

    assert [text for _, text in told(read(write))] == ["Year | Revenue", "2024 | 1", "2024 | 2"]


def test_a_table_of_one_column_is_a_frame_around_text() -> None:
    def write(document: Any) -> None:
        document.add_table(1, 1).cell(0, 0).text = "Framed."

    assert told(read(write)) == [("paragraph", "Framed.")]


@pytest.mark.parametrize("mark", ["", '<w:r><w:footnoteReference w:id="2"/></w:r>'])
def test_a_footnote_stands_once_after_the_paragraph_that_refers_to_it(mark: str) -> None:
    buffer = io.BytesIO()
    document = Document()
    document.add_paragraph("Later.")
    add(document, f'<w:p {W}><w:r><w:t>Text.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>')
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    note = f'<w:footnote w:id="2"><w:p><w:r><w:t>A note.</w:t></w:r>{mark}</w:p></w:footnote>'
    notes = f"<w:footnotes {W}>{note}</w:footnotes>"
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(buffer)
    assert read_docx(buffer.getvalue(), Limits()).text == "Text.\n\nA note.\n\nLater."


def test_a_document_with_a_document_type_is_refused() -> None:
    data = zipped({"word/document.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'})
    with pytest.raises(UnreadableError, match="entities"):
        read_docx(data, Limits())


LINE = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=30)


@settings(max_examples=30, deadline=None)
@given(parts=st.lists(LINE | st.lists(st.tuples(LINE, LINE), min_size=2, max_size=4), max_size=6))
def test_every_paragraph_and_cell_that_was_written_is_found(parts: list[str | list[tuple[str, str]]]) -> None:
    def write(document: Any) -> None:
        for part in parts:
            if isinstance(part, str):
                document.add_paragraph(part)
            else:
                table = document.add_table(0, 2)
                for texts in part:
                    for cell, text in zip(table.add_row().cells, texts, strict=True):
                        cell.text = text

    found = [text for _, text in told(read(write))]
    expected = [row for part in parts for row in ([part] if isinstance(part, str) else map(" | ".join, part))]
    assert found == expected


def with_chart(chart: bytes) -> Contents:
    document = Document()
    document.add_paragraph("Before.")
    part = Part(PackURI("/word/charts/chart1.xml"), "application/vnd.openxmlformats-officedocument.drawingml.chart+xml")
    part._blob = chart
    name = document.part.relate_to(part, f"{RELATIONS}/chart")
    drawing = f'<c:chart xmlns:c="{CHART}" xmlns:r="{RELATIONS}" r:id="{name}"/>'
    document.add_paragraph("Drawn here.").add_run()._r.append(parse_xml(drawing))
    document.add_paragraph("After.")
    buffer = io.BytesIO()
    document.save(buffer)
    return read_docx(buffer.getvalue(), Limits())


def test_a_chart_is_read_as_its_table_where_it_stands() -> None:
    point = '<c:numRef><c:numCache><c:pt idx="0"><c:v>{}</c:v></c:pt></c:numCache></c:numRef>'
    series = f"<c:ser><c:cat>{point.format(2024)}</c:cat><c:val>{point.format(88)}</c:val></c:ser>"
    contents = with_chart(f'<c:chart xmlns:c="{CHART}">{series}</c:chart>'.encode())
    assert contents.text.split("\n\n") == ["Before.", "Drawn here.", "2024 | 88", "After."]
    assert contents.notes == ()


def test_a_damaged_chart_costs_only_itself() -> None:
    contents = with_chart(b"<c:chart")
    assert contents.text.split("\n\n") == ["Before.", "Drawn here.", "After."]
    assert contents.notes[0].startswith("is read but for a chart, which is damaged")


def test_a_damaged_part_costs_only_what_follows_the_error() -> None:
    buffer = io.BytesIO()
    document = Document()
    document.add_paragraph("The text.")
    document.save(buffer)
    with ZipFile(buffer) as opened:
        parts: dict[str, str | bytes] = {name: opened.read(name) for name in opened.namelist()}
    contents = read_docx(zipped({**parts, "word/settings.xml": "<w:settings"}), Limits())
    assert contents.text == "The text."
    assert contents.notes[0].startswith("is read but for what follows an error in word/settings.xml")


PROSE = "Every boat is washed and carried in before the gate is shut at nine."


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("Rules of the boat house", PROSE, "heading"),
        ("Rules of the boat house.", PROSE, "paragraph"),
        ("Ada Field", "4 Mill Lane", "paragraph"),
        ("Dear members,", PROSE, "paragraph"),
        ("The gate is shut at nine, and every boat is in by then", PROSE, "paragraph"),
    ],
)
def test_a_short_first_line_before_prose_is_a_title(first: str, second: str, kind: str) -> None:
    def write(document: Any) -> None:
        document.add_paragraph(first)
        document.add_paragraph(second)

    contents = read(write)
    assert told(contents)[0] == (kind, first)
    assert (contents.title == first) == (kind == "heading")
