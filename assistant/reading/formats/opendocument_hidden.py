"""Removes the text of an OpenDocument body that no reader can see, and counts it.

Visibility follows from styles, which inherit from each other: whether text is displayed, its colour and size, and the
background of its paragraph, cell and page. The background of drawings and slides is not resolved: text there counts as
visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.reading.hidden import BLACK, SMALLEST_PT, WHITE, Colour, LeftOut, colour_of, is_lost_on
from assistant.reading.notation.raised import Shift

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _DRAW = f"{{{_NS}text:1.0}}", f"{{{_NS}table:1.0}}", f"{{{_NS}drawing:1.0}}"
_STYLE, _FO = f"{{{_NS}style:1.0}}", f"{{{_NS}xsl-fo-compatible:1.0}}"
_SVG, _PRESENTATION = f"{{{_NS}svg-compatible:1.0}}", f"{{{_NS}presentation:1.0}}"
_FAMILIES = {
    f"{_TEXT}span": ("text", f"{_TEXT}style-name"),
    f"{_TEXT}p": ("paragraph", f"{_TEXT}style-name"),
    f"{_TEXT}h": ("paragraph", f"{_TEXT}style-name"),
    f"{_TABLE}table-cell": ("table-cell", f"{_TABLE}style-name"),
}
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_FAR_CM, _BEYOND_CM = 20.0, 120.0
_CM = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "px": 2.54 / 96}
_LENGTH = re.compile(r"(-?\d*\.?\d+)(cm|mm|in|pt|px)")
_DEEPEST_STYLE = 20
_MOST_COLUMNS = 16_384
_BOLD = 600


@dataclass(frozen=True, slots=True)
class TextLook:
    """The appearance of text; None is an unknown colour."""

    colour: Colour | None = BLACK
    ground: Colour | None = WHITE
    size: float = 12.0
    displayed: bool = True
    shift: Shift = ""
    struck: bool = False
    bold: bool = False
    font: str = ""

    @property
    def hides(self) -> bool:
        """Whether nobody can see the text."""
        return not self.displayed or self.size < SMALLEST_PT or is_lost_on(self.colour, self.ground)


class Styles:
    """The styles of a document, by family and name."""

    def __init__(self, *roots: Element) -> None:
        """Read the styles from the roots of content and styles."""
        self._styles: dict[tuple[str, str], Element] = {}
        self._defaults: dict[str, Element] = {}
        self._page: Colour | None = WHITE
        for root in roots:
            for style in root.iter(f"{_STYLE}style"):
                self._styles.setdefault((style.get(f"{_STYLE}family", ""), style.get(f"{_STYLE}name", "")), style)
            for style in root.iter(f"{_STYLE}default-style"):
                self._defaults.setdefault(style.get(f"{_STYLE}family", ""), style)
            for page in root.iter(f"{_STYLE}page-layout-properties"):
                colour = page.get(f"{_FO}background-color", "transparent")
                if colour != "transparent" or page.find(f"{_STYLE}background-image") is not None:
                    self._page = None
        self._looks: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}

    def ground(self) -> TextLook:
        """Return the default appearance of text."""
        return self._over(TextLook(ground=self._page), self._declared("paragraph", ""))

    def look(self, element: Element, around: TextLook) -> TextLook:
        """Return the appearance of text in an element, given its parent's."""
        family, attribute = _FAMILIES.get(str(element.tag), ("", ""))
        if str(element.tag).startswith(_DRAW):
            return replace(around, ground=None)
        return self._over(around, self._declared(family, element.get(attribute, ""))) if family else around

    def names(self, paragraph: Element) -> Iterator[str]:
        """Yield the name of a paragraph's style, and those of the styles that it inherits from."""
        name = paragraph.get(f"{_TEXT}style-name", "")
        for _ in range(_DEEPEST_STYLE):
            if not name:
                return
            yield name
            style = self._styles.get(("paragraph", name))
            name = style.get(f"{_STYLE}parent-style-name", "") if style is not None else ""

    def hides_slide(self, slide: Element) -> bool:
        """Return whether a slide is hidden."""
        style = self._styles.get(("drawing-page", slide.get(f"{_DRAW}style-name", "")))
        return style is not None and any(each.get(f"{_PRESENTATION}visibility") == "hidden" for each in style)

    def _declared(self, family: str, name: str) -> tuple[tuple[str, str], ...]:
        """Return the properties of a style and the styles that it inherits from, outermost first."""
        if (family, name) not in self._looks:
            found: list[tuple[str, str]] = []
            style = self._styles.get((family, name)) if name else self._defaults.get(family)
            for _ in range(_DEEPEST_STYLE):
                if style is None:
                    break
                found[:0] = _properties(style)
                style = self._styles.get((family, style.get(f"{_STYLE}parent-style-name", "")))
            self._looks[family, name] = tuple(found)
        return self._looks[family, name]

    @staticmethod
    def _over(around: TextLook, declared: tuple[tuple[str, str], ...]) -> TextLook:
        look = around
        for name, value in declared:
            if name == "display":
                look = replace(look, displayed=value != "none")
            elif name == "colour":
                look = replace(look, colour=colour_of(value))
            elif name == "plain" and value == "true":
                look = replace(look, colour=None)
            elif name == "ground" and value != "transparent":
                look = replace(look, ground=colour_of(value))
            elif name == "position":
                look = replace(look, shift=_shift(value))
            elif name in ("line through", "kind of line through"):
                look = replace(look, struck=value != "none")
            elif name == "weight":
                look = replace(look, bold=value == "bold" or (value.isdecimal() and int(value) >= _BOLD))
            elif name == "font":
                look = replace(look, font=value.strip("'"))
            elif name == "size" and (found := _LENGTH.fullmatch(value)):
                look = replace(look, size=float(found[1]) * _CM[found[2]] * 72 / 2.54)
        return look


def _shift(position: str) -> Shift:
    """Return whether text at a position ("super 58%", "-33% 58%") is raised or lowered."""
    first = position.split(maxsplit=1)[0] if position.strip() else ""
    if first in ("super", "sub"):
        return "raised" if first == "super" else "lowered"
    number = first.removesuffix("%").removeprefix("-")
    if not number.replace(".", "", 1).isdecimal() or not float(number):
        return ""
    return "lowered" if first.startswith("-") else "raised"


def _properties(style: Element) -> Iterator[tuple[str, str]]:
    known = {
        f"{_TEXT}display": "display",
        f"{_FO}color": "colour",
        f"{_FO}background-color": "ground",
        f"{_FO}font-size": "size",
        f"{_STYLE}use-window-font-color": "plain",
        f"{_STYLE}text-position": "position",
        f"{_STYLE}text-line-through-style": "line through",
        f"{_STYLE}text-line-through-type": "kind of line through",
        f"{_FO}font-weight": "weight",
        f"{_STYLE}font-name": "font",
        f"{_FO}font-family": "font",
    }
    for properties in style:
        for attribute, name in known.items():
            if (value := properties.get(attribute)) is not None:
                yield name, value
        if properties.find(f"{_STYLE}background-image") is not None:
            yield "ground", "picture"


def remove_hidden(body: Element, styles: Styles, left_out: LeftOut, *, on_paper: bool) -> None:
    """Remove hidden text from a body, and count it. `on_paper`: the background is a page's, else a sheet's."""
    ground = styles.ground()
    pending = [(body, ground if on_paper else replace(ground, ground=None))]
    gone: list[Element] = []
    for table in body.iter(f"{_TABLE}table"):
        gone += _hidden_cells(table)
    for element in gone:
        _empty(element, left_out)
    while pending:
        element, around = pending.pop()
        if not isinstance(element.tag, str):
            continue
        if _is_switched_off(element) or _is_off_page(element):
            _empty(element, left_out)
            continue
        look = styles.look(element, around)
        if look.hides and element.text:
            left_out.add(element.text)
            element.text = None
        for child in element:
            if look.hides and child.tail:
                left_out.add(child.tail)
                child.tail = None
            pending.append((child, look))


def _is_switched_off(element: Element) -> bool:
    if element.get(f"{_TEXT}is-hidden") == "true" or element.get(f"{_TEXT}display") == "none":
        return True
    return any(mark.get(f"{_TEXT}is-hidden") == "true" for mark in element.iterfind(f"{_TEXT}hidden-paragraph"))


def _is_off_page(element: Element) -> bool:
    if not str(element.tag).startswith(_DRAW):
        return False
    for place, size in (("x", "width"), ("y", "height")):
        at, extent = _cm(element.get(f"{_SVG}{place}", "")), _cm(element.get(f"{_SVG}{size}", ""))
        if at is not None and (at + (extent or 0.0) < -0.01 or at > _BEYOND_CM or at < -_FAR_CM):
            return True
    return False


def _cm(value: str) -> float | None:
    found = _LENGTH.fullmatch(value)
    return float(found[1]) * _CM[found[2]] if found else None


def _hidden_cells(table: Element) -> Iterator[Element]:
    """Yield the hidden rows of a table, and the cells of its hidden columns."""
    hidden: set[int] = set()
    at = 0
    for column in table.iter(f"{_TABLE}table-column"):
        count = _repeats(column, "number-columns-repeated")
        if column.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            hidden.update(range(at, min(at + count, _MOST_COLUMNS)))
        at += count
    for row in table.iter(f"{_TABLE}table-row"):
        if row.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            yield row
            continue
        at = 0
        for cell in row if hidden else ():
            if cell.tag in _CELLS:
                if at in hidden:
                    yield cell
                at += _repeats(cell, "number-columns-repeated")


def _repeats(element: Element, name: str) -> int:
    value = element.get(f"{_TABLE}{name}", "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 9 else 1


def _empty(element: Element, left_out: LeftOut) -> None:
    """Remove all text from an element, and count it; the element stays, so that rows keep their numbers."""
    for each in element.iter():
        if each.text and isinstance(each.tag, str):
            left_out.add(each.text)
            each.text = None
        if each is not element and each.tail:
            left_out.add(each.tail)
            each.tail = None
