"""Excel workbooks of before 2007 (.xls): each sheet under its name, values as they are shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.formats.number_formats import Value, formatted
from assistant.reading.formats.xlsx import read_xlsx
from assistant.reading.hidden import SMALLEST_PT, WHITE, LeftOut, hidden_parts_notes, is_lost_on
from assistant.reading.office.charts import shown_number
from assistant.reading.office.libreoffice import convert
from assistant.reading.signatures import OLE, wrong_type
from assistant.reading.tabular.merges import Merge, with_merges
from assistant.reading.tabular.tables import Row, add_sheet
from assistant.reading.telling.losses import Losses

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.formatting import XF
    from xlrd.sheet import Cell, Sheet

_WHAT = "an old Excel workbook"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
"""How the workbooks of the first versions begin, which are no OLE files."""
_STREAMS = "Workbook", "Book"
"""What a workbook is called inside its OLE file."""
_TWIPS = 20
_SAVE = "Open it in Excel or LibreOffice and save it as .xlsx; or install LibreOffice here, which reads more of them."


def read_xls(data: bytes, limits: Limits) -> Contents:
    """Read a workbook; hidden sheets are marked, and hidden rows, columns and cells are left out.

    What xlrd cannot read, or not all of it, is converted by LibreOffice where it is there. Of a file whose structure
    is damaged, what can be reached is read.

    Raises:
        UnreadableError: it is damaged, of another format, or protected.
    """
    if not data.startswith((OLE, *_BIFF)):
        raise wrong_type(data, _WHAT)
    contents, failed = None, None
    try:
        book, sound = _opened(data)
        contents, is_whole = _contents(book, sound=sound)
        if is_whole:
            return contents
    except UnreadableError:
        raise
    except Exception as error:  # xlrd may raise anything on a damaged file
        failed = error
    converted = convert(data, ".xls", ".xlsx")
    if converted is not None:
        return read_xlsx(converted, limits)
    if contents is not None:
        return contents
    if data.startswith(OLE) and not any(name.encode("utf-16-le") in data for name in _STREAMS):
        raise wrong_type(data, _WHAT) from failed
    raise UnreadableError(f"is {_WHAT} that is damaged or written in an odd way{_found(failed)}", _SAVE) from failed


def _found(error: Exception | None) -> str:
    """Return what a library found, in brackets; an assertion of its own says nothing to others."""
    return f" ({error})" if str(error or "") and not isinstance(error, AssertionError) else ""


def _opened(data: bytes) -> tuple[Book, bool]:
    """Open a workbook; return it, and whether its structure is whole."""
    import xlrd
    from xlrd.compdoc import CompDocError

    opens = partial(xlrd.open_workbook, file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO())
    try:
        return opens(), True
    except CompDocError:
        return opens(ignore_workbook_corruption=True), False
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise UnreadableError("is protected by a password", "Save it without the password.") from error
        raise


def _contents(book: Book, *, sound: bool) -> tuple[Contents, bool]:
    """Return the contents of a workbook, and whether nothing of it was lost; nothing is sure if it is not `sound`."""
    assembly, left_out, losses = Assembly(), LeftOut(), Losses()
    if not sound:
        losses.add("what its damaged file structure hides", "if anything")
    hidden: list[str] = []
    for number, name in enumerate(book.sheet_names()):
        with losses.part(f'the rest of the sheet "{name}"'):
            sheet = book.sheet_by_index(number)
            assembly.hidden = sheet.visibility != 0
            hidden += [name] if assembly.hidden else []
            merges = (Merge(top, left, below - 1, right - 1) for top, below, left, right in sheet.merged_cells)
            rows = with_merges(_rows(book, sheet, left_out), merges)
            first = next((row for row in rows if row.filled), None)
            if first:
                assembly.heading(name, 1)
                add_sheet(assembly, chain([first], rows), heading_level=2)
            book.unload_sheet(number)
    notes = (*left_out.notes, *hidden_parts_notes("sheet", hidden), *losses.notes)
    return Contents(assembly.text, assembly.blocks, notes=notes), not losses.notes


def _rows(book: Book, sheet: Sheet, left_out: LeftOut) -> Iterator[Row]:
    columns = {column for column, told in sheet.colinfo_map.items() if told.hidden}
    for number in range(sheet.nrows):
        told = sheet.rowinfo_map.get(number)
        is_hidden = bool(told is not None and told.hidden)
        texts: list[str] = []
        for column, cell in enumerate(sheet.row(number)):
            text = _shown(book, cell)
            if text and (is_hidden or column in columns or not _is_seen(book, cell)):
                left_out.add(text)
                text = ""
            texts.append(text)
        yield Row(tuple(texts), number + 1)


def _shown(book: Book, cell: Cell) -> str:
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT, error_text_from_code
    from xlrd.xldate import XLDateError, xldate_as_datetime

    value: Value = cell.value
    if cell.ctype == XL_CELL_TEXT:
        return str(value)
    if cell.ctype == XL_CELL_BOOLEAN:
        return formatted(bool(value), "General")
    if cell.ctype == XL_CELL_ERROR:
        return str(error_text_from_code.get(value, "#N/A"))
    code = _format(book, cell)
    if cell.ctype == XL_CELL_DATE:
        try:
            return formatted(xldate_as_datetime(value, book.datemode), code)
        except (XLDateError, ValueError, OverflowError):
            return formatted(value, "General")
    return shown_number(value, code) if cell.ctype == XL_CELL_NUMBER and isinstance(value, float) else ""


def _style(book: Book, cell: Cell) -> XF | None:
    """Return the style of a cell, or None if the workbook lacks it."""
    known = cell.xf_index is not None and 0 <= cell.xf_index < len(book.xf_list)
    return book.xf_list[cell.xf_index] if known else None


def _format(book: Book, cell: Cell) -> str:
    style = _style(book, cell)
    known = book.format_map.get(style.format_key) if style is not None else None
    return known.format_str if known is not None else "General"


def _is_seen(book: Book, cell: Cell) -> bool:
    """Return whether a cell is written in letters that differ from its ground, and are large enough.

    A cell is seen whose style or font the workbook lacks.
    """
    style = _style(book, cell)
    if style is None or not 0 <= style.font_index < len(book.font_list):
        return True
    font = book.font_list[style.font_index]
    if font.height and font.height < SMALLEST_PT * _TWIPS:
        return False
    sections = _format(book, cell).split(";")
    if len(sections) in (3, 4) and not any(section.strip(' "') for section in sections):
        return False
    pattern = style.background.fill_pattern
    ground = (
        WHITE if pattern == 0 else book.colour_map.get(style.background.pattern_colour_index) if pattern == 1 else None
    )
    return not is_lost_on(book.colour_map.get(font.colour_index), ground)
