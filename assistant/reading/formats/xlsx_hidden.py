"""The visible cells of an Excel sheet: by rows and columns, number format, font and background."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assistant.reading.hidden import BLACK, SMALLEST_PT, WHITE, Colour, colour_of, is_lost_on

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell

_TAG = rb"<(?:\w+:)?%s\b[^>]*>"
_ROW = re.compile(_TAG % b"row")
_COLUMN = re.compile(_TAG % b"col")
_FORMAT = re.compile(_TAG % b"sheetFormatPr")
_PAINTED = re.compile(rb"<(?:\w+:)?(?:tableParts|picture)\b")
_RULES = re.compile(rb"<(?:\w+:)?conditionalFormatting\b[^>]*\bsqref\s*=\s*[\"']([^\"']{1,10000})")
_HIDDEN = re.compile(rb"\b(?:hidden|zeroHeight)\s*=\s*[\"'](?:1|true)|\bht\s*=\s*[\"']0(?:\.0*)?[\"']")
_NARROW = re.compile(rb"\bwidth\s*=\s*[\"']0(?:\.[0-4]\d*)?[\"']")
_NOTHING = re.compile(r'\s*(?:""\s*)?(?:;\s*(?:""\s*)?){2,3}')
_THEME = {0: WHITE, 1: BLACK}
"""The first two colours of nearly all themes: background and text."""
_WHITE_INDEXES, _BLACK_INDEXES = (1, 9, 65), (0, 8, 64)
_MOST_COLUMNS = 16_384


class SheetVisibility:
    """Decides which cells of one sheet are visible, from the XML of the sheet."""

    def __init__(self, xml: bytes) -> None:
        """Read which rows and columns are hidden, and whether anything besides their fills may colour cells."""
        self._rows = {row for tag in _ROW.findall(xml) if _HIDDEN.search(tag) for row in _numbers(tag, b"r")}
        self._shown_rows = {row for tag in _ROW.findall(xml) if not _HIDDEN.search(tag) for row in _numbers(tag, b"r")}
        self._columns = {
            column
            for tag in _COLUMN.findall(xml)
            if _HIDDEN.search(tag) or _NARROW.search(tag)
            for first in _numbers(tag, b"min")
            for last in _numbers(tag, b"max")
            for column in range(first, min(last, _MOST_COLUMNS) + 1)
        }
        sheet = _FORMAT.search(xml)
        self._rows_are_hidden = bool(sheet and _HIDDEN.search(sheet[0]))
        self._may_be_painted = bool(_PAINTED.search(xml))
        self._ruled = [box for told in _RULES.findall(xml) for box in _boxes(told.decode("ascii", "replace"))]
        self._styles: dict[int, bool] = {}

    def shows_row(self, number: int) -> bool:
        """Return whether a row is visible; rows count from 1."""
        return number in self._shown_rows if self._rows_are_hidden else number not in self._rows

    def shows(self, cell: ReadOnlyCell) -> bool:
        """Return whether the content of a cell in a visible row is visible."""
        if cell.column in self._columns:
            return False
        if any(left <= cell.column <= right and top <= cell.row <= bottom for left, top, right, bottom in self._ruled):
            return not _NOTHING.fullmatch(cell.number_format or "")
        style = cell._style_id
        if style not in self._styles:
            self._styles[style] = self._is_written(cell)
        return self._styles[style]

    def _is_written(self, cell: ReadOnlyCell) -> bool:
        font, fill = cell.font, cell.fill
        if _NOTHING.fullmatch(cell.number_format or "") or (font.sz is not None and font.sz < SMALLEST_PT):
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


def _numbers(tag: bytes, name: bytes) -> Iterator[int]:
    found = re.search(rb"\s%s\s*=\s*[\"'](\d{1,7})" % name, tag)
    if found:
        yield int(found[1])


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
