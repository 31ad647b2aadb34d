"""What a figure measures according to its sentence or table, in the document's own words."""

from __future__ import annotations

import re

from assistant.types import Figure, Sentence, TableRow

PLACE = "…"
LONGEST = 90
"""The maximum length of a clause in characters; those nearest to the figure are kept."""

_CLAUSE_END = re.compile(r"(?:[;:!?()]|,(?!\d)|[。；：，！？]|\s[-–—])\s*|\.\s+|\n+")
_MARKS = "#>*+- "


def measured(sentence: Sentence, figure: Figure) -> str:
    """Return what a figure of a sentence measures, or "" if there is no text around it.

    In a table row, this is the row's label and the headings of the figure's column; elsewhere it is the figure's
    clause, with "…" in place of the figure.
    """
    if sentence.row:
        return _of_row(sentence.row, sentence.start + figure.start)
    text, start, end = sentence.text, figure.start, figure.end
    return clause_of(text, start, end) or _shortened(text[:start], text[end:])


def _of_row(row: TableRow, offset: int) -> str:
    cell = row.cell_at(offset)
    labels = row.label_cells
    above = cell.columns if cell else ()
    named = above if cell in labels else (*([one.text for one in labels] or [row.label]), *above)
    return " · ".join(dict.fromkeys(part for part in named if part))


def clause_of(sentence: str, start: int, end: int) -> str:
    """Return the clause of a figure, with "…" in place of the figure, or "" if there is no other text in it."""
    first, last = clause_around(sentence, start, end)
    return _shortened(sentence[first:start], sentence[end:last])


def clause_around(sentence: str, start: int, end: int) -> tuple[int, int]:
    """Return where the clause that has the characters from `start` to `end` begins and ends."""
    before = max((m.end() for m in _CLAUSE_END.finditer(sentence, 0, start)), default=0)
    after = _CLAUSE_END.search(sentence, end)
    return before, after.start() if after else len(sentence)


def _spaced(text: str) -> str:
    """Return a text with each run of white space as one space, at its ends too."""
    before, after = (" " if edge.isspace() else "" for edge in (text[:1], text[-1:]))
    return f"{before}{words}{after}" if (words := " ".join(text.split())) else before


def _shortened(head: str, tail: str) -> str:
    """Return the text on both sides of a figure with a gap between them, cut between words."""
    head, tail = _spaced(head).lstrip(_MARKS), _spaced(tail).rstrip(" .。")
    if len(head) > LONGEST:
        head = head[-LONGEST:].partition(" ")[2]
    room = max(0, LONGEST - len(head))
    if len(tail) > room:
        tail = tail[:room].rpartition(" ")[0]
    return f"{head}{PLACE}{tail}" if head or tail.strip() else ""
