"""Marks that open and close a line, whatever its language: bullets and numbers of items, stops, asides in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BULLETS = "•▪◦‣·*+–—-"
BULLETS = frozenset(_BULLETS)
ITEM = re.compile(
    rf"\s*(?:(?:\(?(?:\d{{1,3}}|[A-Za-z]|[ivxIVX]{{2,5}})[.)]|[{_BULLETS}])(?=\s)|[（(]?[一二三四五六七八九十]{{1,3}}[）)、])\s*"
)
"""What opens an item of a list, with the space around it; Chinese writes none."""
IN_BRACKETS = re.compile(r"\([^()]*\)")
_CLOSERS = "\"'”’»)]"


def is_closed(text: str, stops: Iterable[str] = ".!?:;") -> bool:
    """Return whether a text ends with one of some stops, or with quotation marks or brackets behind one."""
    return text.rstrip(_CLOSERS).endswith(tuple(stops))
