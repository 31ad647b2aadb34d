"""The styles of an HTML page, as far as they decide whether its text is seen: its `style` elements and attributes.

Selectors are read by `cssselect` and declarations by `tinycss2`; what has more weight wins (CSS Cascading Level 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PROPERTIES = frozenset(
    "display visibility opacity color background background-color background-image font font-size position left top"
    " right bottom text-indent margin-left margin-top clip clip-path transform height width max-height max-width"
    " overflow overflow-x overflow-y content-visibility mso-hide text-shadow -webkit-text-fill-color"
    " -webkit-text-stroke padding padding-top padding-bottom".split()
)
_MOST_RULES = 3_000
"""How many rules are looked at; of a page with more, the text is taken for seen."""
_WIDTH_PX = 1280
_LENGTH = re.compile(r"\((min|max)-(?:device-)?width\s*:\s*(\d+(?:\.\d+)?)(px|em|rem)\)")
_NESTED = ("media", "supports", "layer")
_INLINE = (1, 0, 0, 0)
Weight = tuple[bool, tuple[int, ...], int]


def styles_of(root: Element, sheets: Sequence[str] = ()) -> dict[Element, dict[str, str]]:
    """Return what the styles of a page declare of each element, by property, where they declare anything.

    `sheets` are those that lie beside the page, and come before its own.
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
            for specificity, elements in _matching(root, selectors):
                for element in elements:
                    _declare(weighed.setdefault(element, {}), declared, (0, *specificity), order)
    for element in root.iter():
        if isinstance(element.tag, str) and (inline := element.get("style")):
            _declare(weighed.setdefault(element, {}), _declared(inline), _INLINE, order + 1)
    return {element: {name: value for name, (_, value) in found.items()} for element, found in weighed.items()}


Declared = Mapping[str, tuple[str, bool]]


def _declare(known: dict[str, tuple[Weight, str]], declared: Declared, specificity: tuple[int, ...], at: int) -> None:
    for name, (value, important) in declared.items():
        weight = (important, specificity, at)
        if name not in known or known[name][0] <= weight:
            known[name] = (weight, value)


def _rules(sheet: str, media: str) -> Iterable[tuple[str, Declared]]:
    """Yield the selectors and declarations of a sheet for a wide screen, in order."""
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
    """Say whether rules of this media query hold on a wide screen; what else it may ask for is taken not to hold."""
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


def _declared(content: Any) -> Declared:  # noqa: ANN401 - a text, or the nodes of one
    import tinycss2

    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return {
        each.lower_name: (tinycss2.serialize(each.value).strip().lower(), each.important)
        for each in found
        if each.type == "declaration" and each.lower_name in PROPERTIES
    }


def _matching(root: Element, selectors: str) -> Iterable[tuple[tuple[int, int, int], list[Element]]]:
    """Yield for each selector of a list its specificity and the elements that it fits; none where it is not read."""
    from cssselect import SelectorError, parse
    from cssselect.xpath import HTMLTranslator
    from lxml.etree import XPathError

    try:
        for selector in parse(selectors):
            if selector.pseudo_element is None:
                path = HTMLTranslator().selector_to_xpath(selector)
                yield selector.specificity(), root.xpath(path)
    except (SelectorError, XPathError, RecursionError):
        return
