"""Excel workbooks: each sheet under its name, its tables row by row with row numbers.

`openpyxl` reads row by row, so that a large workbook is never a tree in memory; in return, merged cells are found
here. Formulas give the value that was last calculated and saved, or that LibreOffice calculates where none was.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.number_formats import Value, formatted
from assistant.reading.formats.xlsx_hidden import SheetVisibility
from assistant.reading.hidden import LeftOut, hidden_parts_notes
from assistant.reading.metadata import author_of, date_of_field, title_of
from assistant.reading.notation.raised import STRUCK
from assistant.reading.notation.spreadsheetml import with_shown_strings
from assistant.reading.office.drawings import add_drawings
from assistant.reading.office.embedded import embedded_files, macro_note
from assistant.reading.office.formulas import CellPlace, calculated, is_volatile, tell_missing, unsaved
from assistant.reading.office.plain_styles import with_plain_styles
from assistant.reading.tabular.merges import with_merges
from assistant.reading.tabular.tables import Row, add_sheet
from assistant.reading.telling.losses import Losses
from assistant.reading.zipped import open_package

if TYPE_CHECKING:
    from zipfile import ZipFile

    from openpyxl import Workbook
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
        return _contents(package, data, limits)


def _contents(package: ZipFile, data: bytes, limits: Limits) -> Contents:
    assembly, left_out, losses = Assembly(), LeftOut(), Losses()
    package, workbook = _loaded(with_shown_strings(package, assembly.mark), losses)
    parts = {sheet.title: sheet._worksheet_path.lstrip("/") for sheet in workbook.worksheets}
    visible = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    values = _unsaved_values(package, parts, data, losses)
    for sheet in workbook.worksheets:
        assembly.hidden = sheet.sheet_state != "visible"
        with losses.part(f'the rest of the sheet "{sheet.title}"'):
            visibility = SheetVisibility(package.read(parts[sheet.title]))
            rows = with_merges(_rows(sheet, visibility, left_out, values), visibility.merges)
            first = next((row for row in rows if row.filled), None)
            if first:
                assembly.heading(sheet.title, 1)
                add_sheet(assembly, chain([first], rows), heading_level=2)
        add_drawings(assembly, package, parts[sheet.title], visible, losses)
    properties = workbook.properties if _PROPERTIES in package.NameToInfo else None
    workbook.close()
    return Contents(
        assembly.text,
        assembly.blocks,
        title=title_of(properties.title) if properties else "",
        author=author_of(properties.creator) if properties else "",
        date=date_of_field(properties.modified or properties.created) if properties else "",
        members=embedded_files(data, limits, _WHAT),
        notes=(
            *left_out.notes,
            *hidden_parts_notes("sheet", [one for one in parts if one not in visible]),
            *losses.notes,
            *macro_note(package),
        ),
    )


def _loaded(package: ZipFile, losses: Losses) -> tuple[ZipFile, Workbook]:
    """Return a workbook and its parts, without its looks if openpyxl stops at them."""
    try:
        return package, _opened(package)
    except Exception as fault:  # it raises anything
        try:
            plain = with_plain_styles(package)
            workbook = _opened(plain)
        except Exception:  # the same
            raise fault from None
        losses.add("its properties and the looks of its cells", "which are damaged")
        return plain, workbook


def _opened(package: ZipFile) -> Workbook:
    from openpyxl import load_workbook

    assert package.fp is not None
    return load_workbook(package.fp, read_only=True, data_only=True, keep_links=False)


def _unsaved_values(
    package: ZipFile, parts: Mapping[str, str], data: bytes, losses: Losses
) -> Mapping[CellPlace, Value]:
    """Return the values of formulas that have none in the file, as LibreOffice calculates them."""
    wanted: list[CellPlace] = []
    is_steady = True
    for title, part in parts.items():
        xml = package.read(part)
        wanted += unsaved(title, xml)
        is_steady = is_steady and not is_volatile(xml)
    values = calculated(data, wanted) if wanted and is_steady else {}
    tell_missing(wanted, values, losses)
    return values


def _rows(
    sheet: ReadOnlyWorksheet, visibility: SheetVisibility, left_out: LeftOut, values: Mapping[CellPlace, Value]
) -> Iterator[Row]:
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
            value = cell.value
            if value is None and values:
                value = values.get((sheet.title, getattr(cell, "coordinate", "")))
            if value is None:
                texts.append("")
            elif is_shown and visibility.shows(cell):
                texts.append(_shown(cell, value))
            else:
                left_out.add(str(value))
                texts.append("")
        yield Row(tuple(texts), number)


def _shown(cell: ReadOnlyCell, value: Value) -> str:
    """Return the value of a cell as it is shown: formatted, and marked if it is struck out."""
    text = formatted(value, cell.number_format)
    return f"{STRUCK}{text}{STRUCK}" if text.strip() and cell.has_style and cell.font.strike else text
