"""What a figure measures, as far as its sentence or its table says: in the document's own words."""

from __future__ import annotations

import re
from itertools import accumulate, filterfalse, takewhile

from assistant.reading.assembly import CELL_BREAK
from assistant.types import Passage, Sentence

PLACE = "…"
LONGEST = 90
"""Characters of a clause that are kept, the nearest to the figure."""

_CLAUSE_END = re.compile(r"(?:[;:!?()]|,(?!\d)|[。；：，！？]|\s[-–—])\s*|\.\s+|\n+")
_RULE = re.compile(r"[\s|:-]*")
_WORDS_AND_YEARS = re.compile(r"(?:\D|(?<!\d)(?:19|20)\d\d(?!\d))*")
_MARKS = re.compile(r"^[#>*+\s-]*")
_SPACE = re.compile(r"\s+")


def measured(sentence: str, start: int, end: int, header: str = "") -> str:
    """Return what the figure at `start` to `end` of a sentence measures, or "" where nothing stands around it.

    In a row of a table that is the row's first cell and the figure's column in `header`, the table's header rows;
    elsewhere it is the figure's clause, with "…" in the figure's place.
    """
    if is_row(sentence):
        return _of_row(sentence, start, header)
    return clause_of(sentence, start, end) or _shortened(sentence[:start], sentence[end:])


def is_row(line: str) -> bool:
    """Say whether a sentence is the row of a table."""
    return CELL_BREAK in line or line.lstrip().startswith("|")


def header_of(passage: Passage, row: Sentence) -> str:
    """Return the header rows of the table that a row of a passage stands in, or "" where they are not known."""
    return passage.header or header_above(passage.text, row.start - passage.start)


def header_above(text: str, start: int) -> str:
    """Return the header rows of the table in a text of which a row begins at `start`, or "" where they are not there.

    They are the row above a rule, as Markdown has it, with the rows of years right below it, or else the first rows in
    which there are only words and years.
    """
    rows: list[str] = []
    for line in reversed(text[:start].splitlines()):
        if not is_row(line):
            break
        rows.append(line)
    rows.reverse()
    if len(rows) > 1 and is_rule(rows[1]):
        return "\n".join((rows[0], *takewhile(_are_years, rows[2:])))
    return "\n".join(takewhile(_WORDS_AND_YEARS.fullmatch, rows))


def _of_row(row: str, start: int, header: str) -> str:
    cells = cells_of(row)
    ends = accumulate(len(cell) + 1 for cell in row.strip().strip("|").split("|"))
    offset = start - (len(row) - len(row.lstrip().lstrip("|")))
    column = next((i for i, stop in enumerate(ends) if offset < stop), len(cells) - 1)
    above = [line[column] for line in map(cells_of, filterfalse(is_rule, header.splitlines())) if column < len(line)]
    named = [cells[0], *above] if column else [*above]
    return " · ".join(dict.fromkeys(part for part in named if part))


def is_rule(line: str) -> bool:
    """Say whether a line is the rule under a table's header, as Markdown has it."""
    return "-" in line and _RULE.fullmatch(line) is not None


def _are_years(line: str) -> bool:
    return _WORDS_AND_YEARS.fullmatch(line) is not None and any(c.isdigit() for c in line)


def section_above(text: str, start: int) -> str:
    """Return the nearest row above that only names what the rows below it are parts of, or "" where there is none."""
    for line in reversed(text[:start].splitlines()):
        if not is_row(line):
            break
        first, *others = cells_of(line)
        if first and not any(others) and not is_rule(line):
            return first
    return ""


def cells_of(row: str) -> list[str]:
    """Return the cells of a table's row, without the space around them."""
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def clause_of(sentence: str, start: int, end: int) -> str:
    """Return what stands in the clause of a figure, with "…" in its place, or "" where it stands alone there."""
    before = max((m.end() for m in _CLAUSE_END.finditer(sentence, 0, start)), default=0)
    after = _CLAUSE_END.search(sentence, end)
    return _shortened(sentence[before:start], sentence[end : after.start() if after else len(sentence)])


def _shortened(head: str, tail: str) -> str:
    """Return the two sides of a figure with a gap between, cut between words."""
    head, tail = _SPACE.sub(" ", head), _SPACE.sub(" ", tail).rstrip(" .。")
    head = _MARKS.sub("", head, count=1)
    if len(head) > LONGEST:
        head = head[-LONGEST:].partition(" ")[2]
    room = max(0, LONGEST - len(head))
    if len(tail) > room:
        tail = tail[:room].rpartition(" ")[0]
    return f"{head}{PLACE}{tail}" if head or tail.strip() else ""
