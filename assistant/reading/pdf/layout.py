"""The parts of PDF pages (headings, paragraphs, items, tables), derived from the appearance and position of lines.

Large or bold is relative to the body, the size of most letters of the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from assistant.language.line_ends import LineEnds, without_blank
from assistant.language.marks import BULLETS, IN_BRACKETS, is_closed
from assistant.reading.pdf.filings import is_item, is_note, is_part, is_statement
from assistant.reading.pdf.lines import Line, find_lines, without_anchors
from assistant.reading.pdf.running import without_repeated_lines, without_running_lines
from assistant.reading.pdf.structure.raised import raised_label, settled_with
from assistant.reading.pdf.structure.regions import Insert, LineGroups, PageWords, find_regions, notes_apart
from assistant.reading.pdf.structure.ruled import table_of
from assistant.reading.pdf.tables import Table, find_tables, is_unit_line
from assistant.reading.pdf.words import Word
from assistant.reading.tabular.tables import Row

TextElementKind = Literal["heading", "paragraph", "item"]


@dataclass(frozen=True, slots=True)
class TextElement:
    """A heading, a paragraph or a list item."""

    kind: TextElementKind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together, not yet classified as a heading or a paragraph."""

    lines: tuple[Line, ...]
    text: str


def lay_out(pages: Sequence[PageWords], mark: Callable[[str], str] = str) -> list[list[TextElement | Table]]:
    """Return the parts of each page in reading order; a page without words has none.

    `mark` returns what stands in a text for the mark of a note with a label, see `Assembly.mark`.
    """
    regions = [find_regions(page) for page in pages]
    parted = [notes_apart(page) for page in without_running_lines([page.columns for page in regions])]
    columns = [text for text, _ in parted]
    others = without_repeated_lines([page.aside for page in regions])
    asides = [(*notes, *aside) for (_, notes), aside in zip(parted, others, strict=True)]
    every = [line for page in (*columns, *asides) for line in _lines_in(page)]
    if not every:
        return [[] for _ in pages]
    body = _body_size(every)
    reading = _Reading(LineEnds(line.text for line in every), settled_with(mark, every))
    blocks = [
        [
            *_across_columns([[*reading.blocks(group)] for group in page], reading.ends),
            *(b for g in aside for b in reading.blocks(g)),
        ]
        for page, aside in zip(columns, asides, strict=True)
    ]
    blocks = _with_continued_tables(blocks)
    looks = [_look(b) for page in blocks for b in page if isinstance(b, _Block) and _is_heading(b, body)]
    levels = {look: _FREE_LEVEL + rank for rank, look in enumerate(sorted(set(looks), reverse=True)[:_LEVELS])}
    return [[b if isinstance(b, Table) else _part(b, body, levels) for b in page] for page in blocks]


def _lines_in(groups: LineGroups) -> Iterator[Line]:
    """Yield the lines of text of groups, and of the boxes and tables in them."""
    for group in groups:
        for line in group:
            if isinstance(line, Insert):
                yield from _lines_in(line.inside)
                yield from (one for cell in (line.grid.cells if line.grid else ()) for one in find_lines(cell.words))
            else:
                yield line


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0]


# Lines into blocks

_LEADING = 1.55
_STOPS = ".!?:;。！？：；"
_LEAST_GOING_ON = 30
"""The length of a line from which it goes on in one with a small letter, however short it is."""
_NEXT_TO_EDGE, _SAME_EDGE = 3, 3.0
"""How many blocks at the edge of a page are looked at, and how far columns that are the same may be apart."""
_BULLETS = (BULLETS | frozenset("●○■□")) - frozenset("-+")
"""Those of a printed page, where a line may also go on with a hyphen or a plus."""
_ENUMERATOR = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)]")


@dataclass(frozen=True, slots=True)
class _Reading:
    """How lines of a document become blocks: what ends with a line goes on so, and raised characters are settled so."""

    ends: LineEnds
    settle: Callable[[Sequence[Line]], list[Line]]

    def blocks(self, lines: Sequence[Line]) -> Iterator[_Block | Table]:
        """Yield the blocks of a column."""
        run: list[Line] = []
        for line in lines:
            if isinstance(line, Insert):
                yield from self._of_text(run)
                run = []
                if line.grid is not None:
                    yield table_of(line.grid, self._cell)
                for group in line.inside:
                    yield from self.blocks(group)
            else:
                run.append(line)
        yield from self._of_text(run)

    def _cell(self, lines: Sequence[Line]) -> str:
        return self.ends.join(line.text for line in self.settle(lines))

    def _of_text(self, lines: Sequence[Line]) -> Iterator[_Block | Table]:
        lines = self.settle(lines)
        begin = 0
        for found in find_tables(lines):
            yield from self._prose(lines[begin : found.first])
            yield found.table
            begin = found.after
        yield from self._prose(lines[begin:])

    def _prose(self, lines: Sequence[Line]) -> Iterator[_Block]:
        if not lines:
            return
        right = sorted(line.right for line in lines)[int(0.9 * (len(lines) - 1))]
        runs = [[lines[0]]]
        for before, line in pairwise(lines):
            if _parts(before, line, right):
                runs.append([])
            runs[-1].append(line)
        for run in runs:
            yield _Block(tuple(run), self.ends.join(line.text for line in run))


def _with_continued_tables(pages: Sequence[list[_Block | Table]]) -> list[list[_Block | Table]]:
    """Return the blocks of pages, in which a ruled table that goes on overleaf has no header but that of its beginning.

    It repeats its header there, or has a row where a header would be.
    """
    kept = [list(page) for page in pages]
    headers: dict[int, tuple[Row, ...]] = {}
    for before, page in pairwise(kept):
        ended = next((b for b in before[: -_NEXT_TO_EDGE - 1 : -1] if isinstance(b, Table) and b.edges), None)
        at = next((n for n, b in enumerate(page[:_NEXT_TO_EDGE]) if isinstance(b, Table) and b.edges), None)
        if ended is None or at is None:
            continue
        table = page[at]
        if isinstance(table, Table) and _same_columns(ended, table):
            header = headers.get(id(ended), ended.header)
            repeats = [row.cells for row in table.header] == [row.cells for row in header]
            if repeats or not table.looks_apart:
                body = table.body if repeats else tuple(replace(row, is_header=False) for row in table.rows)
                is_next = before[-1] is ended and not at
                page[at] = replace(table, rows=body if is_next else (*header, *body))
                headers[id(page[at])] = header
    return kept


def _same_columns(table: Table, other: Table) -> bool:
    return len(table.edges) == len(other.edges) and all(
        abs(edge - its) <= _SAME_EDGE for edge, its in zip(table.edges, other.edges, strict=True)
    )


def _across_columns(groups: Sequence[list[_Block | Table]], ends: LineEnds) -> Iterator[_Block | Table]:
    """Yield the blocks of columns, those in one that go on at the top of the next."""
    last: _Block | Table | None = None
    for group in groups:
        for number, block in enumerate(group):
            if number == 0 and isinstance(last, _Block) and isinstance(block, _Block) and _goes_on(last, block):
                last = _Block((*last.lines, *block.lines), ends.joined(last.text, block.text))
                continue
            if last is not None:
                yield last
            last = block
    if last is not None:
        yield last


def _goes_on(block: _Block, following: _Block) -> bool:
    before, line = block.lines[-1], following.lines[0]
    alike = abs(before.size - line.size) <= 0.1 * before.size and before.bold == line.bold
    unfinished = not is_closed(without_anchors(before.text), _STOPS) and (
        line.text[:1].islower() or without_blank(before.text, line.text)
    )
    return alike and (unfinished or LineEnds.breaks_a_word(before.text, line.text))


def _parts(before: Line, line: Line, right: float) -> bool:
    """Return whether a line starts a new block after the previous one."""
    first = line.first
    if line.base - before.base > _LEADING * max(line.size, before.size) or line.base < before.base:
        return True
    if abs(line.size - before.size) > 0.1 * before.size or line.bold != before.bold or line.italic != before.italic:
        # Bold words at the start or end of a paragraph do not make another block.
        return (
            line.bold
            or before.bold
            or abs(line.size - before.size) > 0.1 * before.size
            or _closed_or_short(before, first, right)
        )
    if first.text in _BULLETS or is_unit_line(line.text) or raised_label(line):
        return True
    enumerated = _ENUMERATOR.fullmatch(first.text) and is_closed(without_anchors(before.text))
    return bool(enumerated) or _closed_or_short(before, first, right)


def _closed_or_short(before: Line, first: Word, right: float) -> bool:
    if first.text[:1].islower() and len(before.text) >= _LEAST_GOING_ON and not is_closed(before.text, _STOPS):
        return False
    room = right - before.right - (first.right - first.left) - 0.3 * before.size
    return room > 1.5 * before.size and (is_closed(without_anchors(before.text), _STOPS) or room > 6 * before.size)


# Blocks into parts

_LEVELS, _FREE_LEVEL = 6, 3
_MOST_HEADING_LINES, _MOST_HEADING = 3, 140
_LARGER = 1.1
_Look = tuple[float, bool, bool, bool]


def _is_heading(block: _Block, body: float) -> bool:
    text = without_anchors(block.text)
    if len(block.lines) > _MOST_HEADING_LINES or len(text) > _MOST_HEADING or not any(c.isalpha() for c in text):
        return False
    if text[0].islower() or is_unit_line(text):
        return False
    if is_part(text) or is_item(text) or is_statement(text):
        return True
    if _ends_like_a_sentence(text) or (_opens_an_item(text) and not is_note(text)):
        return False
    if any(len(line.cells) > 2 for line in block.lines):
        return False
    larger = block.lines[0].size >= _LARGER * body
    marked = all(line.bold for line in block.lines) or all(line.italic for line in block.lines)
    return larger or marked or _is_capitals(text)


def _ends_like_a_sentence(text: str) -> bool:
    return text.endswith((".", ",", ";")) or (text.endswith(":") and not text[-2:-1].isupper())


def _opens_an_item(text: str) -> bool:
    first = text.split(maxsplit=1)[0]
    return first in _BULLETS or bool(_ENUMERATOR.fullmatch(first))


def _is_capitals(text: str) -> bool:
    text = IN_BRACKETS.sub("", text)
    return text == text.upper() and sum(map(str.isalpha, text)) >= 8 and " " in text


def _look(block: _Block) -> _Look:
    """Return what makes one heading rank above another, most significant first."""
    line = block.lines[0]
    return round(line.size), _is_capitals(block.text), line.bold, not line.italic


def _part(block: _Block, body: float, levels: dict[_Look, int]) -> TextElement:
    if not _is_heading(block, body):
        return TextElement("item" if _opens_an_item(block.text) else "paragraph", block.text)
    if is_part(block.text):
        return TextElement("heading", block.text, 1)
    if is_item(block.text):
        return TextElement("heading", block.text, 2)
    return TextElement("heading", block.text, levels.get(_look(block), _FREE_LEVEL + _LEVELS))
