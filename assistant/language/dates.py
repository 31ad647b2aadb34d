"""Dates in a text, in each language's ways to write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from assistant.language.loading import DEFAULT, language
from assistant.language.phrases import YEAR, any_of, words_pattern

_ISO = rf"(?<![\d-])(?P<iso>{YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?![\d-])"
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date of a text: where it stands, what stands there, and the same in ISO 8601, to the day or month."""

    start: int
    end: int
    text: str
    iso: str

    @property
    def is_full(self) -> bool:
        """Whether it tells the day."""
        return len(self.iso) == len("2024-01-01")


def is_iso_date(text: str) -> bool:
    """Return whether a text is a date in ISO 8601, to the day, month or year: "2024-05-31", "2024-05" or "2024"."""
    rest = "-01-01"[len(text) - len("2024") :]
    is_written = len(text) in (4, 7, 10) and text.isascii() and text.replace("-", "").isdecimal()
    return is_written and _is_day(text + rest)


def find_dates(text: str, code: str = DEFAULT) -> tuple[WrittenDate, ...]:
    """Return the dates of a text in a language, in order: those of a day, and months with their year."""
    return tuple(_found(text, code))


def _found(text: str, code: str) -> Iterator[WrittenDate]:
    pattern, months = _grammar(code)
    for match in pattern.finditer(text if text.isascii() else text.translate(_DIGITS)):
        if iso := _iso(match, months):
            yield WrittenDate(match.start(), match.end(), text[match.start() : match.end()], iso)


def _iso(match: re.Match[str], months: Mapping[str, int]) -> str:
    """Return a date in ISO 8601, "" where there is no such day."""
    if match["iso"]:
        return match["iso"] if _is_day(match["iso"]) else ""
    parts = {name.rstrip("0123456789"): told for name, told in match.groupdict().items() if told}
    month = int(parts["number"]) if "number" in parts else months[parts["month"].casefold()]
    if "day" not in parts:
        return f"{int(parts['year'])}-{month:02}" if 1 <= month <= 12 else ""
    iso = f"{int(parts['year'])}-{month:02}-{int(parts['day']):02}"
    return iso if _is_day(iso) else ""


def _is_day(iso: str) -> bool:
    try:
        date.fromisoformat(iso)
    except ValueError:
        return False
    return True


@cache
def _grammar(code: str) -> tuple[re.Pattern[str], Mapping[str, int]]:
    """Return the pattern of a language's dates, and the numbers of its months by their names."""
    told = language(code)
    months = {name.casefold(): n for n, names in enumerate(told.dates.months, start=1) for name in names}
    made = [_ISO]
    for number, phrase in enumerate((*told.dates.days, *told.dates.months_of_years)):
        places = {
            "{day}": rf"(?P<day{number}>0?[1-9]|[12]\d|3[01])",
            "{month}": rf"(?P<month{number}>{words_pattern(months)})\.?",
            "{number}": rf"(?P<number{number}>0?[1-9]|1[0-2])",
            "{year}": rf"(?P<year{number}>[12]\d{{3}})",
        }
        made.append(any_of([phrase], spaced=told.spaced, places=places))
    return re.compile("|".join(made), re.IGNORECASE), months
