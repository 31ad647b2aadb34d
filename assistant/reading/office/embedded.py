"""Files embedded in Office documents: documents become members, other objects are named as not read.

A document is embedded as it is, in an OLE object of its program, or in a package of Windows (MS-OLEDS, 2.3.6).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import PurePosixPath
from struct import unpack_from
from typing import TYPE_CHECKING

from assistant.reading.contents import Limits, Member, UnreadableError
from assistant.reading.office.relations import related
from assistant.reading.signatures import OLE, suffix_of
from assistant.reading.zipped import open_zip, take

if TYPE_CHECKING:
    from zipfile import ZipFile

_WHOLE = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls", "PowerPoint Document": ".ppt"}
"""The streams by which a document of an old format is known that is embedded as it is."""
_DIAGRAMS = tuple(f"0002080{number}-0000-0000-C000-000000000046" for number in (0, 1, 3))
"""Microsoft Graph, whose objects have a stream like that of a workbook."""
_HOLDING, _PACKED = ("Package", "CONTENTS"), "\x01Ole10Native"
"""The streams that hold a file of another format: an OOXML document, a PDF, or what the packager of Windows took."""
_MACROS = "vbaproject.bin"
_UNREAD = "is an object of another program inside the document, which is not read. Open it there and save it as a file."


def embedded_files(data: bytes, limits: Limits, what: str) -> tuple[Member, ...]:
    """Return the files embedded in an Office document, by the relations of its parts.

    The workbook behind a chart is left out: the chart has a copy of its numbers.
    """
    opened = open_zip(data, limits, what)
    parts = (part for part in opened.NameToInfo if PurePosixPath(part).parent.name not in ("charts", "_rels"))
    names = dict.fromkeys(name for part in parts for name in related(opened, part, "package", "oleObject"))
    return tuple(_member(opened, name) for name in names)


def macro_note(package: ZipFile) -> tuple[str, ...]:
    """Return the note that an Office document has macros, if it does. Nothing here runs them."""
    has_macros = any(PurePosixPath(name).name.lower() == _MACROS for name in package.NameToInfo)
    return ("is read without its macros, which are never run",) if has_macros else ()


def _member(opened: ZipFile, name: str) -> Member:
    shown = PurePosixPath(name).name
    try:
        data = take(opened, opened.NameToInfo[name])
    except UnreadableError as error:
        return Member(shown, b"", f"{error.found}. {error.advice}")
    if not shown.lower().endswith(".bin"):
        return Member(shown, data)
    with suppress(Exception):  # olefile may raise anything on damaged files
        if (inner := _inner_file(PurePosixPath(name).stem, data)) is not None:
            return inner
    return Member(shown, b"", _UNREAD)


def _inner_file(stem: str, data: bytes) -> Member | None:
    """Return the file that an OLE object is, or holds, or None for what no file format is known of."""
    import olefile

    if not data.startswith(OLE):
        return None
    with olefile.OleFileIO(data) as ole:
        streams = {"/".join(path): path for path in ole.listdir()}
        for stream, suffix in _WHOLE.items():
            if stream in streams and ole.root.clsid not in _DIAGRAMS:
                return Member(stem + suffix, data)
        for stream in _HOLDING:
            if stream in streams:
                held = ole.openstream(stream).read()
                return Member(stem + suffix, held) if (suffix := suffix_of(held)) else None
        return _packed(ole.openstream(_PACKED).read()) if _PACKED in streams else None


def _packed(native: bytes) -> Member | None:
    """Return the file that the packager of Windows put into a document: its name, paths, size and bytes."""
    name, after = _text_at(native, 6)
    _, after = _text_at(native, after)
    (length,) = unpack_from("<I", native, after + 4)
    after += 8 + length
    (size,) = unpack_from("<I", native, after)
    data = native[after + 4 : after + 4 + size]
    name = PurePosixPath(name.replace("\\", "/")).name
    return Member(name, data) if name and len(data) == size else None


def _text_at(data: bytes, place: int) -> tuple[str, int]:
    """Return a text that ends with a zero byte, and where what follows it begins."""
    end = data.index(b"\0", place)
    return data[place:end].decode("cp1252", "replace"), end + 1
