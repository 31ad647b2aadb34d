"""Markdown's marks for headings and tables taken out of a document's text, for reading; it stays text.

What is shown of a document is cut into the sentence and what surrounds it. So the marks are found in the whole, and
taken out of each part: the sentence stays the sentence, wherever its line began.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

CELL_BREAK = " · "
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+")
_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?[ \t]*)?\|?[ \t]*\n?")
_LINE = re.compile(r"[^\n]+\n?")
_CELL_BREAKS = re.compile(r"(?<!\\)[ \t]*\|(?:[ \t]*\|)*[ \t]*")

Edit = tuple[int, int, str]


def readable(*parts: str) -> tuple[str, ...]:
    """Return the parts of a text, which follow one another, without the marks of headings and tables.

    Cells are parted by middle dots, and the line below a table's header is left out. All letters and digits stay.
    """
    text = "".join(parts)
    edges = [sum(map(len, parts[:number])) for number in range(len(parts) + 1)]
    edits = tuple(_edits(text))
    return tuple(_edited(text, start, end, edits) for start, end in pairwise(edges))


def _edits(text: str) -> Iterator[Edit]:
    """Yield what to put in place of which characters, in order."""
    for line in _LINE.finditer(text):
        start, content = line.start(), line[0].rstrip("\n")
        if _RULE.fullmatch(line[0]):
            yield start, line.end(), ""
        elif heading := _HEADING.match(content):
            yield start, start + heading.end(), ""
        elif _is_row(content):
            for cells in _CELL_BREAKS.finditer(content):
                outer = not content[: cells.start()].strip() or not content[cells.end() :].strip()
                yield start + cells.start(), start + cells.end(), "" if outer else CELL_BREAK


def _is_row(line: str) -> bool:
    """Say whether a line is a table's row; one bar in a sentence makes it none."""
    return line.lstrip().startswith("|") or line.rstrip().endswith(" |") or line.count(" | ") > 1


def _edited(text: str, start: int, end: int, edits: Sequence[Edit]) -> str:
    """Return one part of the text after the edits; one that reaches over its edges belongs to where it begins."""
    shown, at = [], start
    for first, last, instead in edits:
        if last <= start or first >= end:
            continue
        shown.append(text[at : max(at, first)])
        shown.append(instead if first >= start else "")
        at = min(end, max(at, last))
    shown.append(text[at:end])
    return "".join(shown)
