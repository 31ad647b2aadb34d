"""Dates in a text, in each language's ways to write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from assistant.language.loading import DEFAULT, language
from assistant.language.notation import Words
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


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day of a text: where it stands, its month and day, and its year, None if that is not written."""

    start: int
    end: int
    month: int
    day: int
    year: int | None = None


def find_days(text: str, code: str = DEFAULT) -> tuple[WrittenDay, ...]:
    """Return the days of a text in a language, in order, with or without their year."""
    full = [written for written in find_dates(text, code) if written.is_full]
    days = [WrittenDay(one.start, one.end, int(one.iso[5:7]), int(one.iso[8:]), int(one.iso[:4])) for one in full]
    pattern, months = _days_alone(code)
    for match in pattern.finditer(text if text.isascii() else text.translate(_DIGITS)):
        if not any(match.start() < one.end and one.start < match.end() for one in full):
            month, day = _month_of(match, months)
            if _is_day(f"2024-{month:02}-{day:02}"):  # a leap year
                days.append(WrittenDay(match.start(), match.end(), month, day))
    return tuple(sorted(days, key=lambda one: one.start))


def _month_of(match: re.Match[str], months: Mapping[str, int]) -> tuple[int, int]:
    parts = {name.rstrip("0123456789"): told for name, told in match.groupdict().items() if told}
    return int(parts["number"]) if "number" in parts else months[parts["month"].casefold()], int(parts["day"])


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
    months = _months(code)
    made = [_ISO, *_forms((*language(code).dates.days, *language(code).dates.months_of_years), months, code)]
    return re.compile("|".join(made), re.IGNORECASE), months


@cache
def _days_alone(code: str) -> tuple[re.Pattern[str], Mapping[str, int]]:
    """Return the pattern of a language's days without a year, and the numbers of its months by their names."""
    months = _months(code)
    made = "|".join(_forms(language(code).dates.days_alone, months, code)) or "(?!)"
    return re.compile(rf"(?<![\d.,:])(?:{made})(?![.,:]?\d)", re.IGNORECASE), months


def _months(code: str) -> Mapping[str, int]:
    told = language(code).dates.months
    return {name.casefold(): n for n, names in enumerate(told, start=1) for name in names}


def _forms(phrases: Words, months: Mapping[str, int], code: str) -> Iterator[str]:
    """Yield the pattern of each form of a date, its groups named by its parts and its number."""
    for number, phrase in enumerate(phrases):
        places = {
            "{day}": rf"(?P<day{number}>0?[1-9]|[12]\d|3[01])",
            "{month}": rf"(?P<month{number}>{words_pattern(months)})\.?",
            "{number}": rf"(?P<number{number}>0?[1-9]|1[0-2])",
            "{year}": rf"(?P<year{number}>[12]\d{{3}})",
        }
        yield any_of([phrase], spaced=language(code).spaced, places=places)
