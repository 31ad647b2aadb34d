"""Figures, table rows and notes of a passage's sentences as they are stored: as JSON beside its text.

Values that repeat from row to row (headers, column headings, scales, sections) are written once per passage. Figures
are written as the text states them; what the table makes of them follows from the scale of their cell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assistant.errors import IndexStateError
from assistant.indexing.layout import REBUILD
from assistant.reading.tabular.table_structure import with_figures
from assistant.types import Cell, Figure, Scale, Sentence, TableRow

_ROWS = "rows"
HAS_ROWS = f'{{"{_ROWS}"%'
"""A pattern for SQL's LIKE that the structure of a passage with rows matches."""
_PLAIN = ("1", "", "", "", "", True)
"""Magnitude, currency, unit, qualifier and period of a bare number, and that it is certain; left out at the end."""


def written_structure(sentences: Sequence[Sentence]) -> str:
    """Return the figures, rows and notes of a passage's sentences as JSON, or "" if they have none."""
    shared = _Shared()
    figures = [[number, *_written(figure)] for number, s in enumerate(sentences) for figure in s.figures]
    rows = [[number, *shared.written(s.row, s.start)] for number, s in enumerate(sentences) if s.row]
    notes = [[number, *s.notes] for number, s in enumerate(sentences) if s.notes]
    tables = [shared.headers, shared.columns, shared.scales, shared.sections, shared.labels]
    parts = ((_ROWS, rows), ("tables", rows and tables), ("figures", figures), ("notes", notes))
    said = {name: told for name, told in parts if told}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) if said else ""


def sentences_in(text: str, start: int, places: Iterable[Sequence[Any]], structure: str) -> tuple[Sentence, ...]:
    """Return the sentences of a passage's text, which begins at `start`, with the result of `written_structure`.

    A place is the start, end, page and row number of a sentence.

    Raises:
        IndexStateError: the structure is damaged.
    """
    try:
        return tuple(_sentences(text, start, places, json.loads(structure) if structure else {}))
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise IndexStateError(f"The figures and rows of a passage are damaged: {error}. {REBUILD}") from error


def _sentences(
    text: str, start: int, places: Iterable[Sequence[Any]], said: Mapping[str, Sequence[Any]]
) -> Iterator[Sentence]:
    rows = {number: row for number, *row in said.get(_ROWS, ())}
    shared = _Shared(*said.get("tables", ()))
    figures: dict[int, list[list[Any]]] = {}
    for number, *figure in said.get("figures", ()):
        figures.setdefault(number, []).append(figure)
    notes = {number: tuple(texts) for number, *texts in said.get("notes", ())}
    for number, (begin, end, page, in_sheet) in enumerate(places):
        words = text[begin - start : end - start]
        row = shared.read(rows[number], begin, words) if number in rows else None
        found = tuple(_read(figure, words) for figure in figures.get(number, ()))
        yield with_figures(Sentence(begin, end, words, page, in_sheet, row, notes=notes.get(number, ())), found)


@dataclass
class _Shared:
    """Values that the rows of a passage share, each once; rows refer to them by position."""

    headers: list[list[list[str]]] = field(default_factory=list)
    columns: list[list[list[str]]] = field(default_factory=list)
    scales: list[list[list[Any]]] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    labels: list[list[int]] = field(default_factory=list)
    """The places of labels. Before CHUNKING_VERSION 8 there are none: rows tell how many cells at the left are."""

    def written(self, row: TableRow, start: int) -> list[Any]:
        """Return a row of a sentence that begins at `start` as a list."""
        label = None if row.cells and row.label == row.cells[0].text else row.label
        return [
            row.table,
            _place_in(self.headers, list(map(list, row.header))),
            _place_of_beginning(self.columns, [list(cell.columns) for cell in row.cells]),
            _place_of_beginning(self.scales, [_written_scale(cell.scale) for cell in row.cells]),
            _place_in(self.sections, row.section),
            row.is_header + 2 * row.is_total + 4 * _place_in(self.labels, list(row.labels)),
            label,
            *(offset - start for cell in row.cells for offset in (cell.start, cell.end)),
        ]

    def read(self, row: Sequence[Any], start: int, words: str) -> TableRow:
        """Return the row from the result of `written`, for a sentence with this text."""
        table, header, columns, scales, section, flags, label, *offsets = row
        cells = tuple(
            Cell(start + first, start + after, words[first:after], tuple(headings), Scale(*scale))
            for first, after, headings, scale in zip(
                offsets[::2], offsets[1::2], self.columns[columns], self.scales[scales], strict=False
            )
        )
        return TableRow(
            label=cells[0].text if label is None else label,
            section=self.sections[section],
            cells=cells,
            header=tuple(map(tuple, self.headers[header])),
            table=table,
            is_header=bool(flags & 1),
            is_total=bool(flags & 2),
            labels=tuple(self.labels[flags >> 2] if self.labels else range(1 + (flags >> 2))),
        )


def _written_scale(scale: Scale) -> list[Any]:
    return _shortened((scale.words, scale.power, scale.currency, scale.unit), ("", 0, "", ""))


def _written(figure: Figure) -> list[Any]:
    rest = (str(figure.magnitude), figure.currency, figure.unit, figure.qualifier, figure.period, figure.certain)
    return [figure.start, figure.end, str(figure.value), *_shortened(rest, _PLAIN)]


def _read(figure: Sequence[Any], words: str) -> Figure:
    start, end, value, *rest = figure
    rest += _PLAIN[len(rest) :]
    return Figure(start, end, words[start:end], Decimal(value), Decimal(rest[0]), *rest[1:])


def _shortened(values: Sequence[Any], usual: Sequence[Any]) -> list[Any]:
    """Return values without those at the end that have their default."""
    told = len(values)
    while told and values[told - 1] == usual[told - 1]:
        told -= 1
    return list(values[:told])


def _place_in(known: list[Any], value: object) -> int:
    if value not in known:
        known.append(value)
    return known.index(value)


def _place_of_beginning(known: list[list[Any]], values: list[Any]) -> int:
    """Return the position of the first list that begins with these values: a row may lack its table's last cells."""
    for place, one in enumerate(known):
        shorter = min(len(one), len(values))
        if one[:shorter] == values[:shorter]:
            if len(values) > len(one):
                known[place] = values
            return place
    known.append(values)
    return len(known) - 1
