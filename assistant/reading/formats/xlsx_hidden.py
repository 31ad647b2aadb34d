"""The visible cells of an Excel sheet, by rows and columns, number format, font and background, and its merges."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from assistant.reading.hidden import BLACK, SMALLEST_PT, WHITE, Colour, colour_of, is_lost_on
from assistant.reading.tabular.merges import Merge

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell

_READ = ("row", "col", "sheetFormatPr", "tableParts", "picture", "conditionalFormatting", "mergeCell")
_NARROW = 0.5
_LONGEST_RANGE, _LONGEST_NUMBER = 10_000, 7
_THEME = {0: WHITE, 1: BLACK}
"""The first two colours of nearly all themes: background and text."""
_WHITE_INDEXES, _BLACK_INDEXES = (1, 9, 65), (0, 8, 64)
_MOST_COLUMNS = 16_384


class SheetVisibility:
    """Decides which cells of one sheet are visible, from the XML of the sheet."""

    def __init__(self, xml: bytes) -> None:
        """Read which rows and columns are hidden, what may colour cells besides fills, and which cells are merged."""
        self._rows, self._shown_rows, self._columns = set[int](), set[int](), set[int]()
        self._rows_are_hidden = self._may_be_painted = False
        self._ruled: list[tuple[int, int, int, int]] = []
        self.merges: list[Merge] = []
        number = 0
        for name, told in _elements(xml):
            if name == "row":
                number = _whole(told.get("r")) or number + 1
                (self._rows if _is_hidden(told) or _number(told.get("ht")) == 0 else self._shown_rows).add(number)
            elif name == "col" and (_is_hidden(told) or _number(told.get("width"), 1) < _NARROW):
                first, last = _whole(told.get("min")), _whole(told.get("max"))
                self._columns.update(range(first, min(last, _MOST_COLUMNS) + 1) if first else ())
            elif name == "sheetFormatPr":
                self._rows_are_hidden = _is_true(told.get("zeroHeight"))
            elif name in ("tableParts", "picture"):
                self._may_be_painted = True
            elif name == "conditionalFormatting":
                self._ruled += _boxes(told.get("sqref", "")[:_LONGEST_RANGE])
            elif name == "mergeCell":
                boxes = _boxes(told.get("ref", "")[:_LONGEST_RANGE])
                self.merges += [Merge(top - 1, left - 1, bottom - 1, right - 1) for left, top, right, bottom in boxes]
        self._styles: dict[int, bool] = {}

    def shows_row(self, number: int) -> bool:
        """Return whether a row is visible; rows count from 1."""
        return number in self._shown_rows if self._rows_are_hidden else number not in self._rows

    def shows(self, cell: ReadOnlyCell) -> bool:
        """Return whether the content of a cell in a visible row is visible."""
        if cell.column in self._columns:
            return False
        if any(left <= cell.column <= right and top <= cell.row <= bottom for left, top, right, bottom in self._ruled):
            return not _shows_nothing(cell.number_format)
        style = cell._style_id
        if style not in self._styles:
            self._styles[style] = self._is_written(cell)
        return self._styles[style]

    def _is_written(self, cell: ReadOnlyCell) -> bool:
        font, fill = cell.font, cell.fill
        if _shows_nothing(cell.number_format) or (font.sz is not None and font.sz < SMALLEST_PT):
            return False
        kind = getattr(fill, "patternType", None)
        if kind == "solid":
            ground = _colour(fill.fgColor)
        elif kind is None and type(fill).__name__ == "PatternFill" and not self._may_be_painted:
            ground = WHITE
        else:
            return True
        if kind == "solid" and font.color is not None and _same_of_theme(font.color, fill.fgColor):
            return False
        return not is_lost_on(_colour(font.color) if font.color is not None else BLACK, ground)


def _elements(xml: bytes) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the elements of a sheet that decide what is visible, by name and attributes; none of its cells is held."""
    from lxml import etree

    tags = [f"{{*}}{name}" for name in _READ]
    for _, element in etree.iterparse(BytesIO(xml), tag=tags, resolve_entities=False, no_network=True, load_dtd=False):
        yield etree.QName(element).localname, dict(element.attrib)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _is_true(value: str | None) -> bool:
    return value in ("1", "true")


def _is_hidden(told: Mapping[str, str]) -> bool:
    return _is_true(told.get("hidden"))


def _whole(value: str | None) -> int:
    """Return a number of a row or column, 0 where it is none."""
    return int(value) if value and value.isdecimal() and len(value) <= _LONGEST_NUMBER else 0


def _number(value: str | None, otherwise: float = math.inf) -> float:
    try:
        return float(value) if value else otherwise
    except ValueError:
        return otherwise


def _shows_nothing(number_format: str | None) -> bool:
    """Return whether a number format has three or four sections and all of them are empty: ";;;"."""
    sections = (number_format or "").split(";")
    return len(sections) in (3, 4) and all(section.strip() in ("", '""') for section in sections)


def _boxes(ranges: str) -> Iterator[tuple[int, int, int, int]]:
    from openpyxl.utils import range_boundaries

    for each in ranges.split():
        try:
            left, top, right, bottom = range_boundaries(each)
        except (ValueError, TypeError):
            continue
        yield left or 1, top or 1, right or _MOST_COLUMNS, bottom or 1_048_576


def _same_of_theme(letters: Any, ground: Any) -> bool:  # noqa: ANN401 - openpyxl has no types
    both = (letters, ground)
    same = letters.theme == ground.theme and letters.tint == ground.tint
    return all(colour.type == "theme" for colour in both) and same


def _colour(colour: Any) -> Colour | None:  # noqa: ANN401 - openpyxl has no types
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        return colour_of(colour.rgb[-6:])
    if colour.type == "theme" and not colour.tint:
        return _THEME.get(colour.theme)
    if colour.type == "indexed":
        return WHITE if colour.indexed in _WHITE_INDEXES else BLACK if colour.indexed in _BLACK_INDEXES else None
    return None
