"""The blocks of an HTML tree in reading order: headings, paragraphs, list items, tables, preformatted lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.html.inline import write_inline
from assistant.reading.notation.headings_by_hand import USUAL_SIZE, Seen, headings_by_hand
from assistant.reading.tabular.merges import MOST_SPANNED, Merge, with_merges
from assistant.reading.tabular.tables import Row, add_table

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre section "
    "summary table tbody td tfoot th thead tr ul".split()
)
_UNSEEN = frozenset(
    "applet audio button canvas datalist embed frame frameset head iframe input map annotation "
    "annotation-xml meta noframes noscript object param script select source style svg template textarea title track "
    "video rp rt".split()
)
_LONGEST_HEADING = 300
_WIDEST_SPAN = 1_000
_LONGEST_SPAN = 1_000


def add_html(assembly: Assembly, root: Element) -> None:
    """Add the visible text of a tree in order, without form fields and buttons. The tree is changed."""
    notes = write_inline(root, assembly)
    _Walk(assembly, notes, _headings_by_hand(root)).element(root)


def is_unseen(element: Element) -> bool:
    """Return whether an element contains no text; hidden text was removed before."""
    return not isinstance(element.tag, str) or element.tag in _UNSEEN


class _Walk:
    """A traversal that collects inline text until a block starts or ends."""

    def __init__(self, assembly: Assembly, notes: frozenset[str], by_hand: Mapping[Element, int]) -> None:
        self._assembly = assembly
        self._notes = notes
        self._by_hand = by_hand
        self._line: list[str] = []
        self._in_item = 0

    def element(self, element: Element) -> None:
        """Add an element without the text after it."""
        if is_unseen(element):
            return
        tag = str(element.tag)
        if (name := element.get("id", "")) in self._notes:
            self._flush()
            self._assembly.note(name)
        if tag == "br":
            self._line.append("\n")
            return
        if tag == "table" and (rows := _data_rows(element)):
            self._flush()
            for caption in element.iterfind("caption"):
                self._assembly.paragraph(_flat(caption))
            add_table(self._assembly, rows)
            return
        if tag in _BLOCKS:
            self._flush()
        if (level := _HEADINGS.get(tag) or self._by_hand.get(element)) is not None:
            self._heading(element, level)
        elif tag == "pre":
            for line in "".join(element.itertext()).splitlines():
                self._assembly.line(line)
        else:
            is_item = tag in ("li", "dd")
            self._in_item += is_item
            self._line.append(element.text or "")
            for child in element:
                self.element(child)
                self._line.append(child.tail or "")
            if tag in _BLOCKS:
                self._flush()
            self._in_item -= is_item

    def _heading(self, element: Element, level: int) -> None:
        text = _flat(element)
        if len(text) <= _LONGEST_HEADING:
            self._assembly.heading(text, level)
        else:
            self._assembly.paragraph(text)

    def _flush(self) -> None:
        # In old pages and mails, two line breaks end a paragraph.
        for part in re.split(r"\n[ \t\r\xa0]*\n", self._unbroken()):
            (self._assembly.item if self._in_item else self._assembly.paragraph)(part)
        self._line = []

    def _unbroken(self) -> str:
        """Return the collected text, in which a line feed means a line break of the page."""
        return "".join(part if part == "\n" else re.sub(r"\s+", " ", part) for part in self._line)


def _headings_by_hand(root: Element) -> Mapping[Element, int]:
    """Return the level of each bold paragraph that looks like a heading, below the headings that are marked as such."""
    seen: list[Seen] = []
    top = 1
    for element in root.iter("p", "div", "li", "table", *_HEADINGS):
        top = max(top, _HEADINGS.get(str(element.tag), 0))
        if element.tag == "table":
            seen.append(Seen(element, "|", (), free=False))
        elif not any(child.tag in _BLOCKS for child in element):
            words = tuple(_words(element))
            free = element.tag in ("p", "div") and next(element.iterancestors("li", "td", "th"), None) is None
            seen.append(Seen(element, "".join(text for text, _, _ in words), words, free))
    return headings_by_hand(seen, top + 1)


def _words(element: Element) -> Iterator[tuple[str, bool, float]]:
    """Yield the parts of a paragraph and whether each is bold; sizes are not told apart."""
    for event, here in _events(element):
        text = here.text if event == "start" else here.tail if here is not element else None
        if text:
            inside = here if event == "start" else here.getparent()
            yield text, _is_bold(inside, element), USUAL_SIZE


def _events(element: Element) -> Iterator[tuple[str, Element]]:
    from lxml import etree

    yield from etree.iterwalk(element, events=("start", "end"))


def _is_bold(inside: Element | None, paragraph: Element) -> bool:
    while inside is not None and inside is not paragraph:
        if inside.tag in ("b", "strong"):
            return True
        inside = inside.getparent()
    return False


def _data_rows(table: Element) -> list[Row]:
    """Return the rows of a table, or nothing if it is used for layout and its cells are running text."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return []
    rows = [row for row in table.iter("tr") if not is_unseen(row)]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    if len(rows) < 2 or max(map(len, cells)) < 2 or any(table.find(f".//{tag}") is not None for tag in _HEADINGS):
        return []
    read: list[Row] = []
    merges: list[Merge] = []
    room = MOST_SPANNED
    # For each column that a cell from above reaches into: how many more rows it covers.
    covered: dict[int, int] = {}
    for number, (row, row_cells) in enumerate(zip(rows, cells, strict=True)):
        texts: list[str] = []
        below = {column: more - 1 for column, more in covered.items() if more > 1}
        for cell in row_cells:
            while len(texts) in covered:
                texts.append("")
            if is_unseen(cell):
                continue
            left, width = len(texts), _span(cell, "colspan", min(_WIDEST_SPAN, room + 1))
            room -= width - 1
            height = _span(cell, "rowspan", _LONGEST_SPAN)
            texts += [_flat(cell), *[""] * (width - 1)]
            if width > 1 or height > 1:
                merges.append(Merge(number, left, number + height - 1, left + width - 1))
            if height > 1:
                below |= dict.fromkeys(range(left, left + width), height - 1)
        covered = below
        is_header = bool(row_cells) and all(cell.tag == "th" for cell in row_cells)
        read.append(Row(tuple(texts), is_header=is_header or _within_head(row)))
    return list(with_merges(read, merges))


def _within_head(row: Element) -> bool:
    above = row.getparent()
    return above is not None and above.tag == "thead"


def _span(cell: Element, name: str, most: int) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), most)) if value.isascii() and value.isdigit() else 1


def _flat(element: Element) -> str:
    """Return all text of an element on one line, with spaces between blocks."""
    parts: list[str] = []

    def gather(here: Element) -> None:
        if is_unseen(here):
            return
        gap = " " if here.tag in _BLOCKS or here.tag == "br" else ""
        parts.extend((gap, here.text or ""))
        for child in here:
            gather(child)
            parts.append(child.tail or "")
        parts.append(gap)

    gather(element)
    return " ".join("".join(parts).split())
