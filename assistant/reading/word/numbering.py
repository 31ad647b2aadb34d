"""The automatic numbers of a Word document: "2.2", "(a)", "Article IV".

Word saves how lists are counted, not the numbers. They are counted here as section 17.9 of ECMA-376 says: a paragraph
has a list (`w:num`) and a level, lists share the counters of the definition (`w:abstractNum`) that they refer to, and a
level begins again after a paragraph of a higher one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant.reading.notation.counting import displayed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_DEEPEST_STYLE = 20
_LONGEST = 60
"""The longest number in characters; a definition may contain any text."""
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level is counted; `after` is the level (from 1) after which it begins again, 0 for never."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    after: int | None = None
    in_digits: bool = False
    of_style: str = ""
    hidden: bool = False


@dataclass(slots=True)
class _List:
    """A list: its definition, the levels that it replaces, and the numbers that it begins again with."""

    definition: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of one document, which must be given in their order."""

    def __init__(self, numbering: Element | None, styles: Element) -> None:
        """Read the lists, and which of them belong to styles."""
        self._lists: dict[str, _List] = {}
        self._counted: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._styles = {style.get(f"{_W}styleId", ""): style for style in styles.iter(f"{_W}style")}
        default = (i for i, s in self._styles.items() if _is_default(s))
        self._normal = next(default, "")
        if numbering is not None:
            self._read(numbering)

    def number(self, paragraph: Element) -> str:
        """Count a paragraph, and return its number as it is displayed; "" if it has a bullet or none."""
        found = self._place_of(paragraph.find(f"{_W}pPr"))
        if found is None:
            return ""
        name, depth = found
        counted_list = self._lists[name]
        level = counted_list.levels.get(depth, _Level())
        counters = self._counted.setdefault(counted_list.definition, [None] * _LEVELS)
        if depth in counted_list.starts and (name, depth) not in self._begun:
            self._begun.add((name, depth))
            counters[depth] = counted_list.starts[depth]
        else:
            before = counters[depth]
            counters[depth] = level.start if before is None else before + 1
        for deeper in range(depth + 1, _LEVELS):
            after = counted_list.levels.get(deeper, _Level()).after
            if after is None or depth < after:
                counters[deeper] = None
        return self._displayed(counted_list, level, counters)

    def is_counted(self, paragraph: Element) -> bool:
        """Return whether a paragraph has a number, and not a bullet or nothing; this counts nothing."""
        found = self._place_of(paragraph.find(f"{_W}pPr"))
        return found is not None and self._lists[found[0]].levels.get(found[1], _Level()).style != "bullet"

    def _displayed(self, counted_list: _List, level: _Level, counters: list[int | None]) -> str:
        if level.style == "bullet" or level.hidden:
            return ""

        def of(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            told = counted_list.levels.get(depth, _Level())
            number = counters[depth]
            style = "decimal" if level.in_digits and told.style != "decimalZero" else told.style
            return displayed(told.start if number is None else number, style)

        return " ".join(_PLACE.sub(of, level.text).split())[:_LONGEST]

    def _place_of(self, properties: Element | None) -> tuple[str, int] | None:
        """Return the list and the level of a paragraph, by its own properties or those of its style."""
        name, depth = _numbered(properties)
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        style_id = style.get(f"{_W}val", "") if style is not None else self._normal
        for _ in range(_DEEPEST_STYLE):
            if name is not None or (found := self._styles.get(style_id)) is None:
                break
            own = found.find(f"{_W}pPr")
            name, of_style = _numbered(own)
            if name in self._lists:
                levels = self._lists[name].levels.items()
                linked = next((at for at, level in levels if level.of_style == style_id), None)
                depth = next((one for one in (depth, linked, of_style) if one is not None), 0)
            based = found.find(f"{_W}basedOn")
            style_id = based.get(f"{_W}val", "") if based is not None else ""
        if name not in self._lists:
            return None
        return name, min(max(depth or 0, 0), _LEVELS - 1)

    def _read(self, numbering: Element) -> None:
        abstract = {each.get(f"{_W}abstractNumId", ""): each for each in numbering.iter(f"{_W}abstractNum")}
        of_style = {_value(each, "styleLink"): name for name, each in abstract.items() if _value(each, "styleLink")}
        for each in numbering.iter(f"{_W}num"):
            definition = _value(each, "abstractNumId")
            if definition in abstract and (link := _value(abstract[definition], "numStyleLink")):
                definition = of_style.get(link, definition)
            found = abstract.get(definition)
            levels = {} if found is None else _levels(found)
            made = _List(definition, levels)
            for override in each.iterfind(f"{_W}lvlOverride"):
                depth = _whole(override.get(f"{_W}ilvl"), 0)
                made.levels |= {at: replace(one) for at, one in _levels(override).items()}
                if override.find(f"{_W}startOverride") is not None:
                    made.starts[depth] = _whole(_value(override, "startOverride"), 1)
            self._lists[each.get(f"{_W}numId", "")] = made
        self._lists.pop("0", None)


def _levels(parent: Element) -> dict[int, _Level]:
    return {_whole(each.get(f"{_W}ilvl"), 0): _level(each) for each in parent.iterfind(f"{_W}lvl")}


def _level(element: Element) -> _Level:
    style = _value(element, "numFmt") or _of_alternate(element) or "decimal"
    restart = element.find(f"{_W}lvlRestart")
    legal = element.find(f"{_W}isLgl")
    vanish = element.find(f"{_W}rPr/{_W}vanish")
    return _Level(
        start=_whole(_value(element, "start"), 1 if element.find(f"{_W}start") is not None else 0),
        style=style,
        text=_value(element, "lvlText"),
        after=_whole(restart.get(f"{_W}val"), 0) if restart is not None else None,
        in_digits=legal is not None and legal.get(f"{_W}val", "1") not in _OFF,
        of_style=_value(element, "pStyle"),
        hidden=vanish is not None and vanish.get(f"{_W}val", "1") not in _OFF,
    )


def _of_alternate(element: Element) -> str:
    """Return the format that older programs get where Word 2010 has one of its own ("001, 002")."""
    for name in ("Choice", "Fallback"):
        found = element.find(f"{{*}}AlternateContent/{{*}}{name}/{_W}numFmt")
        if found is not None and (value := found.get(f"{_W}val", "")) != "custom":
            return str(value)
    return ""


def _numbered(properties: Element | None) -> tuple[str | None, int | None]:
    """Return the list and the level that properties set, each None if they do not."""
    found = properties.find(f"{_W}numPr") if properties is not None else None
    if found is None:
        return None, None
    name, depth = found.find(f"{_W}numId"), found.find(f"{_W}ilvl")
    return (
        name.get(f"{_W}val", "") if name is not None else None,
        _whole(depth.get(f"{_W}val"), 0) if depth is not None else None,
    )


def _is_default(style: Element) -> bool:
    return bool(style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"))


def _value(parent: Element, name: str) -> str:
    found = parent.find(f"{_W}{name}")
    return str(found.get(f"{_W}val", "")) if found is not None else ""


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else default
