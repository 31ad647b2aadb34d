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


def time_units_in(text: str, code: str) -> frozenset[str]:
    """Return the units of time that a text in a language names: "days" for "a day at sea"."""
    return frozenset(unit for unit in HOURS if _named(unit, code).search(text))


@cache
def _named(unit: str, code: str) -> re.Pattern[str]:
    told = language(code)
    return re.compile(any_of(told.units.get(unit, ()), spaced=told.spaced), re.IGNORECASE)
