"""Rows of tables as figures with the words that name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from assistant.language.figures import find_figures
from assistant.reading.passages.measured import cells_of, is_row, is_rule, section_above
from assistant.types import Evidence, Figure, Passage

_FIGURE_ALONE = re.compile(r"(?!(?:19|20)\d\d$)[\s$€£¥(+−–-]*(?=[.,]*\d)[\d.,]+\s?(?:bn|mn|[kmx])?[\s)%]*")
_NOTE = re.compile(r"\(\d{1,2}\)|\([a-z]\)|\*+")
_SCALE = re.compile(
    r"\b(?i:in)\s+(?:[A-Z]{1,3}\$?\s?|[$€£¥]\s?)?(?P<words>(?i:thousand|million|billion))s?\b"
    r"|(?:[$€£¥]|\b(?:US|HK|NT|A|C|S)\$|\b(?:RMB|CNY|USD|EUR|GBP|CHF|JPY|HKD|INR|SEK|NOK|DKK))\s?"
    r"(?:(?P<noughts>['’]?000)s?|(?P<short>(?i:million|billion|thousand|mn|bn|m)))\b"
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_UNIT_OF_ITS_OWN = re.compile(
    r"\s*[,(]\s*(?P<unit>(?:in )?[^,()]{0,12}\b(?:thousand|million|billion)s?\b[^,()]{0,20})\)?$", re.IGNORECASE
)
_IN_WORDS = {"000": "thousand", "m": "million", "mn": "million", "bn": "billion"}
_HAS_NO_SCALE = re.compile(
    r"\bper\b|%|\b(?:rates?|ratios?|shares?|number|count|employees|headcount|staff|people|customers|users|members|stores|units"
    r"|tonn?e?s|[kMGT]Wh?|km|miles|hours|days|months|years)\b",
    re.IGNORECASE,
)
"""What a row counts or divides is not in thousands of money, whatever is said of its table."""
_LETTERS_OF_A_UNIT = 4
_MOST_HEADER_ROWS = 4
"""Where more rows without a figure stand below the first, they are rows of words."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a row, as it is written, and the words above its column."""

    figure: Figure
    text: str
    column: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row with figures under the rows of its table's `header`.

    `section` names what it is part of, `around` is whatever else says what the table is of.

    `scale` is "in thousands", "in millions" or "in billions" where the table says that its figures are, the label's own
    words ("million crowns") where that says it, else "".
    """

    item: Evidence
    label: str
    section: str
    cells: tuple[Cell, ...]
    header: tuple[str, ...]
    around: str
    scale: str

    @property
    def table(self) -> tuple[str, str, tuple[str, ...]]:
        """What tells its table from others: document, scale and columns."""
        return self.item.passage.document, self.scale, tuple(cell.column for cell in self.cells)


def rows_of(ranked: Iterable[Evidence]) -> tuple[Row, ...]:
    """Return the rows with figures of all tables in the passages of these sentences, each once."""
    passages = {(item.passage.document, item.passage.start): item for item in ranked}
    return tuple(row for item in passages.values() for row in _rows(item))


def row_of(item: Evidence) -> Row | None:
    """Return a sentence as a row, None where it is no row with figures."""
    return next((row for row in _rows(item) if row.item.sentence == item.sentence), None)


def _rows(item: Evidence) -> Iterator[Row]:
    passage = item.passage
    for sentence in passage.sentences:
        text = sentence.text
        if not is_row(text) or "\n" in text:
            continue
        cells = cells_of(text)
        header = _header(passage, sentence.start - passage.start)
        columns = _columns(header, len(cells))
        found = tuple(_cells(text, cells, columns))
        if not header or _heads(cells) or not found or not any(c.isalpha() for c in cells[0]):
            continue
        section = section_above(passage.text, sentence.start - passage.start)
        before = _said_before(passage)
        around = "\n".join((passage.document, *passage.heading, *header, before))
        here = Evidence(passage, sentence, item.score, item.closeness)
        label = _NOTE.sub("", cells[0]).strip(" :")
        scale = _scale(header, before, label)
        if unit := _UNIT_OF_ITS_OWN.search(label):
            label, scale = label[: unit.start()].rstrip(), unit["unit"].strip()
        yield Row(here, label, section, found, tuple(header), around, scale)


def _cells(text: str, cells: list[str], columns: list[str]) -> Iterator[Cell]:
    """Yield the cells behind the first that hold one figure and nothing else."""
    edge = len(text) - len(text.lstrip().lstrip("|"))
    ends = [edge + end for end in accumulate(len(cell) + 1 for cell in text.strip().strip("|").split("|"))]
    figures = find_figures(text)
    for column in range(1, len(cells)):
        inside = [f for f in figures if ends[column - 1] <= f.start and f.end <= ends[column]]
        words = re.sub(r"\bper cent\b|[\W\d_]", "", cells[column])
        if len(inside) == 1 and len(words) <= _LETTERS_OF_A_UNIT:
            yield Cell(inside[0], cells[column], columns[column])


def _header(passage: Passage, start: int) -> list[str]:
    """Return the header rows of the table whose row begins at `start` of a passage's text."""
    if passage.header:
        return [line for line in passage.header.splitlines() if not is_rule(line)]
    above: list[str] = []
    for line in reversed(passage.text[:start].splitlines()):
        if not is_row(line):
            break
        above.append(line)
    rows = above[::-1]
    header: list[str] = []
    for number, line in enumerate(rows):
        if is_rule(line):
            continue
        if number and not _heads(cells_of(line)):
            break
        header.append(line)
    return header if len(header) <= _MOST_HEADER_ROWS else header[:1]


def _heads(cells: Sequence[str]) -> bool:
    """Say whether a row below the first is of the header too: years and words stand over its columns, no figure."""
    others = [cell for cell in cells[1:] if cell]
    return bool(others) and not any(map(_FIGURE_ALONE.fullmatch, others))


def _columns(header: list[str], width: int) -> list[str]:
    """Return the words above each column; a cell that spans several stands over all of them."""
    lines = [[*cells_of(line), *[""] * width][:width] for line in header]
    for number, line in enumerate(lines[:-1]):
        below = lines[number + 1]
        for column in range(2, width):
            if not line[column] and line[column - 1] and below[column]:
                line[column] = line[column - 1]
    return [" ".join(line[column] for line in lines if line[column]) for column in range(width)]


def _said_before(passage: Passage) -> str:
    """Return the sentences of a passage above its first row: what leads up to the table."""
    before: list[str] = []
    for sentence in passage.sentences:
        if is_row(sentence.text):
            break
        before.append(sentence.text)
    return "\n".join(before)


def _scale(header: Sequence[str], before: str, label: str) -> str:
    """Return in what a table's figures are written, where it says so and the row does not count or divide."""
    if _HAS_NO_SCALE.search(label):
        return ""
    for text in (*header, *_IN_BRACKETS.findall(before)):  # words may speak of millions of anything
        if found := _SCALE.search(text):
            said = next(filter(None, found.group("words", "noughts", "short"))).lower().strip("'’")
            return f"in {_IN_WORDS.get(said, said)}s"
    return ""
