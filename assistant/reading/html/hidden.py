"""Removes the text of an HTML page that no sighted reader can see, and counts it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant.reading.hidden import BLACK, SMALLEST_PT, WHITE, Colour, LeftOut, colour_of, is_lost_on
from assistant.reading.html.css_values import functions_of, lone_number_of, number_of, with_variables, words_of
from assistant.reading.html.inline import name_by_look
from assistant.reading.html.styles import faded_in, styles_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PX = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "vw": 12.8, "vh": 8.0}
_SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0}
_FAR_PX = 900.0
"""The offset from which an element is off the page."""
_INVISIBLE_OPACITY = 0.05
_UNKNOWN_GROUNDS = ("url(", "gradient(", "image-set(", "var(")
_PICTURES = ("img", "picture", "svg", "video", "canvas", "object", "iframe")
_MOVED = ("opacity", "visibility", "transform", "filter")
"""What an animation that fades in begins with."""
_NOT_RENDERED = frozenset({"script", "style", "template", "noscript", "head", "title"})


@dataclass(frozen=True, slots=True)
class _Look:
    """The appearance of text: `ground` is None if a picture or something unknown is below it."""

    colour: Colour | None = BLACK
    ground: Colour | None = WHITE
    size: float = 16.0
    shown: bool = True
    opacity: float = 1.0
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def hides(self) -> bool:
        return (
            not self.shown
            or self.opacity < _INVISIBLE_OPACITY
            or self.size * 0.75 < SMALLEST_PT
            or is_lost_on(self.colour, self.ground)
        )


def take_out_hidden(root: Element, sheets: Sequence[str] = ()) -> dict[Element, LeftOut]:
    """Remove hidden text from a page's tree, and return the number of characters by the element they were in.

    `sheets` are the external style sheets; if the page names one that is not given, backgrounds that it may set are
    unknown. Elements that styles raise, lower, strike out or number get the names of those that do so by themselves.

    Text is hidden if it is not displayed, not visible, transparent, of no size, in the colour of its background,
    clipped, or far off the page. `aria-hidden` is for screen readers and decides nothing here.
    """
    styles = styles_of(root, sheets)
    moving = faded_in(root, sheets)
    painted_elsewhere = not sheets and any("stylesheet" in link.get("rel", "").lower() for link in root.iter("link"))
    found: defaultdict[Element, LeftOut] = defaultdict(LeftOut)
    pending: list[tuple[Element, _Look]] = [(root, _Look())]
    gone: list[Element] = []
    while pending:
        element, around = pending.pop()
        if element.tag in _NOT_RENDERED or not isinstance(element.tag, str):
            continue
        declared = _with_attributes(element, styles.get(element, {}))
        name_by_look(element, declared)
        variables = _variables(around.variables, declared)
        declared = {name: with_variables(value, variables) for name, value in declared.items()}
        if moving & set((declared.get("animation-name") or declared.get("animation", "")).replace(",", " ").split()):
            declared = {name: value for name, value in declared.items() if name not in _MOVED}
        if _is_removed(element, declared):
            above = element.getparent()
            found[element if above is None else above].add(_rendered(element))
            gone.append(element)
            continue
        look = replace(_look(around, declared), variables=variables)
        named = "class" in element.attrib or "id" in element.attrib
        if (painted_elsewhere and named) or _may_lie_on_a_picture(element, declared):
            look = replace(look, ground=None)
        if look.hides and element.text:
            found[element].add(element.text)
            element.text = None
        for child in element:
            if look.hides and child.tail:
                found[element].add(child.tail)
                child.tail = None
            pending.append((child, look))
    for element in gone:
        element.drop_tree()  # without losing the text after it
    return found


def characters_in(root: Element, found: Mapping[Element, LeftOut]) -> int:
    """Return how many characters were removed inside an element."""
    return sum(found[element].characters for element in root.iter() if element in found)


def _rendered(element: Element) -> str:
    """Return the text of an element, without scripts and the like."""
    parts = [element.text or ""]
    for each in element.iterdescendants():
        parts += (
            each.text or "" if each.tag not in _NOT_RENDERED and isinstance(each.tag, str) else "",
            each.tail or "",
        )
    return "".join(parts)


def _variables(around: Mapping[str, str], declared: Mapping[str, str]) -> Mapping[str, str]:
    """Return the custom properties that hold in an element: those around it, and its own."""
    own = {name: value for name, value in declared.items() if name.startswith("--")}
    return {**around, **own} if own else around


def _may_lie_on_a_picture(element: Element, declared: Mapping[str, str]) -> bool:
    """Return whether an element stacks its children over each other and one of them is a picture."""
    position = declared.get("position")
    if position not in ("relative", "absolute", "fixed", "sticky"):
        return False
    above = element.getparent()
    within = (element, above) if position == "absolute" and above is not None else (element,)
    return any(next(each.iter(*_PICTURES), None) is not None for each in within)


def _with_attributes(element: Element, declared: Mapping[str, str]) -> Mapping[str, str]:
    """Return the declarations of an element, including those of old presentational attributes."""
    old = {
        "color": element.get("text" if element.tag == "body" else "color", "")
        if element.tag in ("body", "font")
        else "",
        "background-color": element.get("bgcolor", ""),
        "background-image": "url()" if element.get("background") else "",
    }
    if element.tag == "a" and "href" in element.attrib:
        old["color"] = "#0000ee"  # as browsers do, whatever the surrounding colour
    if element.tag == "mark":
        old |= {"background-color": "yellow", "color": "black"}
    return {**{name: value for name, value in old.items() if value}, **declared}


def _is_removed(element: Element, declared: Mapping[str, str]) -> bool:
    """Return whether an element is hidden with everything in it."""
    if ("hidden" in element.attrib or "popover" in element.attrib) and "display" not in declared:
        return True
    if declared.get("display") == "none" or declared.get("mso-hide") == "all":
        return True
    if declared.get("content-visibility") == "hidden":
        return True
    if _opacity(declared) < _INVISIBLE_OPACITY:
        return True
    if _clips_all(declared.get("clip", "")) and declared.get("position") in ("absolute", "fixed"):
        return True
    if _clips_all(declared.get("clip-path", "")) or _moves_away(declared.get("transform", "")):
        return True
    return _is_off_page(declared) or _is_cut_to_nothing(declared)


def _clips_all(shape: str) -> bool:
    """Return whether a shape that an element is clipped to has no area."""
    function = next(iter(functions_of(shape)), None)
    if function is None or not function.numbers:
        return False
    first, numbers = function.numbers[0], function.numbers
    match function.name:
        case "rect":
            return len(numbers) == 4 and all(n.value == 0 or (n.value, n.unit) == (1, "px") for n in numbers)
        case "inset":
            return first.unit == "%" and first.value >= 50
        case "circle":
            return 0 <= first.value < 1
        case "polygon":
            return all(n.value == 0 for n in numbers)
    return False


def _moves_away(transform: str) -> bool:
    """Return whether an element is made infinitely small, or moved off the page."""
    return any(
        (function.name in ("scale", "scalex", "scaley") and any(n.value == 0 for n in function.numbers))
        or (function.name.startswith("translate") and any(n.value <= -_FAR_PX for n in function.numbers))
        for function in functions_of(transform)
    )


def _opacity(declared: Mapping[str, str]) -> float:
    """Return how opaque an element is by its own styles, from 0 to 1."""
    filters = (function.numbers for function in functions_of(declared.get("filter", "")) if function.name == "opacity")
    found = (number_of(declared.get("opacity", "1")), *(numbers[0] for numbers in filters if numbers))
    return math.prod(min(1.0, one.value / (100 if one.unit == "%" else 1)) for one in found if one)


def _is_off_page(declared: Mapping[str, str]) -> bool:
    far = [declared.get(name, "") for name in ("text-indent", "margin-left", "margin-top")]
    if declared.get("position") in ("absolute", "fixed", "relative"):
        far += [declared.get(name, "") for name in ("left", "top", "right", "bottom")]
        far += declared.get("inset", "").split()
    if any((_length(value) or 0.0) <= -_FAR_PX for value in far):
        return True
    return declared.get("position") == "fixed" and any(
        (_length(declared.get(name, "")) or 0.0) >= 10 * _FAR_PX for name in ("left", "top", "right", "bottom")
    )


def _is_cut_to_nothing(declared: Mapping[str, str]) -> bool:
    overflow = " ".join(declared.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))
    if "hidden" not in overflow and "clip" not in overflow:
        return False
    if any(_length(declared.get(name, "")) for name in ("padding", "padding-top", "padding-bottom")):
        return False  # overflowing text is visible within the padding
    if "height" not in declared and _length(declared.get("line-height", "")) == 0:
        return True  # the lines make the height
    sizes = (declared.get(name, "") for name in ("height", "width", "max-height", "max-width"))
    return any((size := _length(value)) is not None and size <= 1.0 for value in sizes)


def _look(around: _Look, declared: Mapping[str, str]) -> _Look:
    """Return the appearance of text in an element, given its parent's."""
    look = around
    if (shown := declared.get("visibility")) is not None and shown != "inherit":
        look = replace(look, shown=shown not in ("hidden", "collapse"))
    if size := declared.get("font-size") or declared.get("font", ""):
        look = replace(look, size=_font_size(size, around.size))
    if (zoom := lone_number_of(declared.get("zoom", ""))) and zoom.value > 0:
        look = replace(look, size=look.size * zoom.value / (100 if zoom.unit == "%" else 1))
    look = replace(look, opacity=look.opacity * _opacity(declared))
    behind = f"{declared.get('background', '')} {declared.get('background-color', '')}".strip()
    if "(" in declared.get("background-image", "") or any(name in behind for name in _UNKNOWN_GROUNDS):
        look = replace(look, ground=None)
    elif behind:
        look = replace(look, ground=_ground(behind, around.ground))
    filled = declared.get("-webkit-text-fill-color")
    if (colour := filled or declared.get("color")) is not None and colour not in ("inherit", "currentcolor"):
        look = replace(look, colour=_text_colour(colour, look.ground))
    if any(declared.get(name, "none") != "none" for name in ("text-shadow", "-webkit-text-stroke")):
        look = replace(look, ground=None)
    return look


def _ground(behind: str, around: Colour | None) -> Colour | None:
    for word in words_of(behind):
        if word == "transparent":
            return around
        found = _parsed(word)
        if found is not None:
            colour, opacity = found
            return colour if opacity >= 1 else around if opacity <= 0 else None
    return around


def _text_colour(colour: str, ground: Colour | None) -> Colour | None:
    if colour == "transparent":
        return ground
    found = _parsed(colour)
    if found is None:
        return None
    return found[0] if found[1] >= 1 else ground if found[1] < _INVISIBLE_OPACITY else None


def _parsed(colour: str) -> tuple[Colour, float] | None:
    from tinycss2 import color3, color4

    known = color3.parse_color(colour)
    if isinstance(known, color3.RGBA):
        return (round(255 * known.red), round(255 * known.green), round(255 * known.blue)), float(known.alpha)
    found = color4.parse_color(colour)
    if isinstance(found, color4.Color) and found.space == "srgb":
        red, green, blue = (max(0, min(255, round(255 * (part or 0)))) for part in found.coordinates)
        return (red, green, blue), float(found.alpha or 0)
    plain = colour_of(colour)
    return None if plain is None else (plain, 1.0)


def _font_size(value: str, around: float) -> float:
    for word in value.replace("/", " / ").split():
        if word == "/":
            break
        if word in _SIZES:
            return _SIZES[word]
        found = lone_number_of(word)
        if found and (found.unit or found.value == 0):
            if found.unit in ("em", "%"):
                return around * found.value / (100 if found.unit == "%" else 1)
            return 16 * found.value if found.unit == "rem" else found.value * _PX.get(found.unit, 8.0)
    return around


def _length(value: str) -> float | None:
    found = number_of(value)
    if not found:
        return None
    factor = 16.0 if found.unit in ("em", "rem") else 10.0 if found.unit == "%" else _PX.get(found.unit, 8.0)
    return found.value * factor
