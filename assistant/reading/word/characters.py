"""How the characters of a Word run look where that means something: raised, struck out, bold, in a symbol font."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.reading.notation.raised import Shift

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off", "none")
_DEEPEST_STYLE = 20
_FROM_HALF_POINTS = 4
"""How far characters that are moved up or down are raised or lowered at least, in half points."""
_PLACES: dict[str, Shift] = {"superscript": "raised", "subscript": "lowered", "baseline": ""}
_REFERENCES = ("footnote reference", "endnote reference")


@dataclass(frozen=True, slots=True)
class Characters:
    """The look of a run; None where nothing says it. `size` is in points."""

    place: Shift | None = None
    struck: bool | None = None
    bold: bool | None = None
    size: float | None = None
    font: str | None = None
    refers: bool = False
    """Whether its style is that of the marks of notes."""

    def over(self, below: Characters) -> Characters:
        """Return this look, with what the other one says where this one says nothing."""
        return Characters(
            below.place if self.place is None else self.place,
            below.struck if self.struck is None else self.struck,
            below.bold if self.bold is None else self.bold,
            below.size if self.size is None else self.size,
            below.font if self.font is None else self.font,
            self.refers or below.refers,
        )


class CharacterStyles:
    """The look of runs by the styles of a document."""

    def __init__(self, styles: Element) -> None:
        """Read the styles."""
        self._by_id = {style.get(f"{_W}styleId", ""): style for style in styles.iter(f"{_W}style")}
        self._known: dict[str, Characters] = {}
        self._default = _own(styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr"))
        self._normal = next((i for i, style in self._by_id.items() if _is_default(style)), "")

    def look(self, run: Element) -> Characters:
        """Return the look of a run by its own properties, its style, and the style of its paragraph."""
        properties = run.find(f"{_W}rPr")
        look = _own(properties)
        if properties is not None and (style := properties.find(f"{_W}rStyle")) is not None:
            look = look.over(self._styled(style.get(f"{_W}val", ""), 0))
        paragraph = next(run.iterancestors(f"{_W}p"), None)
        of_paragraph = paragraph.find(f"{_W}pPr/{_W}pStyle") if paragraph is not None else None
        name = of_paragraph.get(f"{_W}val", "") if of_paragraph is not None else self._normal
        return look.over(self._styled(name, 0)).over(self._default)

    def _styled(self, name: str, depth: int) -> Characters:
        if name not in self._known:
            style = self._by_id.get(name)
            if style is None or depth > _DEEPEST_STYLE:
                return Characters()
            based, called = style.find(f"{_W}basedOn"), style.find(f"{_W}name")
            below = self._styled(based.get(f"{_W}val", ""), depth + 1) if based is not None else Characters()
            own = _own(style.find(f"{_W}rPr")).over(below)
            refers = called is not None and called.get(f"{_W}val", "").lower() in _REFERENCES
            self._known[name] = replace(own, refers=own.refers or refers)
        return self._known[name]


def _own(properties: Element | None) -> Characters:
    if properties is None:
        return Characters()
    fonts, size = properties.find(f"{_W}rFonts"), properties.find(f"{_W}sz")
    points = size.get(f"{_W}val", "") if size is not None else ""
    return Characters(
        place=_place(properties),
        struck=_either(_switch(properties, "strike"), _switch(properties, "dstrike")),
        bold=_switch(properties, "b"),
        size=int(points) / 2 if points.isdecimal() else None,
        font=(fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi")) if fonts is not None else None,
    )


def _place(properties: Element) -> Shift | None:
    aligned, moved = properties.find(f"{_W}vertAlign"), properties.find(f"{_W}position")
    if aligned is not None:
        return _PLACES.get(aligned.get(f"{_W}val", ""))
    value = moved.get(f"{_W}val", "") if moved is not None else ""
    if not value.removeprefix("-").isdecimal():
        return None
    return "raised" if int(value) >= _FROM_HALF_POINTS else "lowered" if int(value) <= -_FROM_HALF_POINTS else None


def _switch(properties: Element, name: str) -> bool | None:
    found = properties.find(f"{_W}{name}")
    return None if found is None else found.get(f"{_W}val", "1") not in _OFF


def _either(one: bool | None, other: bool | None) -> bool | None:
    return None if one is None and other is None else bool(one or other)


def _is_default(style: Element) -> bool:
    return bool(style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"))
