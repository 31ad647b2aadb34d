"""The role that the styles of a Word document give a paragraph: heading, list item, line of the table of contents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CONTENTS = frozenset(
    ("toc heading", "table of figures", *(f"toc {n}" for n in range(10)), *(f"index {n}" for n in range(10)))
)
_NAMED = frozenset(("caption", "quote", "intense quote", "subtitle", "header", "footer", "footnote text", "signature"))
_HEADINGS = {f"heading {n}": n + 1 for n in range(1, 10)}
_BODY_LEVEL = 9
"""The outline level of body text."""
_DEEPEST_STYLE = 20
HEADING_LIMIT = 300
"""The maximum length of a heading in characters, whatever its style."""


@dataclass(frozen=True, slots=True)
class Look:
    """The role of a paragraph. `level` is that of a heading: 1 for the title, one more than Word's for others."""

    level: int = 0
    is_item: bool = False
    is_contents: bool = False
    is_named: bool = False
    """Whether its style says what else it is: a quotation, a caption, a subtitle."""

    @classmethod
    def of(cls, paragraph: Element, styles: dict[str, Look]) -> Look:
        """Return the role of a paragraph: that of its style, unless it sets its own."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return styles.get("", cls())
        style = properties.find(f"{_W}pStyle")
        inherited = styles.get(style.get(f"{_W}val", "") if style is not None else "", cls())
        return _changed(inherited, properties)


def read_styles(element: Element) -> dict[str, Look]:
    """Return the role of each paragraph style by its id, from the root element of the styles; "" is the default."""
    by_id = {style.get(f"{_W}styleId", ""): style for style in element.iter(f"{_W}style")}
    looks = {style_id: _look(style_id, by_id, 0) for style_id in by_id}
    default = (i for i, s in by_id.items() if s.get(f"{_W}type") == "paragraph" and s.get(f"{_W}default") == "1")
    return {"": looks.get(next(default, ""), Look())} | looks


def _look(style_id: str, by_id: dict[str, Element], depth: int) -> Look:
    style = by_id.get(style_id)
    if style is None or depth > _DEEPEST_STYLE:
        return Look()
    name = _value(style.find(f"{_W}name")).lower()
    if (level := _HEADINGS.get(name)) is not None:
        return Look(level=level)
    if name == "title":
        return Look(level=1)
    if name in _CONTENTS:
        return Look(is_contents=True)
    look = _look(_value(style.find(f"{_W}basedOn")), by_id, depth + 1)
    if name in _NAMED:
        look = replace(look, is_named=True)
    if name.startswith("list") and name != "list paragraph":
        look = replace(look, is_item=True)
    properties = style.find(f"{_W}pPr")
    return look if properties is None else _changed(look, properties)


def _changed(look: Look, properties: Element) -> Look:
    """Return the role of a style or paragraph with these properties of its own."""
    outline = properties.find(f"{_W}outlineLvl")
    if outline is not None and _value(outline).isdecimal():
        level = int(_value(outline))
        look = replace(look, level=level + 2 if level < _BODY_LEVEL else 0)
    numbering = properties.find(f"{_W}numPr/{_W}numId")
    if numbering is not None:
        look = replace(look, is_item=_value(numbering) != "0")
    return look


def _value(element: Element) -> str:
    return str(element.get(f"{_W}val", "")) if element is not None else ""
