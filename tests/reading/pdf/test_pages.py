from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from assistant import Library, Settings
from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import IndexStateError
from assistant.reading.contents import Limits
from assistant.reading.pdf.pages import MarkedSentence, draw_page
from tests.reading.pdf_files import make_pdf

MARK = (255, 235, 120)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "corpus" / "report.pdf"
    path.parent.mkdir()
    first = "This page is here to come before the other one."
    second = ("The harbour will spend 640 million euros on", "cranes by 2029. Drivers are short.")
    path.write_bytes(make_pdf(lambda page: page.lines(first), lambda page: page.lines(*second)))
    return path


def marked_pixels(png: bytes) -> int:
    image = Image.open(BytesIO(png)).convert("RGB")
    return int((np.abs(np.asarray(image, dtype=int) - MARK).sum(axis=2) < 30).sum())


def test_the_page_is_drawn_with_the_sentence_marked(report: Path) -> None:
    png = draw_page(report, MarkedSentence(2, "The harbour will spend 640 million euros on cranes by 2029."), 60)
    assert png is not None
    assert marked_pixels(png) > 5000
    assert Image.open(BytesIO(png)).width == 1100


def test_a_sentence_that_is_not_there_marks_nothing(report: Path) -> None:
    png = draw_page(report, MarkedSentence(2, "Something else altogether."), 60)
    assert png is not None
    assert marked_pixels(png) == 0


def test_a_page_is_drawn_of_a_pdf_that_lies_in_an_archive_however_deep(report: Path) -> None:
    inner, outer = BytesIO(), report.parent / "all.zip"
    with ZipFile(inner, "w") as packed:
        packed.writestr("2025/report.pdf", report.read_bytes())
    with ZipFile(outer, "w") as packed:
        packed.writestr("note.md", "The harbour is deep.")
        packed.writestr("inner.zip", inner.getvalue())
        packed.writestr("report.pdf", report.read_bytes())
    library = Library(report.parent, report.parents[1] / "index", Settings(), HashingEmbedder())
    report.unlink()
    library.refresh()
    for name in ("all.zip/report.pdf", "all.zip/inner.zip/2025/report.pdf"):
        marked = MarkedSentence(2, "The harbour will spend 640 million euros on cranes by 2029.")
        png = draw_page(outer, marked, 60, name.removeprefix("all.zip/"))
        assert png is not None
        assert marked_pixels(png) > 5000
    (name,) = (document.name for document in library.documents() if document.name.endswith(".pdf"))
    start = library.document(name).text.index("The harbour")
    assert (library.page_image(name, start, start + 50) or b"").startswith(b"\x89PNG")


def test_no_more_is_taken_out_of_an_archive_than_the_limits_say(report: Path) -> None:
    outer = report.with_suffix(".zip")
    with ZipFile(outer, "w") as packed:
        packed.writestr("report.pdf", report.read_bytes())
    small = Limits(expanded_bytes=len(report.read_bytes()) - 1)
    assert draw_page(outer, MarkedSentence(2, "x"), 60, "report.pdf") is not None
    assert draw_page(outer, MarkedSentence(2, "x"), 60, "report.pdf", small) is None
    assert draw_page(outer, MarkedSentence(2, "x"), 60, "other.pdf") is None


@pytest.mark.parametrize(("page", "data"), [(9, None), (1, b"no pdf")])
def test_what_cannot_be_drawn_is_none(report: Path, page: int, data: bytes | None) -> None:
    if data:
        report.write_bytes(data)
    assert draw_page(report, MarkedSentence(page, "x"), 60) is None


def test_a_page_that_takes_too_long_is_given_up(report: Path) -> None:
    assert draw_page(report, MarkedSentence(1, "x"), 0.001) is None


def test_a_page_that_is_not_wanted_any_more_is_given_up(report: Path) -> None:
    asked = iter([False, True])
    assert draw_page(report, MarkedSentence(1, "x"), 60, stopped=lambda: next(asked)) is None


def test_a_page_that_takes_too_much_memory_is_given_up(report: Path) -> None:
    assert draw_page(report, MarkedSentence(1, "x"), 60, memory_bytes=60_000_000) is None


def test_the_library_draws_the_page_of_a_citation_and_of_nothing_else(report: Path) -> None:
    library = Library(report.parent, report.parents[1] / "index", Settings(), HashingEmbedder())
    (report.parent / "note.md").write_text("The harbour is deep.", "utf-8")
    library.refresh()
    text = library.document("report.pdf").text
    start = text.index("The harbour")
    png = library.page_image("report.pdf", start, start + 50)
    assert png is not None
    assert marked_pixels(png) > 1000
    assert library.page_image("note.md", 0, 5) is None
    assert library.page_image("report.pdf", 5, 5) is library.page_image("report.pdf", 0, 10**6) is None
    with pytest.raises(IndexStateError):
        library.page_image("../report.pdf", 0, 5)
    report.unlink()
    assert library.page_image("report.pdf", start, start + 50) is None
