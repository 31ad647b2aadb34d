"""Formulas whose value was not saved, as programs that write workbooks without calculating leave them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO

from assistant.reading.formats.number_formats import Value
from assistant.reading.losses import Losses
from assistant.reading.office.libreoffice import convert

CellPlace = tuple[str, str]
"""A sheet by its title, and a cell by its coordinate: "B4"."""

_UNSAVED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_IS_TEXT = re.compile(rb"""\bt=["']str["']""")
_COORDINATE = re.compile(rb"""\br=["']([A-Z]{1,3}[0-9]{1,7})["']""")
_VOLATILE = re.compile(rb">[^<]*\b(?:NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|WEBSERVICE|INFO|CELL)\(", re.IGNORECASE)
"""Functions whose value depends on the day, the machine or chance."""
_NAMED = 5


def unsaved(title: str, xml: bytes) -> list[CellPlace]:
    """Return the cells of a sheet that have a formula and no value; an empty text is a value."""
    found = (match.group(1) for match in _UNSAVED.finditer(xml))
    cells = (_COORDINATE.search(attributes) for attributes in found if not _IS_TEXT.search(attributes))
    return [(title, cell.group(1).decode()) for cell in cells if cell]


def is_volatile(xml: bytes) -> bool:
    """Return whether the formulas of a sheet give another value each time, on each machine."""
    return bool(_VOLATILE.search(xml))


def calculated(data: bytes, wanted: list[CellPlace]) -> dict[CellPlace, Value]:
    """Return the values of cells as LibreOffice calculates them; those that it cannot are missing."""
    from openpyxl import load_workbook

    converted = convert(data, ".xlsx", ".xlsx")
    if converted is None:
        return {}
    workbook = load_workbook(BytesIO(converted), read_only=True, data_only=True)
    titles, places, values = {title for title, _ in wanted}, set(wanted), dict[CellPlace, Value]()
    for sheet in workbook.worksheets:
        if sheet.title in titles:
            for row in sheet.iter_rows():
                for cell in row:
                    place = (sheet.title, getattr(cell, "coordinate", ""))
                    if place in places and not _is_error(cell.value):
                        values[place] = cell.value
    workbook.close()
    return values


def tell_missing(wanted: list[CellPlace], values: Mapping[CellPlace, Value], losses: Losses) -> None:
    """Record the formulas that have no value after all."""
    missing = [place for place in wanted if place not in values]
    if missing:
        named = ", ".join(f"{title}!{cell}" for title, cell in missing[:_NAMED])
        more = " and others" if len(missing) > _NAMED else ""
        called = "a formula" if len(missing) == 1 else f"{len(missing):,} formulas"
        why = "whose value is not saved in the file. Open it in a spreadsheet program, and save it"
        losses.add(f"{called} ({named}{more})", why)


def _is_error(value: object) -> bool:
    return value is None or (isinstance(value, str) and value.startswith(("#", "Err:")))
