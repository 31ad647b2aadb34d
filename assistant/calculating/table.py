"""Rows of tables as operands: figures to calculate with, and the words that name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from assistant.reading.tabular.table_structure import holds_figures_alone
from assistant.types import Cell, Evidence, Figure, Passage, Sentence


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure that is alone in its cell, as it is written there, with the cell's text and its column headings.

    `meant` is the same figure as the table means it, with the scale, currency and unit of its column or caption.
    """

    figure: Figure
    text: str
    column: str
    meant: Figure


@dataclass(frozen=True, slots=True)
class OperandRow:
    """A row with figures under a header.

    `label`, `section` and `scale` are those of the `TableRow`; `around` is other text that says what the table is
    about.
    """

    item: Evidence
    label: str
    section: str
    cells: tuple[Operand, ...]
    around: str
    scale: str

    @property
    def language(self) -> str:
        """The language that it is written in, as far as there is a file for it."""
        return self.item.passage.language

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called by: its label, and its code if it has one."""
        return self.item.sentence.row.names if self.item.sentence.row else (self.label,)

    @property
    def table(self) -> tuple[str, str, tuple[str, ...]]:
        """What distinguishes its table from others: document, scale and columns."""
        return self.item.passage.document, self.scale, tuple(cell.column for cell in self.cells)


def rows_of(ranked: Iterable[Evidence]) -> tuple[OperandRow, ...]:
    """Return the rows with figures from all tables in the passages of these sentences, each once."""
    passages = {(item.passage.document, item.passage.start): item for item in ranked}
    return tuple(row for item in passages.values() for row in _rows(item))


def operands_of(item: Evidence) -> OperandRow | None:
    """Return the row of a table as one of operands; None for a header, and if it has no certain figures."""
    passage, row = item.passage, item.sentence.row
    if row is None or row.is_header or not row.header:
        return None
    operands = tuple(_operands(item.sentence, row.values))
    around = "\n".join((passage.document, *passage.heading, *row.header_lines, *_leading_up(passage)))
    return OperandRow(item, row.label, row.section, operands, around, row.scale) if operands else None


def _rows(item: Evidence) -> Iterator[OperandRow]:
    for sentence in item.passage.sentences:
        if sentence.row and any(map(str.isalpha, sentence.row.written_label)):
            row = operands_of(Evidence(item.passage, sentence, item.score, item.closeness))
            if row:
                yield row


def _operands(sentence: Sentence, cells: Sequence[Cell]) -> Iterator[Operand]:
    """Yield the certain figures that are alone in their cells; a working shows them as they are written."""
    for cell in cells:
        if len(cell.figures) == 1 and cell.figures[0].certain and holds_figures_alone(cell.text, cell.figures):
            at = cell.start - sentence.start + cell.figures[0].start
            written = next(figure for figure in sentence.figures if figure.start == at)
            yield Operand(written, cell.text, cell.column, cell.figures[0])


def _leading_up(passage: Passage) -> Iterator[str]:
    """Return the sentences of a passage above its first row, which introduce the table."""
    return (sentence.text for sentence in takewhile(lambda sentence: sentence.row is None, passage.sentences))
