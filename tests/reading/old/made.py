"""Small files of old formats: two that LibreOffice saved from text of ours, the others written here."""

from __future__ import annotations

import gzip
import io
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.reading.compound import Tree, compound
from tests.reading.made import CLOUD, RISK, ROWS, zipped

_HERE = Path(__file__).parent
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def doc() -> bytes:
    return gzip.decompress((_HERE / "harvest.doc.gz").read_bytes())


def ppt() -> bytes:
    return gzip.decompress((_HERE / "slides.ppt.gz").read_bytes())


def xls() -> bytes:
    import xlwt

    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Revenue")
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            sheet.write(number, column, float(text) if number and column else text)
    sheet.write(4, 0, CLOUD)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def properties(values: dict[int, str | bytes | int | datetime], head: int) -> dict[str, bytes | Tree]:
    """The streams of a message's, a recipient's or an attachment's properties."""
    told, streams = bytes(head), dict[str, bytes | Tree]()
    for number, value in values.items():
        if isinstance(value, str):
            kind, fixed, stream = 0x1F, b"", value.encode("utf-16-le")
        elif isinstance(value, bytes):
            kind, fixed, stream = 0x102, b"", value
        elif isinstance(value, int):
            kind, fixed, stream = 0x03, struct.pack("<II", value, 0), None
        else:
            kind, fixed, stream = 0x40, struct.pack("<Q", int((value - _EPOCH).total_seconds()) * 10**7), None
        if stream is not None:
            streams[f"__substg1.0_{number:04X}{kind:04X}"] = stream
            fixed = struct.pack("<II", len(stream), 0)
        told += struct.pack("<HHI", kind, number, 6) + fixed
    return {"__properties_version1.0": told, **streams}


def message(values: dict[int, str | bytes | int | datetime], *attached: Tree, head: int = 32) -> Tree:
    recipient = properties({0x3001: "Board", 0x39FE: "board@example.org", 0x0C15: 1}, 8)
    parts: dict[str, bytes | Tree] = dict(properties(values, head))
    parts["__recip_version1.0_#00000000"] = recipient
    for number, one in enumerate(attached):
        parts[f"__attach_version1.0_#{number:08X}"] = one
    return parts


SENT = datetime(2025, 8, 29, 9, 30, tzinfo=UTC)
LETTER: dict[int, str | bytes | int | datetime] = {
    0x0037: "Quarterly review",
    0x0042: "Wei Chen",
    0x0065: "wei@example.org",
    0x0039: SENT,
    0x1000: f"{CLOUD}\r\n\r\n{RISK}\r\n",
}


def msg() -> bytes:
    return compound(message(LETTER, properties({0x3707: "segments.csv", 0x3701: b"a,b\n1,2", 0x3705: 1}, 8)))


def _record(kind: int, data: bytes = b"") -> bytes:
    coded = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return (
        coded
        + bytes([len(data) & 0x7F | (0x80 if len(data) > 127 else 0)])
        + (bytes([len(data) >> 7]) if len(data) > 127 else b"")
        + data
    )


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb() -> bytes:
    """A workbook of one sheet, in the records of MS-XLSB."""
    rows = b""
    for number, row in enumerate([*ROWS, [], [CLOUD]]):
        rows += _record(0, struct.pack("<IIHHHBI", number, 0, 0x12C, 0, 0, 0, 0)) if row else b""
        for column, text in enumerate(row):
            place = struct.pack("<II", column, 0)
            is_number = number in (1, 2) and column
            rows += _record(5, place + struct.pack("<d", float(text))) if is_number else _record(6, place + _wide(text))
    sheet = (
        _record(129) + _record(148, struct.pack("<4I", 0, 4, 0, 2)) + _record(145) + rows + _record(146) + _record(130)
    )
    listed = _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Revenue"))
    book = _record(131) + _record(143) + listed + _record(144) + _record(132)
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return zipped(
        {
            "[Content_Types].xml": types,
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relations,
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


MAKERS: dict[str, Callable[[], bytes]] = {".doc": doc, ".ppt": ppt, ".xls": xls, ".xlsb": xlsb, ".msg": msg}
