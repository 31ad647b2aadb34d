"""PDFs that the tests make themselves."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

WIDTH, HEIGHT = 612.0, 792.0
LEFT, RIGHT, TOP = 72.0, 540.0, 72.0
Draw = Callable[["Page"], None]


@dataclass
class Page:
    """A page that is written from the top down; `y` is the next baseline from the top."""

    canvas: Canvas
    y: float = TOP

    def line(self, text: str, *, x: float = LEFT, size: float = 10, font: str = "Helvetica", down: float = 1.2) -> None:
        """Write a line and go down by so many heights of it."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - self.y, text)
        self.y += down * size

    def bold(self, text: str, size: float = 10) -> None:
        """Write a bold line with room around it."""
        self.y += size
        self.line(text, size=size, font="Helvetica-Bold", down=2)

    def lines(self, *texts: str, x: float = LEFT) -> None:
        """Write the lines of a paragraph, and leave a gap after it."""
        for text in texts:
            self.line(text, x=x)
        self.y += 10

    def cells(self, label: str, *values: str, first: float = 380, width: float = 80, size: float = 10) -> None:
        """Write a row: a label at the left, values that end where their columns end."""
        self.canvas.setFont("Helvetica", size)
        self.canvas.drawString(LEFT, HEIGHT - self.y, label)
        for number, value in enumerate(values):
            self.canvas.drawRightString(first + number * width, HEIGHT - self.y, value)
        self.y += 1.2 * size

    def grid(self, *rows: tuple[str, ...], alignment: str = "LEFT", padding: int = 6) -> None:
        """Draw a table whose columns are no wider than what stands in them, between lines."""
        table = Table(
            rows,
            style=[
                ("GRID", (0, 0), (-1, -1), 0.5, "black"),
                ("ALIGN", (0, 0), (-1, -1), alignment),
                ("LEFTPADDING", (0, 0), (-1, -1), padding),
                ("RIGHTPADDING", (0, 0), (-1, -1), padding),
            ],
        )
        _, height = table.wrapOn(self.canvas, RIGHT - LEFT, HEIGHT)
        table.drawOn(self.canvas, LEFT, HEIGHT - self.y - height)
        self.y += height + 10

    def image(self) -> None:
        """Cover the page with a picture, as a scanner does."""
        from PIL import Image

        self.canvas.drawImage(ImageReader(Image.new("L", (8, 8), 200)), 0, 0, WIDTH, HEIGHT)


def make_pdf(
    *pages: Draw,
    title: str = "",
    author: str = "",
    user_password: str | None = None,
    owner_password: str = "owner",
    rotation: int = 0,
) -> bytes:
    """Return a PDF whose pages are drawn by functions; a `user_password`, even an empty one, encrypts it."""
    buffer = io.BytesIO()
    encryption = None
    if user_password is not None:
        encryption = StandardEncryption(user_password, owner_password, canPrint=0)
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), encrypt=encryption, invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for draw in pages:
        canvas.setPageRotation(rotation)
        draw(Page(canvas))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def pdf_of_objects(*objects: str) -> bytes:
    """Return a PDF of objects in its own notation, numbered from 1, of which the first is the catalog."""
    data, places = b"%PDF-1.4\n", []
    for number, told in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{told}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer\n<</Root 1 0 R/Size {size}>>\nstartxref\n{len(data)}\n%%EOF"
    return data + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("ascii")


def stream(told: str, dictionary: str = "") -> str:
    """Return a stream as an object in PDF's notation."""
    return f"<<{dictionary}/Length {len(told)}>>\nstream\n{told}\nendstream"
