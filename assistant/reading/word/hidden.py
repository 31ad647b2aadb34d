"""The visible runs of a Word document: by their properties, their styles, and the background."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.reading.hidden import BLACK, SMALLEST_PT, WHITE, Colour, colour_of, is_lost_on

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWN = ("{http://schemas.openxmlformats.org/drawingml/2006/", "{urn:schemas-microsoft-com:vml}")
_DEEPEST_STYLE = 20
_NARROWEST = 10
_NEAR = 12
"""How many paragraphs before and after its anchor a picture may be behind."""
_THEME = {"background1": WHITE, "light1": WHITE, "text1": BLACK, "dark1": BLACK}
UNKNOWN: Colour = (-1, -1, -1)
"""A shading of unknown colour."""
_FAR_EMU = 5_000_000
_BEYOND_EMU = 40_000_000
"""The offsets to the left or top, and to the right or bottom, beyond which a drawing is off the page: 14 cm, 1.1 m."""
_OFF = ("0", "false", "off")
_HIGHLIGHTS = {
    "black": BLACK, "white": WHITE, "yellow": (255, 255, 0), "green": (0, 255, 0), "cyan": (0, 255, 255),
    "magenta": (255, 0, 255), "blue": (0, 0, 255), "red": (255, 0, 0), "darkBlue": (0, 0, 128),
    "darkCyan": (0, 128, 128), "darkGreen": (0, 128, 0), "darkMagenta": (128, 0, 128), "darkRed": (128, 0, 0),
    "darkYellow": (128, 128, 0), "darkGray": (128, 128, 128), "lightGray": (192, 192, 192),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Font:
    """The font properties that a run or style sets; None if it does not. `ground` is its shading or highlight."""

    hidden: bool | None = None
    colour: Colour | None = None
    is_plain: bool | None = None
    """Whether the colour is automatic, and so visible on any background, or unknown."""
    size: float | None = None
    ground: Colour | None = None
    width: int | None = None
    """The width of its letters in percent."""

    def over(self, below: _Font) -> _Font:
        """Return this font, with the properties of the other one where this one sets none."""
        coloured = self if self.is_plain is not None else below
        return _Font(
            below.hidden if self.hidden is None else self.hidden,
            coloured.colour,
            coloured.is_plain,
            below.size if self.size is None else self.size,
            self.ground or below.ground,
            below.width if self.width is None else self.width,
        )


class Visibility:
    """Decides which runs of one document are visible."""

    def __init__(self, styles: Element, settings: Element, body: Element) -> None:
        """Read the fonts of the styles, and the page colour if the settings display it."""
        self._by_id = {style.get(f"{_W}styleId", ""): style for style in styles.iter(f"{_W}style")}
        self._default = _font(styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr"))
        self._normal = {
            kind: next((i for i, s in self._by_id.items() if _is_default(s, kind)), "")
            for kind in ("paragraph", "table")
        }
        self._known: dict[str, _Font] = {}
        root = body.getparent()
        page = root.find(f"{_W}background") if root is not None else None
        is_shown = page is not None and settings.find(f"{_W}displayBackgroundShape") is not None
        self._page = (_shade(page, "color") or UNKNOWN) if is_shown else WHITE

    def shows(self, run: Element) -> bool:
        """Return whether a run is visible. Text on a drawing is, since the drawing's colours are unknown here."""
        properties = run.find(f"{_W}rPr")
        paragraph = next(run.iterancestors(f"{_W}p"), None)
        font = _font(properties).over(self._style_of(properties, "rStyle"))
        if paragraph is not None:
            font = font.over(self._style_of(paragraph.find(f"{_W}pPr"), "pStyle", self._normal["paragraph"]))
        font = font.over(self._default)
        if font.hidden or (font.size is not None and font.size < SMALLEST_PT):
            return False
        if (font.width is not None and font.width < _NARROWEST) or _is_squeezed(run):
            return False
        if font.is_plain is not False:
            return True
        ground = font.ground or self._ground(run)
        return ground == UNKNOWN or not is_lost_on(font.colour, ground)

    def _ground(self, run: Element) -> Colour | None:
        """Return the background colour of a run: of its paragraph, cell, row or table style, or the page."""
        for above in run.iterancestors():
            tag = str(above.tag)
            if tag.startswith(_DRAWN) or tag == f"{_W}txbxContent":
                return None
            if tag == f"{_W}p":
                shade = _shade(above.find(f"{_W}pPr/{_W}shd"), "fill") or self._shade_of_style(above)
            elif tag == f"{_W}tc":
                shade = _shade(above.find(f"{_W}tcPr/{_W}shd"), "fill")
            elif tag == f"{_W}tbl":
                shade = _shade(above.find(f"{_W}tblPr/{_W}shd"), "fill")
                if shade is None and self._table_is_styled(above):
                    return None
            else:
                continue
            if shade is not None:
                return shade
        return UNKNOWN if _lies_on_a_picture(run) else self._page

    def _shade_of_style(self, paragraph: Element) -> Colour | None:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = style.get(f"{_W}val", "") if style is not None else self._normal["paragraph"]
        for _ in range(_DEEPEST_STYLE):
            found = self._by_id.get(name)
            if found is None:
                return None
            if (shade := _shade(found.find(f"{_W}pPr/{_W}shd"), "fill")) is not None:
                return shade
            based = found.find(f"{_W}basedOn")
            name = based.get(f"{_W}val", "") if based is not None else ""
        return None

    def _table_is_styled(self, table: Element) -> bool:
        """Return whether a table style shades some cells; which ones is not resolved."""
        style = table.find(f"{_W}tblPr/{_W}tblStyle")
        found = self._by_id.get(style.get(f"{_W}val", "") if style is not None else self._normal["table"])
        return found is not None and found.find(f".//{_W}shd") is not None

    def _style_of(self, properties: Element | None, name: str, default: str = "") -> _Font:
        style = properties.find(f"{_W}{name}") if properties is not None else None
        return self._styled(style.get(f"{_W}val", "") if style is not None else default, 0)

    def _styled(self, style_id: str, depth: int) -> _Font:
        if style_id in self._known:
            return self._known[style_id]
        style = self._by_id.get(style_id)
        if style is None or depth > _DEEPEST_STYLE:
            return _Font()
        based = style.find(f"{_W}basedOn")
        below = self._styled(based.get(f"{_W}val", ""), depth + 1) if based is not None else _Font()
        self._known[style_id] = _font(style.find(f"{_W}rPr")).over(below)
        return self._known[style_id]


def is_drawn(box: Element) -> bool:
    """Return whether a text box is on the page: not one whose drawing is hidden, or far off the page."""
    for above in box.iterancestors():
        name = str(above.tag).rpartition("}")[2]
        if name == "p":
            return True
        if name in ("anchor", "inline"):
            if any(each.get("hidden") in ("1", "true") for each in above.iterfind("{*}docPr")):
                return False
            for offset in above.iterfind("./*/{*}posOffset"):
                if not -_FAR_EMU < int(offset.text or 0) < _BEYOND_EMU:
                    return False
    return True


def _font(properties: Element | None) -> _Font:
    if properties is None:
        return _Font()
    font = _Font()
    for name in ("vanish", "webHidden"):
        if (mark := properties.find(f"{_W}{name}")) is not None and (name == "vanish" or font.hidden is None):
            font = replace(font, hidden=name == "vanish" and mark.get(f"{_W}val", "1") not in _OFF)
    if (colour := properties.find(f"{_W}color")) is not None:
        theme = colour.get(f"{_W}themeColor")  # which takes precedence over the value
        value = _of_theme(colour, "themeColor") if theme else colour_of(colour.get(f"{_W}val", ""))
        font = replace(font, colour=value, is_plain=value is None)
    width = properties.find(f"{_W}w")
    if width is not None and width.get(f"{_W}val", "").rstrip("%").isdecimal():
        font = replace(font, width=int(width.get(f"{_W}val", "").rstrip("%")))
    for effect in ("textFill", "glow"):  # effects of Word 2010, whose colours are unknown here
        if properties.find(f"{{*}}{effect}") is not None:
            font = replace(font, colour=None, is_plain=True)
    size = properties.find(f"{_W}sz")
    if size is not None and size.get(f"{_W}val", "").isdecimal():
        font = replace(font, size=int(size.get(f"{_W}val", "")) / 2)
    highlight = properties.find(f"{_W}highlight")
    if highlight is not None:
        font = replace(font, ground=_HIGHLIGHTS.get(highlight.get(f"{_W}val", "")))
    elif (shade := _shade(properties.find(f"{_W}shd"), "fill")) is not None:
        font = replace(font, ground=shade)
    return font


def _shade(element: Element | None, name: str) -> Colour | None:
    """Return the colour of a shading, or the unknown one if it is a pattern of two colours."""
    if element is None:
        return None
    pattern = element.get(f"{_W}val", "clear")
    if pattern not in ("clear", "nil", "solid"):
        return UNKNOWN
    if pattern == "solid":
        name = "color"
    theme = {"fill": "themeFill", "color": "themeColor"}[name]
    if element.get(f"{_W}{theme}"):
        return _of_theme(element, theme) or UNKNOWN
    return colour_of(element.get(f"{_W}{name}", ""))


def _of_theme(element: Element, name: str) -> Colour | None:
    """Return a theme colour if it is one of the two that nearly all themes share; None for others, and for shades."""
    changed = name if name == "themeFill" else "theme"
    if any(element.get(f"{_W}{changed}{change}") for change in ("Tint", "Shade")):
        return None
    return _THEME.get(element.get(f"{_W}{name}", ""))


def _is_squeezed(run: Element) -> bool:
    """Return whether the height of a run's lines, or of its row, hides it."""
    for above in run.iterancestors(f"{_W}p", f"{_W}tr"):
        if str(above.tag).endswith("}p"):
            spacing = above.find(f"{_W}pPr/{_W}spacing")
            rule, height = ("lineRule", "line")
        else:
            spacing = above.find(f"{_W}trPr/{_W}trHeight")
            rule, height = ("hRule", "val")
        if spacing is not None and spacing.get(f"{_W}{rule}") == "exact":
            value = spacing.get(f"{_W}{height}", "")
            if value.isdecimal() and int(value) / 20 < SMALLEST_PT:
                return True
    return False


def _lies_on_a_picture(run: Element) -> bool:
    """Return whether a picture behind the text is anchored near the paragraph of a run."""
    block = run
    for above in run.iterancestors():
        if above.tag == f"{_W}body":
            break
        block = above
    near = [block]
    for direction in (True, False):
        beside = block.itersiblings(preceding=direction)
        near += [each for each, _ in zip(beside, range(_NEAR), strict=False)]
    anchors = (anchor for each in near for anchor in each.iter("{*}anchor"))
    return any(anchor.get("behindDoc") in ("1", "true") for anchor in anchors)


def _is_default(style: Element, kind: str) -> bool:
    return bool(style.get(f"{_W}type") == kind and style.get(f"{_W}default") == "1")
