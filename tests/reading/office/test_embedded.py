"""Documents inside Office documents are members, whatever they are packed in; macros are told."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from assistant.reading.contents import Limits
from assistant.reading.office.embedded import embedded_files
from assistant.reading.registry import FileReading, read_file
from tests.reading.compound import compound
from tests.reading.made import MAKERS, zipped
from tests.reading.repacked import repacked

_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject" '
    'Target="embeddings/oleObject1.bin"/></Relationships>'
)
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def holding(data: bytes) -> bytes:
    """Return an Office document that holds an object."""
    parts = {"word/document.xml": "<a/>", "word/_rels/document.xml.rels": _RELATIONS}
    return zipped({**parts, "word/embeddings/oleObject1.bin": data})


def packed(name: str, data: bytes) -> bytes:
    """Return a package of Windows."""
    path = rf"C:\tmp\{name}".encode("cp1252") + b"\0"
    shown = name.encode("cp1252") + b"\0"
    inner = b"\2\0" + shown + path + b"\0\0\3\0" + struct.pack("<I", len(path)) + path
    inner += struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(inner)) + inner


@pytest.mark.parametrize(
    ("streams", "name"),
    [
        ({"CONTENTS": PDF}, "oleObject1.pdf"),
        ({"Package": MAKERS[".xlsx"]()}, "oleObject1.xlsx"),
        ({"\x01Ole10Native": packed("Größe.txt", b"The shed is 4 m long.")}, "Größe.txt"),
        ({"Workbook": bytes(600)}, "oleObject1.xls"),
        ({"WordDocument": bytes(600)}, "oleObject1.doc"),
    ],
)
def test_a_document_in_an_object_is_a_member(streams: dict[str, bytes], name: str) -> None:
    (member,) = embedded_files(holding(compound(streams)), Limits(), "a Word document")
    assert (member.name, member.problem) == (name, "")
    assert member.data


@pytest.mark.parametrize(
    "data",
    [
        b"not compound at all",
        compound({"Equation Native": b"x"}),
        compound({"CONTENTS": b"no format that is known"}),
        compound({"\x01Ole10Native": b"\x10\0\0\0\2\0cut"}),
        compound({"\x01Ole10Native": packed("a.txt", b"A text.")[:-3]}),
        compound({"WordDocument": bytes(600)})[:520],
    ],
)
def test_another_object_is_named_as_not_read(data: bytes) -> None:
    (member,) = embedded_files(holding(data), Limits(), "a Word document")
    assert member.name == "oleObject1.bin"
    assert "object of another program" in member.problem


def read_as(folder: Path, name: str, data: bytes) -> FileReading:
    (folder / name).write_bytes(data)
    return read_file(folder / name, name, Limits())


_WORD, _SLIDES = "application/vnd.ms-word.", "application/vnd.ms-powerpoint."
_OPEN = "application/vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    ("suffix", "kin", "plain", "type_of_main"),
    [
        (".docm", ".docx", "wordprocessingml.document", f"{_WORD}document.macroEnabled"),
        (".dotx", ".docx", "wordprocessingml.document", f"{_OPEN}wordprocessingml.template"),
        (".dotm", ".docx", "wordprocessingml.document", f"{_WORD}template.macroEnabledTemplate"),
        (".pptm", ".pptx", "presentationml.presentation", f"{_SLIDES}presentation.macroEnabled"),
        (".ppsx", ".pptx", "presentationml.presentation", f"{_OPEN}presentationml.slideshow"),
        (".ppsm", ".pptx", "presentationml.presentation", f"{_SLIDES}slideshow.macroEnabled"),
        (".potx", ".pptx", "presentationml.presentation", f"{_OPEN}presentationml.template"),
        (".potm", ".pptx", "presentationml.presentation", f"{_SLIDES}template.macroEnabled"),
        (".xltx", ".xlsx", "spreadsheetml.sheet", f"{_OPEN}spreadsheetml.template"),
        (".xltm", ".xlsx", "spreadsheetml.sheet", "application/vnd.ms-excel.template.macroEnabled"),
    ],
)
def test_templates_shows_and_files_with_macros_are_read_as_their_plain_kin(
    tmp_path: Path, suffix: str, kin: str, plain: str, type_of_main: str
) -> None:
    data = repacked(
        MAKERS[kin](), "[Content_Types].xml", f"{_OPEN}{plain}.main".encode(), f"{type_of_main}.main".encode()
    )
    expected = read_as(tmp_path, f"plain{kin}", MAKERS[kin]()).sources[0]
    assert read_as(tmp_path, f"a{suffix}", data).sources[0].document.text == expected.document.text


@pytest.mark.parametrize(("kin", "folder"), [(".docx", "word"), (".pptx", "ppt"), (".xlsx", "xl")])
def test_macros_are_told_and_left_alone(tmp_path: Path, kin: str, folder: str) -> None:
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(BytesIO(MAKERS[kin]())) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    data = zipped({**parts, f"{folder}/vbaProject.bin": b"Sub AutoOpen()"})
    reading = read_as(tmp_path, f"a{kin}", data)
    assert reading.sources
    assert [skipped.reason for skipped in reading.skipped] == ["is read without its macros, which are never run"]
