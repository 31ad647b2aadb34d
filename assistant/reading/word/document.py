"""Word documents: headings, clauses and lists with their numbers, tables, text boxes, notes, comments, margins.

`python-docx` opens the package and its parts. The text is traversed here, because the library's paragraphs omit content
controls, tracked insertions, text boxes, notes and automatic numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.hidden import LeftOut
from assistant.reading.metadata import author_of, date_of_field, title_of
from assistant.reading.notation.annexes import Comment, add_comments, add_margins, is_page_line, tracked_note
from assistant.reading.notation.headings_by_hand import USUAL_SIZE, Seen, headings_by_hand
from assistant.reading.notation.raised import TextRun, in_line, note_labels
from assistant.reading.office.charts import add_chart
from assistant.reading.office.embedded import embedded_files, macro_note
from assistant.reading.tabular.merges import MOST_SPANNED, Merge, with_merges
from assistant.reading.tabular.tables import Row, add_table
from assistant.reading.telling.losses import Losses
from assistant.reading.word.characters import CharacterStyles
from assistant.reading.word.hidden import Visibility
from assistant.reading.word.numbering import Numbering
from assistant.reading.word.parts import Parts
from assistant.reading.word.runs import CHARTS, UNSEEN, Runs
from assistant.reading.word.styles import HEADING_LIMIT, Look, read_styles
from assistant.reading.xml import parse_xml
from assistant.reading.zipped import open_package, repaired, unpacked

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

_WHAT = "a Word document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TRACKED = tuple(f"{_W}{name}" for name in ("ins", "del", "moveTo"))
_WIDEST, _LONGEST_NUMBER = 1_000, 6
_DEEPEST = 3
"""How deeply documents in documents are followed."""


def read_docx(data: bytes, limits: Limits) -> Contents:
    """Read a Word document as it is displayed, with tracked changes accepted. Tables of contents are left out.

    Comments follow at the end under a heading of their own, and so do headers and footers, each once.

    Raises:
        UnreadableError: it is damaged, of another format, protected, or too large.
    """
    return _read(data, limits, _DEEPEST)


def _read(data: bytes, limits: Limits, deepest: int) -> Contents:
    from docx import Document

    def read_inner(inner: bytes) -> Contents:
        if not deepest:
            raise UnreadableError(f"is more than {_DEEPEST} documents deep")
        left = max(0, limits.expanded_bytes - unpacked(data)[1])
        return _read(inner, replace(limits, expanded_bytes=left), deepest - 1)

    with reading(_WHAT), open_package(data, limits, _WHAT, "word/document.xml") as package:
        assert package.fp is not None
        losses = Losses()
        try:
            document = Document(package.fp)
        except SyntaxError:
            document = Document(repaired(package, "word/document.xml", losses))
        walk = _Walk(document, Parts(document, limits, read_inner), losses)
        walk.document()
        properties = document.core_properties
        return Contents(
            walk.assembly.text,
            walk.assembly.blocks,
            title=title_of(properties.title) or title_of(walk.title),
            author=author_of(properties.author),
            date=date_of_field(properties.modified or properties.created),
            members=embedded_files(data, limits, _WHAT),
            notes=(
                *walk.left_out.notes,
                *losses.notes,
                *macro_note(package),
                *tracked_note(sum(1 for _ in document.element.body.iter(*_TRACKED))),
                *walk.parts.problems,
            ),
        )


class _Walk:
    """A traversal of the document in reading order that adds to the assembly."""

    def __init__(self, document: Document, parts: Parts, losses: Losses) -> None:
        self._losses = losses
        styles, self._body = document.styles.element, document.element.body
        self.parts = parts
        self.left_out = LeftOut()
        self.assembly = Assembly()
        self.title = ""
        self._styles = read_styles(styles)
        self._numbering = Numbering(parts.numbering, styles)
        self._read_notes: dict[tuple[str, str], str] = {}
        visibility = Visibility(styles, document.settings.element, self._body)
        self._runs = Runs(CharacterStyles(styles), visibility, self.left_out, self._label)
        self._lines = {paragraph: self._runs.read(paragraph) for paragraph in _paragraphs(self._body)}
        self._labels = note_labels(line.text for line in self._lines.values())
        self._by_hand = self._headings_by_hand()
        self._carried: list[TextRun] = []

    def document(self) -> None:
        """Add the body, then the comments, then the headers and footers."""
        self.blocks(self._body)
        self.assembly.paragraph(self._in_line(()))
        add_comments(self.assembly, self._comments())
        add_margins(self.assembly, self._margins())

    def blocks(self, parent: Element) -> None:
        """Add the content of a body, a cell, a text box or a note."""
        for element in parent:
            if element.tag == f"{_W}p":
                with self._losses.part("a paragraph"):
                    self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                with self._losses.part("a table"):
                    self._table(element)
            elif element.tag == f"{_W}altChunk":
                contents = self.parts.embedded(element.get(_RELATION, ""))
                for block in contents.blocks:
                    self.assembly.copy(block, contents.text)
            elif element.tag not in UNSEEN and isinstance(element.tag, str):
                self.blocks(element)

    def _label(self, key: tuple[str, str]) -> str:
        """Return the label by which a note and its mark know each other."""
        if key not in self._read_notes:
            self._read_notes[key] = f"{key[0]} {len(self._read_notes) + 1}"
        return self._read_notes[key]

    def _headings_by_hand(self) -> dict[Element, int]:
        """Return the level of each paragraph that looks like a heading, below those that styles make."""
        seen = []
        top = 1
        for element in _top_level(self._body):
            if element.tag == f"{_W}tbl":
                seen.append(Seen(element, "|", (), free=False))
                continue
            look, line = Look.of(element, self._styles), self._lines[element]
            top = max(top, look.level)
            free = not look.level and not look.is_contents and not look.is_named
            free = free and (not look.is_item or self._numbering.is_counted(element))
            words = [(text, bool(one.bold), one.size or USUAL_SIZE) for text, one in line.looks]
            seen.append(Seen(element, line.text, words, free))
        return headings_by_hand(seen, top + 1)

    def _in_line(self, runs: tuple[TextRun, ...] | list[TextRun]) -> str:
        """Return runs as text, after those of a paragraph whose end was deleted."""
        runs, self._carried = [*self._carried, *runs], []
        return in_line(runs, self.assembly.mark, self._labels).strip()

    def _paragraph(self, element: Element) -> None:
        line = self._lines.get(element) or self._runs.read(element)
        if line.has_page_number and is_page_line(line.text):
            return
        if element.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
            self._carried += line.runs
            return
        look = Look.of(element, self._styles)
        if look.is_contents:
            return
        level = look.level or self._by_hand.get(element, 0)
        number = self._numbering.number(element)
        text = self._in_line(line.runs)
        numbered = f"{number} {text}" if number and text else text
        if level and len(text) <= HEADING_LIMIT:
            self.assembly.heading(numbered, level)
            self.title = self.title or (text if level == 1 else "")
        elif look.is_item or number:
            self.assembly.item(numbered)
        else:
            self.assembly.paragraph(text)
        self._hang(line.hanging)

    def _hang(self, hanging: list[Element | tuple[str, str]]) -> None:
        """Add text boxes, nested tables, charts and notes; a note that refers to itself is read only once."""
        for each in hanging:
            if isinstance(each, tuple):
                if (note := self.parts.notes.pop(each, None)) is not None:
                    self.assembly.note(self._label(each))
                    self.blocks(note)
            elif each.tag == f"{_W}tbl":
                self._table(each)
            elif each.tag in CHARTS:
                with self._losses.part("a chart"):
                    add_chart(self.assembly, parse_xml(self.parts.charts[each.get(_RELATION, "")]))
            else:
                self.blocks(each)

    def _comments(self) -> Iterator[Comment]:
        """Yield the comments in the order of their places in the text."""
        comments = self.parts.comments
        for number in dict.fromkeys((*self._runs.remarked, *comments)):
            if (comment := comments.get(number)) is not None:
                said = " ".join(self._runs.read(paragraph).text for paragraph in comment.iter(f"{_W}p"))
                about = "".join(self._runs.remarked.get(number, ()))
                yield Comment(comment.get(f"{_W}author", ""), about, said)

    def _margins(self) -> Assembly:
        """Return the headers and footers."""
        text, self.assembly = self.assembly, Assembly()
        for part in self.parts.margins:
            self.blocks(part)
        margins, self.assembly = self.assembly, text
        return margins

    def _table(self, table: Element) -> None:
        elements = [row for row in _within(table, "tr") if row.find(f"{_W}trPr/{_W}del") is None]
        rows = [list(_within(row, "tc")) for row in elements]
        if len(rows) == 1 or all(len(row) == 1 for row in rows):
            # A frame, or columns side by side: not a table to the reader.
            for row in rows:
                for cell in row:
                    self.blocks(cell)
            return
        read: list[Row] = []
        hanging: list[Element | tuple[str, str]] = []
        merges: dict[tuple[int, int], Merge] = {}
        room = MOST_SPANNED
        # For each column: the row in which the cell begins that may go on below.
        tops: dict[int, int] = {}
        for number, (element, cells) in enumerate(zip(elements, rows, strict=True)):
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
        self._hang(hanging)

    def _cell(self, cell: Element, hanging: list[Element | tuple[str, str]]) -> str:
        """Return the text of a cell without those of its tables, text boxes and notes, which are added to `hanging`."""
        texts = []
        for element in _top_level(cell):
            if element.tag == f"{_W}tbl":
                hanging.append(element)
                continue
            line = self._lines.get(element) or self._runs.read(element)
            hanging += line.hanging
            number = self._numbering.number(element)
            texts.append(f"{number} {self._in_line(line.runs)}".strip())
        return "\n".join(texts)


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
        elif element.tag not in (f"{_W}tbl", f"{_W}tr", f"{_W}tc", *UNSEEN) and isinstance(element.tag, str):
            yield from _within(element, name)


def _top_level(parent: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables of a body or cell, also in content controls, but not what is inside of them."""
    for element in parent:
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
        elif element.tag not in UNSEEN and isinstance(element.tag, str):
            yield from _top_level(element)


def _paragraphs(body: Element) -> Iterator[Element]:
    """Yield all paragraphs in order, also those in tables and text boxes."""
    pending = [body]
    while pending:
        here = pending.pop()
        if here.tag == f"{_W}p":
            yield here
        if here.tag not in UNSEEN and isinstance(here.tag, str):
            pending.extend(reversed(here))
