"""The years and quarters that a text speaks of: "FY2023", "fiscal 2022", "Q2 of FY2024", "2023Q2", "second quarter"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = r"(?:19|20)\d\d"
_FISCAL = r"(?:fy|fiscal(?:\s+years?)?)\s*(?:['’]\s*)?"
_YEARS = re.compile(rf"(?<![\d.,$]){_FISCAL}(\d\d)(?!\d)|(?<![\d.,$])({_YEAR})(?![\d,]\d)", re.IGNORECASE)
_QUARTER = re.compile(
    r"(?<![a-z])q([1-4])(?!\.?\d(?!\d))|(?<![\d.])([1-4])q(?=\W|_|\d\d)|\b(first|second|third|fourth)[\s-]quarter",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_QUARTERLY = re.compile(r"(?<![\d-])10-?Q(?![a-z])|\bquarterly\b", re.IGNORECASE)
_PERIOD_WORD = re.compile(r"(?:fy)?\d{2,4}|q[1-4](?:\d{2,4})?|[1-4]q(?:\d{2,4})?|fy|fiscal", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Periods:
    """Years as four digits, quarters from 1 to 4, and whether a part of a year is meant at all."""

    years: frozenset[int] = frozenset()
    quarters: frozenset[int] = frozenset()
    quarterly: bool = False


def find_periods(text: str) -> Periods:
    """Return the periods that a text names."""
    years = {int(full or f"20{short}") for short, full in _YEARS.findall(re.sub(r"(?<=\d)(?=[Qq])", " ", text))}
    quarters = {int(a or b or _ORDINALS[c.lower()]) for a, b, c in _QUARTER.findall(text)}
    # "Q22023": a quarter and a year without anything between.
    years |= {int(year) for year in re.findall(rf"(?<![a-z])q[1-4]({_YEAR})(?!\d)", text, re.IGNORECASE)}
    return Periods(frozenset(years), frozenset(quarters), bool(quarters or _QUARTERLY.search(text)))


def is_period_word(word: str) -> bool:
    """Say whether a word is but a part of a period: "FY2023", "Q2", "fiscal"."""
    return bool(_PERIOD_WORD.fullmatch(word))
