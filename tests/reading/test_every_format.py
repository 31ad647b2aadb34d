import random
import unicodedata
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import DocumentError
from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.readers import reader_of
from assistant.reading.registry import FileReading, read_file
from assistant.reading.tabular.table_structure import rows_of_tables
from tests.reading.made import CLOUD
from tests.reading.made import MAKERS as NEW
from tests.reading.old.made import MAKERS as OLD

MAKERS = NEW | OLD
SUFFIXES = sorted(MAKERS)
LIMITS = Limits(expanded_bytes=50_000_000)


@cache
def made(suffix: str) -> bytes:
    return MAKERS[suffix]()


def read(suffix: str, data: bytes) -> Contents | None:
    """What the reader gives, or None where it says what is wrong; nothing else may come of any bytes."""
    contents = attempt(suffix, data)
    if isinstance(contents, Contents):
        check(contents)
        return contents
    assert contents.found
    assert contents.advice.endswith(".")
    return None


def attempt(suffix: str, data: bytes) -> Contents | UnreadableError:
    try:
        return reader_of(suffix.removeprefix("."))(data, LIMITS)
    except UnreadableError as error:
        return error


def check(contents: Contents) -> None:
    text, end = contents.text, 0
    for block in contents.blocks:
        assert end <= block.start < block.end <= len(text)
        assert not text[end : block.start].strip()
        assert text[block.start : block.end] == text[block.start : block.end].strip()
        assert bool(block.cells) == (block.kind in ("header", "row"))
        edges = [edge for cell in block.cells for edge in cell]
        assert edges == sorted(edges)
        assert all(block.start <= edge <= block.end for edge in edges)
        end = block.end
    assert not text[end:].strip()
    assert list(contents.pages) == sorted(contents.pages)
    assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    for told in (contents.title, contents.author, contents.date):
        assert told == told.strip()
        assert told.isprintable()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_of_each_format_is_read_in_blocks_that_cover_its_text(suffix: str) -> None:
    assert read(suffix, made(suffix)) is not None


@pytest.mark.parametrize(
    ("suffix", "title"),
    [
        (".docx", "Quarterly review"),
        (".pptx", "Two engines"),
        (".xlsx", "Segments"),
        (".html", "Quarterly review"),
        (".epub", "Quarterly review"),
        (".eml", "Quarterly review"),
        (".rtf", "Quarterly review"),
        (".odt", "Quarterly review"),
        (".ods", "Quarterly review"),
        (".odp", "Quarterly review"),
        (".json", "Quarterly review"),
        (".xml", "Quarterly review"),
        (".tex", "Quarterly review"),
        (".mht", "Quarterly review"),
        (".msg", "Quarterly review"),
    ],
)
def test_each_format_with_fields_says_its_title_who_wrote_it_and_when(suffix: str, title: str) -> None:
    contents = reader_of(suffix.removeprefix("."))(made(suffix), LIMITS)
    assert (contents.title, contents.author) == (title, "Wei Chen")
    if suffix == ".xlsx":  # openpyxl writes the day on which it saves, which may have been before midnight
        assert date.today() - date.fromisoformat(contents.date) <= timedelta(days=1)
    else:
        assert contents.date == "2025-08-29"


@pytest.mark.parametrize("suffix", [s for s in SUFFIXES if s not in (".csv", ".tsv", ".ods", ".zip", ".doc", ".mbox")])
def test_each_format_gives_a_paragraph_as_it_was_written(suffix: str) -> None:
    contents = reader_of(suffix.removeprefix("."))(made(suffix), LIMITS)
    blocks = [contents.text[block.start : block.end] for block in contents.blocks]
    assert any(CLOUD in block and len(block) <= len(CLOUD) + 10 for block in blocks)


@pytest.mark.parametrize(
    "suffix",
    [".csv", ".tsv", ".docx", ".pptx", ".xlsx", ".html", ".epub", ".rtf", ".odt", ".ods", ".xls", ".xlsb", ".tex"],
)
def test_each_format_gives_a_table_as_its_header_and_rows(suffix: str) -> None:
    contents = reader_of(suffix.removeprefix("."))(made(suffix), LIMITS)
    table = [(b.kind, contents.text[b.start : b.end]) for b in contents.blocks if b.kind in ("header", "row")]
    assert table == [
        ("header", "Segment | 2024 | 2025"),
        ("row", "Cloud | 26.5 | 33.4"),
        ("row", "Commerce | 113.4 | 140.1"),
    ]
    *_, commerce = rows_of_tables(contents.text, contents.blocks).values()
    assert [(cell.text, cell.columns) for cell in commerce.cells] == [
        ("Commerce", ("Segment",)),
        ("113.4", ("2024",)),
        ("140.1", ("2025",)),
    ]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_cut_off_anywhere_is_read_or_refused_with_a_reason(suffix: str) -> None:
    data = made(suffix)
    step = max(1, len(data) // 150)
    for length in (*range(0, len(data), step), len(data) - 1):
        read(suffix, data[:length])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_with_damaged_bytes_is_read_or_refused_with_a_reason(suffix: str) -> None:
    data = made(suffix)
    chance = random.Random(7)
    for _ in range(100):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 1, 3, 20))):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        read(suffix, bytes(damaged))


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_at_all_are_read_or_refused_with_a_reason(suffix: str, data: bytes) -> None:
    read(suffix, data)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("content", SUFFIXES)
def test_a_file_that_is_of_another_format_than_its_name_says_is_read_or_refused(suffix: str, content: str) -> None:
    read(suffix, made(content))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_file_is_said_to_be_empty(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"nothing{suffix}"
    path.write_bytes(b"")
    with pytest.raises(DocumentError, match=r"nothing\.\w+ (?:is empty|has none of the headers)"):
        read_file(path, path.name, LIMITS)


def read_as(folder: Path, name: str, data: bytes) -> FileReading:
    path = folder / name
    path.write_bytes(data)
    return read_file(path, name, LIMITS)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.docx", PDF, r"is a PDF by its content, not a Word document\. Rename it to end in \.pdf"),
        ("a.docx", made(".html"), r"is an HTML page by its content.*\.html"),
        ("a.docx", made(".rtf"), r"is an RTF document by its content.*\.rtf"),
        ("a.docx", made(".xlsx"), r"is an Excel workbook by its content.*\.xlsx"),
        ("a.docx", made(".txt"), r"is not a Word document by its content"),
        ("a.xlsx", made(".csv"), r"is not an Excel workbook by its content"),
        ("a.xlsx", made(".ods"), r"is an OpenDocument spreadsheet by its content.*\.ods"),
        ("a.pptx", made(".docx"), r"is a Word document by its content.*\.docx"),
        ("a.odt", made(".epub"), r"is an EPUB by its content.*\.epub"),
        ("a.odt", made(".ods"), r"not an OpenDocument text"),
        ("a.txt", made(".zip"), r"is a Word document by its content|is a zip archive by its content.*\.zip"),
        ("a.md", PDF, r"is a PDF by its content.*\.pdf"),
        ("a.json", PDF, r"is a PDF by its content"),
        ("a.rtf", made(".txt"), r"is not an RTF document by its content"),
        ("a.pdf", b"", r"is empty"),
        ("a.pdf", made(".html"), r"is an HTML page by its content, not a PDF\. Rename it to end in \.html"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", r"is a PNG picture by its content, not a PDF\. Rename it to end in \.png"),
        ("a.png", b"\x89PNG\r\n\x1a\n", r"is a damaged picture"),
        ("a.jpg", b"GIF89a;", "is a damaged picture"),
        ("a.docx", OLE + "WordDocument".encode("utf-16-le"), r"is an old Word document.*Rename it to end in \.doc"),
        ("a.xlsx", OLE + "Workbook".encode("utf-16-le"), r"is an old Excel workbook.*Rename it to end in \.xls"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), r"is protected by a password.*without the password"),
        ("a.txt", OLE, r"is a file of an old Office program"),
        ("a.eml", made(".txt"), r"has none of the headers of an e-mail"),
    ],
)
def test_a_file_that_lies_about_its_type_is_told_for_what_it_is(
    tmp_path: Path, name: str, data: bytes, told: str
) -> None:
    with pytest.raises(DocumentError, match=told):
        read_as(tmp_path, name, data)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.wps", r"\.wps\)\. Save it as \.docx"),
        ("a.PST", r"\.pst\)\. Save it as \.mbox"),
        ("a.pages", r"choose File > Export To > Word"),
        ("a.xyz", r"\(\.xyz\)\. Documents of Office"),
        ("a", r"\(no suffix\)\. Documents of Office"),
        ("~$a.docx", r"is left by Office while a document is open"),
    ],
)
def test_a_format_that_is_not_read_comes_with_what_to_save_it_as(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(DocumentError, match=told):
        read_as(tmp_path, name, b"text")
