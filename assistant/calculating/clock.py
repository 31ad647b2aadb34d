"""Times of the day in a text, and how long it is from one to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.language.loading import language, languages
from assistant.language.phrases import words_pattern

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of the day as it is written, and its minutes since midnight."""

    text: str
    minutes: int


def clock_times(text: str) -> tuple[ClockTime, ...]:
    """Return the times of the day in a text, in order: "18:30", "7.35pm", "9 a.m.", "20 h 15", "20 Uhr".

    A point between hours and minutes, or an hour alone, needs "pm" or the like behind it.
    """
    found = []
    for match in _time().finditer(text):
        hour, half = int(match["hour"]), (match["half"] or "").lower()
        if half and not 1 <= hour <= 12:
            continue
        hour = hour % 12 + 12 * (half == "p") if half else hour
        minutes = 60 * hour + int(match["minute"] or match["dotted"] or 0)
        if minutes <= _DAY:
            found.append(ClockTime(match.group().strip(), minutes))
    return tuple(found)


def from_to(text: str) -> tuple[ClockTime, ClockTime] | None:
    """Return the first and the last time of a text with two; None if it has more or fewer, or the last is not later."""
    times = clock_times(text)
    return (times[0], times[1]) if len(times) == 2 and times[0].minutes < times[1].minutes else None


@cache
def _time() -> re.Pattern[str]:
    hours = words_pattern([word for code in languages() for word in language(code).calculations.words.get("clock", ())])
    marked = rf"(?:\s?(?P<half>[ap])\.?m\b\.?|\s(?:{hours})\b)"
    parts = (
        r"(?:[:：]|\s?h\s?)(?P<minute>[0-5]\d)(?!\d|:\d)|\.(?P<dotted>[0-5]\d)(?="
        + marked.replace("?P<half>", "?:")
        + ")"
    )
    bare = rf"(?={marked.replace('?P<half>', '?:')})"
    return re.compile(rf"(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])(?:{parts}|{bare})(?:{marked})?", re.IGNORECASE)
