import io
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import PROG_ID

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.formats.pptx import read_pptx
from tests.reading.made import xlsx
from tests.reading.repacked import repacked

TITLE_AND_BODY, TITLE_ONLY, BLANK = 1, 5, 6


def read(write: Callable[[Any], None], limits: Limits | None = None) -> Contents:
    presentation = Presentation()
    write(presentation)
    buffer = io.BytesIO()
    presentation.save(buffer)
    return read_pptx(buffer.getvalue(), limits or Limits())


def slide(presentation: Any, layout: int, title: str = "") -> Any:
    made = presentation.slides.add_slide(presentation.slide_layouts[layout])
    if title:
        made.shapes.title.text = title
    return made


def told(contents: Contents) -> list[tuple[str, str]]:
    return [(block.kind, contents.text[block.start : block.end]) for block in contents.blocks]


def test_each_slide_is_a_page_with_its_title_on_top() -> None:
    def write(presentation: Any) -> None:
        first = slide(presentation, TITLE_AND_BODY, "Plan")
        first.placeholders[1].text = "Grow\nSave"
        slide(presentation, TITLE_ONLY, "Risks")

    contents = read(write)
    assert told(contents) == [("heading", "Plan"), ("item", "Grow"), ("item", "Save"), ("heading", "Risks")]
    assert [contents.text[start:].split()[0] for start in contents.pages] == ["Plan", "Risks"]
    assert contents.title == "Plan"


def test_a_slide_without_a_title_goes_by_its_number() -> None:
    def write(presentation: Any) -> None:
        slide(presentation, TITLE_ONLY, "Plan")
        slide(presentation, BLANK).shapes.add_textbox(0, 0, 9, 9).text_frame.text = "Alone."

    assert told(read(write))[1:] == [("heading", "Slide 2"), ("paragraph", "Alone.")]


def test_groups_and_notes_are_read() -> None:
    def write(presentation: Any) -> None:
        made = slide(presentation, TITLE_ONLY, "Plan")
        made.shapes.add_group_shape().shapes.add_textbox(0, 0, 9, 9).text_frame.text = "In a group."
        made.notes_slide.notes_text_frame.text = "Say it slowly."

    assert told(read(write))[1:] == [("paragraph", "In a group."), ("paragraph", "Say it slowly.")]


def test_a_chart_is_the_table_that_it_was_drawn_from() -> None:
    def write(presentation: Any) -> None:
        data = CategoryChartData(number_format="0%")
        data.categories = ["East", "West"]
        data.add_series("2024", (0.15, 0.2))
        data.add_series("2025", (0.3, None))
        made = slide(presentation, BLANK)
        made.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 9, 9, data)

    assert told(read(write))[1:] == [
        ("header", "| 2024 | 2025"),
        ("row", "East | 15% | 30%"),
        ("row", "West | 20%"),
    ]


def test_more_slides_than_the_limit_are_refused() -> None:
    def write(presentation: Any) -> None:
        for _ in range(3):
            slide(presentation, BLANK)

    with pytest.raises(UnreadableError, match="has 3 slides, more than the limit of 2"):
        read(write, Limits(pages=2))


def slide_of(*paragraphs: str) -> str:
    """Return the text of a slide whose body consists of these paragraphs."""
    from pptx import Presentation
    from pptx.oxml import parse_xml

    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "T"
    body = slide.placeholders[1].text_frame._txBody
    for paragraph in list(body.p_lst):
        body.remove(paragraph)
    for paragraph in paragraphs:
        a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        body.append(parse_xml(f"<a:p {a}>{paragraph}</a:p>"))
    buffer = io.BytesIO()
    presentation.save(buffer)
    return read_pptx(buffer.getvalue(), Limits()).text.removeprefix("T").strip()


def run_of(text: str, properties: str = "") -> str:
    return f"<a:r><a:rPr {properties}/><a:t>{text}</a:t></a:r>"


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ((run_of("about 5.2 × 10"), run_of("7", 'baseline="30000"'), run_of(" jobs")), "about 5.2 × 10^7 jobs"),
        ((run_of("a fee of €70"), run_of("2", 'baseline="30000"'), run_of(" a day")), "a fee of €70 a day"),
        ((run_of("CO"), run_of("2", 'baseline="-25000"')), "CO₂"),
        ((run_of("was "), run_of("12", 'strike="sngStrike"'), run_of(" 14")), "was ~~12~~ 14"),
    ],
)
def test_raised_lowered_and_struck_out_runs_are_read_as_they_are_seen(runs: tuple[str, ...], text: str) -> None:
    assert slide_of("".join(runs)) == text


@pytest.mark.parametrize(
    ("font", "text", "shown"),
    [
        ("sym", "Ferries from 1 May", "Ferries from 1 May"),
        ("sym", "Ferries \uf0e0 Salt Quay", "Ferries → Salt Quay"),
        ("sym", "\xe0", "→"),
        ("latin", "n", "■"),
    ],
)
def test_a_font_for_symbols_holds_for_symbols_alone(font: str, text: str, shown: str) -> None:
    run = f'<a:r><a:rPr><a:{font} typeface="Wingdings"/></a:rPr><a:t>{text}</a:t></a:r>'
    assert slide_of(run) == shown


def test_paragraphs_have_the_numbers_of_their_lists() -> None:
    def numbered(text: str, kind: str, level: int = 0, start: int = 1) -> str:
        return f'<a:pPr lvl="{level}"><a:buAutoNum type="{kind}" startAt="{start}"/></a:pPr>{run_of(text)}'

    found = slide_of(
        numbered("a", "arabicPeriod", start=3), numbered("b", "alphaLcParenR", 1), numbered("c", "alphaLcParenR", 1),
        numbered("d", "arabicPeriod", start=3), numbered("e", "alphaLcParenR", 1), run_of("f"),
        numbered("g", "romanUcParenBoth"),
    )  # fmt: skip
    assert found.split("\n\n") == ["3. a", "a) b", "b) c", "4. d", "a) e", "f", "(I) g"]


def with_chart() -> bytes:
    presentation = Presentation()
    data = CategoryChartData()
    data.categories = ["North", "South"]
    data.add_series("Sacks", (1200, 1350))
    first = slide(presentation, TITLE_ONLY, "Harvest")
    first.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 9, 9, data)
    slide(presentation, TITLE_AND_BODY, "Mill").placeholders[1].text = "The mill has 21 millers."
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def chart_part(data: bytes) -> str:
    with ZipFile(io.BytesIO(data)) as opened:
        return next(name for name in opened.namelist() if name.startswith("ppt/charts/chart"))


def test_a_chart_in_3_d_is_read_as_its_table() -> None:
    data = with_chart()
    contents = read_pptx(repacked(data, chart_part(data), b"barChart>", b"bar3DChart>"), Limits())
    assert ("row", "South | 1350") in told(contents)
    assert "21 millers" in contents.text


def test_a_damaged_chart_costs_that_chart_and_is_told() -> None:
    data = with_chart()
    contents = read_pptx(repacked(data, chart_part(data), b"<c:chart>", b"<c:chart"), Limits())
    assert "Harvest" in contents.text
    assert "21 millers" in contents.text
    (note,) = contents.notes
    assert note.startswith("is read but for what follows an error in ppt/charts/chart")


def test_a_document_embedded_in_a_slide_is_a_member_and_the_workbook_behind_a_chart_is_none() -> None:
    presentation, inner = Presentation(), xlsx()
    slide(presentation, TITLE_ONLY, "Plan").shapes.add_ole_object(io.BytesIO(inner), PROG_ID.XLSX, 0, 0, 9, 9)
    buffer = io.BytesIO()
    presentation.save(buffer)
    (member,) = read_pptx(buffer.getvalue(), Limits()).members
    assert member.name.endswith(".xlsx")
    assert member.data == inner
    assert read_pptx(with_chart(), Limits()).members == ()


def test_hidden_text_over_a_background_of_a_gradient_is_not_told_as_damage() -> None:
    presentation = Presentation()
    page = slide(presentation, TITLE_ONLY, "Plan")
    page.background.fill.gradient()
    buffer = io.BytesIO()
    presentation.save(buffer)
    contents = read_pptx(buffer.getvalue(), Limits())
    assert "Plan" in contents.text
    assert contents.notes == ()
