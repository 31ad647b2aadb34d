"""The numbers of a chart as the table that it was drawn from, whatever its kind: bars, in 3-D, waterfalls, maps.

A chart keeps a copy of the cells that it shows. It is read from the XML of the chart itself (ECMA-376, part 1, 21.2;
`cx:` elements: MS-ODRAWXML, 2.24), because libraries know only some kinds of charts and refuse the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.cleaning import one_line
from assistant.reading.formats.number_formats import formatted
from assistant.reading.tabular.tables import Row, add_table

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LABELS, _VALUES = (f"{_C}cat", f"{_C}xVal"), (f"{_C}val", f"{_C}yVal", f"{_C}bubbleSize")
_MOST_POINTS = 100_000
Points = Mapping[int, str]
"""The texts of points by their position; those of missing values are missing."""


@dataclass(frozen=True, slots=True)
class _Series:
    """A series with its name, and the labels and values of its points; a bubble has several values."""

    name: str
    labels: Points
    values: tuple[Points, ...]


def add_chart(assembly: Assembly, chart: Element) -> None:
    """Add a chart: its title, and a table of its numbers with a column for each series.

    Series with the same labels share a table. An error such as #N/A is an empty cell, as it is a gap in the drawing.
    """
    assembly.paragraph(_title(chart))
    series = [*_series(chart), *_newer_series(chart)]
    for labels, group in groupby(series, key=lambda one: one.labels):
        for rows in _tables(labels, list(group)):
            add_table(assembly, rows)


def formulas_of(chart: Element) -> Iterator[str]:
    """Yield the references to the cells that a chart shows: "Sheet1!$B$2:$B$4"."""
    for formula in chart.iter(f"{_C}f", f"{_CX}f"):
        yield (formula.text or "").strip()


def _tables(labels: Points, series: Sequence[_Series]) -> Iterator[list[Row]]:
    columns = [(one.name, values) for one in series for values in one.values]
    places = sorted({place for _, values in columns for place in values} | set(labels))[:_MOST_POINTS]
    if places and columns:
        header = Row(("", *(name for name, _ in columns)), is_header=True)
        cells = ((labels.get(place, ""), *(values.get(place, "") for _, values in columns)) for place in places)
        yield [header, *map(Row, cells)]


def _title(chart: Element) -> str:
    title = next(chart.iter(f"{_C}title", f"{_CX}title"), None)
    if title is None or title.getparent().tag not in (f"{_C}chart", f"{_CX}chart"):
        return ""
    paragraphs = [_joined(paragraph, f"{_A}t") for paragraph in title.iter(f"{_A}p")]
    return one_line(" ".join(paragraphs) if any(paragraphs) else _joined(title, f"{_C}v"))


def _joined(parent: Element, tag: str) -> str:
    return "".join(text.text or "" for text in parent.iter(tag))


def _series(chart: Element) -> Iterator[_Series]:
    for one in chart.iter(f"{_C}ser"):
        name = one.find(f"{_C}tx")
        labels = next((found for tag in _LABELS if (found := one.find(tag)) is not None), None)
        values = [found for tag in _VALUES if (found := one.find(tag)) is not None]
        yield _Series(
            "" if name is None else one_line(" ".join(v.text or "" for v in name.iter(f"{_C}v"))),
            {} if labels is None else _label_points(labels),
            tuple(map(_value_points, values)),
        )


def _label_points(labels: Element) -> Points:
    """Return labels; those of several levels become one, from the outermost level: "2024, Q1"."""
    levels = labels.findall(f".//{_C}lvl")
    if not levels:
        return {place: text for place, text, _ in _points(labels, f"{_C}pt", f"{_C}v")}
    told: dict[int, str] = {}
    innermost = {place: text for place, text, _ in _points(levels[0], f"{_C}pt", f"{_C}v")}
    outer = [{place: text for place, text, _ in _points(level, f"{_C}pt", f"{_C}v")} for level in levels[1:]]
    for place, text in innermost.items():
        # An outer label holds for all points up to the next one.
        above = [level[max(known)] for level in reversed(outer) if (known := [at for at in level if at <= place])]
        told[place] = ", ".join([*above, text])
    return told


def _value_points(values: Element) -> Points:
    return {place: text for place, text, is_number in _points(values, f"{_C}pt", f"{_C}v") if is_number}


def _points(parent: Element, tag: str, value_tag: str) -> Iterator[tuple[int, str, bool]]:
    """Yield the position of each point, its text as it is shown, and whether it is a number."""
    code = next((code.text or "" for code in parent.iter(f"{_C}formatCode")), "General")
    is_numeric = next(parent.iter(f"{_C}numCache", f"{_C}numLit"), None) is not None
    for point in parent.iter(tag):
        place = point.get("idx", "")
        value = point.find(value_tag)
        if value is None or not place.isascii() or not place.isdecimal() or len(place) > 7:
            continue
        raw = (value.text or "").strip()
        number = _number(raw)
        shown = shown_number(number, point.get("formatCode", code)) if is_numeric and number is not None else raw
        yield int(place), shown, number is not None


def _newer_series(chart: Element) -> Iterator[_Series]:
    """Yield the series of a chart of the newer kinds: waterfall, funnel, tree map, sunburst, map, histogram."""
    data = {one.get("id", ""): one for one in chart.iter(f"{_CX}data")}
    for series in chart.iter(f"{_CX}series"):
        told = series.find(f"{_CX}dataId")
        one = data.get(told.get("val", "") if told is not None else "")
        if one is None:
            continue
        name = series.find(f".//{_CX}tx//{_CX}v")
        labels = one.findall(f"{_CX}strDim/{_CX}lvl")
        texts: dict[int, list[str]] = {}
        for level in reversed(labels):
            for point in level.iter(f"{_CX}pt"):
                texts.setdefault(_place(point), []).append(point.text or "")
        values = tuple({_place(p): _shown(p, level) for p in level.iter(f"{_CX}pt")} for level in _levels(one))
        joined = {place: ", ".join(parts) for place, parts in texts.items()}
        yield _Series("" if name is None else one_line(name.text or ""), joined, values)


def _levels(data: Element) -> Iterator[Element]:
    for dimension in data.iter(f"{_CX}numDim"):
        yield from dimension.iterfind(f"{_CX}lvl")


def _place(point: Element) -> int:
    place = point.get("idx", "")
    return int(place) if place.isascii() and place.isdecimal() and len(place) <= 7 else 0


def _shown(point: Element, level: Element) -> str:
    number = _number((point.text or "").strip())
    return "" if number is None else shown_number(number, level.get("formatCode", "General"))


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def shown_number(number: float, code: str) -> str:
    """Return a number of a workbook as its format shows it, also if that is a date's."""
    from openpyxl.styles.numbers import is_date_format
    from openpyxl.utils.datetime import from_excel

    if is_date_format(code):
        try:
            return formatted(from_excel(number), code)
        except (ValueError, OverflowError):
            return formatted(number, "General")
    return formatted(number, code)
