"""Times of the day in a text, and how long it is from one to another."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from assistant.language.loading import language, languages
from assistant.language.phrases import words_pattern

_NOON, _DAY = 12, 24 * 60
"""In hours, and in minutes."""


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of the day as it is written, its minutes since midnight, and where it begins in its text."""

    text: str
    minutes: int
    start: int = field(default=0, compare=False)


def clock_times(text: str) -> tuple[ClockTime, ...]:
    """Return the times of the day in a text, in order: "18:30", "7.35pm", "9 a.m.", "20 h 15", "20 Uhr".

    A point between hours and minutes, or an hour alone, needs "pm" or the like behind it.
    """
    found = []
    for match in _time().finditer(text):
        hour, minute, half = (match[name] or match[f"marked_{name}"] or "" for name in ("hour", "minute", "half"))
        if half and not 1 <= int(hour) <= _NOON:
            continue
        hours = int(hour) % _NOON + _NOON * (half.lower() == "p") if half else int(hour)
        minutes = 60 * hours + int(minute or 0)
        if minutes <= _DAY:
            found.append(ClockTime(match.group().strip(), minutes, match.start()))
    return tuple(found)


def from_to(text: str) -> tuple[ClockTime, ClockTime] | None:
    """Return the first and the last time of a text with two; None if it has more or fewer, or the last is not later."""
    times = clock_times(text)
    return (times[0], times[1]) if len(times) == 2 and times[0].minutes < times[1].minutes else None


@cache
def _time() -> re.Pattern[str]:
    """Return the pattern of a time with a colon, or with a mark behind it, whose groups begin with `marked_`."""
    words = words_pattern([word for code in languages() for word in language(code).calculations.words.get("clock", ())])
    hour, minute, half = r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minute>[0-5]\d)", r"\s?(?P<half>[ap])\.?m\b\.?"
    parted = rf"{hour}(?:[:：]|\s?h\s?){minute}(?!\d|:\d)(?:{half})?"
    marked = rf"{hour}(?:\.{minute})?(?:{half}|\s(?:{words})\b)".replace("(?P<", "(?P<marked_")
    return re.compile(rf"(?<![\d.,:])(?:{parted}|{marked})", re.IGNORECASE)
