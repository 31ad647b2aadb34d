"""Real networks on drawn pages: a few pages, as each takes seconds."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from assistant.models.recognizers import can_read_twice
from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.formats.picture import read_picture
from assistant.reading.ocr.pages import read_picture_lines
from assistant.reading.ocr.words import SeenPage, seen_words
from assistant.reading.pdf.document import read_pdf
from tests.reading.ocr.drawn import Scanner, as_file, as_pixels, drawn_page, font_file

pytestmark = [
    pytest.mark.models,
    pytest.mark.skipif(not can_read_twice(), reason="the extra [ocr] is not installed"),
]
NOW = Limits(recognized_pages=100)


def rows(contents: Contents) -> dict[str, list[str]]:
    """The cells of each row, by its label."""
    texts = [[contents.text[start:end] for start, end in block.cells] for block in contents.blocks if block.cells]
    return {label: cells for label, *cells in texts if label}


def recognized(page: Image.Image) -> SeenPage:
    return seen_words(read_picture_lines(as_pixels(page)))


def figures(page: SeenPage) -> set[str]:
    return {word.text for word in page.words if "," in word.text}


def test_a_picture_of_a_table_becomes_its_rows() -> None:
    page, expected = drawn_page(1)
    contents = read_picture(as_file(page), NOW)
    assert rows(contents) == expected
    assert contents.text.startswith("Accounts of Harrow Mills")
    assert contents.awaits == 0
    assert contents.notes == ()
    assert not any(block.doubtful for block in contents.blocks)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_on_its_side_or_upside_down_is_read_upright(turned: int) -> None:
    page, expected = drawn_page(2)
    seen = recognized(page.rotate(turned, expand=True))
    assert figures(seen) == {figure for row in expected.values() for figure in row}


@pytest.mark.parametrize("skew", [-3.0, 2.0])
def test_a_skewed_and_noisy_page_states_nothing_false_with_certainty(skew: float) -> None:
    page, expected = drawn_page(3, Scanner(150, skew, 14, 0.5))
    seen = recognized(page)
    true = {figure for row in expected.values() for figure in row}
    certain = {word.text for word in seen.words if word.certain and "," in word.text}
    assert certain <= true
    assert len(certain) >= 0.9 * len(true)


def test_a_scanned_page_between_printed_ones_is_read_in_its_place(tmp_path: Path) -> None:
    scan, expected = drawn_page(4)
    contents = read_pdf(as_file(scan, "PDF", resolution=150), NOW)
    assert rows(contents) == expected
    assert contents.pages == (0,)


def test_pages_wait_are_recognized_some_at_a_time_and_are_kept(tmp_path: Path) -> None:
    pages = [drawn_page(seed, title=f"Sheet {seed}")[0] for seed in (5, 6)]
    data = as_file(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    waiting = Limits(recognized_in=str(tmp_path))
    none = read_picture(data, waiting)
    assert (none.text, none.awaits) == ("", 2)
    assert "pages 1 to 2 are pictures" in none.notes[0]
    some = read_picture(data, Limits(recognized_in=str(tmp_path), recognized_pages=1))
    assert some.awaits == 1
    assert "Sheet 5" in some.text
    all_ = read_picture(data, Limits(recognized_in=str(tmp_path), recognized_pages=1))
    assert all_.awaits == 0
    assert "Sheet 6" in all_.text
    assert read_picture(data, waiting) == all_


def test_a_page_that_ends_its_process_twice_is_left_out_and_named(tmp_path: Path) -> None:
    data = as_file(drawn_page(7)[0])
    limits = Limits(recognized_in=str(tmp_path), recognized_pages=1)
    read_picture(data, limits)
    (kept,) = tmp_path.rglob("1.json")
    kept.unlink()
    (kept.parent / "1.tries").write_text("2")
    with pytest.raises(UnreadableError, match="no text was recognized"):
        read_picture(data, limits)


def test_scribbles_are_said_to_be_unreadable_or_give_no_certain_figure() -> None:
    page, _ = drawn_page(8)
    pen, chance = ImageDraw.Draw(page), random.Random(8)
    for top in range(1000, 1500, 80):
        points = [(150 + 12 * step, top + chance.randrange(-28, 28)) for step in range(70)]
        pen.line(points, fill=40, width=3, joint="curve")
    seen = recognized(page)
    written = [word for word in seen.words if word.base * seen.scale > 980]
    assert seen.unreadable or written
    assert not any(word.certain and any(map(str.isdigit, word.text)) for word in written)


def test_an_empty_picture_is_refused() -> None:
    with pytest.raises(UnreadableError, match="no text was recognized"):
        read_picture(as_file(Image.new("RGB", (800, 600), "white")), NOW)


def test_of_an_animation_the_first_picture_is_read_and_that_is_said() -> None:
    first, _ = drawn_page(9, Scanner(110))
    out = BytesIO()
    first.save(out, "WEBP", save_all=True, append_images=[drawn_page(10, Scanner(110))[0]], lossless=True)
    contents = read_picture(out.getvalue(), NOW)
    assert contents.text.startswith("Accounts of Harrow Mills")
    assert contents.notes[-1] == "is an animation of 2 pictures, of which the first was read"


def test_two_languages_on_a_page_are_both_read() -> None:
    page, _ = drawn_page(11)
    font = ImageFont.truetype(str(font_file()), 22)
    ImageDraw.Draw(page).text((125, 900), "Der Wert der Vorräte wurde geprüft.", font=font, fill=30)
    said = " ".join(word.text for word in recognized(page).words)
    assert "All amounts are in thousands of pounds." in said
    assert "Der Wert der Vorräte wurde geprüft." in said
