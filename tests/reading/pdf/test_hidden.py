"""What the pages of a PDF show is read, and what they hide is left out and told."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.pdf.document import read_pdf
from tests.reading.pdf_files import pdf_of_objects, stream

Make = Callable[[Any], None]


def read(make: Make, first: str = "The park holds 18 zebras.") -> Contents:
    saved = io.BytesIO()
    page = canvas.Canvas(saved, pagesize=(600, 800))
    page.setFont("Helvetica", 12)
    page.drawString(50, 750, first)
    make(page)
    page.save()
    return read_pdf(saved.getvalue(), Limits())


def without_ink(page: Any, x: float, y: float, words: str, mode: int = 3) -> None:
    text = page.beginText(x, y)
    text.setTextRenderMode(mode)
    text.textLine(words)
    page.drawText(text)


def white(page: Any) -> None:
    page.setFillColorRGB(1, 1, 1)
    page.drawString(50, 650, "secret")


def white_across_a_line(page: Any) -> None:
    page.line(40, 653, 300, 653)
    white(page)


def tiny(page: Any) -> None:
    page.setFont("Helvetica", 0.5)
    page.drawString(50, 650, "secret")


def off_the_page(page: Any) -> None:
    page.drawString(5000, 650, "sec")
    page.drawString(50, -100, "ret")


def invisible(page: Any) -> None:
    without_ink(page, 50, 650, "secret")


def transparent(page: Any) -> None:
    page.setFillAlpha(0)
    page.drawString(50, 650, "secret")


def navy_on_navy(page: Any) -> None:
    page.setFillColorRGB(0, 0, 0.5)
    page.rect(40, 640, 300, 30, fill=1)
    page.drawString(50, 650, "secret")


def cut_away(page: Any) -> None:
    path = page.beginPath()
    path.rect(300, 300, 50, 50)
    page.saveState()
    page.clipPath(path, stroke=0)
    page.drawString(50, 650, "secret")
    page.restoreState()


def squeezed(page: Any) -> None:
    text = page.beginText(50, 650)
    text.setHorizScale(1)
    text.textLine("secret")
    page.drawText(text)


def below_a_sheet_of_white(page: Any) -> None:
    page.drawString(50, 650, "secret")
    page.setFillColorRGB(1, 1, 1)
    page.rect(40, 640, 300, 30, fill=1, stroke=0)


def invisible_beside_what_was_scanned(page: Any) -> None:
    scan(page, "")
    without_ink(page, 50, 300, "secret")


def cutting_nothing(page: Any) -> None:
    without_ink(page, 50, 650, "secret", mode=7)


def cutting_over_stripes_that_are_not_cut(page: Any) -> None:
    for left in range(40, 340, 12):
        page.rect(left, 630, 5, 60, fill=1, stroke=0)
    without_ink(page, 50, 650, "secret", mode=7)


@pytest.mark.parametrize(
    "make",
    [
        white,
        white_across_a_line,
        tiny,
        off_the_page,
        invisible,
        transparent,
        navy_on_navy,
        cut_away,
        squeezed,
        below_a_sheet_of_white,
        invisible_beside_what_was_scanned,
        cutting_nothing,
        cutting_over_stripes_that_are_not_cut,
    ],
)
def test_what_nobody_sees_is_left_out_and_told(make: Make) -> None:
    contents = read(make)
    assert contents.text == "The park holds 18 zebras."
    assert contents.notes == ("is read but for 6 characters of hidden text, which no reader of the page can see",)


def white_on_a_dark_row(page: Any) -> None:
    page.setFillColorRGB(0, 0, 0.5)
    page.rect(40, 640, 300, 30, fill=1)
    page.setFillColorRGB(1, 1, 1)
    page.drawString(50, 650, "seen")


def white_over_a_picture(page: Any) -> None:
    dark = Image.effect_noise((300, 60), 90).point(lambda value: value // 3).convert("RGB")
    page.drawImage(ImageReader(dark), 40, 630, 300, 60)
    page.setFillColorRGB(1, 1, 1)
    page.drawString(50, 650, "seen")


def scan(page: Any, words: str = "seen") -> None:
    picture = Image.new("RGB", (600, 700), "white")
    ImageDraw.Draw(picture).text((50, 40), words, fill="black")
    page.drawImage(ImageReader(picture), 0, 0, 600, 700)
    if words:
        without_ink(page, 50, 650, words)


def outlined(page: Any) -> None:
    without_ink(page, 50, 650, "seen", mode=1)


def yellow(page: Any) -> None:
    page.setFillColorRGB(1, 1, 0)
    page.drawString(50, 650, "seen")


def light_grey(page: Any) -> None:
    page.setFillColorRGB(0.8, 0.8, 0.8)
    page.drawString(50, 650, "seen")


def a_footnotes_mark(page: Any) -> None:
    page.setFont("Helvetica", 4)
    page.drawString(50, 650, "seen")


def on_a_sheet_of_white(page: Any) -> None:
    page.setFillColorRGB(1, 1, 1)
    page.rect(0, 0, 600, 700, fill=1, stroke=0)
    page.setFillColorRGB(0, 0, 0)
    page.drawString(50, 650, "seen")


def filled_through_its_letters(page: Any) -> None:
    page.saveState()
    text = page.beginText(50, 650)
    text.setFont("Helvetica-Bold", 24)
    text.setTextRenderMode(7)
    text.textLine("seen")
    page.drawText(text)
    page.linearGradient(40, 650, 200, 650, ("blue", "green"))
    page.restoreState()


@pytest.mark.parametrize(
    "make",
    [
        white_on_a_dark_row,
        white_over_a_picture,
        scan,
        outlined,
        yellow,
        light_grey,
        a_footnotes_mark,
        on_a_sheet_of_white,
        filled_through_its_letters,
    ],
)
def test_what_looks_like_it_and_is_seen_stays(make: Make) -> None:
    contents = read(make)
    assert contents.text.endswith("seen")
    assert contents.notes == ()


def with_a_shading(drawing: str) -> bytes:
    """Return a PDF of one page with a drawing, in which /P is a pattern from blue to green and /F a font."""
    return pdf_of_objects(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>"
        "/Pattern<</P<</PatternType 2/Shading<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 300 0]"
        "/Function<</FunctionType 2/Domain[0 1]/C0[0 0 1]/C1[0 0.5 0]/N 1>>/Extend[true true]>>>>>>>>>>",
        stream(drawing),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>",
    )


def test_letters_filled_with_a_shading_are_seen_and_white_ones_beside_them_are_not() -> None:
    shaded = "BT /F 24 Tf /Pattern cs /P scn 20 100 Td (Summer fair) Tj ET"
    white = "BT /F 24 Tf 1 1 1 rg 20 40 Td (secret) Tj ET"
    contents = read_pdf(with_a_shading(f"{shaded} {white}"), Limits())
    assert contents.text == "Summer fair"
    assert contents.notes == ("is read but for 6 characters of hidden text, which no reader of the page can see",)


def test_a_pdf_that_shows_nothing_says_so() -> None:
    saved = io.BytesIO()
    page = canvas.Canvas(saved)
    white(page)
    page.save()
    with pytest.raises(UnreadableError, match="only hidden text"):
        read_pdf(saved.getvalue(), Limits())


def a_figure(page: Any, hide: Callable[[Any], None], *, at: int) -> None:
    """Write "57 zebras" with hidden digits at a place of it."""
    text = page.beginText(50, 650)
    for number, part in enumerate(("5", "7", " zebras")):
        if number == at:
            hide(text)
            text.textOut("000")
            text.setTextRenderMode(0)
            text.setFillColorRGB(0, 0, 0)
            text.setFont("Helvetica", 12)
        text.textOut(part)
    page.drawText(text)


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize(
    "hide",
    [
        lambda text: text.setFillColorRGB(1, 1, 1),
        lambda text: text.setTextRenderMode(3),
        lambda text: text.setFont("Helvetica", 0.5),
    ],
    ids=["white", "without ink", "tiny"],
)
def test_hidden_digits_do_not_alter_a_figure(hide: Callable[[Any], None], at: int) -> None:
    contents = read(lambda page: a_figure(page, hide, at=at))
    assert contents.text.endswith("57 zebras")
    assert contents.notes == ("is read but for 3 characters of hidden text, which no reader of the page can see",)


def test_what_is_not_rendered_over_a_letter_that_is_seen_is_no_scan() -> None:
    def make(page: Any) -> None:
        page.drawImage(ImageReader(Image.new("RGB", (60, 70), "#eeeeee")), 0, 0, 600, 700)
        for line in range(6):
            page.drawString(50, 500 - 20 * line, "A line of the letter that everybody sees.")
        without_ink(page, 50, 500, "secret")

    assert "secret" not in read(make).text
