"""A row of a table in words: its label, then each column with its scale, currency and unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.loading import language
from assistant.language.scales import find_scale
from assistant.reading.table_structure import holds_figures_alone
from assistant.types import Cell, TableRow

_PERIOD = re.compile(r"(?:FY|H[12]|Q[1-4])?\s?(?:19|20)\d\d(?:/(?:19|20)?\d\d)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}

_UNCERTAIN = "(?)"


def row_told(row: TableRow, code: str, asked: str = "") -> str:
    """Return a row as a sentence in a language: "North America: £46.2 million in 2024.".

    If the question names years that head columns, only these of the columns headed by periods are included.
    """
    told = [cell for cell in _asked_columns(row.cells[1:], asked) if not cell.is_empty]
    name = f"{row.section.rstrip(' :')}: {row.label}" if row.section else row.label
    if not told:
        return f"{name}."
    joint = ": " if all(_PERIOD.fullmatch(cell.column) or not cell.column for cell in told) else " – "
    return f"{name}{joint}{'; '.join(_column_told(cell, code, name) for cell in told).rstrip('.')}."


def _column_told(cell: Cell, code: str, label: str) -> str:
    value = cell_told(cell, code, label)
    if not cell.column:
        return value
    if _PERIOD.fullmatch(cell.column):
        return language(code).about.period.format(value=value, period=cell.column)
    return f"{cell.column}: {value}"


def cell_told(cell: Cell, code: str, label: str) -> str:
    """Return the text of a cell in a row of this label; a figure alone in it gets the table's scale, currency and unit.

    One that is uncertain is marked with "(?)". A scale is told as part of the figure only where its own column or a
    currency says that it is meant for it. It is left out where label or column count or divide ("per share"), and
    elsewhere stands behind the figure in brackets.
    """
    text = " ".join(cell.text.split())
    if len(cell.figures) != 1 or not holds_figures_alone(cell.text, cell.figures):
        return text if all(figure.certain for figure in cell.figures) else f"{text} {_UNCERTAIN}"
    scale, figure = cell.scale, cell.figures[0]
    number = text if any(sign in text for sign in _SIGNS.values()) else _with_currency(text, scale.currency)
    if scale.power and figure.magnitude == scale.factor:
        words = (word for word, power in language(code).numbers.magnitudes.items() if power == scale.power)
        in_column = find_scale(cell.column, code).power == scale.power
        divides = not in_column and language(code).calculations.counts.stand_in(f"{label} {cell.column}")
        if in_column or (scale.currency and not divides):
            number = f"{number} {next(words, scale.words)}"
        elif not divides:
            number = f"{number} ({scale.words})"
    number = f"{number}%" if scale.unit == "percent" and "%" not in number else number
    return number if figure.certain else f"{number} {_UNCERTAIN}"


def _with_currency(number: str, currency: str) -> str:
    if not currency:
        return number
    return f"{_SIGNS[currency]}{number}" if currency in _SIGNS else f"{currency} {number}"


def _asked_columns(cells: Sequence[Cell], asked: str) -> Sequence[Cell]:
    years = set(_YEAR.findall(asked))
    of_years = [cell for cell in cells if years & set(_YEAR.findall(cell.column))]
    if years and years <= {year for cell in of_years for year in _YEAR.findall(cell.column)}:
        return [cell for cell in cells if cell in of_years or not _YEAR.search(cell.column)]
    return cells
