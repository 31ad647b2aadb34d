"""The visible shapes and runs of a PowerPoint slide: by position, size, and contrast with the background.

Only colours that the slide itself sets are known. Those of a master, theme or picture are not resolved, and text on
them counts as visible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.reading.hidden import SMALLEST_PT, WHITE, Colour, colour_of, is_lost_on

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_PROPERTIES = ("spPr", "tcPr", "grpSpPr")


class SlideVisibility:
    """Decides what is visible on one slide; width and height of the presentation are in EMU."""

    def __init__(self, slide: Slide, width: int, height: int) -> None:
        """Read the slide's background, and the shapes other than text."""
        self._width, self._height = width, height
        self._ground = _slide_ground(slide)
        self._drawn: list[tuple[tuple[int, int, int, int], Colour | None, Element]] = []
        for shape in slide.shapes:
            box = _box(shape)
            if box is not None and (painted := _painted(shape.element)) is not None:
                self._drawn.append((box, painted[0], shape.element))

    def shows_shape(self, shape: BaseShape) -> bool:
        """Return whether a shape is on the slide and not hidden."""
        if any(each.get("hidden") in ("1", "true") for each in shape.element.iterfind(f".//{_P}cNvPr")):
            return False
        box = _group_box(shape) if _is_in_group(shape) else _box(shape)
        if box is None:
            return True
        left, top, right, bottom = box
        return right > 0 and bottom > 0 and left < self._width and top < self._height

    def shows_run(self, run: Element, shape: BaseShape) -> bool:
        """Return whether a run of text in a visible shape differs from its background."""
        properties = run.find(f"{_A}rPr")
        if properties is None:
            return True
        size = properties.get("sz", "")
        if size.isdecimal() and int(size) / 100 < SMALLEST_PT:
            return False
        if properties.find(f"{_A}noFill") is not None and properties.find(f"{_A}ln") is None:
            return False
        fill = properties.find(f"{_A}solidFill")
        if fill is not None and any(each.get("val") in ("0", "0%") for each in fill.iter(f"{_A}alpha")):
            return False
        colour = _solid(fill) if fill is not None else None
        return colour is None or not is_lost_on(colour, self._under(run, shape))

    def _under(self, run: Element, shape: BaseShape) -> Colour | None:
        """Return the background colour of a run: of its cell or shape, of a shape below, or of the slide."""
        highlight = run.find(f"{_A}rPr/{_A}highlight")
        if highlight is not None:
            return _solid(highlight)
        for above in run.iterancestors():
            name = str(above.tag).rpartition("}")[2]
            if name == "tbl" or (name == "grpSp" and _painted(above) is not None):
                return None  # a table style fills the cells that set no fill
            if name in ("tc", "sp") and (painted := _painted(above)) is not None:
                return painted[0]
            if name == "sp" and above.find(f"{_P}style") is not None:
                return None
        box = _box(shape)
        if box is None or _is_in_group(shape):
            return None
        x, y = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
        under = self._ground
        for (left, top, right, bottom), colour, element in self._drawn:
            if element is shape.element:
                break
            if left <= x <= right and top <= y <= bottom:
                under = colour
        return under


def _slide_ground(slide: Slide) -> Colour | None:
    """Return the background colour of a slide if it is set, or white if only a plain master is below it."""
    for part in (slide, slide.slide_layout, slide.slide_layout.slide_master):
        ground = part.element.find(f"{_P}cSld/{_P}bg")
        if ground is not None:
            fill = ground.find(f"{_P}bgPr/{_A}solidFill")
            reference = ground.find(f"{_P}bgRef")
            told = fill if fill is not None else reference  # a picture or a gradient has neither
            return _solid(told) if told is not None and (part is slide or not _is_painted(part)) else None
        if part is not slide and _is_painted(part):
            return None
    return WHITE


def _is_painted(part: object) -> bool:
    """Return whether a layout or master draws anything besides placeholders."""
    shapes = getattr(part, "shapes", ())
    return any(not shape.is_placeholder for shape in shapes)


def _painted(element: Element) -> tuple[Colour | None] | None:
    """Return the fill of a shape or cell as a tuple of its colour (None if unknown), or None without a fill."""
    if element.tag == f"{_P}pic" or element.find(f".//{_P}blipFill") is not None:
        return (None,)
    if element.tag == f"{_P}graphicFrame":
        return (None,)
    for name in _PROPERTIES:
        properties = element.find(f"{{*}}{name}")
        if properties is None:
            continue
        if (fill := properties.find(f"{_A}solidFill")) is not None:
            return (_solid(fill),)
        if any(properties.find(f"{_A}{kind}") is not None for kind in ("gradFill", "blipFill", "pattFill", "grpFill")):
            return (None,)
        if properties.find(f"{_A}noFill") is not None:
            return None
    return (None,) if element.find(f"{_P}style") is not None else None


def _solid(fill: Element) -> Colour | None:
    """Return an opaque colour that is given directly, or the theme's first, which is nearly always white."""
    for colour in fill:
        if any(each.tag.endswith(("alpha", "lumMod", "lumOff", "tint", "shade")) for each in colour):
            return None
        if colour.tag == f"{_A}srgbClr":
            return colour_of(colour.get("val", ""))
        if colour.tag == f"{_A}sysClr":
            return colour_of(colour.get("lastClr", ""))
        if colour.tag == f"{_A}schemeClr" and colour.get("val") == "bg1":
            return WHITE
    return None


def _box(shape: BaseShape) -> tuple[int, int, int, int] | None:
    if shape.left is None or shape.top is None or shape.width is None or shape.height is None:
        return None
    return shape.left, shape.top, shape.left + shape.width, shape.top + shape.height


def _group_box(shape: BaseShape) -> tuple[int, int, int, int] | None:
    """Return the box of the outermost group around a shape, since the shape's coordinates are the group's."""
    for group in reversed(list(shape.element.iterancestors(f"{_P}grpSp"))):
        place = group.find(f"{_P}grpSpPr/{_A}xfrm")
        if place is None:
            return None
        offset, extent = place.find(f"{_A}off"), place.find(f"{_A}ext")
        if offset is None or extent is None:
            return None
        left, top = int(offset.get("x", 0)), int(offset.get("y", 0))
        return left, top, left + int(extent.get("cx", 0)), top + int(extent.get("cy", 0))
    return None


def _is_in_group(shape: BaseShape) -> bool:
    parent = shape.element.getparent()
    return parent is not None and parent.tag == f"{_P}grpSp"
