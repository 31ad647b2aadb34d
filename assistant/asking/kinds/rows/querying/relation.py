"""A table as a relation: columns of text, numbers or dates, described for a model and held in SQLite."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from assistant.asking.kinds.rows.choosing import RankedRow, figure_at
from assistant.language.dates import find_dates
from assistant.language.terms import terms
from assistant.language.time_units import HOURS
from assistant.language.yes_and_no import yes_or_no
from assistant.types import Figure, TableRow

FieldValue = str | float | None
AttributeType = Literal["text", "number", "date"]

_MOST_COLUMNS = 24
_MOST_LISTED = 8
"""Up to how many different texts of a column are listed; of more, some are shown as examples."""
_EXAMPLES, _MOST_FITTING = 2, 4
_MOST_READ = 2_000
"""How many texts of a column are looked at for those with words of a question."""
_MOST_SHOWN = 24
"""The characters of a text that are shown."""
_MOST_OF_A_TYPE = 0.7
"""The share of filled cells that must be numbers, or dates, for the others to count as empty."""
_NOT_OF_NAMES = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column: its name in queries, its heading as it is written, what its values are, and the sign of its money.

    `in_hours`: its cells are spans of time in different units, told in hours.
    """

    name: str
    heading: str
    type: AttributeType
    currency: str = ""
    in_hours: bool = False

    def number(self, figure: Figure) -> float:
        """Return a figure as a value of this column."""
        return float(figure.value * (HOURS.get(figure.unit, Decimal(1)) if self.in_hours else 1))


@dataclass(frozen=True, slots=True)
class Relation:
    """A table: what it is called, its columns, its rows, and the value of each of their cells, `(rows, columns)`.

    `code` is the language it is written in.
    """

    title: str
    code: str
    columns: tuple[Attribute, ...]
    rows: tuple[RankedRow, ...]
    values: tuple[tuple[FieldValue, ...], ...]

    def described(self, asked: frozenset[str] = frozenset()) -> str:
        """Return its columns in lines, for a model: name, type, and the texts or the range of the numbers in it.

        Of many texts some are shown, first those that have words that are `asked` for.
        """
        columns = (self._described(column, asked) for column in self.columns)
        return "\n".join((f"Table t: {self.title}, {len(self.rows)} rows", *columns))

    def texts_of(self, name: str) -> tuple[str, ...]:
        """Return the different texts of a column, in the order of the rows."""
        return tuple(dict.fromkeys(str(value) for value in self._values_of(name)))

    def is_of_yes_and_no(self, name: str) -> bool:
        """Return whether all texts of a column say only yes or no."""
        return all(yes_or_no(text, self.code) for text in self.texts_of(name))

    def column(self, name: str) -> Attribute | None:
        """Return the column of a name; None if there is none."""
        return next((column for column in self.columns if column.name.casefold() == name.casefold()), None)

    def value(self, row: int, name: str) -> FieldValue:
        """Return the value in a row, by its position, and the column of a name."""
        return self.values[row][self._place_of(name)]

    def opened(self) -> sqlite3.Connection:
        """Return a database in memory with its rows as the table `t`; texts compare ignoring case."""
        database = sqlite3.connect(":memory:")
        types = {"text": "TEXT COLLATE NOCASE", "number": "REAL", "date": "TEXT"}
        database.execute(f"CREATE TABLE t ({', '.join(f'{identifier(c.name)} {types[c.type]}' for c in self.columns)})")
        database.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(self.columns))})", self.values)
        return database

    def _described(self, column: Attribute, asked: frozenset[str]) -> str:
        there = self._values_of(column.name)
        if column.type == "text":
            texts = self.texts_of(column.name)
            some = texts if len(texts) <= _MOST_LISTED else self._examples(texts, asked)
            such_as = "such as " if len(texts) > _MOST_LISTED else ""
            return f"{identifier(column.name)} text: {such_as}{', '.join(text[:_MOST_SHOWN] for text in some)}"
        if column.type == "date":
            dates = sorted(map(str, there))
            return f"{identifier(column.name)} date: {dates[0]} to {dates[-1]}"
        numbers = [float(value) for value in there if value is not None]
        low, high, unit = min(numbers), max(numbers), "hours" if column.in_hours else column.currency
        return f"{identifier(column.name)} number: {low:g} to {high:g} {unit}".rstrip()

    def _examples(self, texts: Sequence[str], asked: frozenset[str]) -> list[str]:
        shared = {text: len(asked & set(terms(text, self.code))) for text in texts[:_MOST_READ]}
        fitting = sorted((text for text in shared if shared[text]), key=lambda text: -shared[text])
        return list(dict.fromkeys((*fitting[:_MOST_FITTING], *texts[:_EXAMPLES])))

    def _values_of(self, name: str) -> list[FieldValue]:
        place = self._place_of(name)
        return [row[place] for row in self.values if row[place] is not None]

    def _place_of(self, name: str) -> int:
        return [column.name for column in self.columns].index(name)


def relation_of(rows: Sequence[RankedRow], title: str) -> Relation | None:
    """Return the rows of one table as a relation; None if it has too many columns, or figures that are not certain."""
    if not rows or not all(f.certain for _, row in rows for cell in row.cells for f in cell.figures):
        return None
    code = rows[0][0].passage.language
    width = max(len(row.cells) for _, row in rows)
    if width > _MOST_COLUMNS:
        return None
    places = [place for place in range(width) if any(_text_at(row, place) for _, row in rows)]
    told = [_read(rows, place, code) for place in places]
    columns, values = [column for column, _ in told], [values for _, values in told]
    if any(row.section for _, row in rows):
        columns.append(Attribute("group", "", "text"))
        values.append([row.section or None for _, row in rows])
    return Relation(title, code, tuple(_named(columns)), tuple(rows), tuple(zip(*values, strict=True)))


def identifier(name: str) -> str:
    """Return a name as a quoted identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def _read(rows: Sequence[RankedRow], place: int, code: str) -> tuple[Attribute, list[FieldValue]]:
    """Return a column, and its value in each row: the number or date, as most have one, or else the text."""
    headings = next((row.cells[place].columns for _, row in rows if place < len(row.cells)), ())
    heading = " ".join(headings)
    texts = [_text_at(row, place) for _, row in rows]
    filled = sum(map(bool, texts))
    figures = [figure_at(row, place) if text else None for (_, row), text in zip(rows, texts, strict=True)]
    dates = [_date(text, code) for text in texts]
    if sum(map(bool, dates)) >= _MOST_OF_A_TYPE * filled:
        return Attribute(heading, heading, "date"), list(dates)
    are_spans = all(f is None or f.unit in HOURS for f in figures)
    if sum(f is not None for f in figures) >= _MOST_OF_A_TYPE * filled and (are_spans or _are_of_one_kind(figures)):
        currency = next((f.currency for f in figures if f and f.currency), "")
        column = Attribute(heading, heading, "number", currency, are_spans and not _are_of_one_kind(figures))
        return column, [column.number(f) if f else None for f in figures]
    return Attribute(heading, heading, "text"), [text or None for text in texts]


def _are_of_one_kind(figures: Sequence[Figure | None]) -> bool:
    kinds = {(f.unit if f.unit != "year" else "", f.currency) for f in figures if f and f.value != Decimal(0)}
    return len(kinds) <= 1


def _date(text: str, code: str) -> str | None:
    """Return the date that a text consists of, in ISO 8601; None if it is anything else, or no whole date."""
    found = [date for date in find_dates(text, code) if (date.start, date.end) == (0, len(text))]
    return found[0].iso if found and len(found[0].iso) == len("2024-05-10") else None


def _text_at(row: TableRow, place: int) -> str:
    return " ".join(row.cells[place].text.split()) if place < len(row.cells) else ""


def _named(columns: Sequence[Attribute]) -> Iterator[Attribute]:
    """Yield columns with names that stand in a query: words joined by underscores, each once."""
    taken: set[str] = set()
    for number, column in enumerate(columns, start=1):
        name = _NOT_OF_NAMES.sub("_", column.name.casefold()).strip("_") or f"column_{number}"
        name = f"in_{name}" if name[0].isdigit() else name
        while name in taken:
            name += "_"
        taken.add(name)
        yield replace(column, name=name, heading=column.heading or name)
