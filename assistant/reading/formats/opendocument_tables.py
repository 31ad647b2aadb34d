"""The rows of OpenDocument tables and the texts of their cells, the sheets of a workbook and what is drawn on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from assistant.reading.contents import UnreadableError
from assistant.reading.formats.opendocument_hidden import count_of
from assistant.reading.tabular.merges import Merge, with_merges
from assistant.reading.tabular.tables import Row

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _OFFICE = f"{{{_NS}text:1.0}}", f"{{{_NS}table:1.0}}", f"{{{_NS}office:1.0}}"
_DRAW = f"{{{_NS}drawing:1.0}}"
UNSEEN = {
    *(f"{_TEXT}{name}" for name in ("tracked-changes", "table-of-content", "ruby-text", "sequence-decls")),
    *(f"{_OFFICE}{name}" for name in ("annotation", "annotation-end", "forms", "scripts", "settings")),
    f"{_TABLE}shapes",
}
_HANGING = (f"{_TEXT}note-body", f"{_DRAW}text-box")
_MARKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"} | {
    f"{_TEXT}{name}": "" for name in ("page-number", "page-count")
}
_MOST_COLUMNS = 1_024
_MOST_REPEATED_ROWS = 1_000
_MOST_CELLS = 5_000_000


def sheets_of(body: Element) -> Iterator[Element]:
    """Yield the sheets of a spreadsheet in order."""
    yield from body.iterfind(f"{_TABLE}table")


def name_of(sheet: Element) -> str:
    """Return the name of a sheet."""
    return str(sheet.get(f"{_TABLE}name", ""))


def hides(sheet: Element, hidden: Collection[str]) -> bool:
    """Return whether a sheet has one of these styles."""
    return sheet.get(f"{_TABLE}style-name", "") in hidden


def drawings_of(sheet: Element) -> Iterator[Element]:
    """Yield what lies on top of the cells of a sheet: charts, text boxes and other shapes."""
    for drawn in sheet.iter(f"{_DRAW}*"):
        above = drawn.getparent()
        if above is not None and above.tag in (f"{_TABLE}shapes", f"{_TABLE}table-cell"):
            yield drawn


def rows_of_sheet(table: Element, hanging: list[Element]) -> Iterator[Row]:
    """Return the rows of a table with its merges; repeated rows are expanded unless they are empty."""
    merges: list[Merge] = []
    return with_merges(list(_grid(table, hanging, merges)), merges)


def _grid(table: Element, hanging: list[Element], merges: list[Merge]) -> Iterator[Row]:
    """Yield the rows of a table, and add its merged cells to `merges`."""
    index, number, cells_read = 0, 0, 0
    for element in table.iter(f"{_TABLE}table-row"):
        if next(element.iterancestors(f"{_TABLE}table")) is not table:
            continue
        above = element.getparent()
        is_header = above is not None and above.tag == f"{_TABLE}table-header-rows"
        cells = tuple(_cells(element, hanging, index, merges))
        repeated = count_of(element, "number-rows-repeated")
        shown = min(repeated, _MOST_REPEATED_ROWS if any(cells) else 1)
        cells_read += len(cells) * shown
        if cells_read > _MOST_CELLS:
            raise UnreadableError(f"has a sheet of more than {_MOST_CELLS:,} cells", "Split it.")
        yield from (Row(cells, number + offset, is_header) for offset in range(1, shown + 1))
        index += shown
        number += repeated


def _cells(row: Element, hanging: list[Element], index: int, merges: list[Merge]) -> Iterator[str]:
    """Yield the texts of the cells of a row, without empty ones at its end; covered cells are not shown."""
    column, empty = 0, 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        is_covered = cell.tag == f"{_TABLE}covered-table-cell"
        paragraphs = [] if is_covered else [p for p in cell if p.tag in (f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}list")]
        text = "\n".join(text_of(p, hanging) for p in paragraphs)
        repeated = min(count_of(cell, "number-columns-repeated"), _MOST_COLUMNS)
        right = column + count_of(cell, "number-columns-spanned") - 1
        bottom = index + count_of(cell, "number-rows-spanned") - 1
        if (right > column or bottom > index) and text.strip():
            merges.append(Merge(index, column, bottom, right))
        column += repeated
        if not text.strip():
            empty += repeated
            continue
        yield from [""] * min(empty, _MOST_COLUMNS)
        yield from [text] * repeated
        empty = 0


def text_of(element: Element, hanging: list[Element]) -> str:
    """Return the text of a paragraph; attached elements (text boxes, notes) are appended to `hanging`."""
    if element.tag in UNSEEN or not isinstance(element.tag, str):
        return ""
    if element.tag in _HANGING:
        hanging.append(element)
        return ""
    if element.tag in _MARKS:
        return _MARKS[element.tag]
    inner = (text_of(child, hanging) + (child.tail or "") for child in element)
    gap = "\n" if element.tag in (f"{_TEXT}p", f"{_TEXT}h") else ""
    return (element.text or "") + "".join(inner) + gap
