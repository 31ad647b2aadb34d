"""In what figures are told that stand below a heading, beside a label or under a caption: scale, currency, unit.

"£ million", "(in thousands)", "US$'000", "Change (%)": what is said once of a column, a row or a whole table holds for
each of its figures.
"""

from __future__ import annotations

import re

from assistant.types import Scale

UNTOLD = Scale()
"""Nothing is said of figures."""
_POWERS = {"thousand": 3, "million": 6, "billion": 9, "000": 3, "m": 6, "mn": 6, "bn": 9, "k": 3}
_IN_WORDS = {3: "in thousands", 6: "in millions", 9: "in billions"}
_CURRENCIES = {
    "US$": "USD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD", "C$": "CAD", "S$": "SGD", "$": "USD", "€": "EUR",
    "£": "GBP", "¥": "¥", "RMB": "CNY", "CNY": "CNY", "USD": "USD", "EUR": "EUR", "GBP": "GBP", "CHF": "CHF",
    "JPY": "JPY", "HKD": "HKD", "INR": "INR", "SEK": "SEK", "NOK": "NOK", "DKK": "DKK",
}  # fmt: skip
_CURRENCY = re.compile(
    rf"(?<![\w$])(?:{'|'.join(re.escape(sign) for sign in _CURRENCIES if sign.isalpha())})(?![A-Za-z])"
    rf"|(?<![A-Za-z$])(?:US|HK|NT|A|C|S)\$|[$€£¥](?!\s?\d(?!00\b))"
)
_SCALE = re.compile(
    r"\b(?i:in)\s+(?:[A-Z]{1,3}\$?\s?|[$€£¥]\s?)?(?P<words>(?i:thousand|million|billion))s?\b"
    r"|(?:[$€£¥]|\b(?:US|HK|NT|A|C|S)\$|\b(?:RMB|CNY|USD|EUR|GBP|CHF|JPY|HKD|INR|SEK|NOK|DKK))\s?"
    r"(?:(?P<noughts>['’]?000)s?|(?P<short>(?i:million|billion|thousand|mn|bn|m)))\b"
)
_PERCENT = re.compile(r"(?:^|[^\d\s])\s?%|\b(?:percent(?:age)?|per cent)\b(?! points?\b)", re.IGNORECASE)
_UNIT_OF_ITS_OWN = re.compile(
    r"[,(]\s*(?P<unit>(?:in )?[^,()]{0,12}\b(?P<word>thousand|million|billion)s?\b[^,()]{0,20})\)?$", re.IGNORECASE
)
_IS_COUNTED_OR_DIVIDED = re.compile(
    r"\bper\b|%|\b(?:rates?|ratios?|shares?|number|count|employees|headcount|staff|people|customers|users|members|stores|units"
    r"|tonn?e?s|[kMGT]Wh?|km|miles|hours|days|months|years)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\b(?:total|subtotal|sum|altogether|overall|all together)\b", re.IGNORECASE)


def find_scale(said: str) -> Scale:
    """Return what a heading or caption says of the figures below it; `UNTOLD` where it says nothing.

    A scale is only known beside "in" or a currency: words may speak of millions of anything.
    """
    found = _SCALE.search(said)
    currency = _CURRENCY.search(said)
    code = _CURRENCIES[currency.group()] if currency else ""
    if found:
        told = next(filter(None, found.group("words", "noughts", "short"))).lower().strip("'’")
        power = _POWERS[told]
        return Scale(_IN_WORDS[power], power, code)
    if _PERCENT.search(said):
        return Scale(unit="percent")
    return Scale(currency=code)


def without_scale(label: str) -> tuple[str, Scale]:
    """Return a row's label without the unit that it tells of its figures at its end, and that unit.

    "Gross profit (in millions)" and "Taxes, million crowns" tell one.
    """
    if unit := _UNIT_OF_ITS_OWN.search(label):
        said = unit["unit"].strip()
        return label[: unit.start()].rstrip(), Scale(said, _POWERS[unit["word"].lower()], find_scale(said).currency)
    if _PERCENT.search(label):
        return label, Scale(unit="percent")
    return label, UNTOLD


def is_counted_or_divided(label: str) -> bool:
    """Say whether a row counts or divides: its figures are not in thousands of money, whatever its table's are in."""
    return _IS_COUNTED_OR_DIVIDED.search(label) is not None


def is_sum(label: str) -> bool:
    """Say whether a row's label tells of a total."""
    return _TOTAL.search(label) is not None
