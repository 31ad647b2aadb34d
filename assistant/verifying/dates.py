"""Dates of a claim, written as its source writes them, so that they are found there."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.dates import find_dates
from assistant.language.loading import DEFAULT


def dated_as_written(claim: str, texts: Sequence[str], code: str = DEFAULT) -> str:
    """Return a claim with each full date in the notation of the texts, where they have the same day.

    "February 8, 2007" becomes "8 February 2007" where the source has that. All are in the language of the code.
    """
    there = [date for text in texts for date in find_dates(text, code) if date.is_full]
    written = {date.iso: date.text for date in there}
    kept = {date.text for date in there}
    parts, end = [], 0
    for date in find_dates(claim, code):
        if date.text in kept or date.iso not in written:
            continue
        parts += [claim[end : date.start], written[date.iso]]
        end = date.end
    return "".join((*parts, claim[end:]))
