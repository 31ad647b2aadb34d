"""Pages that the tests draw, and what is read from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, Table

from assistant.reading.contents import Contents, Limits
from assistant.reading.pdf.document import read_pdf
from tests.reading.pdf_files import HEIGHT, LEFT, RIGHT, Page, make_pdf

DEJAVU = "DejaVuSans"
pdfmetrics.registerFont(TTFont(DEJAVU, Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"))


def read(*pages: object) -> Contents:
    """Read a PDF whose pages are drawn by these functions."""
    return read_pdf(make_pdf(*pages), Limits())  # type: ignore[arg-type]  # functions of tests


def parts(contents: Contents) -> list[tuple[str, str]]:
    """Return the kind and the text of each block."""
    return [(block.kind, contents.text[block.start : block.end]) for block in contents.blocks]


def texts(contents: Contents) -> list[str]:
    """Return the text of each block."""
    return [text for _, text in parts(contents)]


def rows(contents: Contents) -> list[str]:
    """Return the rows of tables."""
    return [text for kind, text in parts(contents) if kind in ("header", "row")]


def column(
    page: Page, lines: Sequence[str], x: float, top: float, *, size: float = 10, font: str = "Helvetica"
) -> None:
    """Write lines below each other, from `top` down."""
    page.canvas.setFont(font, size)
    for number, line in enumerate(lines):
        page.canvas.drawString(x, HEIGHT - top - 1.2 * size * number, line)


def table(page: Page, cells: Sequence[Sequence[object]], *style: tuple[object, ...], widths: object = None) -> None:
    """Draw a table in a style of reportlab's, and go on below it."""
    drawn = Table(cells, colWidths=widths, style=list(style))
    _, height = drawn.wrapOn(page.canvas, RIGHT - LEFT, HEIGHT)
    drawn.drawOn(page.canvas, LEFT, HEIGHT - page.y - height)
    page.y += height + 16


def wrapped(text: str) -> Paragraph:
    """Return the text of a cell whose lines are broken to its width."""
    from reportlab.lib.styles import getSampleStyleSheet

    return Paragraph(text, getSampleStyleSheet()["Normal"])
