"""Which rows of a table are its header, and the path of headings above each of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from assistant.language.dates import find_dates
from assistant.language.loading import DEFAULT, language
from assistant.language.periods import is_period_word
from assistant.language.phrases import YEARS
from assistant.language.scales import is_unit
from assistant.reading.tabular.tables import is_date, is_figure

_MOST_HEADER_ROWS = 10
_LOOKED_AT = 40
"""How many rows below a header show what its columns hold."""
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """The cells of a row, from the first column on.

    `across` is the number of columns that each covers, where the file says so; else it is empty. `continued` are the
    places of cells that are one with the cell above. `marked`: the file says that the row is of the header.
    """

    texts: tuple[str, ...]
    across: tuple[int, ...] = ()
    continued: tuple[int, ...] = ()
    marked: bool = False

    @property
    def own(self) -> list[int]:
        """The places of the cells that are filled and begin in this row."""
        continued = frozenset(self.continued)
        return [place for place, text in enumerate(self.texts) if text and place not in continued]

    @property
    def is_merged(self) -> bool:
        """Whether the file says that cells of this row are merged."""
        return any(width > 1 for width in self.across)

    def text(self, place: int) -> str:
        """Return the text of a cell; "" beyond the last."""
        return self.texts[place] if place < len(self.texts) else ""

    def width(self, place: int) -> int:
        """Return the number of columns that a cell covers."""
        return self.across[place] if place < len(self.across) else 1


def header_rows(grid: Sequence[GridRow], code: str = DEFAULT) -> int:
    """Return how many rows of a table that has a header are of it; at least one row is not.

    Those that the file marks are, and those below them that name what they leave open: columns without a heading, or
    several below one heading. A row without a label that tells units or years is also of the header.
    """
    marked = next((number for number, row in enumerate(grid) if not row.marked), len(grid))
    count = max(1, marked if marked < len(grid) else 1)
    while count < len(grid) - 1 and count < _MOST_HEADER_ROWS and _heads(grid, count, code):
        count += 1
    return count


def columns_of(header: Sequence[GridRow], body: Sequence[GridRow], code: str = DEFAULT) -> list[Path]:
    """Return the headings above each column, the outermost first; one that spans several stands over all of them.

    Where the file merges no cells, a heading also stands over the columns to its right that have headings of their own
    below it, or none at all. What is said of the whole table, and a unit told once for all columns, is in no path.
    """
    ends = (place + row.width(place) for row in header for place in row.own)
    width = max([*(len(row.texts) for row in (*header, *body)), *ends], default=0)
    filled = [any(row.text(place) for row in body) for place in range(width)]
    named = [any(row.text(place) for row in header) for place in range(width)]
    is_merged = any(row.is_merged for row in header)
    paths: list[list[str]] = [[] for _ in range(width)]
    for row, below in pairwise((*header, None)):
        assert row is not None
        if len(header) > 1 and _is_over_all(row, header, width, code):
            continue
        over = _over(row, width)
        if not is_merged and below and (centred := _centred(row, below, width)):
            over = centred
        for place in range(2, 0 if is_merged else width):
            goes_on = bool(below.text(place)) if below else filled[place] and not named[place]
            if not over[place] and over[place - 1] and goes_on:
                over[place] = over[place - 1]
        for path, text in zip(paths, over if is_merged else _evened(over, below), strict=True):
            if text and text not in path[-1:]:
                path.append(text)
    return [tuple(path) for path in paths]


def places_of_periods(header: Sequence[GridRow], code: str = DEFAULT) -> frozenset[int]:
    """Return the columns behind the first that a header gives periods."""
    return frozenset(place for row in header for place in row.own if place and is_period(row.texts[place], code))


def tells_periods(row: GridRow, places: frozenset[int], code: str = DEFAULT) -> bool:
    """Return whether a row below a header only tells other periods for the columns that the header gives periods."""
    named = [place for place, text in enumerate(row.texts) if place and text]
    return (
        bool(places)
        and places.issubset(named)
        and not is_figure(row.texts[named[0]])
        and all(is_period(row.texts[place], code) for place in named)
        and (not row.texts[0] or is_unit(row.texts[0], code))
    )


def is_period(text: str, code: str = DEFAULT) -> bool:
    """Return whether a heading only names a time: "2024", "Q2 2024", "May", "31 Dec 2024"."""
    plain = text.replace("*", "").strip()
    words = plain.replace("/", " ").split()
    if all(is_period_word(word, code) for word in words):
        return bool(YEARS.search(plain)) or any(not word.isdecimal() for word in words)
    if is_date(plain) or _is_month(plain, code):
        return True
    return any((date.start, date.end) == (0, len(plain)) for date in find_dates(plain, code))


def _is_month(text: str, code: str) -> bool:
    months = {name.casefold() for one in {code, DEFAULT} for names in language(one).dates.months for name in names}
    first, *rest = re.split(r"[\s.'’–-]+", text.casefold())
    return first in months and all(word in months or word.isdecimal() or not word for word in rest)


def _heads(grid: Sequence[GridRow], at: int, code: str) -> bool:
    """Return whether the row at a place belongs to the header that ends above it."""
    header, row, body = grid[:at], grid[at], grid[at + 1 : at + 1 + _LOOKED_AT]
    if len(row.own) == 1 and all(above.own == row.own for above in header):
        first = next((below for below in body if len(below.own) > 1), row)
        return first is not row and not any(is_figure(first.texts[place]) for place in first.own)
    named = [place for place in row.own if place and any(map(str.isalnum, row.texts[place]))]
    if not named or any(is_figure(row.texts[place]) and not is_period(row.texts[place], code) for place in named):
        return False
    texts = [row.texts[place] for place in named]
    above_figures = any(is_figure(below.text(place)) for below in body for place in named)
    label = row.texts[0] if 0 in row.own and not is_unit(row.texts[0], code) else ""
    leaves_open = _leaves_open(header, (row, *body))
    if all(is_unit(text, code) for text in texts) or (all(map(YEARS.search, texts)) and (leaves_open or not label)):
        return True
    if 0 in row.continued:
        return leaves_open or above_figures
    if not label:
        return leaves_open or len(named) > 1 or row.width(named[0]) == 1
    names_rows = not any(0 in above.own for above in header if len(above.own) > 1)
    repeats = len(set(texts)) < len(texts)
    return leaves_open and (above_figures or names_rows or repeats)


def _leaves_open(header: Sequence[GridRow], below: Sequence[GridRow]) -> bool:
    """Return whether a column has no heading yet, or several have only one together."""
    if not any(place for row in header for place in row.own):
        return True
    named = set[int]()
    for number, row in enumerate(header):
        begun_below = {place for lower in header[number + 1 :] for place in lower.own}
        for place in row.own:
            under = range(place, place + row.width(place))
            if place and len(under) > 1 and begun_below.isdisjoint(under):
                return True
            named.update(under)
    width = max(len(row.texts) for row in (*header, *below))
    return any(place not in named and any(row.text(place) for row in below) for place in range(1, width))


def _is_over_all(row: GridRow, header: Sequence[GridRow], width: int, code: str) -> bool:
    """Return whether a header row only says something of the whole table."""
    if len(row.own) != 1:
        return False
    place = row.own[0]
    if place:
        return is_unit(row.texts[place], code)
    return row.width(0) >= width or any(0 in other.own for other in header if len(other.own) > 1)


def _over(row: GridRow, width: int) -> list[str]:
    """Return the heading that a row puts over each column, as far as the file says so."""
    over = [""] * width
    for place in row.own:
        for column in range(place, min(place + row.width(place), width)):
            over[column] = row.texts[place]
    return over


def _centred(row: GridRow, below: GridRow, width: int) -> list[str]:
    """Return the headings over each column if each stands anywhere over a group of columns with the same names below.

    There is nothing if the names below are not the same for each of the headings.
    """
    places, names = [place for place in row.own if place], [below.text(place) for place in range(1, width)]
    size, rest = divmod(len(names), max(1, len(places)))
    groups = {tuple(names[begin : begin + size]) for begin in range(0, len(names), size or 1)}
    if rest or size < 2 or len(places) < 2 or len(groups) > 1 or not all(names):
        return []
    if [(place - 1) // size for place in places] != list(range(len(places))):
        return []
    return [row.text(0), *(row.texts[place] for place in places for _ in range(size))]


def _evened(over: list[str], below: GridRow | None) -> list[str]:
    """Return the headings over each column without the last one over columns that the others of its row don't have.

    Below each of the others are the same names ("Plan", "Actual"); what comes after these names stands by itself.
    """
    groups = [list(group) for _, group in groupby(range(1, len(over)), key=lambda place: over[place])]
    *others, last = [group for group in groups if over[group[0]]] or [[]]
    names = {tuple(below.text(place) for place in group) for group in others} if below else set()
    if below is None or len(names) != 1 or not others or len(others[0]) < 2:
        return over
    size = len(others[0])
    if len(last) <= size or tuple(below.text(place) for place in last[:size]) not in names:
        return over
    return ["" if place in last[size:] else text for place, text in enumerate(over)]
