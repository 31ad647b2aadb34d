"""The metadata of a web page: `meta` elements, JSON-LD (schema.org), `title` and `time`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.reading.metadata import author_of, date_of_field, title_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TITLES = ("og:title", "citation_title", "twitter:title", "dc.title", "dcterms.title")
_AUTHORS = ("author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author", "article:author")
_DATES = (
    "article:published_time",
    "citation_publication_date",
    "datepublished",
    "date",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "pubdate",
    "parsely-pub-date",
)
_DEEPEST = 6


def page_title(root: Element) -> str:
    """Return the title of a page, or ""."""
    return next(filter(None, map(title_of, (*_metas(root, _TITLES), root.findtext(".//title") or ""))), "")


def page_author(root: Element) -> str:
    """Return a page's author, or ""."""
    linked = [found for found in _linked(root, "author") if "/" not in found]
    names = (name for name in (*_metas(root, _AUTHORS), *linked) if not name.startswith("http"))
    return next(filter(None, map(author_of, names)), "")


def page_date(root: Element) -> str:
    """Return the date of publication in ISO 8601, or ""."""
    times = [time.get("datetime", "") for time in root.iter("time") if _says_published(time)]
    return next(filter(None, map(date_of_field, (*_metas(root, _DATES), *_linked(root, "datePublished"), *times))), "")


def _says_published(time: Element) -> bool:
    return time.get("itemprop") == "datePublished" or "pubdate" in time.attrib or "published" in time.get("class", "")


def _metas(root: Element, names: tuple[str, ...]) -> list[str]:
    """Return the contents of the `meta` elements with these names, in the order of the names."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        found.setdefault(name.lower(), meta.get("content", ""))
    return [found[name] for name in names if name in found]


def _linked(root: Element, key: str) -> list[str]:
    """Return the values of a key in a page's JSON-LD; for a person or an organisation, its name."""
    found: list[str] = []
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            try:
                found += _values(json.loads(script.text or ""), key, _DEEPEST)
            except (ValueError, RecursionError):
                continue
    return found


def _values(value: object, key: str, deepest: int) -> Iterator[str]:
    if deepest and isinstance(value, list):
        for one in value:
            yield from _values(one, key, deepest - 1)
    elif deepest and isinstance(value, dict):
        for name, inner in value.items():
            if name == key:
                yield from _names(inner)
            else:
                yield from _values(inner, key, deepest - 1)


def _names(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _names(one)
    elif isinstance(value, dict) and isinstance(value.get("name"), str):
        yield value["name"]
