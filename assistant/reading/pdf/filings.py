"""What a company's filing says of itself: on its first page, in its headings, and in the numbers of its pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.language.dates import find_dates
from assistant.language.loading import language, languages
from assistant.language.phrases import Phrases

_FORM = re.compile(r"\bform\s+(10-[KQ]|8-K|20-F|40-F|6-K)(/A)?", re.IGNORECASE)
_NEAR = 60
"""Characters that may stand between the words for the date of an event and that date."""
_MOST_NAME = 100
_LONGEST_NUMBER, _LONGEST_ROMAN, _LONGEST_PREFIX = 4, 6, 2
_ROMAN = frozenset("ivxl")
_MARKS_OF_NUMBERS = ".:–—-"


def filing_title(lines: Sequence[str]) -> str:
    """Return "SALT CO., Form 10-K for the fiscal year ended June 30, 2023" from the lines of a first page.

    "" if they are not the first page of a filing, which names the form, and the registrant above the words "(Exact
    name of registrant as specified in its charter)".
    """
    text = "\n".join(lines)
    form, below = _FORM.search(text), language().filings.name_above.pattern.search(text)
    if not form or not below:
        return ""
    above = [line.strip(" _*") for line in text[: below.start()].splitlines()]
    name = next((line for line in reversed(above) if any(map(str.isalpha, line))), "")
    if not name or len(name) > _MOST_NAME:
        return ""
    return " ".join(f"{name}, Form {form.group(1).upper()}{form.group(2) or ''} {_when(text)}".split())


def _when(text: str) -> str:
    """Return "for the fiscal year ended June 30, 2023", or "of June 30, 2023" where only a date is told."""
    dates = [date for date in find_dates(text) if date.is_full]
    told = language().filings
    for date in dates:
        before = text[: date.start].rstrip(" \n:")
        if period := next((m for m in told.period.pattern.finditer(before) if m.end() == len(before)), None):
            return f"{period.group()[0].lower()}{text[period.start() + 1 : date.end]}"
    events = [match.end() for match in told.event.pattern.finditer(text)]
    near = (date for date in dates if any(end <= date.start <= end + _NEAR for end in events))
    told_first = [*near, *dates][:1]
    return f"of {told_first[0].text}" if told_first else ""


@cache
def _of_filings(name: str) -> tuple[str, ...]:
    """Return the words of all languages that have this name in the data of filings, in lower case."""
    return tuple(word.casefold() for code in languages() for word in getattr(language(code).filings, name))


@cache
def _statements() -> Phrases:
    return Phrases(tuple(phrase for code in languages() for phrase in language(code).filings.statements.listed))


def is_part(text: str) -> bool:
    """Return whether a text names a part of a filing and says no more: "Part IV"."""
    name, _, number = text.partition(" ")
    return name.casefold() in _of_filings("parts") and len(number) <= 4 and _numbers_a_page(number)


def is_item(text: str) -> bool:
    """Return whether a text opens an item of a filing: "Item 7A. Risks"."""
    return _is_numbered(text, "items", letters="abc")


def _is_numbered(text: str, names: str, letters: str = "") -> bool:
    """Return whether a text opens with a name and its number, which a letter may follow and a mark closes."""
    name, _, rest = text.partition(" ")
    number = rest[: next((at for at, c in enumerate(rest) if c in _MARKS_OF_NUMBERS), 0)].strip()
    counted = number.rstrip(f"{letters}{letters.upper()}")
    return (
        name.casefold() in _of_filings(names)
        and counted.isdecimal()
        and len(counted) <= 2
        and len(number) - len(counted) <= 1
    )


def is_note(text: str) -> bool:
    """Return whether a text opens a note of the accounts: "Note 3: Leases", "3. Leases"."""
    number, stop, rest = text.partition(". ")
    return _is_numbered(text, "notes") or bool(stop and number.isdecimal() and len(number) <= 2 and rest[:2].isalpha())


def is_statement(text: str) -> bool:
    """Return whether a text is the title of a statement: "Consolidated Balance Sheets (unaudited)"."""
    words = "".join(" " if c in "(),-" else c for c in text).split()
    bare = " ".join(word for word in words if word.casefold() not in _of_filings("qualifying"))
    return _statements().pattern.match(bare) is not None and all(c.isalpha() or c in "’' " for c in bare)


def is_page_number(text: str) -> bool:
    """Return whether a line is the number of its page: "Page 3 of 12", "F-3", "- iv -"."""
    page = next((name for name in _of_filings("page") if text.casefold().startswith(f"{name} ")), "")
    number, between, count = text[len(page) :].strip().partition("/")
    for word in _of_filings("of_pages"):
        if not between:
            number, between, count = number.partition(f" {word} ")
    prefix, dash, rest = number.strip().removesuffix("-").strip().rpartition("-")
    if dash and (len(prefix) > _LONGEST_PREFIX or not (prefix.isascii() and (prefix.isalpha() or not prefix))):
        return False
    return _numbers_a_page(rest.strip()) and (not between or _numbers_a_page(count.strip()))


def _numbers_a_page(text: str) -> bool:
    if text.isdecimal():
        return len(text) <= _LONGEST_NUMBER
    return 0 < len(text) <= _LONGEST_ROMAN and _ROMAN.issuperset(text.casefold())
