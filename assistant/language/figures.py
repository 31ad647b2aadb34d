"""Figures: every number of a text with its unit, and when two of them are the same."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from assistant.types import Figure, Qualifier

_SCALES = {
    "hundred": 2, "thousand": 3, "k": 3, "lakh": 5, "million": 6, "mn": 6, "mln": 6, "mio": 6, "m": 6, "crore": 7,
    "billion": 9, "bn": 9, "b": 9, "trillion": 12, "tn": 12, "trn": 12,
}  # fmt: skip
_CURRENCIES = {
    "us$": "USD", "usd": "USD", "$": "USD", "dollar": "USD", "dollars": "USD", "hk$": "HKD", "hkd": "HKD",
    "a$": "AUD", "aud": "AUD", "c$": "CAD", "cad": "CAD", "s$": "SGD", "sgd": "SGD", "€": "EUR", "eur": "EUR",
    "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "¥": "¥", "￥": "¥", "jpy": "JPY", "yen": "JPY",
    "cny": "CNY", "rmb": "CNY", "yuan": "CNY", "renminbi": "CNY", "₹": "INR", "inr": "INR", "rupee": "INR",
    "rupees": "INR", "chf": "CHF", "₩": "KRW", "krw": "KRW", "won": "KRW",
}  # fmt: skip
_YEN_OR_YUAN = {"¥", "JPY", "CNY"}
_UNITS = {
    "%": "percent", "％": "percent", "percent": "percent", "per cent": "percent", "pct": "percent",
    "percentage point": "percentage points", "percentage points": "percentage points", "pp": "percentage points",
    "basis point": "basis points", "basis points": "basis points", "bps": "basis points", "bp": "basis points",
    "times": "times", "x": "times", "fold": "times", "×": "times",
    "year": "years", "years": "years", "month": "months", "months": "months", "week": "weeks", "weeks": "weeks",
    "day": "days", "days": "days", "hour": "hours", "hours": "hours", "minute": "minutes", "minutes": "minutes",
    "second": "seconds", "seconds": "seconds",
}  # fmt: skip
_ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {"dozen": 12}
_TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_MULTIPLES = {
    "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "twice": 2, "twofold": 2,
    "triple": 3, "tripled": 3, "triples": 3, "tripling": 3, "thrice": 3, "quadruple": 4, "quadrupled": 4,
}  # fmt: skip


def _any(words: object) -> str:
    return "|".join(re.escape(str(w)) for w in sorted(words, key=lambda w: (-len(str(w)), str(w))))  # type: ignore[call-overload]  # any iterable of words


# A letter of a script that parts its words with spaces: in the others a figure stands right beside the next word.
_LETTER = r"[^\W\d぀-ヿ㐀-鿿]"
_SMALL = rf"(?:{_any(_TENS)})(?:[- ](?:{_any([w for w, v in _ONES.items() if 0 < v < 10])}))?|{_any(_ONES)}"
_FIGURE = re.compile(
    rf"""
    (?<![.,])(?<!{_LETTER})(?<!\d)
    (?P<open>\()?
    (?:(?P<minus>[-−–])(?=[\d$€£¥]))?
    (?:(?P<before>{_any([c for c in _CURRENCIES if not c.isalpha() or len(c) == 3])})\s?)?
    (?P<inner>[-−(])?
    (?:
        (?P<digits>\d{{1,3}}(?:[,\u00a0\u202f']\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
        |(?P<words>\b(?:{_SMALL})(?=\b|fold\b))
        |(?P<multiple>\b(?:{_any(_MULTIPLES)})\b)
    )
    (?:\s?-?(?P<scale>(?:hundred|thousand|million|billion|trillion|crore|lakh)s?\b(?:\s+(?:thousand|million|billion|trillion)\b)?
        |(?:(?<=\d)\s?(?:bn|mn|mln|tn|trn|[kmb])\b)))?
    (?:\s?-?(?P<unit>[%％×]|(?:{_any([u for u in _UNITS if u[0].isalpha()])})\b))?
    (?:\s+(?P<after>{_any([c for c in _CURRENCIES if c.isalpha()])})\b)?
    (?P<close>\))?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NAME_BEFORE = re.compile(rf"{_LETTER}[-–]?$")
_NAME_AFTER = re.compile(rf"{_LETTER}|[-–]{_LETTER}{{1,3}}\d")
_QUALIFIERS: tuple[tuple[Qualifier, str], ...] = (
    ("at least", r"at least|no (?:less|fewer) than|minimum of"),
    ("at most", r"at most|up to|no more than|maximum of"),
    ("over", r"over|more than|above|exceeding|in excess of|upwards of|greater than"),
    ("under", r"under|less than|fewer than|below|nearly|almost|just short of|close to"),
    ("about", r"about|around|approximately|roughly|some|circa|an estimated|~"),
)
_QUALIFIER = [(name, re.compile(rf"(?:{words})\s*$", re.IGNORECASE)) for name, words in _QUALIFIERS]
_PERIOD = re.compile(
    r"\b(?:(?:first|second|third|fourth) (?:fiscal )?quarter|Q[1-4]|[1-4]Q|first half|second half|H[12])"
    r"(?:\s*(?:of\s+)?(?:FY\s?)?(?:19|20)\d\d)?|\bFY\s?(?:19|20)?\d\d\b"
    r"|\b(?:fiscal|financial) (?:year )?(?:19|20)\d\d\b"
    r"|\bpast year\b|\bnext (?:\w+ )?years?\b|\b(?:in|during|for|since|by) (?:19|20)\d\d\b",
    re.IGNORECASE,
)
_FISCAL_YEAR = re.compile(r"\bFY\s?(?P<year>(?:19|20)\d\d|\d\d)\b", re.IGNORECASE)
_LEAD = 40
_AFTER_PRONOUN = re.compile(
    r"\s+of\b|-\w|['’]s\b|\s*[.,;:!?)]|\s*$|\s+(?:another|that|which|who|can|must|may|should)\b"
)
_BEFORE_PRONOUN = re.compile(r"\b(?:no|this|that|the|each|every|any|some|another|which|a)[\s-]+$", re.IGNORECASE)
_DASH = re.compile(r"\s?[-–—]\s?")
_TO = re.compile(r"\s(?:to|and)\s")


def find_figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text in order; ordinals, and digits that belong to a name ("Qwen3"), are none."""
    periods, in_table = _Periods(text), "|" in text
    fiscal = [_fiscal(match) for match in _FISCAL_YEAR.finditer(text)]
    ends = [year.end for year in fiscal]
    found = []
    for match in _FIGURE.finditer(text):
        figure = _figure(text, match, periods, in_table)
        if figure is None:
            continue
        following = bisect_right(ends, figure.start)
        if following == len(fiscal) or fiscal[following].start >= figure.end:
            found.append(figure)
    return _with_ranges(text, sorted((*fiscal, *found), key=lambda f: f.start))


def same_figure(a: Figure, b: Figure) -> bool:
    """Say whether two figures state the same: equal value and unit, and no two different currencies.

    A currency or a counted unit of time that only one of them names is no difference; a percentage is only ever a
    percentage. "¥" may be yen or yuan. Qualifiers do not count.
    """
    if a.value != b.value:
        return False
    if a.unit != b.unit and not ({a.unit, b.unit} == {"", "year"} or ("" in (a.unit, b.unit) and _is_time(a, b))):
        return False
    if a.currency == b.currency or "" in (a.currency, b.currency):
        return True
    return "¥" in (a.currency, b.currency) and {a.currency, b.currency} <= _YEN_OR_YUAN


def _with_ranges(text: str, figures: list[Figure]) -> tuple[Figure, ...]:
    """Let the first figure of a range have what only the second is written with: "5-7%", "$5-7 million"."""
    for i, (low, high) in enumerate(pairwise(figures)):
        if low.unit or low.magnitude != 1 or (low.currency and high.currency and low.currency != high.currency):
            continue
        between = text[low.end : high.start]
        if _DASH.fullmatch(between):
            value = low.value * high.magnitude
            currency = low.currency or high.currency
            figures[i] = replace(low, value=value, magnitude=high.magnitude, unit=high.unit, currency=currency)
            figures[i + 1] = replace(high, currency=currency)
        elif high.unit == "percent" and _TO.fullmatch(between):
            figures[i] = replace(low, unit=high.unit)
    return tuple(figures)


def _is_time(a: Figure, b: Figure) -> bool:
    return (a.unit or b.unit) in {"years", "months", "weeks", "days", "hours", "minutes", "seconds"}


def _fiscal(match: re.Match[str]) -> Figure:
    digits = match.group("year")
    year = int(digits) if len(digits) == 4 else 2000 + int(digits)
    return Figure(match.start(), match.end(), match.group(), Decimal(year), unit="year", period=match.group())


def _figure(text: str, match: re.Match[str], periods: _Periods, in_table: bool) -> Figure | None:
    digits, words, multiple = match.group("digits", "words", "multiple")
    scale, unit, before, after = match.group("scale", "unit", "before", "after")
    start, end = match.span()
    if match.group("close") and not (match.group("open") or match.group("inner") == "("):
        end -= 1
    if match.group("open") and not match.group("close"):
        start += 1
    if words and _is_pronoun(text, match, scale, unit):
        return None
    if digits and (_NAME_BEFORE.search(text[max(0, match.start("digits") - 2) : match.start("digits")]) and not before):
        return None
    if digits and _NAME_AFTER.match(text[end : end + 6]) and not (scale or unit):
        return None
    magnitude = Decimal(1)
    for word in (scale or "").lower().split():
        magnitude *= Decimal(10) ** _SCALES[word if word in _SCALES else word.rstrip("s")]
    if multiple:
        value, kind = Decimal(_MULTIPLES[multiple.lower()]), "times"
    else:
        value = Decimal(re.sub(r"[^\d.]", "", digits)) if digits else Decimal(_spelt(words))
        kind = _UNITS[unit.lower()] if unit else ""
    currency = _CURRENCIES[(before or after or "").lower()] if before or after else ""
    enclosed = match.group("close") and (match.group("open") or match.group("inner") == "(")
    accounting = enclosed and digits and (in_table or match.group("inner") == "(")
    if match.group("minus") or match.group("inner") in ("-", "−") or accounting:
        value = -value
    elif enclosed and match.group("open"):
        start, end = start + 1, end - 1
    plain = digits and digits.isdigit() and len(digits) == 4 and not (scale or unit or currency)
    if plain and 1500 <= value < 2100:
        kind = "year"
    lead = text[max(0, start - _LEAD) : start]
    qualifier: Qualifier = next((name for name, pattern in _QUALIFIER if pattern.search(lead)), "")
    return Figure(
        start,
        end,
        text[start:end],
        value * magnitude,
        magnitude,
        currency,
        kind,
        qualifier,
        periods.nearest(start, end),
    )


def _is_pronoun(text: str, match: re.Match[str], scale: str | None, unit: str | None) -> bool:
    """Say whether "one" stands for a thing rather than a number."""
    if match.group("words").lower() != "one" or scale or unit:
        return False
    start, end = match.span("words")
    return bool(_AFTER_PRONOUN.match(text, end) or _BEFORE_PRONOUN.search(text[max(0, start - _LEAD) : start]))


def _spelt(words: str) -> int:
    return sum(_TENS.get(word, _ONES.get(word, 0)) for word in re.split(r"[- ]", words.lower()))


class _Periods:
    """The periods that a text speaks of, in order."""

    def __init__(self, text: str) -> None:
        found = list(_PERIOD.finditer(text))
        self._starts, self._ends = [m.start() for m in found], [m.end() for m in found]
        self._texts = [m.group() for m in found]

    def nearest(self, start: int, end: int) -> str:
        """Return the one nearest to a place, or "" where there is none."""
        # Those before end ever nearer and those after begin ever further off: only the last and the first count.
        first, after = max(0, bisect_right(self._ends, start) - 1), bisect_left(self._starts, end) + 1
        near = range(first, min(after, len(self._texts)))
        return self._texts[min(near, key=lambda n: max(self._starts[n] - end, start - self._ends[n]))] if near else ""
