"""Dates of a claim, written as its source writes them, so that they are found there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.language.dates import MONTH

_DATE = re.compile(
    rf"\b(?:(?:[Tt]he )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{MONTH}),? (?P<year>\d{{4}})"
    rf"|(?P<month_first>{MONTH}) (?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year_third>\d{{4}}))\b"
)


def dated_as_written(claim: str, texts: Sequence[str]) -> str:
    """Return a claim with each full date in the notation of the texts, where they have the same day.

    "February 8, 2007" becomes "8 February 2007" where the source has that.
    """
    written = {day: date for text in texts for day, date in _dates(text)}
    kept = {date for text in texts for _, date in _dates(text)}

    def source_notation(match: re.Match[str]) -> str:
        return match.group() if match.group() in kept else written.get(_day(match), match.group())

    return _DATE.sub(source_notation, claim)


def _dates(text: str) -> Iterator[tuple[tuple[int, str, str], str]]:
    return ((_day(match), match.group()) for match in _DATE.finditer(text))


def _day(match: re.Match[str]) -> tuple[int, str, str]:
    month = match["month"] or match["month_first"]
    return int(match["day"] or match["day_second"]), month[:3], match["year"] or match["year_third"]
