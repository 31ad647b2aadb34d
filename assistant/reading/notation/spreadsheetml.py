"""Writes into the strings of a workbook what their runs show: raised, lowered and struck-out characters.

`openpyxl` reads a string with runs as plain text when it reads row by row. So such strings are made plain before, with
what is raised in them as text.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile

from assistant.reading.notation.raised import Shift, TextRun, in_line
from assistant.reading.notation.symbols import in_unicode
from assistant.reading.xml import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRINGS = ("xl/sharedStrings", "xl/worksheets/")
_LOOKS = (b"vertAlign", b"<strike", b'rFont val="Symbol"', b'rFont val="Wingdings')
_SHIFTS: dict[str, Shift] = {"superscript": "raised", "subscript": "lowered"}


def with_shown_strings(package: ZipFile, mark: Callable[[str], str]) -> ZipFile:
    """Return a workbook in which no string needs its runs to be read; the same one if it has none that do."""
    told = {
        name: data
        for name in package.namelist()
        if name.startswith(_STRINGS) and name.endswith(".xml") and _has_looks(data := package.read(name))
    }
    if not told:
        return package
    from lxml import etree

    copy = io.BytesIO()
    with ZipFile(copy, "w", ZIP_STORED) as plain:
        for name in package.namelist():
            if name in told:
                root = parse_xml(told[name])
                for string in root.iter(f"{_S}si", f"{_S}is"):
                    _write(string, mark)
                plain.writestr(name, etree.tostring(root))
            else:
                plain.writestr(name, package.read(name))
    return ZipFile(copy)


def _has_looks(part: bytes) -> bool:
    return b"<r>" in part and any(look in part for look in _LOOKS)


def _write(string: Element, mark: Callable[[str], str]) -> None:
    runs = string.findall(f"{_S}r")
    if not runs:
        return
    text = in_line(map(_run, runs), mark)
    for child in list(string):
        string.remove(child)
    made = string.makeelement(f"{_S}t")
    made.text = text
    string.append(made)


def _run(run: Element) -> TextRun:
    properties = run.find(f"{_S}rPr")
    text = "".join(run.itertext(f"{_S}t"))
    if properties is None:
        return TextRun(text)
    aligned, struck, font = (properties.find(f"{_S}{name}") for name in ("vertAlign", "strike", "rFont"))
    return TextRun(
        in_unicode(text, font.get("val", "")) if font is not None else text,
        _SHIFTS.get(aligned.get("val", ""), "") if aligned is not None else "",
        struck=struck is not None and struck.get("val", "1") not in ("0", "false"),
    )
