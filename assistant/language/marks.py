"""Marks that open and close a line, whatever its language: bullets and numbers of items, stops, asides in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BULLETS = "•▪◦‣·*+–—-"
BULLETS = frozenset(_BULLETS)
STOPS = ".!?:;…。！？：；"
"""What a sentence may end with."""
_COMMAS = (",", "，", "、", "،")
ITEM = re.compile(
    rf"\s*(?:(?:\(?(?:\d{{1,3}}|[A-Za-z]|[ivxIVX]{{2,5}})[.)]|[{_BULLETS}])(?=\s)|[（(]?[一二三四五六七八九十]{{1,3}}[）)、])\s*"
)
"""What opens an item of a list, with the space around it; Chinese writes none."""
NUMBER = re.compile(
    r"\s*(?:[A-ZÀ-Þ]\w{2,11} )?(?:§+ ?)?"
    r"(?:(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3}){0,6}(?:\.?[a-z]|[ivx]{1,4})?|[IVXLC]{1,7})[.)](?=\s)\s*"
)
"""The number of a clause or heading at its beginning: "2.2.", "§ 3.", "Article IV.", "1.a)"."""
LABEL = re.compile(r"(?P<label>[^\W\d_][^\n:：.!?]{1,30})(?::(?=\s)|：)[^\S\n]*(?=\S)")
"""What a line or sentence is called in front of it: "Decision: ..."."""
_MOST_WORDS_OF_LABEL = 3
_LONGEST_LABEL = 80
_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}|[*_]{1,3}(?!\w)")
_STRUCK = re.compile("~~[^~]+~~")
IN_BRACKETS = re.compile(r"\([^()]*\)")
_CLOSERS = " \"'”’»)]」』"
_QUESTION_MARKS = "?？؟"


def label_of(text: str) -> str:
    """Return what a text is called in front of it: "Decision" for "- **Decision:** the pump is replaced."; or ""."""
    marker = ITEM.match(text)
    begin = marker.end() if marker else 0
    found = LABEL.match(_EMPHASIS.sub("", text[begin : begin + _LONGEST_LABEL]))
    return found["label"] if found and len(found["label"].split()) <= _MOST_WORDS_OF_LABEL else ""


def breaks_off(text: str) -> bool:
    """Return whether a text ends with a comma, as a salutation does ("Dear Ms Hale,")."""
    return text.rstrip().endswith(_COMMAS)


def is_question(text: str) -> bool:
    """Return whether a text ends with a question mark, or with quotation marks or brackets behind one."""
    return is_closed(text.rstrip(), _QUESTION_MARKS)


def leads_in(text: str) -> bool:
    """Return whether a text ends with a colon, so that it only leads to what follows it."""
    return is_closed(text.rstrip(), ":：")


def without_struck(text: str) -> str:
    """Return a text with spaces in place of what is struck out ("~~old~~"): it is no longer said."""
    return _STRUCK.sub(lambda match: " " * len(match.group()), text) if "~~" in text else text


def is_closed(text: str, stops: Iterable[str] = ".!?:;") -> bool:
    """Return whether a text ends with one of some stops, or with quotation marks or brackets behind one."""
    return text.rstrip(_CLOSERS).endswith(tuple(stops))
