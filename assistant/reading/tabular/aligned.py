"""Tables of plain text whose columns are kept apart by spaces alone, as in mails, manuals and invoices.

    Item              Small    Large
    Water a cycle     8.7 l    9.5 l

Lines are rows of one table if the same stretches of two or more spaces run through all of them. Two columns of prose
and lists of terms with explanations are no tables: behind the first column the cells of a table are short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from assistant.reading.tabular.bars import Span

LEAST_ROWS = 3
_GAP = 2
_LONGEST_CELL = 28
"""The characters of a cell behind the first column, of all but a tenth."""
_LONGEST_NAME = 60
_MOST_COLUMNS = 12
_FILLED = 0.6
"""The share of its cells that are filled."""
_FIGURE = re.compile(r"\W*\d")
_DASHES = frozenset("-=_–—")
_CELLS = re.compile(r"\S+(?: \S+)*")

TextLine = tuple[int, str]
"""Where a line begins in its text, and the line with its leading spaces."""
RowKind = Literal["header", "row", "rule"]


class AlignedRow(NamedTuple):
    """A row: where its line begins in the text, and the offsets of its cells there, also of empty ones.

    A rule is a line of dashes below the row before it; it has no cells.
    """

    line: int
    kind: RowKind
    cells: tuple[Span, ...]


def aligned_rows(lines: Sequence[TextLine]) -> Iterator[list[AlignedRow]]:
    """Yield the tables in lines that no empty line parts, each as its rows, a header first if it has one."""
    first = 0
    while first < len(lines):
        after = first
        while after < len(lines) and (_is_parted(lines[after][1]) or (after > first and _is_rule(lines[after][1]))):
            after += 1
        block, first = lines[first:after], max(after, first + 1)
        plain = [line for line in block if not _is_rule(line[1])]
        rows = _rows(plain) if len(plain) >= LEAST_ROWS else []
        texts = [[text for text, _ in row] for row in rows]
        if rows and _is_table(texts):
            headed = _is_rule(block[1][1]) or _is_header(texts)
            told = iter(rows)
            yield [
                AlignedRow(start, "rule", ())
                if _is_rule(line)
                else AlignedRow(start, "header" if headed and not place else "row", tuple(s for _, s in next(told)))
                for place, (start, line) in enumerate(block)
            ]


def _is_rule(line: str) -> bool:
    """Return whether a line has nothing but dashes, three or more."""
    return sum(map(line.count, _DASHES)) > 2 and all(char in _DASHES or char in "+ \t" for char in line)


def _is_parted(line: str) -> bool:
    """Return whether wide gaps part a line, so that it may be a row."""
    return len(_CELLS.findall(line)) > 1 and not _is_rule(line)


def _rows(lines: Sequence[TextLine]) -> list[list[tuple[str, Span]]]:
    """Return the cells of lines, with their offsets: parted by tabs, if each line has as many, or by common gaps."""
    tabs = {line.count("\t") for _, line in lines}
    if tabs != {0}:
        return [[*_tabbed(line)] for line in lines] if len(tabs) == 1 else []
    columns = _columns(lines)
    return [[_cell(line, low, high) for low, high in columns] for line in lines] if columns else []


def _tabbed(line: TextLine) -> Iterator[tuple[str, Span]]:
    start, text = line
    edges = [-1, *(place for place, character in enumerate(text) if character == "\t"), len(text)]
    for before, after in pairwise(edges):
        yield _cell((start, text), before + 1, after)


def _columns(lines: Sequence[TextLine]) -> list[tuple[int, int]]:
    """Return where the columns begin and end that the gaps through all lines leave; nothing if there is one."""
    width = max(len(line) for _, line in lines)
    filled = [False] * (width + 1)
    for _, line in lines:
        for found in _CELLS.finditer(line):
            filled[found.start() : found.end()] = [True] * (found.end() - found.start())
    edges = [place for place, (one, other) in enumerate(pairwise((False, *filled))) if one != other]
    stretches = list(zip(edges[::2], edges[1::2], strict=True))
    merged: list[tuple[int, int]] = []
    for low, high in stretches:
        if merged and low - merged[-1][1] < _GAP:
            merged[-1] = merged[-1][0], high
        else:
            merged.append((low, high))
    return merged if 1 < len(merged) <= _MOST_COLUMNS else []


def _cell(line: TextLine, low: int, high: int) -> tuple[str, Span]:
    start, text = line
    part = text[low:high]
    stripped = part.strip()
    begin = start + min(low, len(text)) + (len(part) - len(part.lstrip()) if stripped else 0)
    return stripped, (begin, begin + len(stripped))


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    names, cells = [row[0] for row in rows], [text for row in rows for text in row[1:]]
    filled = [text for text in cells if text]
    short = sum(len(text) <= _LONGEST_CELL for text in filled)
    told = sum(any(map(str.isalnum, text)) for text in filled)
    return (
        len(filled) >= _FILLED * len(cells)
        and short >= 0.9 * len(filled)
        and told >= 0.5 * len(filled)
        and all(len(name) <= _LONGEST_NAME for name in names)
        and sum(map(bool, names)) >= _FILLED * len(names)
        and any(any(map(str.isalpha, name)) for name in names)
    )


def _is_header(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row heads the columns: it lacks a name or has no figure, and those below have some."""
    first, *below = rows
    has_figures = any(_FIGURE.match(text) for row in below for text in row[1:])
    return not first[0] or (has_figures and not any(_FIGURE.match(text) for text in first[1:]))
