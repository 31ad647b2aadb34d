import pytest

from assistant.reading.contents import Limits, UnreadableError
from assistant.reading.formats.epub import read_epub
from tests.reading import made


def book(spine: str = '<itemref idref="b"/><itemref idref="a"/>', **parts: str) -> bytes:
    container = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
    items = "".join(f'<item id="{i}" href="{i}.xhtml#top" media-type="application/xhtml+xml"/>' for i in "ab")
    opf = f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>"
    page = "<!DOCTYPE html><html><body><h1>{}</h1><p>Fish &amp; chips&nbsp;here.</p></body></html>"
    return made.zipped(
        {"META-INF/container.xml": container, "book.opf": opf, "a.xhtml": page.format("A"), "b.xhtml": page.format("B")}
        | {name.replace("__", "/").replace("_xml", ".xml"): text for name, text in parts.items()}
    )


def test_chapters_are_read_in_the_order_of_the_spine() -> None:
    assert read_epub(book(), Limits()).text == "B\n\nFish & chips here.\n\nA\n\nFish & chips here."


def test_the_table_of_contents_is_left_out() -> None:
    assert "Contents of the book" not in read_epub(made.epub(), Limits()).text


def test_a_chapter_that_is_missing_is_passed_over() -> None:
    assert read_epub(book('<itemref idref="zzz"/><itemref idref="a"/>'), Limits()).text.startswith("A")


def test_a_book_protected_against_copying_is_refused() -> None:
    protection = '<encryption><CipherReference URI="a.xhtml"/></encryption>'
    with pytest.raises(UnreadableError, match="protected against copying"):
        read_epub(book(**{"META-INF__encryption_xml": protection}), Limits())


def test_a_book_whose_fonts_are_encrypted_is_read() -> None:
    protection = '<encryption><CipherReference URI="font.otf"/></encryption>'
    assert read_epub(book(**{"META-INF__encryption_xml": protection}), Limits()).text


def test_a_book_without_text_is_refused() -> None:
    with pytest.raises(UnreadableError, match="holds no text"):
        read_epub(book(""), Limits())
