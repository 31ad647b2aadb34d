"""What a Word document shows is read, and what it hides is left out and told."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from assistant.reading.contents import Contents, Limits
from assistant.reading.word.document import read_docx

Make = Callable[[Any], None]
WHITE, NAVY = RGBColor(255, 255, 255), RGBColor(0x1F, 0x38, 0x64)


def read(make: Make) -> Contents:
    document = docx.Document()
    document.add_paragraph("The park holds 21 zebras.")
    make(document)
    saved = io.BytesIO()
    document.save(saved)
    return read_docx(saved.getvalue(), Limits())


def run(document: Any, text: str, style: str | None = None) -> Any:
    return document.add_paragraph().add_run(text, style)


def shade(properties: Any, fill: str, pattern: str = "clear") -> None:
    mark = OxmlElement("w:shd")
    mark.set(qn("w:val"), pattern)
    mark.set(qn("w:fill"), fill)
    properties.append(mark)


def white(document: Any) -> None:
    run(document, "secret").font.color.rgb = WHITE


def tiny(document: Any) -> None:
    run(document, "secret").font.size = Pt(1)


def vanished(document: Any) -> None:
    run(document, "secret").font.hidden = True


def vanished_by_its_paragraphs_style(document: Any) -> None:
    document.styles.add_style("Secret", 1).font.hidden = True
    document.add_paragraph("secret", style="Secret")


def white_by_a_style_that_builds_on_another(document: Any) -> None:
    below = document.styles.add_style("Below", 2)
    below.font.color.rgb = RGBColor(254, 254, 254)
    document.styles.add_style("Above", 2).base_style = below
    run(document, "secret", "Above")


def navy_on_navy(document: Any) -> None:
    table = document.add_table(2, 2)
    for cell in table.rows[0].cells:
        shade(cell._tc.get_or_add_tcPr(), "1F3864")
    table.rows[0].cells[0].paragraphs[0].add_run("secret").font.color.rgb = NAVY
    for cell in table.rows[1].cells:
        cell.text = "1"


def white_by_its_theme(document: Any) -> None:
    colour = OxmlElement("w:color")
    colour.set(qn("w:val"), "000000")
    colour.set(qn("w:themeColor"), "background1")
    run(document, "secret")._r.get_or_add_rPr().append(colour)


def squeezed(document: Any) -> None:
    document.add_paragraph("secret").paragraph_format.line_spacing = Pt(1)


@pytest.mark.parametrize(
    "make",
    [
        white,
        white_by_its_theme,
        squeezed,
        tiny,
        vanished,
        vanished_by_its_paragraphs_style,
        white_by_a_style_that_builds_on_another,
        navy_on_navy,
    ],
)
def test_what_nobody_sees_is_left_out_and_told(make: Make) -> None:
    contents = read(make)
    assert "secret" not in contents.text
    assert contents.notes == ("is read but for 6 characters of hidden text, which no reader of the page can see",)


def white_header(document: Any) -> None:
    table = document.add_table(2, 2)
    for cell in table.rows[0].cells:
        shade(cell._tc.get_or_add_tcPr(), "1F3864")
        cell.paragraphs[0].add_run("seen").font.color.rgb = WHITE
    for cell in table.rows[1].cells:
        cell.text = "1"


def white_in_a_styled_table(document: Any) -> None:
    table = document.add_table(2, 2, style="Medium Shading 1 Accent 1")
    table.rows[0].cells[0].paragraphs[0].add_run("seen").font.color.rgb = WHITE
    table.rows[1].cells[0].text = "1"


def white_on_a_highlight(document: Any) -> None:
    font = run(document, "seen").font
    font.color.rgb, font.highlight_color = WHITE, WD_COLOR_INDEX.BLACK


def white_on_a_dark_paragraph(document: Any) -> None:
    paragraph = document.add_paragraph()
    shade(paragraph._p.get_or_add_pPr(), "000000")
    paragraph.add_run("seen").font.color.rgb = WHITE


def white_on_a_pattern(document: Any) -> None:
    paragraph = document.add_paragraph()
    shade(paragraph._p.get_or_add_pPr(), "FFFFFF", "pct80")
    paragraph.add_run("seen").font.color.rgb = WHITE


def white_on_a_dark_theme(document: Any) -> None:
    paragraph = document.add_paragraph()
    shade(paragraph._p.get_or_add_pPr(), "auto")
    paragraph._p.pPr.find(qn("w:shd")).set(qn("w:themeFill"), "text1")
    paragraph.add_run("seen").font.color.rgb = WHITE


def yellow(document: Any) -> None:
    run(document, "seen").font.color.rgb = RGBColor(255, 255, 0)


def light_grey(document: Any) -> None:
    run(document, "seen").font.color.rgb = RGBColor(0xCC, 0xCC, 0xCC)


def a_footnotes_mark(document: Any) -> None:
    run(document, "seen").font.superscript = True


def not_hidden_after_all(document: Any) -> None:
    document.styles.add_style("Secret", 1).font.hidden = True
    document.add_paragraph(style="Secret").add_run("seen").font.hidden = False


@pytest.mark.parametrize(
    "make",
    [
        white_header,
        white_in_a_styled_table,
        white_on_a_highlight,
        white_on_a_dark_paragraph,
        white_on_a_pattern,
        white_on_a_dark_theme,
        yellow,
        light_grey,
        a_footnotes_mark,
        not_hidden_after_all,
    ],
)
def test_what_looks_like_it_and_is_seen_stays(make: Make) -> None:
    contents = read(make)
    assert "seen" in contents.text
    assert contents.notes == ()
