"""The parts of a Word document besides its body: notes, comments, numbering, headers and footers, embedded files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.formats.email import read_eml
from assistant.reading.formats.text import read_plain
from assistant.reading.html.document import read_html
from assistant.reading.rtf.document import read_rtf

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOTES = ("footnotes", "endnotes")
_CHARTS = ("chart", "chartEx")
_MOST_EMBEDDED = 100


class Parts:
    """The parts of one document, by what they are. `problems` are those of embedded files, for the report."""

    def __init__(self, document: Document, limits: Limits, read_inner: Callable[[bytes], Contents]) -> None:
        """Read the parts that the document refers to; `read_inner` reads Word documents in it."""
        from docx.oxml import parse_xml

        self.notes: dict[tuple[str, str], Element] = {}
        self.comments: dict[str, Element] = {}
        self.numbering: Element | None = None
        self.margins: list[Element] = []
        self.charts: dict[str, bytes] = {}
        self.problems: list[str] = []
        self._limits = limits
        self._read_inner = read_inner
        self._embedded = 0
        self._related = document.part.related_parts
        for name, relation in document.part.rels.items():
            kind = relation.reltype.rpartition("/")[2]
            if kind in _CHARTS and not relation.is_external:
                self.charts[name] = relation.target_part.blob
            if relation.is_external or kind not in (*_NOTES, "comments", "numbering", "header", "footer"):
                continue
            root = parse_xml(relation.target_part.blob)
            if kind in _NOTES:
                self.notes |= {(kind, note.get(f"{_W}id", "")): note for note in root}
            elif kind == "comments":
                self.comments |= {comment.get(f"{_W}id", ""): comment for comment in root}
            elif kind == "numbering":
                self.numbering = root
            else:
                self.margins.append(root)

    def embedded(self, relation: str) -> Contents:
        """Return the contents of a file that stands in the document (`w:altChunk`): HTML, RTF, text, a message."""
        self._embedded += 1
        part = self._related.get(relation)
        if part is None or self._embedded > _MOST_EMBEDDED:
            return self._lost("is missing" if part is None else f"is one of more than {_MOST_EMBEDDED}")
        data = part.blob
        head = data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
        try:
            if data.startswith(b"PK"):
                return self._read_inner(data)
            if head.startswith(b"{\\rtf"):
                return read_rtf(data, self._limits)
            if head.startswith((b"mime-version", b"from:", b"content-type", b"date:", b"subject:")):
                return read_eml(data, self._limits)
            return read_html(data, self._limits) if b"<" in data[:2000] else read_plain(data, self._limits)
        except UnreadableError as error:
            return self._lost(error.found)

    def _lost(self, why: str) -> Contents:
        self.problems.append(f"is read but for a file in it, which {why}")
        return Contents()
