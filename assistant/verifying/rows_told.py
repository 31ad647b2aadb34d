"""A row of a table in words: its label, then each column with its scale, currency and unit."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.loading import language
from assistant.language.periods import Mentions
from assistant.language.phrases import YEARS
from assistant.language.scales import find_scale, is_unit
from assistant.language.terms import terms
from assistant.reading.tabular.headers import is_period
from assistant.reading.tabular.table_structure import holds_figures_alone
from assistant.types import WITHIN, Cell, TableRow

_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}

_UNCERTAIN = "(?)"


def row_told(row: TableRow, code: str, asked: str = "") -> str:
    """Return a row as a sentence in a language: "North America: £46.2 million in 2024.".

    If the question names years that head columns, only these of the columns headed by periods are included; and if its
    words name a column, the one of which they name most, and none with the same kind of figures ("Plan" and "Actual").
    Columns without figures that it does not name are then left out, unless it asks who, when or where. If it names no
    column, but what the figures of one count ("80 people"), only that is included.
    """
    told = [cell for cell in _asked_columns(row.values, asked, code) if not cell.is_empty]
    name = f"{row.section.rstrip(' :')}: {row.label}" if row.section else row.label
    if not told:
        return f"{name}."
    joint = ": " if all(not cell.columns or _is_of_time(cell.columns, code) for cell in told) else " – "
    return f"{name}{joint}{'; '.join(_column_told(cell, code) for cell in told).rstrip('.')}."


def _column_told(cell: Cell, code: str) -> str:
    value = cell_told(cell, code)
    if not cell.columns:
        return value
    heading = heading_told(cell.columns, code)
    if _is_of_time(cell.columns, code):
        return language(code).about.period.format(value=value, period=heading)
    return f"{heading}: {value}"


def heading_told(columns: Sequence[str], code: str) -> str:
    """Return the headings of a column in one line, its period last: "Plan 2023", "North › Rent Q1 2023".

    Units are left out, because figures are told with them. Words that are joined by underscores are parted.
    """
    named = [heading for heading in columns if not is_unit(heading, code)] or list(columns)
    times = [heading for heading in named if _is_time(heading, code)]
    words = WITHIN.join(_readable(heading) for heading in named if heading not in times)
    return " ".join(filter(None, (words, *sorted(times, key=lambda time: bool(YEARS.search(time))))))


def _readable(heading: str) -> str:
    """Return a heading that is written as a program would, "unit_price", in words."""
    return heading.replace("_", " ") if " " not in heading else heading


def _is_of_time(columns: Sequence[str], code: str) -> bool:
    """Return whether the headings of a column are a period with its year and nothing else."""
    told = heading_told(columns, code)
    is_told = all(_is_time(heading, code) for heading in columns) or Mentions(told, code).nearest(0, len(told)) == told
    return bool(YEARS.search(told)) and is_told


def _is_time(heading: str, code: str) -> bool:
    return is_period(heading, code) or Mentions(heading, code).nearest(0, len(heading)) == heading


def cell_told(cell: Cell, code: str) -> str:
    """Return the text of a cell; a figure alone in it gets the scale, currency and unit of the table.

    A scale is told as part of the figure if its own column or a currency shows that it is meant for it; otherwise it
    follows in brackets, because it may be meant for another column. An uncertain figure is marked with "(?)".
    """
    text = " ".join(cell.text.split())
    if len(cell.figures) != 1 or not holds_figures_alone(cell.text, cell.figures):
        return text if all(figure.certain for figure in cell.figures) else f"{text} {_UNCERTAIN}"
    scale, figure = cell.scale, cell.figures[0]
    number = text if any(sign in text for sign in _SIGNS.values()) else _with_currency(text, scale.currency)
    if scale.power and figure.magnitude == scale.factor:
        words = (word for word, power in language(code).numbers.magnitudes.items() if power == scale.power)
        is_meant = scale.currency or find_scale(cell.column, code).power == scale.power
        number = f"{number} {next(words, scale.words)}" if is_meant else f"{number} ({scale.words})"
    number = f"{number}%" if scale.unit == "percent" and "%" not in number else number
    return number if figure.certain else f"{number} {_UNCERTAIN}"


def _with_currency(number: str, currency: str) -> str:
    if not currency:
        return number
    return f"{_SIGNS[currency]}{number}" if currency in _SIGNS else f"{currency} {number}"


def _asked_columns(cells: Sequence[Cell], asked: str, code: str) -> Sequence[Cell]:
    years = set(YEARS.findall(asked))
    of_years = [cell for cell in cells if years & set(YEARS.findall(cell.column))]
    if years and years <= {year for cell in of_years for year in YEARS.findall(cell.column)}:
        cells = [cell for cell in cells if cell in of_years or not YEARS.search(cell.column)]
    words = set(terms(YEARS.sub("", asked), code))
    counted = [cell for cell in cells if cell.figures and words & set(terms(cell.text, code))]
    if len(counted) == 1 and not any(words & set(terms(YEARS.sub("", cell.column), code)) for cell in cells):
        return counted
    said = [0 if cell.is_empty else len(words & set(terms(YEARS.sub("", cell.column), code))) for cell in cells]
    named = [cell for cell, count in zip(cells, said, strict=True) if count and count == max(said)]
    kinds = {(figure.unit, figure.currency) for cell in named for figure in cell.figures[:1]}
    others = [cell for cell in cells if not any((f.unit, f.currency) in kinds for f in cell.figures[:1])]
    if kinds and not _may_ask_for_words(asked, code):
        others = [cell for cell, count in zip(cells, said, strict=True) if cell in others and (cell.figures or count)]
    return [cell for cell in cells if cell in named or cell in others]


def _may_ask_for_words(question: str, code: str) -> bool:
    """Return whether a question asks who, when or where, which no heading needs to say."""
    asks = language(code).questions
    return any(phrases.stand_in(question) for phrases in (asks.person, asks.time, asks.place))
