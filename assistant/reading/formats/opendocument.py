"""OpenDocument texts, spreadsheets and presentations, as LibreOffice saves them.

Their XML marks headings, lists, tables and slides with plain elements, and cells contain the displayed text. So `lxml`
is enough to read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.cleaning import one_line
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.opendocument_hidden import Styles, count_of, hiding_styles, remove_hidden
from assistant.reading.formats.opendocument_inline import (
    comments_of,
    drop_page_lines,
    note_key,
    seen_paragraphs,
    write_charts,
    write_inline_text,
)
from assistant.reading.formats.opendocument_lists import ListNumbers, write_numbers
from assistant.reading.hidden import LeftOut
from assistant.reading.metadata import author_of, date_of_field, title_of
from assistant.reading.notation.annexes import add_comments, add_margins, tracked_note
from assistant.reading.notation.headings_by_hand import headings_by_hand
from assistant.reading.tabular.merges import Merge, with_merges
from assistant.reading.tabular.tables import Row, add_sheet, add_table
from assistant.reading.xml import parse_xml
from assistant.reading.zipped import open_package

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element as Element

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _OFFICE = f"{{{_NS}text:1.0}}", f"{{{_NS}table:1.0}}", f"{{{_NS}office:1.0}}"
_DRAW, _PRESENTATION = f"{{{_NS}drawing:1.0}}", f"{{{_NS}presentation:1.0}}"
_UNSEEN = {
    *(f"{_TEXT}{name}" for name in ("tracked-changes", "table-of-content", "ruby-text", "sequence-decls")),
    *(f"{_OFFICE}{name}" for name in ("annotation", "annotation-end", "forms", "scripts", "settings")),
    f"{_TABLE}shapes",
}
_MARGINS = tuple(
    f"{{{_NS}style:1.0}}{name}{which}" for name in ("header", "footer") for which in ("", "-left", "-first")
)
_HANGING = (f"{_TEXT}note-body", f"{_DRAW}text-box")
_MARKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"} | {
    f"{_TEXT}{name}": "" for name in ("page-number", "page-count")
}
_META = "meta.xml"
_MANIFEST = "META-INF/manifest.xml"
_STYLES = "styles.xml"
_MOST_COLUMNS = 1_024
_MOST_REPEATED_ROWS = 1_000
_MOST_CELLS = 5_000_000


def read_odt(data: bytes, limits: Limits) -> Contents:
    """Read a text document. Tables of contents are left out; comments, headers and footers follow at the end.

    Raises:
        UnreadableError: it is damaged, of another format, protected, or too large.
    """
    return _read(data, limits, "an OpenDocument text", "text")


def read_ods(data: bytes, limits: Limits) -> Contents:
    """Read a spreadsheet, each sheet under its name; a row has its number in the sheet.

    Raises:
        UnreadableError: as `read_odt`.
    """
    return _read(data, limits, "an OpenDocument spreadsheet", "spreadsheet")


def read_odp(data: bytes, limits: Limits) -> Contents:
    """Read a presentation; each slide is a page, with its notes.

    Raises:
        UnreadableError: as `read_odt`.
    """
    return _read(data, limits, "an OpenDocument presentation", "presentation")


def _read(data: bytes, limits: Limits, what: str, kind: str) -> Contents:
    with reading(what), open_package(data, limits, what, "content.xml") as package:
        if _MANIFEST in package.NameToInfo and b":encryption-data" in package.read(_MANIFEST):
            raise UnreadableError("is protected by a password", "Save it without the password.")
        content = parse_xml(package.read("content.xml"))
        body = content.find(f".//{_OFFICE}{kind}")
        if body is None:
            raise UnreadableError(
                f"is an OpenDocument file, but not {what}", "Rename it to .odt, .ods or .odp, according to its kind."
            )
        kept = [parse_xml(package.read(_STYLES))] if _STYLES in package.NameToInfo else []
        styles, left_out = Styles(content, *kept), LeftOut()
        remove_hidden(body, styles, left_out, on_paper=kind != "presentation")
        walk = _Walk(Assembly())
        write_charts(body, package)
        write_inline_text(body, styles, walk.assembly, package)
        write_numbers(body, ListNumbers(content, *kept))
        if kind == "spreadsheet":
            walk.sheets(body)
        elif kind == "presentation":
            walk.slides(body, limits, styles)
        else:
            walk.by_hand(body, styles)
            walk.blocks(body)
        add_comments(walk.assembly, comments_of(body))
        if kind == "text":
            add_margins(walk.assembly, _margins(kept))
        meta = _meta(package)
        return Contents(
            walk.assembly.text,
            walk.assembly.blocks,
            walk.assembly.pages,
            title=title_of(meta.get("title")) or title_of(walk.title),
            author=author_of(meta.get("creator")) or author_of(meta.get("initial-creator")),
            date=date_of_field(meta.get("date")) or date_of_field(meta.get("creation-date")),
            notes=(*left_out.notes, *tracked_note(sum(1 for _ in body.iter(f"{_TEXT}changed-region")))),
        )


def _margins(roots: Sequence[Element]) -> Assembly:
    """Return the headers and footers of all kinds of pages."""
    walk = _Walk(Assembly())
    for root in roots:
        for margin in root.iter(*_MARGINS):
            drop_page_lines(margin)
            walk.blocks(margin)
    return walk.assembly


def _meta(package: ZipFile) -> dict[str, str]:
    """Return the metadata fields of a document, by their names without namespace."""
    if _META not in package.NameToInfo:
        return {}
    fields = parse_xml(package.read(_META)).iterfind(f"{_OFFICE}meta/*")
    return {str(field.tag).rpartition("}")[2]: field.text or "" for field in fields}


class _Walk:
    """A traversal of a body in reading order."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.title = ""
        self._by_hand: dict[Element, int] = {}
        self._titles: set[Element] = set()

    def by_hand(self, body: Element, styles: Styles) -> None:
        """Find titles, and the headings that are made by hand, which are below those of the outline."""
        levels = (level for h in body.iter(f"{_TEXT}h") if (level := h.get(f"{_TEXT}outline-level", "1")).isdecimal())
        top = max((int(level) + 1 for level in levels), default=1)
        self._titles = {p for p in body.iter(f"{_TEXT}p") if "Title" in styles.names(p)}
        self._by_hand = headings_by_hand(list(seen_paragraphs(body, styles)), top + 1)

    def blocks(self, parent: Element, *, in_item: bool = False) -> None:
        """Add the content of a body, a section, a cell or a text box."""
        for element in parent:
            if element.tag in _UNSEEN or not isinstance(element.tag, str):
                continue
            if element.tag in (f"{_TEXT}h", f"{_TEXT}p"):
                self._paragraph(element, in_item=in_item)
            elif element.tag == f"{_TABLE}table":
                self._table(element)
            else:
                self.blocks(element, in_item=in_item or element.tag == f"{_TEXT}list-item")

    def sheets(self, body: Element) -> None:
        """Add the sheets of a spreadsheet; hidden ones are marked."""
        hidden = hiding_styles(body.getroottree().getroot())
        for sheet in body.iterfind(f"{_TABLE}table"):
            self.assembly.hidden = sheet.get(f"{_TABLE}style-name", "") in hidden
            rows = list(_rows(sheet, []))
            if any(row.filled for row in rows):
                self.assembly.heading(sheet.get(f"{_TABLE}name", ""), 1)
                add_sheet(self.assembly, rows, heading_level=2)

    def slides(self, body: Element, limits: Limits, styles: Styles) -> None:
        """Add the slides of a presentation, each a page that starts with its title; hidden ones are marked."""
        slides = body.findall(f"{_DRAW}page")
        if len(slides) > limits.pages:
            raise UnreadableError(f"has {len(slides):,} slides, more than the limit of {limits.pages:,}", "Split it.")
        for number, slide in enumerate(slides, start=1):
            self.assembly.page()
            self.assembly.hidden = styles.hides_slide(slide)
            titles = [frame for frame in slide if frame.get(f"{_PRESENTATION}class") == "title"]
            paragraphs = (paragraph for frame in titles for paragraph in frame.iter(f"{_TEXT}p"))
            title = one_line(" ".join(_text(paragraph, []) for paragraph in paragraphs))
            for frame in titles:
                slide.remove(frame)
            # Without a heading of its own, a slide would belong to the heading of the previous one.
            self.assembly.heading(title or f"Slide {number}", 1)
            self.title = self.title or ("" if self.assembly.hidden else title)
            self.blocks(slide)

    def _paragraph(self, element: Element, *, in_item: bool) -> None:
        hanging: list[Element] = []
        text = _text(element, hanging)
        if element.tag == f"{_TEXT}h":
            level = element.get(f"{_TEXT}outline-level", "1")
            self.assembly.heading(text, int(level) + 1 if level.isdecimal() else 2)
        elif element in self._titles:
            self.assembly.heading(text, 1)
            self.title = self.title or one_line(text)
        elif (made := self._by_hand.get(element)) is not None:
            self.assembly.heading(text, made)
        elif in_item:
            self.assembly.item(text)
        else:
            self.assembly.paragraph(text)
        self._hang(hanging)

    def _hang(self, hanging: list[Element]) -> None:
        for inner in hanging:
            above = inner.getparent()
            if above is not None and above.tag == f"{_TEXT}note":
                self.assembly.note(note_key(above))
            self.blocks(inner)

    def _table(self, table: Element) -> None:
        hanging: list[Element] = []
        rows = [replace(row, number=None) for row in _rows(table, hanging)]
        if len(rows) == 1 or all(row.filled <= 1 for row in rows):
            for cell in table.iter(f"{_TABLE}table-cell"):
                self.blocks(cell)
            return
        add_table(self.assembly, rows)
        self._hang(hanging)
        for inner in table.iterdescendants(f"{_TABLE}table"):
            if next(inner.iterancestors(f"{_TABLE}table")) is table:
                self._table(inner)


def _rows(table: Element, hanging: list[Element]) -> Iterator[Row]:
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
        text = "\n".join(_text(p, hanging) for p in paragraphs)
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


def _text(element: Element, hanging: list[Element]) -> str:
    """Return the text of a paragraph; attached elements (text boxes, notes) are appended to `hanging`."""
    if element.tag in _UNSEEN or not isinstance(element.tag, str):
        return ""
    if element.tag in _HANGING:
        hanging.append(element)
        return ""
    if element.tag in _MARKS:
        return _MARKS[element.tag]
    inner = (_text(child, hanging) + (child.tail or "") for child in element)
    gap = "\n" if element.tag in (f"{_TEXT}p", f"{_TEXT}h") else ""
    return (element.text or "") + "".join(inner) + gap
