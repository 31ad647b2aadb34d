"""OpenDocument texts, spreadsheets and presentations, as LibreOffice saves them.

Their XML marks headings, lists, tables and slides with plain elements, and cells contain the displayed text. So `lxml`
is enough to read them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.cleaning import one_line
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.opendocument_hidden import Styles, hiding_styles, remove_hidden
from assistant.reading.formats.opendocument_inline import (
    comments_of,
    drop_page_lines,
    note_key,
    seen_paragraphs,
    write_charts,
    write_inline_text,
)
from assistant.reading.formats.opendocument_lists import ListNumbers, write_numbers
from assistant.reading.formats.opendocument_tables import (
    UNSEEN,
    drawings_of,
    hides,
    name_of,
    rows_of_sheet,
    sheets_of,
    text_of,
)
from assistant.reading.hidden import LeftOut
from assistant.reading.metadata import author_of, date_of_field, title_of
from assistant.reading.notation.annexes import add_comments, add_margins, tracked_note
from assistant.reading.notation.headings_by_hand import headings_by_hand
from assistant.reading.tabular.tables import add_sheet, add_table
from assistant.reading.xml import parse_xml
from assistant.reading.zipped import open_package

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element as Element

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _OFFICE = f"{{{_NS}text:1.0}}", f"{{{_NS}table:1.0}}", f"{{{_NS}office:1.0}}"
_DRAW, _PRESENTATION = f"{{{_NS}drawing:1.0}}", f"{{{_NS}presentation:1.0}}"
_MARGINS = tuple(
    f"{{{_NS}style:1.0}}{name}{which}" for name in ("header", "footer") for which in ("", "-left", "-first")
)
_META = "meta.xml"
_MANIFEST = "META-INF/manifest.xml"
_STYLES = "styles.xml"


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
        hidden_sheets = hiding_styles(content)
        write_charts(body, package, [name_of(sheet) for sheet in sheets_of(body) if not hides(sheet, hidden_sheets)])
        write_inline_text(body, styles, walk.assembly, package)
        write_numbers(body, ListNumbers(content, *kept))
        if kind == "spreadsheet":
            walk.sheets(body, hidden_sheets)
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
            if element.tag in UNSEEN or not isinstance(element.tag, str):
                continue
            if element.tag in (f"{_TEXT}h", f"{_TEXT}p"):
                self._paragraph(element, in_item=in_item)
            elif element.tag == f"{_TABLE}table":
                self._table(element)
            else:
                self.blocks(element, in_item=in_item or element.tag == f"{_TEXT}list-item")

    def sheets(self, body: Element, hidden: Collection[str]) -> None:
        """Add the sheets of a spreadsheet with what is drawn on them; those of `hidden` styles are marked."""
        for sheet in sheets_of(body):
            self.assembly.hidden = hides(sheet, hidden)
            rows, drawn = list(rows_of_sheet(sheet, [])), list(drawings_of(sheet))
            is_filled = any(row.filled for row in rows)
            if is_filled or any("".join(each.itertext()).strip() for each in drawn):
                self.assembly.heading(name_of(sheet), 1)
            if is_filled:
                add_sheet(self.assembly, rows, heading_level=2)
            for each in drawn:
                self.blocks(each)

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
            title = one_line(" ".join(text_of(paragraph, []) for paragraph in paragraphs))
            for frame in titles:
                slide.remove(frame)
            # Without a heading of its own, a slide would belong to the heading of the previous one.
            self.assembly.heading(title or f"Slide {number}", 1)
            self.title = self.title or ("" if self.assembly.hidden else title)
            self.blocks(slide)

    def _paragraph(self, element: Element, *, in_item: bool) -> None:
        hanging: list[Element] = []
        text = text_of(element, hanging)
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
        rows = [replace(row, number=None) for row in rows_of_sheet(table, hanging)]
        if len(rows) == 1 or all(row.filled <= 1 for row in rows):
            for cell in table.iter(f"{_TABLE}table-cell"):
                self.blocks(cell)
            return
        add_table(self.assembly, rows)
        self._hang(hanging)
        for inner in table.iterdescendants(f"{_TABLE}table"):
            if next(inner.iterancestors(f"{_TABLE}table")) is table:
                self._table(inner)
