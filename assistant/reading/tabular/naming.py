"""Which column names the rows of a table whose first column only numbers them: of codes, running numbers or dates.

"H03 | Thyme | Herb | 12" is the row of thyme, whatever its code. The column of names is the nearest on the right that
has words of its own in nearly every row. Nothing else tells it: headings have other words in each language.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.language.dates import find_days
from assistant.language.figures import find_figures
from assistant.language.loading import DEFAULT, language, languages
from assistant.language.scales import is_sum
from assistant.language.terms import terms
from assistant.reading.tabular.forms import value_kind
from assistant.reading.tabular.headers import GridRow, is_period

_LEAST_ROWS = 3
"""The fewest rows that show whether a column repeats itself."""
_READ = 200
"""How many cells of a column show what it holds."""
_FILLED, _DIFFERENT, _ARE_NAMES = 0.9, 0.95, 0.9
"""The shares of the rows in which a column of names is filled, and of its cells that differ and have words."""
_LONGEST_NAME = 60
_LETTERS_OF_A_CODE = 4
_JOINS_A_CODE = frozenset("-–./_#() ")
_RANGE = re.compile(r"(\d+) ?[-–] ?(\d+)")
_ADDRESS = re.compile(r"@|://")


def named_in(names: Sequence[str], said: Collection[str], code: str = DEFAULT) -> frozenset[str]:
    """Return the terms of those names of a row that are among some terms as a whole; empty if none is."""
    known = frozenset(said)
    own = (frozenset(terms(name, code)) for name in names)
    return frozenset().union(*(name for name in own if name <= known))


def naming_column(body: Sequence[GridRow], first: int, code: str = DEFAULT) -> int:
    """Return the column that names the rows of a table with a header: `first`, or one on its right.

    Another one does only if `first` has nothing but identifiers, or dates of which some repeat.

    Args:
        body: its rows, without those that only name others.
        first: the column that would name them by its place.
        code: the language of the table.
    """
    rows = [row for row in body if row.text(first) and not is_sum(row.text(first), code)]
    if len(rows) < _LEAST_ROWS or not _only_numbers(dict.fromkeys(row.text(first) for row in rows), len(rows), code):
        return first
    width = max(len(row.texts) for row in rows)
    named = (place for place in range(first + 1, width) if _names([row.text(place) for row in rows], code))
    return next(named, first)


def is_identifier(text: str) -> bool:
    """Return whether a text is a code or running number: digits, and at most a few letters, without words or ranges.

    A code in two parts, "AB 12", has no small letters.
    """
    letters = [char for char in text if char.isalpha()]
    digits = sum(map(str.isdigit, text))
    if not digits or len(letters) > max(_LETTERS_OF_A_CODE, digits):
        return False
    if not all(char.isalnum() or char in _JOINS_A_CODE for char in text):
        return False
    if " " in text and not (letters and all(char == char.upper() for char in letters)):
        return False
    bounds = _RANGE.fullmatch(text)
    return bounds is None or int(bounds[1]) >= int(bounds[2])


def _only_numbers(texts: Collection[str], count: int, code: str) -> bool:
    """Return whether the different texts of a column, which has `count` cells, only number or date its rows."""
    some = list(texts)[:_READ]
    if all(_is_date(text, code) for text in some):
        return len(texts) < count
    return all(map(is_identifier, texts))


def _names(texts: Sequence[str], code: str) -> bool:
    """Return whether the cells of a column are names: filled, different, and with words."""
    filled = [text for text in texts if text]
    different = {" ".join(text.casefold().split()) for text in filled}
    if len(filled) < _FILLED * len(texts) or len(different) < _DIFFERENT * len(filled):
        return False
    some = filled[:_READ]
    return sum(_is_name(text, code) for text in some) >= _ARE_NAMES * len(some)


def _is_name(text: str, code: str) -> bool:
    """Return whether a cell is short and has words, not only a figure with its unit, a date, a code or an address."""
    if len(text) > _LONGEST_NAME or is_identifier(text) or _ADDRESS.search(text):
        return False
    figures = find_figures(text, in_table=True)
    covered = {at for figure in figures for at in range(figure.start, figure.end)}
    letters = sum(char.isalpha() for at, char in enumerate(text) if at not in covered)
    has_words = letters > _LETTERS_OF_A_CODE or (not figures and letters > 1)
    return has_words and not _is_date(text, code)


def _is_date(text: str, code: str) -> bool:
    """Return whether a text is a date, a weekday or a period, in whatever language: the year may be left out."""
    if is_period(text, code) or value_kind(text) == "date":
        return True
    return any(
        sum(day.end - day.start for day in find_days(text, one)) > len(text) / 2
        or language(one).occasions.weekdays.pattern.fullmatch(text)
        for one in languages()
    )
