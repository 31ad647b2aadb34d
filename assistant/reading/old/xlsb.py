"""Binary Excel workbooks (.xlsb): converted by LibreOffice where it is there, else their plain values."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from itertools import chain

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.number_formats import Value, formatted
from assistant.reading.formats.xlsx import read_xlsx
from assistant.reading.hidden import hidden_parts_notes
from assistant.reading.office.libreoffice import convert
from assistant.reading.tabular.tables import Row, add_sheet
from assistant.reading.telling.losses import Losses
from assistant.reading.zipped import open_package

_WHAT = "a binary Excel workbook"
_PLAIN = (
    "is read with its numbers as they are stored (26% as 0.26), hidden rows and columns included. Save it as .xlsx, or"
    " install LibreOffice, to have it read as it is shown"
)


def read_xlsb(data: bytes, limits: Limits) -> Contents:
    """Read a workbook; hidden sheets are marked.

    Raises:
        UnreadableError: it is damaged, of another format, protected, or too large.
    """
    with open_package(data, limits, _WHAT, "xl/workbook.bin"):
        pass
    converted = convert(data, ".xlsb", ".xlsx")
    if converted is not None:
        return read_xlsx(converted, limits)
    with reading(_WHAT):
        return _plain(data)


def _plain(data: bytes) -> Contents:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assembly, losses = Assembly(), Losses()
    hidden: list[str] = []
    for told in workbook.sheets_metadata:
        if told.typ != SheetTypeEnum.WorkSheet:
            continue
        assembly.hidden = told.visible != SheetVisibleEnum.Visible
        hidden += [told.name] if assembly.hidden else []
        with losses.part(f'the rest of the sheet "{told.name}"'):
            sheet = workbook.get_sheet_by_name(told.name)
            begins = sheet.start[0] + 1 if sheet.start else 1
            rows = (Row(tuple(map(_shown, cells)), number) for number, cells in enumerate(sheet.to_python(), begins))
            first = next((row for row in rows if row.filled), None)
            if first:
                assembly.heading(told.name, 1)
                add_sheet(assembly, chain([first], rows), heading_level=2)
    if not assembly.blocks:
        raise UnreadableError("holds no value")
    notes = (_PLAIN, *hidden_parts_notes("sheet", hidden), *losses.notes)
    return Contents(assembly.text, assembly.blocks, notes=notes)


def _shown(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    has_clock = isinstance(value, datetime) and value.time() != time()
    is_moment = isinstance(value, date | time | timedelta)
    return formatted(value, "yyyy-mm-dd hh:mm" if has_clock else "yyyy-mm-dd" if is_moment else "General")
