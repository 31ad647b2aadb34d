"""Figures, and the rows of tables that give them their unit and scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

WITHIN = " › "
"""What stands between the names of a heading, or group, and of one within it."""
Qualifier = Literal["", "about", "over", "under", "at least", "at most"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure found in a text; `start` and `end` are offsets in that text, and `text` is the text between them.

    `value` is the full value ("33.40 billion yuan" has 33400000000). `magnitude` is the factor it was written with
    (10**9 there, 1 where none). `currency` is an ISO 4217 code or "". `unit` is "percent", "times", "year", "basis
    points", … or "". `qualifier` says how the figure limits the true value. `period` is the period that it refers to,
    as far as the nearby text says ("second quarter", "FY2025"), or "". It is `certain` unless it was recognized in a
    picture and two readings do not agree on it; an uncertain figure proves nothing.
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
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of figures according to a heading, label or caption; "" and 0 if nothing is said.

    `words` are its text ("in thousands", "million crowns"), `power` is the power of ten (3 for thousands), `currency`
    an ISO 4217 code or "", `unit` "percent" or "".
    """

    words: str = ""
    power: int = 0
    currency: str = ""
    unit: str = ""

    @property
    def factor(self) -> Decimal:
        """The factor by which a written figure must be multiplied."""
        return Decimal(10) ** self.power


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: `text` is exactly the document's characters from `start` to `end`, or "" if it is empty.

    `columns` are the headings of its column, outermost first, and `scale` is the scale of its figures according to
    headings, caption and label. `figures` are its figures as the table means them, with that scale, currency and unit:
    "21.7" under "£ million" is 21700000 GBP. Their offsets count within the cell's text.
    """

    start: int
    end: int
    text: str
    columns: tuple[str, ...] = ()
    scale: Scale = Scale()
    figures: tuple[Figure, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it has no text."""
        return not self.text

    @property
    def column(self) -> str:
        """The headings of its column in one line, the outermost first: "2023 › Plan"."""
        return WITHIN.join(self.columns)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table.

    `label` is the text of the last of its label cells that is filled, without notes and units; `labels` are the places
    of these among its `cells`: the first, more where a column on their left names groups of rows, one further right
    where those before it only have codes or dates, and none in the later part of a row that was too long for a passage.
    `section` is the group of rows that it is part of: the text of the nearest row above that only names such a group,
    and its outer labels, or "". `cells` are from left to right; empty ones at the end may be left out. `header`
    contains the texts of the header rows above it, also for a header row (`is_header`) itself. `table` is the offset at
    which its table begins. `is_total`: its label names a total.
    """

    label: str
    section: str
    cells: tuple[Cell, ...]
    header: tuple[tuple[str, ...], ...] = ()
    table: int = 0
    is_header: bool = False
    is_total: bool = False
    labels: tuple[int, ...] = (0,)

    @property
    def label_cells(self) -> tuple[Cell, ...]:
        """The cells that name it, and the groups that it is part of."""
        return tuple(self.cells[place] for place in self.labels if place < len(self.cells))

    @property
    def values(self) -> tuple[Cell, ...]:
        """The cells that are not its label."""
        return tuple(cell for place, cell in enumerate(self.cells) if place not in self.labels)

    @property
    def identifier(self) -> Cell | None:
        """The cell with its code, number or date, where a column further right names it; one of its values."""
        place = len(self.labels) - 1
        return self.cells[place] if self.labels and self.labels[-1] > place and self.cells[place].text else None

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called by: its label, and its identifier if it has one."""
        return (self.label, self.identifier.text) if self.identifier else (self.label,)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the columns with its label and its identifier, the nearest to its label first."""
        cells = (*reversed(self.label_cells), self.identifier)
        return tuple(cell.column for cell in cells if cell)

    def with_values(self, values: Sequence[Cell]) -> TableRow:
        """Return the row with its label and only these of its values."""
        labels = self.label_cells
        return replace(self, cells=(*labels, *values), labels=tuple(range(len(labels))))

    @property
    def written_label(self) -> str:
        """Its label as it is written, with notes and units."""
        return next((cell.text for cell in reversed(self.label_cells) if not cell.is_empty), self.label)

    @property
    def scale(self) -> str:
        """The scale of its figures in words ("in millions"); "" if nothing says it, or columns differ."""
        told = (cell for cell in self.cells if cell.scale.power)
        words = {cell.scale.words for cell in told for figure in cell.figures if figure.magnitude == cell.scale.factor}
        return words.pop() if len(words) == 1 else ""

    @property
    def line(self) -> str:
        """Its cells in one line, separated by bars, without empty ones at the end."""
        return row_line([cell.text for cell in self.cells])

    @property
    def header_lines(self) -> tuple[str, ...]:
        """The header rows above it, one line each."""
        return tuple(map(row_line, self.header))

    @property
    def states_something(self) -> bool:
        """Whether it states something: it is not a header, and not a row that only names those below it."""
        return not self.is_header and not all(cell.is_empty for cell in self.values)

    def cell_at(self, offset: int) -> Cell | None:
        """Return the cell that contains the character at an offset of the document."""
        return next((cell for cell in self.cells if cell.start <= offset < cell.end), None)


def row_line(texts: Sequence[str]) -> str:
    """Return the texts of cells in one line, separated by bars, without empty ones at the end."""
    return " | ".join(" ".join(text.split()) for text in texts).rstrip(" |").lstrip(" ")
