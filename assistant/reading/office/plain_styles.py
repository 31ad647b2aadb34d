"""A workbook with only those styles that its values need: how numbers are shown.

openpyxl refuses a whole workbook for one odd fill, colour or property, which programs that display it pass over.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile

from assistant.reading.xml import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STYLES, _PROPERTIES = "xl/styles.xml", ("docProps/core.xml", "docProps/custom.xml", "docProps/app.xml")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NONE = {
    "fonts": "<font/>",
    "fills": '<fill><patternFill patternType="none"/></fill>',
    "borders": "<border/>",
    "cellStyleXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
}


def with_plain_styles(package: ZipFile) -> ZipFile:
    """Return a workbook without properties and with nothing but the number formats of its styles."""
    copy = io.BytesIO()
    with ZipFile(copy, "w", ZIP_STORED) as plain:
        for name in package.namelist():
            if name not in _PROPERTIES:
                part = package.read(name)
                plain.writestr(name, _number_formats(parse_xml(part)) if name == _STYLES else part)
    return ZipFile(copy)


def _number_formats(styles: Element) -> bytes:
    """Return a style sheet in which each style of a cell is only its number format."""
    from lxml import etree

    plain = etree.Element(f"{{{_MAIN}}}styleSheet", nsmap={None: _MAIN})
    formats = etree.SubElement(plain, f"{{{_MAIN}}}numFmts")
    for one in styles.iterfind(f"{{{_MAIN}}}numFmts/{{{_MAIN}}}numFmt"):
        if one.get("numFmtId", "").isdecimal() and one.get("formatCode"):
            etree.SubElement(formats, one.tag, numFmtId=one.get("numFmtId", ""), formatCode=one.get("formatCode", ""))
    for name, none in _NONE.items():
        plain.append(etree.fromstring(f'<{name} xmlns="{_MAIN}">{none}</{name}>'))
    looks = etree.SubElement(plain, f"{{{_MAIN}}}cellXfs")
    for one in styles.iterfind(f"{{{_MAIN}}}cellXfs/{{{_MAIN}}}xf"):
        number = one.get("numFmtId", "0")
        shown = {"numFmtId": number if number.isdecimal() else "0", "fontId": "0", "fillId": "0", "borderId": "0"}
        etree.SubElement(looks, one.tag, shown)
    if not len(looks):
        etree.SubElement(looks, f"{{{_MAIN}}}xf", numFmtId="0", fontId="0", fillId="0", borderId="0")
    told: bytes = etree.tostring(plain)
    return told
