"""Finds the date of a document among the dates in its text, its file and its name.

A document states its own date in typical places: in front matter, after a word like "published" that opens a line or a
clause, on a line by itself, after a place, or in the title. A date in a sentence is one that the document talks about.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from assistant.language.dates import WrittenDate, find_dates
from assistant.language.loading import language
from assistant.language.phrases import YEARS
from assistant.reading.blocks import front_matter
from assistant.types import DocumentDate

_TOP = 600
_LONGEST_LINE = 120
"""The maximum length of a title line in characters; longer lines are sentences."""
_MOST_BEFORE = 40
"""The maximum distance between the word that dates a document and the date, in characters."""
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_MOST_FIELDS = 40
_FIELDS = ("date", "published", "updated", "created", "issued")
"""What the names of fields in front matter begin with that hold a document's date."""
_LONGEST_FIELD = 40
_CLAUSE_ENDS = ".,;!?(|·•–—。，；！？（"
_INSIDE_A_NUMBER = re.compile(r"(?<=\d)[.,](?=\d)")
_PLACE = re.compile(r"(?:[^\W\d_][\w.'’-]*[ ]?){1,3}[,，](?: ?[^\W\d_]{1,3})?")
_ENDS = (".", ":", ";", "|", "·", "–", "—", "。", "：", "；")
_SAYS_WHEN_WRITTEN = frozenset((".eml", ".html", ".htm", ".xhtml", ".epub", ".json", ".jsonl", ".ndjson"))
"""Formats whose metadata has the date of sending or publication; in others it is the date of the last save."""


def date_document(name: str, text: str, told: str, code: str) -> DocumentDate:
    """Return a document's own date and where it was found; an empty one if there is none.

    `told` is the date in the file's metadata (ISO 8601, or ""), `code` the language of the text. The order of
    precedence: front matter, the metadata of a sent or published file, a day at the top of the text, a date in the
    name, the date of the last save, and a month at the top.
    """
    for line in (front_matter(text) or ())[1 : _MOST_FIELDS + 1]:
        field, _, value = line.strip().partition(":")
        if field.casefold().startswith(_FIELDS) and (dates := find_dates(value[:_LONGEST_FIELD], code)):
            return DocumentDate(dates[0].iso, "front matter")
    if told and PurePosixPath(name).suffix.lower() in _SAYS_WHEN_WRITTEN:
        return DocumentDate(told, "file")
    at_top = _told_at_the_top(text, code)
    if at_top and at_top.is_full:
        return DocumentDate(at_top.iso, "head")
    if named := _IN_NAME.search(name):
        return DocumentDate("-".join(named.groups()), "name")
    if told:
        return DocumentDate(told, "file")
    return DocumentDate(at_top.iso, "head") if at_top else DocumentDate()


def _told_at_the_top(text: str, code: str) -> WrittenDate | None:
    """Return the date that the top of a text gives it; a day wins over a month, and the clearer position wins."""
    body = text.lstrip()
    top = body[:_TOP]
    ranked = [(rank, date) for date in find_dates(top, code) if (rank := _rank(top, date, code))]
    return min(ranked, key=lambda pair: (not pair[1].is_full, pair[0]), default=(0, None))[1]


def _rank(top: str, date: WrittenDate, code: str) -> int:
    """Return how clearly a date at the top is the document's own: 1 is clearest, and 0 means that it is not."""
    begin = top.rfind("\n", 0, date.start) + 1
    end = top.find("\n", date.end)
    before, behind = top[begin : date.start], top[date.end : end if end >= 0 else len(top)]
    clauses = _INSIDE_A_NUMBER.sub(" ", before)  # "Version 1.0 of"
    opening = before[max(map(clauses.rfind, _CLAUSE_ENDS)) + 1 :].lstrip(" \t#*_>[-")
    own = language(code).dates.own.pattern.match(opening)
    if own and len(opening) - own.end() <= _MOST_BEFORE and not YEARS.search(opening, own.end()):
        return 1
    bare = before.strip(" \t#*_>|[(-")
    ends = behind.lstrip(" \t])*_")
    if (not ends or ends.startswith(_ENDS)) and (not bare or _PLACE.fullmatch(bare)):
        return 2
    is_title = not top[:begin].strip() and len(before) + len(behind) <= _LONGEST_LINE
    return 3 if is_title and not (before + date.text + behind).rstrip().endswith(tuple(".!?。！？")) else 0
