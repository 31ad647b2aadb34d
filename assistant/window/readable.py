"""Removes the markup of headings and tables from a document's text for display; the result is still plain text.

An excerpt is shown in three parts: the sentence and the text on both sides. So markup is found in the whole text and
removed from each part, and the sentence stays intact wherever its line began.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.types import Sentence

BETWEEN_CELLS = " · "
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+", re.MULTILINE)

Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class RowPlace:
    """The offsets of a table row, with the rule below it, and of its cells that are not empty."""

    start: int
    end: int
    cells: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, sentence: Sentence, start: int) -> RowPlace | None:
        """Return the offsets of a row in a text that begins at `start`, or None if the sentence is not a row."""
        if sentence.row is None:
            return None
        cells = tuple((cell.start - start, cell.end - start) for cell in sentence.row.cells if not cell.is_empty)
        return cls(sentence.start - start, sentence.end - start, cells)


def readable(*parts: str, rows: Sequence[RowPlace] = ()) -> tuple[str, ...]:
    """Return the consecutive parts of a text without the markup of headings and tables.

    Cells are separated by middle dots, and the rule below a table's header is left out. All letters and digits stay.

    Args:
        parts: the text.
        rows: the table rows in it, in order; a row that extends beyond the text is shown as far as it is inside.
    """
    text = "".join(parts)
    edges = [sum(map(len, parts[:number])) for number in range(len(parts) + 1)]
    edits = sorted((*_headings(text), *(edit for row in rows for edit in _bars(row))))
    return tuple(_edited(text, start, end, edits) for start, end in pairwise(edges))


def _headings(text: str) -> Iterator[Edit]:
    return ((found.start(), found.end(), "") for found in _HEADING.finditer(text))


def _bars(row: RowPlace) -> Iterator[Edit]:
    """Yield the replacements for the text around and between the cells of a row."""
    if not row.cells:
        yield row.start, row.end, ""
        return
    yield row.start, row.cells[0][0], ""
    for (_, end), (start, _) in pairwise(row.cells):
        yield end, start, BETWEEN_CELLS
    yield row.cells[-1][1], row.end, ""


def _edited(text: str, start: int, end: int, edits: Sequence[Edit]) -> str:
    """Return one part of the text after the edits; an edit across its edge belongs to the part in which it begins."""
    shown, at = [], start
    for first, last, instead in edits:
        if last <= start or first >= end:
            continue
        shown.append(text[at : max(at, first)])
        shown.append(instead if first >= start else "")
        at = min(end, max(at, last))
    shown.append(text[at:end])
    return "".join(shown)
