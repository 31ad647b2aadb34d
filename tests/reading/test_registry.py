import hashlib
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest

from assistant.errors import DocumentError
from assistant.reading.contents import Limits
from assistant.reading.registry import is_supported, read_file, why_unsupported
from assistant.types import Document
from tests.reading.made import zipped

LIMIT = 1_000_000


def read(folder: Path, data: bytes, name: str = "note.txt", limit: int = LIMIT) -> Document:
    path = folder / name
    path.write_bytes(data)
    (source,) = read_file(path, name, Limits(file_bytes=limit)).sources
    return source.document


@pytest.mark.parametrize(
    ("name", "supported"),
    [
        ("a.txt", True),
        ("a.TXT", True),
        ("a.text", True),
        ("a.md", True),
        ("a.markdown", True),
        ("a.docx", True),
        ("a.ZIP", True),
        ("a.doc", True),
        ("a.pages", False),
        ("~$a.docx", False),
        ("a", False),
        (".txt", False),
        ("a.md.bak", False),
    ],
)
def test_files_are_supported_by_their_suffix(name: str, supported: bool) -> None:
    assert is_supported(Path(name)) is supported


def test_a_document_is_the_files_text_and_the_hash_of_its_bytes(tmp_path: Path) -> None:
    data = "Ligature ﬁ, accent e\u0301, no-break\u00a0space.\n".encode()
    document = read(tmp_path, data)
    assert document.text == data.decode()
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert (document.name, document.pages) == ("note.txt", ())


@pytest.mark.parametrize("data", [b"one\r\ntwo\r\n", b"one\rtwo\r", b"one\ntwo\n"])
def test_line_ends_become_line_feeds(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path, data).text == "one\ntwo\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text", ["The quay is 80 metres long.\n", "码头长80米。\n第二行\n", "Причал имеет длину 80 м.\n"]
)
def test_wide_text_without_a_mark_is_known_by_its_zero_bytes(tmp_path: Path, text: str, encoding: str) -> None:
    assert read(tmp_path, text.encode(encoding)).text == text


def test_a_single_odd_character_is_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, b"The quay is 80 metres long. " * 9 + b"\0\x07end").text.endswith("long. end")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_heeded_and_not_part_of_the_text(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, "Größe 公司".encode(encoding)).text == "Größe 公司"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The company’s revenue grew by 26% – “a surprise”, it said.", "cp1252"),
        ("La société a réalisé un chiffre d'affaires record, grâce à l'été.", "cp1252"),
        ("Müller & Söhne wuchs um 5 % – größer als erwartet.", "latin-1"),
        ("Выручка компании выросла на двадцать шесть процентов в прошлом году.", "cp1251"),
        ("公司第二季度收入增长。云业务表现强劲。分析师感到意外。", "gb18030"),
        ("会社は2019年に設立された。とても良い会社だと思います。", "shift_jis"),
    ],
)
def test_text_that_is_not_utf_8_is_decoded_by_its_look(tmp_path: Path, text: str, encoding: str) -> None:
    data = text.encode(encoding, errors="ignore")
    assert read(tmp_path, data).text == data.decode(encoding)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"one zero byte, and in front of it some text" + bytes(200), "binary data"),
        (b"one zero byte " + b"\0", "binary data"),
        (bytes(range(1, 9)) * 10 + b"text", "binary data"),
        (b"\xff\xfe\x00", "damaged at byte"),
        (bytes(range(128, 256)) * 8, "detected reliably"),
    ],
)
def test_what_is_not_text_is_refused_with_a_reason(tmp_path: Path, data: bytes, complaint: str) -> None:
    with pytest.raises(DocumentError, match=complaint) as caught:
        read(tmp_path, data)
    assert "note.txt" in str(caught.value)
    assert "Save it as UTF-8" in str(caught.value)


def test_a_file_over_the_limit_is_refused_with_both_numbers(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"11 bytes, more than the 10 .*ASSISTANT_MAX_FILE_BYTES"):
        read(tmp_path, b"x" * 11, limit=10)
    assert read(tmp_path, b"x" * 10, limit=10).text == "x" * 10


def test_an_unknown_format_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"\(\.xyz\)\. Documents of Office .* and pictures are\."):
        read(tmp_path, b"text", name="note.xyz")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        read_file(tmp_path / "gone.txt", "gone.txt", Limits())
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(DocumentError, match="cannot be read"):
        read_file(tmp_path / "folder.txt", "folder.txt", Limits())


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, _flags: int) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("assistant.reading.opening.os.open", refuse)
    with pytest.raises(DocumentError, match=r"Permission denied\. Check the path and its permissions"):
        read(tmp_path, b"text")


PARAGRAPH = "This is a paragraph that goes on for a while, so that no one takes it for a heading of any kind."


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", f"{PARAGRAPH}\n\n# The *real* `title`\n\n{PARAGRAPH}", "The real title"),
        ("a.md", f"Setext\n======\n\n{PARAGRAPH}", "Setext"),
        ("a.md", f"## Below\n\n{PARAGRAPH}\n\n# First\n\n# Second", "First"),
        ("a.md", f"## Only a section\n\n{PARAGRAPH}", "Only a section"),
        ("a.md", f"```\n# a comment\n```\n{PARAGRAPH}", "A"),
        ("a.txt", f"Annual letter\n\n{PARAGRAPH}", "Annual letter"),
        ("a.txt", f"年度报告\n\n{PARAGRAPH}", "年度报告"),
        ("2024_annual-letter.txt", f"{PARAGRAPH}\n\nA section\n{PARAGRAPH}", "2024 annual letter"),
        ("my-notes.txt", "# not a heading here.", "My notes"),
    ],
)
def test_the_title_is_the_top_heading_or_the_files_name(tmp_path: Path, name: str, text: str, title: str) -> None:
    assert read(tmp_path, text.encode(), name).title == title


@pytest.mark.parametrize("name", ["empty.docx", "empty.xlsx", "empty.pptx", "empty.zip"])
def test_a_file_that_gives_no_text_is_skipped_and_not_taken_for_a_document(tmp_path: Path, name: str) -> None:
    makers: dict[str, Callable[[], object]] = {
        "docx": docx.Document,
        "xlsx": openpyxl.Workbook,
        "pptx": pptx.Presentation,
    }
    path = tmp_path / name
    if name.endswith("zip"):
        path.write_bytes(zipped({"a.xyz": b"x"}))
    else:
        makers[name[-4:]]().save(path)  # type: ignore[attr-defined]  # each has it
    reading = read_file(path, name, Limits())
    assert reading.sources == ()
    assert reading.skipped[0].name == name
    assert not reading.skipped[0].in_part


def test_a_workbook_without_cells_is_called_empty_and_is_no_picture_to_recognize(tmp_path: Path) -> None:
    for name, maker, told in (("a.xlsx", openpyxl.Workbook, "is empty"), ("a.docx", docx.Document, "as a picture")):
        maker().save(str(tmp_path / name))
        assert told in read_file(tmp_path / name, name, Limits()).skipped[0].reason


@pytest.mark.parametrize(("name", "program"), [("a.pages", "Pages"), ("b.NUMBERS", "Numbers"), ("c.key", "Keynote")])
def test_files_of_apples_programs_are_refused_with_how_to_export_them(name: str, program: str) -> None:
    told = why_unsupported(Path(name))
    assert f"which only {program} opens" in told
    assert "File > Export To" in told
