"""Assembles a text from the parts of a parsed file: headings, paragraphs, list items, table rows, pages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from assistant.reading.blocks import Block, BlockKind
from assistant.reading.cleaning import one_line
from assistant.reading.notation.raised import note_label
from assistant.reading.tabular.bars import Span
from assistant.types import NoteMark

_FIRST_ANCHOR, _MOST_ANCHORS = 0x100000, 60_000
"""Anchors are characters of a plane for private use, which documents hardly ever contain."""
_ANCHORS = re.compile("(?: (?=[\U00100000-\U0010fffd]+(?: |$)))?[\U00100000-\U0010fffd]+")


class Assembly:
    """Parts are added in reading order; empty ones are ignored. Each becomes one block of `blocks`.

    Whitespace within a part becomes a single space, so that a part is one line of the text; invisible characters are
    left out. Parts that are added while `hidden` is set are marked as hidden. A reader puts the anchor that `mark`
    returns in place of a note's mark; the text is without it, and the block says what it refers to.
    """

    def __init__(self) -> None:
        self.hidden = False
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._pages: list[int] = []
        self._anchors: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._notes: dict[str, int] = {}
        self._next_note = ""

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks so far, in order, whose marks say where the notes are."""
        if not self._anchors:
            return tuple(self._blocks)
        beginnings: dict[str, list[int]] = {}
        for number, text in enumerate(self._parts):
            beginnings.setdefault(note_label(text.lstrip("\n")), []).append(number)
        return tuple(
            replace(block, marks=tuple(self._found(mark, number, beginnings) for mark in block.marks))
            if block.marks
            else block
            for number, block in enumerate(self._blocks)
        )

    def _found(self, mark: NoteMark, number: int, beginnings: dict[str, list[int]]) -> NoteMark:
        """Return the mark in a block with the place of its note: the known one, else the next that begins so."""
        labelled = beginnings.get(mark.label.strip("()[],"), [])
        after = next(iter(labelled[bisect_right(labelled, number) :]), None)
        note = self._notes.get(mark.label, after)
        return mark if note is None else replace(mark, start=self._blocks[note].start, end=self._blocks[note].end)

    @property
    def pages(self) -> tuple[int, ...]:
        """The offset at which each page starts."""
        return tuple(self._pages)

    def mark(self, label: str) -> str:
        """Return the anchor of a note's mark, to be put in its place in a text; "" for too many marks."""
        if label not in self._anchors:
            if len(self._anchors) == _MOST_ANCHORS:
                return ""
            anchor = chr(_FIRST_ANCHOR + len(self._anchors))
            self._anchors[label], self._labels[anchor] = anchor, label
        return self._anchors[label]

    def note(self, label: str) -> None:
        """Begin a note: the next part is the one that marks with this label refer to."""
        self._next_note = label

    def page(self) -> None:
        """Begin a page, or a slide."""
        self._pages.append(self._length)

    def heading(self, text: str, level: int) -> None:
        """Add a heading; level 1 is outermost."""
        line = one_line(text)
        self._add("heading", line, level=level, title=line)

    def paragraph(self, text: str, row: int | None = None) -> None:
        """Add a paragraph; `row` is its row number if it is in a sheet."""
        self._add("paragraph", one_line(text), row=row)

    def item(self, text: str) -> None:
        """Add an item of a list."""
        self._add("item", one_line(text))

    def line(self, text: str) -> None:
        """Add a line of a text that keeps its lines, such as code."""
        self._add("line", one_line(text))

    def copy(self, block: Block, text: str, lower: int = 0) -> None:
        """Add a block of another text as one line; a heading becomes `lower` levels lower."""
        if block.cells:
            self._add_row(
                block.kind,
                [text[start:end] for start, end in block.cells],
                block.row,
                across=block.across,
                continued=block.continued,
                marked=block.marked,
                hidden=block.hidden,
            )
            return
        line = one_line(text[block.start : block.end])
        level = block.level + lower if block.level else 0
        self._add(block.kind, line, level=level, title=one_line(block.title), row=block.row, hidden=block.hidden)

    def header(self, cells: Sequence[str], row: int | None = None) -> None:
        """Begin a table with its header; `row` is the header's number in the sheet, counting from 1."""
        self._add_row("header", cells, row)

    def row(self, cells: Sequence[str], row: int | None = None) -> None:
        """Add a row of a table; `row` is its number in the sheet, counting from 1."""
        self._add_row("row", cells, row)

    def merged_row(
        self,
        cells: Sequence[str],
        row: int | None,
        *,
        begins: bool,
        across: Sequence[int],
        continued: Sequence[int],
        marked: bool,
    ) -> None:
        """Add a row with what the file says of its cells; it `begins` a table with its header, or belongs to one.

        The other arguments are those of `Block`.
        """
        kind: BlockKind = "header" if begins else "row"
        self._add_row(kind, cells, row, across=across, continued=continued, marked=marked)

    def _add_row(
        self,
        kind: BlockKind,
        cells: Sequence[str],
        row: int | None,
        *,
        across: Sequence[int] = (),
        continued: Sequence[int] = (),
        marked: bool = False,
        hidden: bool = False,
    ) -> None:
        line, spans = _side_by_side([one_line(cell) for cell in cells])
        if self._add(kind, line, row=row, hidden=hidden, cells=spans):
            block = self._blocks[-1]
            within = tuple(across[: len(spans)]) if any(width > 1 for width in across) else ()
            self._blocks[-1] = replace(block, across=within, continued=tuple(continued), marked=marked)

    def _add(
        self,
        kind: BlockKind,
        line: str,
        *,
        level: int = 0,
        title: str = "",
        row: int | None = None,
        hidden: bool = False,
        cells: Sequence[Span] = (),
    ) -> bool:
        """Add a block, and return whether there was one to add."""
        line, cells, marks = self._without_anchors(line, cells)
        if not line:
            return False
        if self._next_note:
            self._notes.setdefault(self._next_note, len(self._blocks))
            self._next_note = ""
        title = self._without_anchors(title, ())[0]
        last = self._blocks[-1].kind if self._blocks else None
        goes_on = (kind == "row" and last in ("header", "row")) or (kind == last == "line")
        gap = "" if last is None else "\n" if goes_on else "\n\n"
        start = self._length + len(gap)
        self._parts.append(f"{gap}{line}")
        self._length = start + len(line)
        spans = tuple((start + first, start + after) for first, after in cells)
        placed = tuple(NoteMark(start + at, label) for at, label in marks)
        self._blocks.append(Block(kind, start, self._length, level, title, row, hidden or self.hidden, spans, placed))
        return True

    def _without_anchors(
        self, line: str, cells: Sequence[Span]
    ) -> tuple[str, Sequence[Span], Sequence[tuple[int, str]]]:
        """Return a line without anchors, with the offsets of its cells and of the labels of the marks in it."""
        if not self._anchors or line.isascii():
            return line, cells, ()
        gone = [(match.start(), match.group()) for match in _ANCHORS.finditer(line)]
        if not gone:
            return line, cells, ()
        ends = [start + len(text) for start, text in gone]
        lost = [0, *accumulate(len(text) for _, text in gone)]

        def moved(offset: int) -> int:
            before = bisect_right(ends, offset)
            inside = offset - gone[before][0] if before < len(gone) else 0
            return offset - lost[before] - max(0, inside)

        marks = [(moved(start), self._labels[c]) for start, text in gone for c in text.strip() if c in self._labels]
        return _ANCHORS.sub("", line), [(moved(first), moved(after)) for first, after in cells], marks


def _side_by_side(cells: Sequence[str]) -> tuple[str, list[Span]]:
    """Return the cells of a row in one line, separated by bars, and the offsets of each.

    Empty cells at the end are left out, so that a row of empty cells is empty.
    """
    filled = max((number for number, cell in enumerate(cells, start=1) if cell), default=0)
    parts: list[str] = []
    spans: list[Span] = []
    length = -1
    for number, cell in enumerate(cells[:filled]):
        new = [part for part in ("|" if number else "", cell) if part]
        parts += new
        length += sum(len(part) + 1 for part in new)
        spans.append((max(0, length) - len(cell), max(0, length)))
    return " ".join(parts), spans
