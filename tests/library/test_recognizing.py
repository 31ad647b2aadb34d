"""Scanned pages in an index, with networks that are acted: what waits, what is kept, and what is uncertain."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from assistant import Library, Settings
from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import DocumentError, IndexLockedError
from assistant.library.background import recognizing
from assistant.reading.ocr.letters import ReadLetter
from assistant.reading.ocr.pages import ReadPage, SeenLine
from assistant.reading.ocr.regions import PagePixels, Region
from tests.reading.ocr.drawn import as_file

SAID = [("Ferry accounts", None), ("The ferry earned 1,250 pounds in May.", True), ("It cost 3,400 pounds.", False)]


def letters(text: str) -> tuple[ReadLetter, ...]:
    return tuple(ReadLetter(one, (place + 0.5) / len(text), 0.999) for place, one in enumerate(text))


class Acted:
    """Reads the same lines in every picture; the second reading differs where it is to."""

    def __init__(self) -> None:
        self.pages = 0
        self.breaks_at = 0

    def __call__(self, picture: PagePixels) -> ReadPage:
        self.pages += 1
        if self.pages == self.breaks_at:
            raise KeyboardInterrupt
        lines = []
        for number, (text, agrees) in enumerate(SAID):
            text = text.replace("May", f"May, {picture.shape[1]}" if picture.shape[1] > 100 else "May")
            second = None if agrees is None else letters(text if agrees else text.replace("3", "8"))
            region = Region(20, 60 * number, 20 + 10 * len(text), 60 * number + 20)
            lines.append(SeenLine(region, letters(text), second))
        return ReadPage(tuple(lines), 0.0, 600, 800)


@pytest.fixture
def acted(monkeypatch: pytest.MonkeyPatch) -> Acted:
    made = Acted()
    monkeypatch.setattr("assistant.reading.ocr.recognition.read_picture_lines", made)
    for module in ("ocr.recognition", "ocr.layout", "formats.picture", "pdf.document"):
        monkeypatch.setattr(f"assistant.reading.{module}.can_recognize", lambda: True)
    monkeypatch.setattr("assistant.library.updating.ReadingPool", _readers())
    return made


def _readers() -> Callable[..., object]:
    from tests.conftest import ReadersHere

    return ReadersHere


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "corpus").mkdir()
    return Library(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder())


def picture(library: Library, name: str = "scan.png", pages: int = 1) -> None:
    first, *others = [Image.new("L", (80, 60 + page), 255) for page in range(pages)]
    data = as_file(first, "TIFF", save_all=True, append_images=others) if pages > 1 else as_file(first)
    (library.corpus / name).write_bytes(data)


def names(library: Library) -> list[str]:
    return [document.name for document in library.documents()]


def test_a_picture_waits_and_the_other_documents_are_there_at_once(library: Library, acted: Acted) -> None:
    picture(library)
    (library.corpus / "note.md").write_text("The office opens at nine.")
    report = library.refresh()
    assert (report.awaits, names(library), acted.pages) == (1, ["note.md"], 0)
    assert "waits for its text to be recognized" in library.problems()[0].reason
    assert library.refresh().awaits == 1
    assert acted.pages == 0


def test_what_was_recognized_is_indexed_and_nothing_waits_any_more(library: Library, acted: Acted) -> None:
    picture(library)
    library.refresh()
    done = library.recognize()
    assert done is not None
    assert (done.awaits, names(library), library.problems()) == (0, ["scan.png"], ())
    assert "The ferry earned 1,250 pounds in May." in library.document("scan.png").text
    assert library.recognize() is None
    assert library.refresh().unchanged == ("scan.png",)
    assert acted.pages == 1


def test_a_figure_on_which_readings_differ_is_uncertain(library: Library, acted: Acted) -> None:
    picture(library)
    library.refresh()
    library.recognize()
    assert {entry.text: entry.certain for entry in library.figures()} == {"1,250": True, "3,400": False}


def test_interrupted_recognition_goes_on_where_it_stopped(library: Library, acted: Acted) -> None:
    picture(library, "book.tiff", pages=5)
    library.refresh()
    acted.breaks_at = 4
    with pytest.raises(KeyboardInterrupt):
        library.recognize()
    done = library.recognize()
    assert done is not None
    assert done.awaits == 0
    assert acted.pages == 6  # the page that was interrupted is read again, and no other
    assert len(library.document("book.tiff").pages) == 5


def test_many_pages_become_searchable_some_at_a_time_with_progress(library: Library, acted: Acted) -> None:
    picture(library, "book.tiff", pages=20)
    library.refresh()
    told: list[tuple[str, int, int]] = []
    done = library.recognize(lambda *now: told.append(now))
    assert done is not None
    assert {("recognizing text", pages, 20) for pages in (0, 8, 16)} <= set(told)
    assert told[:-1] == sorted(told[:-1])  # pages in between are told if they take their time
    assert told[-1] == ("", 20, 20)


def test_it_can_be_stopped_between_pages_and_what_was_done_stays(library: Library, acted: Acted) -> None:
    picture(library, "book.tiff", pages=20)
    library.refresh()
    done = library.recognize(stopped=lambda: acted.pages >= 8)
    assert done is not None
    assert done.awaits == 12
    assert "The ferry earned" in library.document("book.tiff").text


def test_a_touched_file_still_waits_and_a_changed_one_waits_anew(library: Library, acted: Acted) -> None:
    picture(library, "book.tiff", pages=3)
    library.refresh()
    (library.corpus / "book.tiff").touch()
    assert library.refresh().awaits == 3
    picture(library, "book.tiff", pages=2)
    assert library.refresh().awaits == 2


def test_the_pages_of_a_removed_file_are_forgotten(library: Library, acted: Acted) -> None:
    picture(library)
    library.refresh()
    library.recognize()
    kept = library.index / "recognized"
    assert len(list(kept.iterdir())) == 1
    library.remove("scan.png")
    assert list(kept.iterdir()) == []


def test_a_picture_can_be_added_and_waits(library: Library, acted: Acted, tmp_path: Path) -> None:
    (tmp_path / "bill.png").write_bytes(as_file(Image.new("L", (80, 60), 255)))
    assert library.add(tmp_path / "bill.png").awaits == 1


def test_without_the_packages_a_picture_is_refused_when_it_is_added(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("assistant.models.recognizers._installed", lambda _: None)
    (tmp_path / "bill.png").write_bytes(as_file(Image.new("L", (80, 60), 255)))
    with pytest.raises(DocumentError, match=r"\[ocr\]"):
        library.add(tmp_path / "bill.png")


def test_in_the_background_it_begins_when_a_report_says_that_something_waits(library: Library, acted: Acted) -> None:
    import threading

    picture(library)
    told: list[object] = []
    is_told = threading.Event()

    def tell(news: object) -> None:
        told.append(news)
        is_told.set()

    with recognizing(library, tell) as passed:
        passed(library.refresh())
        assert is_told.wait(30)
    assert names(library) == ["scan.png"]
    assert not isinstance(told[0], IndexLockedError)


def test_a_page_whose_font_says_other_letters_is_read_from_its_picture(library: Library, acted: Acted) -> None:
    (library.corpus / "form.pdf").write_bytes(garbled_pdf())
    assert library.refresh().awaits == 1
    library.recognize()
    text = library.document("form.pdf").text
    assert "The ferry earned 1,250" in text
    assert "킿톀킸" not in text
    assert library.problems() == ()


def test_without_the_packages_a_garbled_page_is_left_out_and_the_command_is_told(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.models.recognizers._installed", lambda _: None)
    (library.corpus / "form.pdf").write_bytes(garbled_pdf())
    report = library.refresh()
    assert (report.awaits, names(library)) == (0, [])
    assert "[ocr]" in report.skipped[0].reason


def garbled_pdf() -> bytes:
    """A PDF that says Korean syllables which nobody writes."""
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfgen.canvas import Canvas

    registerFont(UnicodeCIDFont("HYSMyeongJo-Medium"))
    out = BytesIO()
    canvas = Canvas(out)
    canvas.setFont("HYSMyeongJo-Medium", 12)
    for line in range(6):
        canvas.drawString(60, 700 - 20 * line, f"킿톀킸킼킵킽 {line} 캏캚캛캒캞캧 캖킵킽")
    canvas.save()
    return out.getvalue()
