"""Scanned pages with a text layer of another program, through the reader; recognition is a stand-in."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from assistant.reading.contents import Contents, Limits
from assistant.reading.ocr.recognition import Recognition
from assistant.reading.ocr.regions import PagePixels
from assistant.reading.ocr.words import SeenPage, SeenWord
from assistant.reading.pdf import document as reader
from assistant.reading.pdf.document import read_pdf

LINES = {80: "The ferry carried 4,120 cars in the year.", 120: "It ran on 311 days."}


def scan(layer: dict[int, str], *, visible: bool = False) -> bytes:
    """A page that is a picture with ink at two lines, and a layer of texts by their baselines from the top."""
    saved = io.BytesIO()
    page = canvas.Canvas(saved, pagesize=(600, 800))
    picture = Image.new("L", (600, 800), 255)
    for base in LINES:
        ImageDraw.Draw(picture).text((50, base - 10), "x" * 60, fill=0)
    page.drawImage(ImageReader(picture), 0, 0, 600, 800)
    for base, text in layer.items():
        written = page.beginText(50, 800 - base)
        written.setFont("Courier", 10)
        written.setTextRenderMode(0 if visible else 3)
        written.textLine(text)
        page.drawText(written)
    page.save()
    return saved.getvalue()


def shown(lines: dict[int, str], dots: float) -> SeenPage:
    words: list[SeenWord] = []
    for base, text in lines.items():
        at = 50.0
        for word in text.split():
            words.append(SeenWord(word, at, at + 6 * len(word), base, 10, certain=True))
            at += 6 * (len(word) + 1)
    return SeenPage(tuple(words), 600, 800, scale=dots)


@pytest.fixture
def recognize(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[int, str] | None], None]:
    """Let the picture of every page show these lines, or wait if None."""

    def let(lines: dict[int, str] | None) -> None:
        def page(self: Recognition, number: int, draw: Callable[[], PagePixels]) -> SeenPage | None:
            if lines is None:
                self.waiting.append(number)
                return None
            return shown(lines, draw().shape[1] / 600)

        monkeypatch.setattr(Recognition, "page", page)
        monkeypatch.setattr(reader, "can_recognize", lambda: True)
        monkeypatch.setattr("assistant.reading.ocr.layout.can_recognize", lambda: True)

    return let


def doubtful(contents: Contents) -> list[str]:
    return [contents.text[start:end] for block in contents.blocks for start, end in block.doubtful]


def test_until_its_picture_is_read_the_figures_of_a_layer_are_uncertain(
    recognize: Callable[[dict[int, str] | None], None],
) -> None:
    recognize(None)
    contents = read_pdf(scan(LINES), Limits())
    assert contents.text == "\n\n".join(LINES.values())
    assert doubtful(contents) == ["4,120", "311"]
    assert contents.awaits == 1
    (note,) = contents.notes
    assert note.startswith(
        "is read, with figures that another program recognized in a scan and that are uncertain until"
    )
    assert note.endswith("page 1")


def test_figures_of_a_layer_that_its_picture_shows_are_certain(
    recognize: Callable[[dict[int, str] | None], None],
) -> None:
    recognize(LINES)
    contents = read_pdf(scan(LINES), Limits())
    assert (contents.text, doubtful(contents)) == ("\n\n".join(LINES.values()), [])
    assert (contents.awaits, contents.notes) == (0, ())


def test_a_figure_that_its_picture_shows_otherwise_is_read_from_the_picture(
    recognize: Callable[[dict[int, str] | None], None],
) -> None:
    recognize(LINES)
    contents = read_pdf(scan({**LINES, 80: "The ferry carried 4,720 cars in the year."}), Limits())
    assert (contents.text, doubtful(contents)) == ("\n\n".join(LINES.values()), [])


def test_text_that_is_seen_over_a_picture_is_no_layer(recognize: Callable[[dict[int, str] | None], None]) -> None:
    recognize(None)
    contents = read_pdf(scan(LINES, visible=True), Limits())
    assert (doubtful(contents), contents.awaits) == ([], 0)
