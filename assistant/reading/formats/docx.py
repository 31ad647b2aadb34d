"""Word documents: headings by style or outline level, paragraphs, lists, tables, text boxes, footnotes.

`python-docx` opens the package and its parts. The text is traversed here, because the library's paragraphs omit content
controls, tracked insertions, text boxes and notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, reading
from assistant.reading.formats.docx_hidden import Visibility, is_drawn
from assistant.reading.formats.docx_styles import HEADING_LIMIT, Look, read_styles
from assistant.reading.hidden import LeftOut
from assistant.reading.merges import MOST_SPANNED, Merge, with_merges
from assistant.reading.metadata import author_of, date_of_field, title_of
from assistant.reading.tables import Row, add_table
from assistant.reading.zipped import open_package

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

_WHAT = "a Word document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_MARKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}ptab": " ", f"{_W}noBreakHyphen": "-"}
_UNSEEN = {f"{_W}{name}" for name in ("del", "moveFrom", "rt", "pPr", "rPr", "tblPr", "sdtPr", "instrText")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_WIDEST, _LONGEST_NUMBER = 1_000, 6
_NOTES = {f"{_W}footnoteReference": "footnotes", f"{_W}endnoteReference": "endnotes"}


def read_docx(data: bytes, limits: Limits) -> Contents:
    """Read a Word document. Headers, footers, comments, deletions and tables of contents are left out.

    Raises:
        UnreadableError: it is damaged, of another format, protected, or too large.
    """
    from docx import Document

    with reading(_WHAT), open_package(data, limits, _WHAT, "word/document.xml") as package:
        assert package.fp is not None
        document = Document(package.fp)
        styles = document.styles.element
        walk = _Walk(
            read_styles(styles), _notes(document), Visibility(styles, document.settings.element, document.element.body)
        )
        walk.blocks(document.element.body)
        properties = document.core_properties
        return Contents(
            walk.assembly.text,
            walk.assembly.blocks,
            title=title_of(properties.title) or title_of(walk.title),
            author=author_of(properties.author),
            date=date_of_field(properties.modified or properties.created),
            notes=walk.left_out.notes,
        )


def _notes(document: Document) -> dict[tuple[str, str], Element]:
    """Return the elements of footnotes and endnotes by kind and number."""
    from docx.oxml import parse_xml

    notes = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in _NOTES.values() and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                notes[kind, note.get(f"{_W}id", "")] = note
    return notes


@dataclass(slots=True)
class _Paragraph:
    """Return the text of a paragraph, and the elements attached to it: text boxes and notes."""

    text: list[str] = field(default_factory=list)
    hanging: list[Element] = field(default_factory=list)


@dataclass(slots=True)
class _Walk:
    """A traversal of the body in reading order that adds to the assembly."""

    styles: dict[str, Look]
    notes: dict[tuple[str, str], Element]
    visibility: Visibility
    left_out: LeftOut = field(default_factory=LeftOut)
    assembly: Assembly = field(default_factory=Assembly)
    title: str = ""

    def blocks(self, parent: Element) -> None:
        """Add the content of a body, a cell, a text box or a note."""
        for element in parent:
            if element.tag == f"{_W}p":
                self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                self._table(element)
            elif element.tag not in _UNSEEN and isinstance(element.tag, str):
                self.blocks(element)

    def _paragraph(self, element: Element) -> None:
        found = self._read(element)
        text = "".join(found.text).strip()
        look = Look.of(element, self.styles)
        if look.is_contents:
            return
        if look.level and len(text) <= HEADING_LIMIT:
            self.assembly.heading(text, look.level)
            self.title = self.title or (text if look.level == 1 else "")
        elif look.is_item:
            self.assembly.item(text)
        else:
            self.assembly.paragraph(text)
        for hanging in found.hanging:
            self.blocks(hanging)

    def _read(self, element: Element) -> _Paragraph:
        found = _Paragraph()
        pending = [element]
        while pending:
            here = pending.pop()
            if here.tag in (f"{_W}t", _MATH_TEXT):
                found.text.append(here.text or "")
            elif here.tag in _MARKS:
                found.text.append(_MARKS[here.tag])
            elif here.tag == f"{_W}r" and not self.visibility.shows(here):
                self.left_out.add("".join(here.itertext(f"{_W}t")))
            elif here.tag == f"{_W}txbxContent":
                if is_drawn(here):
                    found.hanging.append(here)
                else:
                    self.left_out.add("".join(here.itertext(f"{_W}t")))
            elif here.tag in _NOTES:
                # A note that refers to itself is read only once.
                note = self.notes.pop((_NOTES[here.tag], here.get(f"{_W}id", "")), None)
                found.hanging += [] if note is None else [note]
            elif here.tag not in _UNSEEN:
                pending.extend(reversed(here))
        return found

    def _table(self, table: Element) -> None:
        rows = [list(_within(row, "tc")) for row in _within(table, "tr")]
        if len(rows) == 1 or all(len(row) == 1 for row in rows):
            # A frame, or columns side by side: not a table to the reader.
            for row in rows:
                for cell in row:
                    self.blocks(cell)
            return
        read: list[Row] = []
        hanging: list[Element] = []
        merges: dict[tuple[int, int], Merge] = {}
        room = MOST_SPANNED
        # For each column: the row in which the cell begins that may go on below.
        tops: dict[int, int] = {}
        for number, (element, cells) in enumerate(zip(_within(table, "tr"), rows, strict=True)):
            texts = [""] * _number(element, "trPr", "gridBefore", otherwise=0)
            above, tops = tops, {}
            for cell in cells:
                left, width = len(texts), max(1, min(room + 1, _number(cell, "tcPr", "gridSpan", otherwise=1)))
                room -= width - 1
                texts += [self._cell(cell, hanging), *[""] * (width - 1)]
                merged, top = cell.find(f"{_W}tcPr/{_W}vMerge"), number
                if merged is not None:
                    top = number if merged.get(f"{_W}val") == "restart" else above.get(left, number)
                    tops[left] = top
                if merged is not None or width > 1:
                    merges[top, left] = Merge(top, left, number, left + width - 1)
            read.append(Row(tuple(texts), is_header=element.find(f"{_W}trPr/{_W}tblHeader") is not None))
        add_table(self.assembly, with_merges(read, merges.values()))
        for element in hanging:
            self.blocks(element)

    def _cell(self, cell: Element, hanging: list[Element]) -> str:
        """Return the text of a cell without those of its text boxes and notes, which are added to `hanging`."""
        paragraphs = [self._read(paragraph) for paragraph in cell.iter(f"{_W}p") if not _in_text_box(paragraph, cell)]
        hanging += [element for paragraph in paragraphs for element in paragraph.hanging]
        return "\n".join("".join(paragraph.text) for paragraph in paragraphs)


def _number(element: Element, properties: str, name: str, *, otherwise: int) -> int:
    """Return a number of columns that the properties of a row or cell tell."""
    told = element.find(f"{_W}{properties}/{_W}{name}")
    value = told.get(f"{_W}val", "") if told is not None else ""
    return (
        min(int(value), _WIDEST) if value.isascii() and value.isdigit() and len(value) < _LONGEST_NUMBER else otherwise
    )


def _within(parent: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, also in content controls, but not those of nested tables."""
    for element in parent:
        if element.tag == f"{_W}{name}":
            yield element
        elif element.tag not in (f"{_W}tbl", f"{_W}tr", f"{_W}tc", *_UNSEEN) and isinstance(element.tag, str):
            yield from _within(element, name)


def _in_text_box(paragraph: Element, cell: Element) -> bool:
    for above in paragraph.iterancestors():
        if above is cell:
            return False
        if above.tag == f"{_W}txbxContent":
            return True
    return False
