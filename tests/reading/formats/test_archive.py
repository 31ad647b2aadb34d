from pathlib import Path
from typing import Any

import pytest

from assistant.reading.contents import Limits, UnreadableError
from assistant.reading.formats.archive import read_zip
from assistant.reading.registry import FileReading, read_file
from tests.reading.made import docx, zipped


def read(folder: Path, parts: Any, limits: Limits | None = None) -> FileReading:
    path = folder / "a.zip"
    path.write_bytes(zipped(parts))
    return read_file(path, path.name, limits or Limits())


def names(reading: FileReading) -> list[str]:
    return [source.document.name for source in reading.sources]


def test_the_files_of_an_archive_are_documents_called_after_both(tmp_path: Path) -> None:
    reading = read(tmp_path, {"notes/": b"", "notes/a.txt": b"One.", "b.docx": docx(), "c.xyz": b"x", "d.txt": b""})
    assert names(reading) == ["a.zip/notes/a.txt", "a.zip/b.docx"]
    assert [(skipped.name, skipped.reason.split(".")[0]) for skipped in reading.skipped] == [
        ("a.zip/c.xyz", "is of a format that is not read ("),
        ("a.zip/d.txt", "is empty"),
    ]


def test_what_systems_leave_behind_is_passed_over_without_a_word(tmp_path: Path) -> None:
    litter = {"__MACOSX/a.txt": b"x", ".DS_Store": b"x", "b/.git/c.txt": b"x", "Thumbs.db": b"x"}
    assert read(tmp_path, {"a.txt": b"One."} | litter).skipped == ()


@pytest.mark.parametrize("name", ["../a.txt", "b/../../a.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt"])
def test_a_name_that_leads_out_of_the_archive_is_reported(name: str) -> None:
    (member,) = read_zip(zipped({name: b"text"}), Limits()).members
    assert "leads out" in member.problem
    assert member.data == b""


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_files_by_one_name_the_first_is_read() -> None:
    import io
    from zipfile import ZipFile

    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", b"one")
        archive.writestr("a.txt", b"two")
    first, second = read_zip(buffer.getvalue(), Limits()).members
    assert (first.data, first.problem) == (b"one", "")
    assert "more than once" in second.problem


def test_an_encrypted_file_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"One.", "b.txt": b"Two."}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path = tmp_path / "a.zip"
    path.write_bytes(bytes(data))
    reading = read_file(path, "a.zip", Limits())
    assert names(reading) == ["a.zip/b.txt"]
    assert [(skipped.name, "password" in skipped.reason) for skipped in reading.skipped] == [("a.zip/a.txt", True)]


def test_archives_in_archives_are_followed_three_deep(tmp_path: Path) -> None:
    inner: dict[str, bytes] = {"text.txt": b"Deep."}
    for level in range(4, 1, -1):
        inner = {"text.txt": f"Level {level}.".encode(), f"{level}.zip": zipped(inner)}
    reading = read(tmp_path, inner)
    assert names(reading) == ["a.zip/text.txt", "a.zip/2.zip/text.txt", "a.zip/2.zip/3.zip/text.txt"]
    assert [skipped.reason for skipped in reading.skipped] == ["lies more than 3 files deep"]


def test_what_is_unpacked_is_counted_over_all_that_is_nested(tmp_path: Path) -> None:
    inner = zipped({"a.txt": b"x" * 600_000})
    reading = read(tmp_path, {"1.zip": inner, "2.zip": inner}, Limits(expanded_bytes=1_000_000))
    assert names(reading) == ["a.zip/1.zip/a.txt"]
    assert [skipped.name for skipped in reading.skipped] == ["a.zip/2.zip"]
    assert "when it is unpacked" in reading.skipped[0].reason


def test_members_are_counted_over_all_that_is_nested(tmp_path: Path) -> None:
    inner = zipped({f"{number}.txt": b"x" for number in range(5)})
    reading = read(tmp_path, {"1.zip": inner, "2.zip": inner}, Limits(members=10))
    assert len(names(reading)) == 5
    assert "holds 5 files, more than the limit of 3" in reading.skipped[0].reason


def test_a_name_in_utf_8_that_does_not_say_so_is_decoded() -> None:
    data = zipped({"Größe.txt": b"text"})
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flags = data.index(signature) + at + 1
        data = data[:flags] + bytes([data[flags] & ~0x08]) + data[flags + 1 :]
    assert [member.name for member in read_zip(data, Limits()).members] == ["Größe.txt"]


def test_an_archive_without_files_is_refused() -> None:
    with pytest.raises(UnreadableError, match="holds no file"):
        read_zip(zipped({}), Limits())
