"""The styles of an HTML page, as far as they decide whether its text is seen: its `style` elements and attributes.

Selectors are read by `cssselect` and declarations by `tinycss2`; what has more weight wins (CSS Cascading Level 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PROPERTIES = frozenset(
    "display visibility opacity color background background-color background-image font font-size position left top"
    " right bottom text-indent margin-left margin-top clip clip-path transform height width max-height max-width"
    " overflow content-visibility mso-hide".split()
)
_MOST_RULES = 3_000
"""How many rules are looked at; of a page with more, the text is taken for seen."""
_SHOWN_ON = ("", "all", "screen")
_INLINE = (1, 0, 0, 0)
Weight = tuple[bool, tuple[int, ...], int]


def styles_of(root: Element) -> dict[Element, dict[str, str]]:
    """Return what the styles of a page declare of each element, by property, where they declare anything."""
    weighed: dict[Element, dict[str, tuple[Weight, str]]] = {}
    order = 0
    for sheet in root.iter("style"):
        for selectors, declared in _rules("".join(sheet.itertext()), sheet.get("media", "")):
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
    """Yield the selectors and declarations of a sheet for screens, in order."""
    import tinycss2

    if media.strip().lower() not in _SHOWN_ON:
        return
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            yield tinycss2.serialize(rule.prelude), _declared(rule.content)
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            yield from _rules(tinycss2.serialize(rule.content), tinycss2.serialize(rule.prelude))


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
