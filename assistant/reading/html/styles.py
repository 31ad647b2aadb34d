"""The styles of an HTML page (`style` elements and attributes), as far as they decide how text is read.

`cssselect` parses selectors and `tinycss2` declarations; specificity decides (CSS Cascading Level 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.reading.html.css_values import number_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PROPERTIES = frozenset(
    "display visibility opacity color background background-color background-image font font-size position left top"
    " right bottom text-indent margin-left margin-top clip clip-path transform height width max-height max-width"
    " overflow overflow-x overflow-y content-visibility mso-hide text-shadow -webkit-text-fill-color"
    " -webkit-text-stroke padding padding-top padding-bottom inset zoom line-height filter animation"
    " animation-name vertical-align text-decoration text-decoration-line list-style list-style-type font-weight".split()
)
"""Those that are looked at, beside custom properties (`--name`)."""
_BEHIND = ("background", "background-color", "background-image")
_PAINTED_BEHIND: Mapping[str, tuple[str, bool]] = {"background-image": ("url()", False)}
"""What is known of an element whose `::before` or `::after` has a background: something may lie behind its text."""
_FRAMES = ("keyframes", "-webkit-keyframes")
_SEEN_OPACITY = 0.1
_MOST_RULES = 3_000
"""The maximum number of rules; if a page has more, its text counts as visible."""
_WIDTH_PX = 1280
_LENGTH = re.compile(r"\((min|max)-(?:device-)?width\s*:\s*(\d+(?:\.\d+)?)(px|em|rem)\)")
_NESTED = ("media", "supports", "layer")
_INLINE = (1, 0, 0, 0)
Weight = tuple[bool, tuple[int, ...], int]


def styles_of(root: Element, sheets: Sequence[str] = ()) -> dict[Element, dict[str, str]]:
    """Return the declarations of each element by property, for elements that have any.

    `sheets` are external style sheets, which come before the page's own.
    """
    weighed: dict[Element, dict[str, tuple[Weight, str]]] = {}
    order = 0
    own = [("".join(style.itertext()), style.get("media", "")) for style in root.iter("style")]
    for sheet, media in [*((sheet, "") for sheet in sheets), *own]:
        for selectors, declared in _rules(sheet, media):
            if not declared:
                continue
            order += 1
            if order > _MOST_RULES:
                break
            for specificity, elements, pseudo in _matching(root, selectors):
                if pseudo and not any(name in declared for name in _BEHIND):
                    continue
                for element in elements:
                    known = weighed.setdefault(element, {})
                    _declare(known, _PAINTED_BEHIND if pseudo else declared, (0, *specificity), order)
    for element in root.iter():
        if isinstance(element.tag, str) and (inline := element.get("style")):
            _declare(weighed.setdefault(element, {}), _declared(inline), _INLINE, order + 1)
    return {element: {name: value for name, (_, value) in found.items()} for element, found in weighed.items()}


def faded_in(root: Element, sheets: Sequence[str] = ()) -> frozenset[str]:
    """Return the names of animations that change how visible a part is, so that its first look is not its last."""
    import tinycss2

    found = set()
    for sheet in (*sheets, *("".join(style.itertext()) for style in root.iter("style"))):
        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            if rule.type == "at-rule" and rule.lower_at_keyword in _FRAMES and rule.content is not None:
                frames = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                shown = [_declared(frame.content) for frame in frames if frame.type == "qualified-rule"]
                if any(_shows(frame) for frame in shown):
                    found.add(tinycss2.serialize(rule.prelude).strip().lower())
    return frozenset(found)


def _shows(frame: Declared) -> bool:
    """Return whether a frame of an animation shows what was hidden before."""
    opacity = number_of(frame.get("opacity", ("", False))[0])
    is_seen = opacity is not None and opacity.value / (100 if opacity.unit == "%" else 1) >= _SEEN_OPACITY
    return is_seen or frame.get("visibility", ("",))[0] == "visible"


Declared = Mapping[str, tuple[str, bool]]


def _declare(known: dict[str, tuple[Weight, str]], declared: Declared, specificity: tuple[int, ...], at: int) -> None:
    for name, (value, important) in declared.items():
        weight = (important, specificity, at)
        if name not in known or known[name][0] <= weight:
            known[name] = (weight, value)


def _rules(sheet: str, media: str) -> Iterable[tuple[str, Declared]]:
    """Yield the selectors and declarations of a sheet that apply to a wide screen, in order."""
    import tinycss2

    if not _is_shown_on_a_screen(media):
        return
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            yield tinycss2.serialize(rule.prelude), _declared(rule.content)
        elif rule.type == "at-rule" and rule.lower_at_keyword in _NESTED and rule.content is not None:
            media = tinycss2.serialize(rule.prelude) if rule.lower_at_keyword == "media" else ""
            yield from _rules(tinycss2.serialize(rule.content), media)


def _is_shown_on_a_screen(media: str) -> bool:
    """Return whether a media query matches a wide screen; unknown conditions count as not matching."""
    for query in media.lower().split(",") if media.strip() else ("all",):
        kind, *features = re.split(r"\band\b", query.strip())
        kinds = ("all", "screen", "only screen", "only all")
        asked = features if kind.strip() in kinds else [kind, *features]
        if all(_holds(feature.strip()) for feature in asked):
            return True
    return False


def _holds(feature: str) -> bool:
    found = _LENGTH.fullmatch(feature.replace(" ", ""))
    if not found:
        return False
    width = float(found[2]) * (1 if found[3] == "px" else 16)
    return width <= _WIDTH_PX if found[1] == "min" else width >= _WIDTH_PX


def _declared(content: Any) -> Declared:  # noqa: ANN401 - a text or its nodes
    import tinycss2

    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return {
        each.name if each.name.startswith("--") else each.lower_name: (
            tinycss2.serialize(each.value).strip().lower(),
            each.important,
        )
        for each in found
        if each.type == "declaration" and (each.lower_name in PROPERTIES or each.name.startswith("--"))
    }


def _matching(root: Element, selectors: str) -> Iterable[tuple[tuple[int, int, int], list[Element], bool]]:
    """Yield the specificity of each selector, the elements that match, and whether it is about `::before` or `::after`.

    A selector that cannot be read yields nothing.
    """
    from cssselect import SelectorError, parse
    from cssselect.xpath import HTMLTranslator
    from lxml.etree import XPathError

    try:
        for selector in parse(selectors):
            pseudo = selector.pseudo_element
            if pseudo in (None, "before", "after"):
                selector.pseudo_element = None
                path = HTMLTranslator().selector_to_xpath(selector)
                yield selector.specificity(), root.xpath(path), pseudo is not None
    except (SelectorError, XPathError, RecursionError):
        return
