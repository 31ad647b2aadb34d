"""The automatic numbers of OpenDocument texts: of headings by their outline, of items by their lists.

Nested lists are levels of one style; a list goes on from an earlier one only if it says so (section 4.3 of the format).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.reading.notation.counting import displayed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _STYLE = f"{{{_NS}text:1.0}}", f"{{{_NS}style:1.0}}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_FORMATS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1st": "ordinal",
    "One": "cardinalText", "First": "ordinalText", "01, 02, 03, ...": "decimalZero",
    "一, 二, 三, ...": "chineseCounting", "①, ②, ③, ...": "decimalEnclosedCircle",
}  # fmt: skip
_UNCOUNTED = (f"{_TEXT}tracked-changes", f"{_TEXT}table-of-content", f"{{{_NS}office:1.0}}annotation")
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_FORM = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}num-list-format"
_PLACE = re.compile(r"%(\d{1,2})%")
_LONGEST_FORM = 60
_LEVELS = 10


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level is counted and shown; a level without a format shows nothing."""

    style: str = ""
    before: str = ""
    behind: str = ""
    displayed: int = 1
    start: int = 1
    form: str = ""
    """How it is shown, with "%2%" for the number of level 2, if the file says so."""


@dataclass(slots=True)
class _Counted:
    """A list that is being counted: its style and the numbers so far by level."""

    style: str
    numbers: dict[int, int] = field(default_factory=dict)


class ListNumbers:
    """Counts the numbered paragraphs of one document, which must be given in their order."""

    def __init__(self, *roots: Element) -> None:
        """Read the styles of lists and of the outline from the roots of content and styles."""
        self._styles: dict[str, dict[int, _Level]] = {}
        self._of_paragraphs: dict[str, str] = {}
        self._outline: dict[int, _Level] = {}
        self._headings: dict[int, int] = {}
        self._open: list[_Counted] = []
        self._by_id: dict[str, _Counted] = {}
        self._last: dict[str, _Counted] = {}
        for root in roots:
            for style in root.iter(f"{_TEXT}list-style"):
                self._styles.setdefault(style.get(f"{_STYLE}name", ""), _levels(style))
            for style in root.iter(f"{_STYLE}style"):
                if (name := style.get(f"{_STYLE}list-style-name")) is not None:
                    self._of_paragraphs.setdefault(style.get(f"{_STYLE}name", ""), name)
            for style in root.iter(f"{_TEXT}outline-style"):
                self._outline = self._outline or _levels(style)

    def begin(self, element: Element) -> None:
        """Begin a list, perhaps inside another one; it goes on from an earlier one if it says so."""
        style = element.get(f"{_TEXT}style-name") or (self._open[-1].style if self._open else "")
        if self._open:
            counted = self._open[-1] if style == self._open[-1].style else _Counted(style, dict(self._open[-1].numbers))
        else:
            continued = self._by_id.get(element.get(f"{_TEXT}continue-list", ""))
            if continued is None and element.get(f"{_TEXT}continue-numbering") == "true":
                continued = self._last.get(style)
            counted = _Counted(style) if continued is None else continued
        self._open.append(counted)
        self._last[style] = counted
        if name := element.get(_ID):
            self._by_id[name] = counted

    def end(self) -> None:
        """End the innermost list."""
        self._open.pop()

    def item(self, element: Element, paragraph: Element | None) -> str:
        """Count an item, and return its number; `paragraph` is what it begins with, None for another list."""
        depth = len(self._open)
        counted = self._open[-1]
        style = element.get(f"{_TEXT}style-override") or counted.style
        if not style and paragraph is not None:
            style = counted.style = self._of_paragraphs.get(paragraph.get(f"{_TEXT}style-name", ""), "")
        if paragraph is None:
            return ""
        levels = self._styles.get(style, {})
        _count(counted.numbers, depth, levels, element.get(f"{_TEXT}start-value"))
        return _shown(counted.numbers, depth, levels)

    def heading(self, element: Element) -> str:
        """Count a heading that is in no list, and return its number by the outline."""
        level = element.get(f"{_TEXT}outline-level", "1")
        depth = int(level) if level.isdecimal() and 0 < int(level) <= _LEVELS else 1
        style = element.get(f"{_TEXT}style-name", "")
        if element.get(f"{_TEXT}is-list-header") == "true" or self._of_paragraphs.get(style) == "":
            return ""
        start = element.get(f"{_TEXT}start-value") if element.get(f"{_TEXT}restart-numbering") == "true" else None
        _count(self._headings, depth, self._outline, start)
        return _shown(self._headings, depth, self._outline)


def _count(numbers: dict[int, int], depth: int, levels: dict[int, _Level], start: str | None) -> None:
    if start is not None and start.isascii() and start.isdigit() and len(start) < 6:
        numbers[depth] = int(start)
    elif depth in numbers:
        numbers[depth] += 1
    else:
        numbers[depth] = levels.get(depth, _Level()).start
    for deeper in [one for one in numbers if one > depth]:
        del numbers[deeper]


def _shown(numbers: dict[int, int], depth: int, levels: dict[int, _Level]) -> str:
    level = levels.get(depth)
    if level is None or not level.style:
        return ""
    if level.form:

        def number(match: re.Match[str]) -> str:
            told = levels.get(int(match[1]), _Level())
            return displayed(numbers.get(int(match[1]), told.start), told.style) if told.style else ""

        return _PLACE.sub(number, level.form).strip()
    parts = []
    for higher in range(max(1, depth - level.displayed + 1), depth + 1):
        told = levels.get(higher, _Level())
        if told.style:
            parts.append(displayed(numbers.get(higher, told.start), told.style))
    return f"{level.before}{'.'.join(parts)}{level.behind}".strip()


def _levels(style: Element) -> dict[int, _Level]:
    tags = (f"{_TEXT}list-level-style-number", f"{_TEXT}outline-level-style")
    return {_whole(each.get(f"{_TEXT}level"), 1): _level(each) for each in style if each.tag in tags}


def _level(element: Element) -> _Level:
    kind = element.get(f"{_STYLE}num-format", "")
    return _Level(
        _FORMATS.get(kind, "decimal") if kind else "",
        element.get(f"{_STYLE}num-prefix", ""),
        element.get(f"{_STYLE}num-suffix", ""),
        min(_whole(element.get(f"{_TEXT}display-levels"), 1), _LEVELS),
        _whole(element.get(f"{_TEXT}start-value"), 1),
        element.get(_FORM, "")[:_LONGEST_FORM],
    )


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else default


def write_numbers(body: Element, numbers: ListNumbers) -> None:
    """Write the numbers of headings and items before their text, in the tree."""
    for element in body:
        tag = element.tag
        if tag in _UNCOUNTED or not isinstance(tag, str):
            continue
        if tag == f"{_TEXT}list":
            numbers.begin(element)
            write_numbers(element, numbers)
            numbers.end()
        elif tag == f"{_TEXT}list-item":
            first = next((child for child in element if isinstance(child.tag, str)), None)
            begins = first if first is not None and first.tag in _PARAGRAPHS else None
            _put_first(begins, numbers.item(element, begins))
            write_numbers(element, numbers)
        elif tag == f"{_TEXT}h":
            above = element.getparent()
            if above is None or above.tag != f"{_TEXT}list-item":
                _put_first(element, numbers.heading(element))
        else:
            write_numbers(element, numbers)


def _put_first(paragraph: Element | None, number: str) -> None:
    """Put a number before the text of a paragraph, unless it is empty or the file has written it there."""
    if paragraph is None:
        return
    saved = paragraph.find(f"{_TEXT}number")
    if saved is not None:
        saved.tail = f" {saved.tail or ''}"
    elif number and "".join(paragraph.itertext()).strip():
        paragraph.text = f"{number} {paragraph.text or ''}"
