"""When something ends that begins on a day and runs for a while, and how long it lasts from one day to another."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from assistant.calculating.clock import from_to
from assistant.calculating.wanted import Wanted
from assistant.calculating.wording import told
from assistant.language.dates import WrittenDate, find_dates
from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.types import Evidence, Figure, Sentence

_NEAR_THE_BEST = 0.5
_NAMED = 0.5
"""The share of the words of what is asked for that a sentence needs, with its headings and its document's name."""
_MONTHS = {"years": 12, "months": 1}
_DAYS = {"weeks": 7, "days": 1}
_BESIDE = 8
_LONGEST = 1200
"""In months: a century."""


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """What was found of a span of time: the sentence and, where it may go on after its end, the one that says so."""

    text: str
    item: Evidence
    beside: tuple[Evidence, ...] = ()


def end_of(reading: Wanted, spoken: str, ranked: Sequence[Evidence]) -> TimeSpan | None:
    """Return the last day of what begins on a day and runs for a while.

    None if no sentence says so of what is asked for, if several do, or if a sentence states an end.
    """
    said = list(_about(reading, ranked))
    if any(_states_an_end(item) for item in said):
        return None
    found = [(item, begins, runs) for item in said if (span := _beginning(item)) for begins, runs in [span]]
    ends = {last_day(date.fromisoformat(begins.iso), runs) for _, begins, runs in found}
    if len(ends) != 1 or None in ends:
        return None
    item, begins, runs = found[0]
    last = ends.pop()
    assert last is not None
    code = item.passage.language
    text = told("end", spoken, begin=day_told(date.fromisoformat(begins.iso), spoken),
                span=_span_told(runs, spoken), end=day_told(last, spoken))  # fmt: skip
    return TimeSpan(text, item, tuple(_going_on(item, code)))


def duration_of(reading: Wanted, spoken: str, ranked: Sequence[Evidence]) -> TimeSpan | None:
    """Return how long something lasts of which one sentence gives the first and last day, or when it begins and ends.

    None if no sentence does so of what is asked for, if several do, or if a sentence states a duration.
    """
    said = list(_about(reading, ranked))
    if any(_durations(item) for item in said):
        return None
    found = {days: item for item in said if (days := _from_to(item))}
    if not found:
        return _within_a_day(said, spoken)
    if len(found) != 1:
        return None
    (first, last), item = next(iter(found.items()))
    count = (last - first).days + 1
    text = told("duration", spoken, begin=day_told(first, spoken), end=day_told(last, spoken),
                span=_span_told(_whole_months(first, last) or (count, "days"), spoken))  # fmt: skip
    return TimeSpan(text, item)


def _within_a_day(said: Sequence[Evidence], spoken: str) -> TimeSpan | None:
    found = {times: item for item in said if (times := from_to(item.sentence.text))}
    if len(found) != 1:
        return None
    (first, last), item = next(iter(found.items()))
    hours, minutes = divmod(last.minutes - first.minutes, 60)
    parts = ((hours, "hours"), (minutes, "minutes"))
    span = (" " if language(spoken).spaced else "").join(_span_told(part, spoken) for part in parts if part[0])
    return TimeSpan(told("time_span", spoken, begin=first.text, end=last.text, span=span), item)


def last_day(first: date, runs: tuple[int, str]) -> date | None:
    """Return the last day of what begins on a day and runs for so many years, months, weeks or days."""
    count, unit = runs
    if unit in _DAYS:
        return first + timedelta(days=count * _DAYS[unit] - 1) if count * _DAYS[unit] <= _LONGEST * 31 else None
    months = count * _MONTHS[unit]
    if not 0 < months <= _LONGEST:
        return None
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if year > date.max.year:
        return None
    days = calendar.monthrange(year, month + 1)[1]
    if first.day > days:
        return date(year, month + 1, days)
    return date(year, month + 1, first.day) - timedelta(days=1)


def day_told(day: date, code: str) -> str:
    """Return a day as a language writes it: "30 June 2024"."""
    dates = language(code).dates
    month = dates.months[day.month - 1][0]
    return dates.written.format(day=day.day, month=month, number=day.month, year=day.year)


def _about(reading: Wanted, ranked: Sequence[Evidence]) -> Iterator[Evidence]:
    """Yield the best-ranked sentences of the best document that are about what is asked for."""
    top, best = (ranked[0].score, ranked[0].passage.document) if ranked else (0.0, "")
    for item in ranked:
        passage, code = item.passage, item.passage.language
        asked = set(terms(reading.subject, code))
        there = set(terms("\n".join((item.sentence.text, *passage.heading, passage.document)), code))
        near = item.score >= _NEAR_THE_BEST * top and passage.document == best
        if near and asked and len(asked & there) >= _NAMED * len(asked) and item.sentence.row is None:
            yield item


def _days_in(sentence: Sentence, code: str) -> list[WrittenDate]:
    return [day for day in find_dates(sentence.text, code) if day.is_full]


def _durations(item: Evidence) -> list[tuple[int, str]]:
    figures = find_figures(item.sentence.text, item.passage.language)
    return [(int(f.value), f.unit) for f in figures if _is_duration(f)]


def _is_duration(figure: Figure) -> bool:
    whole = figure.value == figure.value.to_integral_value() and figure.value > 0
    return whole and figure.unit in (*_MONTHS, *_DAYS) and not figure.qualifier and figure.magnitude == Decimal(1)


def _beginning(item: Evidence) -> tuple[WrittenDate, tuple[int, str]] | None:
    """Return the day on which a sentence says that something begins, and how long it runs; None if it does not."""
    days, durations = _days_in(item.sentence, item.passage.language), _durations(item)
    begins = language(item.passage.language).calculations.begins
    if len(days) != 1 or len(durations) != 1 or not begins.stand_in(item.sentence.text):
        return None
    return days[0], durations[0]


def _states_an_end(item: Evidence) -> bool:
    """Return whether a sentence gives a day right beside a word for an end."""
    code, text = item.passage.language, item.sentence.text
    ends = [found.span() for found in language(code).calculations.ends.pattern.finditer(text)]
    days = _days_in(item.sentence, code)
    return any(max(day.start - end, start - day.end) <= _BESIDE for day in days for start, end in ends)


def _from_to(item: Evidence) -> tuple[date, date] | None:
    days = [date.fromisoformat(day.iso) for day in _days_in(item.sentence, item.passage.language)]
    return (days[0], days[1]) if len(days) == 2 and days[0] < days[1] else None


def _whole_months(first: date, last: date) -> tuple[int, str] | None:
    """Return a span as a number of years or months if it is one exactly."""
    months = (last.year - first.year) * 12 + last.month - first.month + (last.day >= first.day - 1)
    for count in (months - 1, months):
        if count > 0 and last_day(first, (count, "months")) == last:
            return (count // 12, "years") if count % 12 == 0 else (count, "months")
    return None


def _span_told(span: tuple[int, str], code: str) -> str:
    """Return a span in words: "3 years"."""
    count, unit = span
    words = language(code).units.get(unit, (unit,))
    joint = " " if language(code).spaced else ""
    word = words[0] if count == 1 or len(words) == 1 else words[1]
    return f"{count}{joint}{word.capitalize() if language(code).capital_nouns else word}"


def _going_on(item: Evidence, code: str) -> Iterator[Evidence]:
    """Yield the sentence after one if it says that this goes on ("renewed by one year at a time")."""
    sentences = item.passage.sentences
    following = next((one for one in sentences if one.start >= item.sentence.end), None)
    if following and language(code).calculations.renews.stand_in(following.text):
        yield Evidence(item.passage, following, item.score, item.closeness)
