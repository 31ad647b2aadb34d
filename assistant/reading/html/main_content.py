"""The part of a web page that somebody wrote for it, without the menus and the rest around it.

A page that says where its content is (`main`, or one `article`) is believed. Otherwise what names itself navigation is
cut off, and so are blocks made up of links. When in doubt a part stays: an answer from a menu can be seen through,
one that is missing cannot.
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
"""The share of a block's characters that are links, from which on it is a menu."""
_NAMED_LINKS = 0.3
_SHORT = 300
_SMALLEST_CONTENT = 0.2
_MOST_CUT = 0.75
"""The share of a page's characters that may be cut off; where more would be, the page is one of links."""


@dataclass(frozen=True, slots=True)
class _Size:
    """Characters of text, how many of them are in links, how many links, and whether the page's title is within."""

    text: int
    linked: int
    links: int
    has_title: bool


_NOTHING = _Size(0, 0, 0, False)


def prune(root: Element) -> Element:
    """Return the element of a page that holds its content, after taking out of it what is around the content."""
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
        # Several of them are teasers, or a page and its parts; a small one is an empty shell.
        if len(found) == 1 and sizes[found[0]].text >= _SMALLEST_CONTENT * sizes[root].text:
            return found[0]
    return root


def _outermost(parent: Element, sizes: dict[Element, _Size]) -> Iterator[Element]:
    """Yield what is around the content, without what is inside such parts."""
    for child in parent:
        if child in sizes:
            if _is_around(child, sizes[child]):
                yield child
            else:
                yield from _outermost(child, sizes)


def _is_around(element: Element, size: _Size) -> bool:
    """Tell whether an element is around the content: by what it is, by what it is called, or by its links."""
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
