"""Units of time: how long each is, how many of one make another, and which of them a text names."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from assistant.language.loading import language
from assistant.language.phrases import any_of

HOURS = {
    "seconds": Decimal(1) / 3600,
    "minutes": Decimal(1) / 60,
    "hours": Decimal(1),
    "days": Decimal(24),
    "weeks": Decimal(168),
    "months": Decimal(730),
    "years": Decimal(8760),
}
"""How many hours each unit has, a month and a year in the mean."""
MADE_OF = {
    ("years", "months"): 12,
    ("years", "weeks"): 52,
    ("weeks", "days"): 7,
    ("days", "hours"): 24,
    ("hours", "minutes"): 60,
    ("minutes", "seconds"): 60,
}
"""How many of a unit one of another has."""

_OF_FIXED_LENGTH = ("seconds", "minutes", "hours", "days", "weeks")


def exactly_in(value: Decimal, unit: str, other: str) -> Decimal | None:
    """Return a span of time in another unit; None if that is not exact, as of days in months, or no unit of time."""
    if unit in _OF_FIXED_LENGTH and other in _OF_FIXED_LENGTH:
        return value * HOURS[unit] / HOURS[other]
    months = MADE_OF["years", "months"]
    factor = {("years", "months"): Decimal(months), ("months", "years"): 1 / Decimal(months)}.get((unit, other))
    return value * factor if factor else None


def time_units_in(text: str, code: str) -> frozenset[str]:
    """Return the units of time that a text in a language names: "days" for "a day at sea"."""
    return frozenset(unit for unit in HOURS if _named(unit, code).search(text))


@cache
def _named(unit: str, code: str) -> re.Pattern[str]:
    told = language(code)
    return re.compile(any_of(told.units.get(unit, ()), spaced=told.spaced), re.IGNORECASE)
