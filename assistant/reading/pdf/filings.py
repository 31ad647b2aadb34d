"""The first page of a company filing: the registrant, the form, and the period."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.dates import find_dates
from assistant.language.loading import language

_FORM = re.compile(r"\bform\s+(10-[KQ]|8-K|20-F|40-F|6-K)(/A)?", re.IGNORECASE)
_NEAR = 60
"""Characters that may stand between the words for the date of an event and that date."""
_MOST_NAME = 100


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
