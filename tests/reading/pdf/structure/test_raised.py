"""Raised and lowered characters."""

from __future__ import annotations

import pytest

from tests.reading.pdf.drawn import parts, read, texts
from tests.reading.pdf_files import HEIGHT, LEFT, Page

NOTES = ("The lake is measured once a year by the town.",)


def written(page: Page, *pieces: str, x: float = LEFT, size: float = 10) -> None:
    """Write pieces beside each other: "^" in front raises one, "_" lowers it."""
    for piece in pieces:
        shift = {"^": 0.35, "_": -0.15}.get(piece[0], 0.0) * size
        own = 0.65 * size if shift else size
        page.canvas.setFont("Helvetica", own)
        page.canvas.drawString(x, HEIGHT - page.y + shift, piece[1:] if shift else piece)
        x += page.canvas.stringWidth(piece[1:] if shift else piece, "Helvetica", own)
    page.y += 1.2 * size


@pytest.mark.parametrize(
    ("pieces", "line"),
    [
        (("A berth costs $1,250", "^3", " per month."), "A berth costs $1,250 per month."),
        (("A berth costs $1,250", "^3", ", and more in May."), "A berth costs $1,250, and more in May."),
        (("It rose to 48.7", "^2", " million."), "It rose to 48.7 million."),
        (("The members", "^1,2", " were paid."), "The members were paid."),
        (("The members", "^*", " were paid."), "The members were paid."),
        (("The lake holds 4.2 × 10", "^6", " litres."), "The lake holds 4.2 × 10^6 litres."),
        (("One cell weighs 3 × 10", "^−12", " kg."), "One cell weighs 3 × 10^-12 kg."),
        (("The hall has 840 m", "^2", " of floor."), "The hall has 840 m² of floor."),
        (("It holds 12 m", "^3", "."), "It holds 12 m³."),
        (("The air holds CO", "_2", " and more."), "The air holds CO₂ and more."),
        (("On the 5", "^th", " of May it opened."), "On the 5th of May it opened."),
    ],
)
def test_a_mark_is_left_out_and_a_power_is_told(pieces: tuple[str, ...], line: str) -> None:
    assert texts(read(lambda p: written(p, *pieces))) == [line]


def test_a_mark_leads_to_its_note() -> None:
    def draw(page: Page) -> None:
        written(page, "The boats", "^2", " were sold.")
        page.y = 700
        written(page, "^2", " All but one, which the school keeps.", size=8)

    contents = read(draw)
    assert texts(contents) == ["The boats were sold.", "2 All but one, which the school keeps."]
    (mark,) = contents.blocks[0].marks
    assert (contents.text[: mark.at], mark.label) == ("The boats", "2")
    assert contents.text[mark.start : mark.end] == "2 All but one, which the school keeps."


def test_marks_in_the_cells_of_a_table_alter_no_figure() -> None:
    def draw(page: Page) -> None:
        page.cells("", "2031", "2032")
        for label, value in (("Pumps", "295"), ("Gates", "310")):
            page.canvas.setFont("Helvetica", 6)
            page.canvas.drawString(380.3, HEIGHT - page.y + 4, "1")
            page.cells(label, value, "17")

    assert [text for kind, text in parts(read(draw)) if kind == "row"] == ["Pumps | 295 | 17", "Gates | 310 | 17"]
