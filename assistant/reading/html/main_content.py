"""The main content of a web page, without menus and other boilerplate.

A page that marks its content (`main`, or a single `article`) is trusted. Otherwise elements named as navigation are
removed, and so are blocks of links. In doubt, a part is kept: an answer from a menu is easy to recognise, a missing one
is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.reading.html.blocks import is_unseen

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_AROUND = frozenset({"nav", "footer", "aside", "dialog"})
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog", "alert"}
)
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|sub-?menu|side-?bar|bread-?crumbs?|cookies?|consent|share-?(?:bar|buttons?|links?|this|tools?)|sharing|social"
    r"|related|recommended|advert(?:isement)?s?|ads?|promo|newsletter|subscribe|sign-?up|skip(?:-?link)?s?|pagination"
    r"|pager|toc|comments?|footer|masthead|banner|popup|modal|toolbar)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CANDIDATES = ("div", "ul", "ol", "section", "table", "header", "td", "dl")
_MENU_LINKS = 3
_LINKS_IN_MENU = 0.7
"""The share of link characters from which a block is a menu."""
_NAMED_LINKS = 0.3
_SHORT = 300
_SMALLEST_CONTENT = 0.2
_MOST_CUT = 0.75
"""The share of a page that may be removed; if it would be more, the page consists of links."""


@dataclass(frozen=True, slots=True)
class _Size:
    """Characters of text, those in links, the number of links, and whether the page's title is inside."""

    text: int
    linked: int
    links: int
    has_title: bool


_NOTHING = _Size(0, 0, 0, False)


def prune(root: Element) -> Element:
    """Return the element with the main content, after removing boilerplate inside it."""
    sizes: dict[Element, _Size] = {}
    _measure(root, sizes)
    content = _declared(root, sizes)
    unwanted = list(_outermost(content, sizes))
    if sum(sizes[element].text for element in unwanted) <= _MOST_CUT * sizes[content].text:
        for element in unwanted:
            element.drop_tree()
    return content


def _measure(element: Element, sizes: dict[Element, _Size]) -> _Size:
    if is_unseen(element):
        return _NOTHING
    text = len((element.text or "").strip())
    linked, links, has_title = 0, 0, element.tag == "h1"
    for child in element:
        within = _measure(child, sizes)
        text += within.text + len((child.tail or "").strip())
        linked += within.linked
        links += within.links
        has_title = has_title or within.has_title
    if element.tag == "a" and element.get("href"):
        linked, links = text, 1
    sizes[element] = _Size(text, linked, links, has_title)
    return sizes[element]


def _declared(root: Element, sizes: dict[Element, _Size]) -> Element:
    mains = [element for element in sizes if element.tag == "main" or element.get("role") == "main"]
    articles = [element for element in sizes if element.tag == "article" and sizes[element].text]
    for found in (mains, articles):
        # Several of them are teasers, or a page and its parts; a small one is a placeholder.
        if len(found) == 1 and sizes[found[0]].text >= _SMALLEST_CONTENT * sizes[root].text:
            return found[0]
    return root


def _outermost(parent: Element, sizes: dict[Element, _Size]) -> Iterator[Element]:
    """Yield the outermost elements that are boilerplate."""
    for child in parent:
        if child in sizes:
            if _is_around(child, sizes[child]):
                yield child
            else:
                yield from _outermost(child, sizes)


def _is_around(element: Element, size: _Size) -> bool:
    """Return whether an element is boilerplate, by its tag, its name, or its links."""
    if size.has_title or not size.text:
        return False
    if element.tag in _AROUND or element.get("role") in _ROLES:
        return True
    if element.tag not in _CANDIDATES:
        return False
    share = size.linked / size.text
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if _NAMES.search(names) and (share >= _NAMED_LINKS or (size.links == 0 and size.text <= _SHORT)):
        return True
    return size.links >= _MENU_LINKS and share >= _LINKS_IN_MENU
