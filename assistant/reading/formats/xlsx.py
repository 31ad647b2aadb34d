"""Excel workbooks: each sheet under its name, its tables row by row with row numbers.

`openpyxl` reads row by row, so that a large workbook is never a tree in memory; in return, it knows no comments, and
merged cells are found here. Formulas give the value that was last calculated and saved.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.number_formats import formatted
from assistant.reading.formats.xlsx_hidden import SheetVisibility
from assistant.reading.hidden import LeftOut
from assistant.reading.merges import with_merges
from assistant.reading.metadata import author_of, date_of_field, title_of
from assistant.reading.notation.raised import STRUCK
from assistant.reading.notation.spreadsheetml import with_shown_strings
from assistant.reading.tables import Row, add_sheet
from assistant.reading.zipped import open_package

if TYPE_CHECKING:
    from zipfile import ZipFile

    from openpyxl.cell import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_WHAT = "an Excel workbook"
_LAST_ROW = 1_048_576
_MOST_CELLS = 5_000_000
_PROPERTIES = "docProps/core.xml"


def read_xlsx(data: bytes, limits: Limits) -> Contents:
    """Read a workbook; hidden sheets are marked, and hidden cells are left out.

    Raises:
        UnreadableError: it is damaged, of another format, protected, or too large.
    """
    with reading(_WHAT), open_package(data, limits, _WHAT, "xl/workbook.xml") as package, warnings.catch_warnings():
        # Warnings of openpyxl (styles, validations, extensions) do not concern the cells.
        warnings.simplefilter("ignore")
        return _contents(package)


def _contents(package: ZipFile) -> Contents:
    from openpyxl import load_workbook

    assembly, left_out = Assembly(), LeftOut()
    package = with_shown_strings(package, assembly.mark)
    assert package.fp is not None
    workbook = load_workbook(package.fp, read_only=True, data_only=True)
    for sheet in workbook.worksheets:
        visibility = SheetVisibility(package.read(sheet._worksheet_path.lstrip("/")))
        rows = with_merges(_rows(sheet, visibility, left_out), visibility.merges)
        assembly.hidden = sheet.sheet_state != "visible"
        first = next((row for row in rows if row.filled), None)
        if first:
            assembly.heading(sheet.title, 1)
            add_sheet(assembly, chain([first], rows), heading_level=2)
    properties = workbook.properties if _PROPERTIES in package.NameToInfo else None
    workbook.close()
    return Contents(
        assembly.text,
        assembly.blocks,
        title=title_of(properties.title) if properties else "",
        author=author_of(properties.creator) if properties else "",
        date=date_of_field(properties.modified or properties.created) if properties else "",
        notes=left_out.notes,
    )


def _rows(sheet: ReadOnlyWorksheet, visibility: SheetVisibility, left_out: LeftOut) -> Iterator[Row]:
    # The size that a sheet declares is often wrong.
    sheet.reset_dimensions()
    cells_read = 0
    for number, cells in enumerate(sheet.iter_rows(max_row=_LAST_ROW), start=1):
        cells_read += len(cells)
        if cells_read > _MOST_CELLS:
            raise UnreadableError(
                f"has a sheet of more than {_MOST_CELLS:,} cells", "Split it, or save the table as .csv."
            )
        is_shown = visibility.shows_row(number)
        texts: list[str] = []
        for cell in cells:
            if cell.value is None:
                texts.append("")
            elif is_shown and visibility.shows(cell):
                texts.append(_shown(cell))
            else:
                left_out.add(str(cell.value))
                texts.append("")
        yield Row(tuple(texts), number)


def _shown(cell: ReadOnlyCell) -> str:
    """Return a value as it is shown: formatted, and marked if it is struck out."""
    text = formatted(cell.value, cell.number_format)
    return f"{STRUCK}{text}{STRUCK}" if text.strip() and cell.has_style and cell.font.strike else text
