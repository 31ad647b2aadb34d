"""Figures, and the rows of tables that give them their unit and scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Qualifier = Literal["", "about", "over", "under", "at least", "at most"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure found in a text; `start` and `end` are offsets in that text and `text` is what stands there.

    `value` is the full value ("33.40 billion yuan" has 33400000000). `magnitude` is the factor it was written with
    (10**9 there, 1 where none). `currency` is an ISO 4217 code or "". `unit` is "percent", "times", "year",
    "basis points", … or "". `qualifier` says how the figure bounds the truth. `period` is the time it speaks of as
    far as the text next to it says ("second quarter", "FY2025"), or "".
    """

    start: int
    end: int
    text: str
    value: Decimal
    magnitude: Decimal = Decimal(1)
    currency: str = ""
    unit: str = ""
    qualifier: Qualifier = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """In what figures are told below a heading, beside a label or under a caption; "" and 0 where nothing is said.

    `words` tell it ("in thousands", "million crowns"), `power` is of ten (3 for thousands), `currency` an ISO 4217 code
    and `unit` "percent".
    """

    words: str = ""
    power: int = 0
    currency: str = ""
    unit: str = ""

    @property
    def factor(self) -> Decimal:
        """What a figure as it is written is to be multiplied with."""
        return Decimal(10) ** self.power


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: `text` is exactly the document's characters from `start` to `end`, "" where it is empty.

    `columns` are the headings of its column, the outermost first, and `scale` is what headings, caption and label say
    that its figures are in. `figures` are those that it holds as the table means them, with that scale, currency and
    unit: "21.7" under "£ million" has 21700000 GBP. Their offsets count within the cell's text.
    """

    start: int
    end: int
    text: str
    columns: tuple[str, ...] = ()
    scale: Scale = Scale()
    figures: tuple[Figure, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.text

    @property
    def column(self) -> str:
        """The headings of its column in one line."""
        return " ".join(self.columns)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table.

    `label` is what its first cell calls it, without notes and units; `section` is the nearest row above that only names
    what the rows below it are parts of, or "". `cells` are from left to right; empty ones at the end may be left out.
    `header` are the texts of the header rows that it stands under, those of a header row (`is_header`) being above it.
    `table` is where its table begins in the document. `is_total` says that its label tells of a sum.
    """

    label: str
    section: str
    cells: tuple[Cell, ...]
    header: tuple[tuple[str, ...], ...] = ()
    table: int = 0
    is_header: bool = False
    is_total: bool = False

    @property
    def scale(self) -> str:
        """In what its figures are written, in words ("in millions"); "" where nothing says so, or columns differ."""
        told = (cell for cell in self.cells if cell.scale.power)
        words = {cell.scale.words for cell in told for figure in cell.figures if figure.magnitude == cell.scale.factor}
        return words.pop() if len(words) == 1 else ""

    @property
    def line(self) -> str:
        """Its cells in one line, parted by bars, without empty ones at the end."""
        return row_line([cell.text for cell in self.cells])

    @property
    def header_lines(self) -> tuple[str, ...]:
        """The header rows that it stands under, in a line each."""
        return tuple(map(row_line, self.header))

    @property
    def states_something(self) -> bool:
        """Whether it says something of what it is called: no header, and no row that only names those below it."""
        return not self.is_header and not all(cell.is_empty for cell in self.cells[1:])

    def cell_at(self, offset: int) -> Cell | None:
        """Return the cell that has the character at an offset in the document."""
        return next((cell for cell in self.cells if cell.start <= offset < cell.end), None)


def row_line(texts: Sequence[str]) -> str:
    """Return the texts of cells in one line, parted by bars, without empty ones at the end."""
    return " | ".join(" ".join(text.split()) for text in texts).rstrip(" |").lstrip(" ")
