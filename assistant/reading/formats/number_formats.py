"""The value of a cell as a spreadsheet displays it: 0.26 with the format `0%` is "26%".

The codes are those of ECMA-376, part 1, 18.8.31: up to four sections (positive, negative, zero, text) of digit
placeholders and literal text. Two things differ from a spreadsheet on purpose: numeric dates are written in ISO 8601,
because their order depends on the reader's country, and fractions and conditions, which are rare, are plain numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

Value = str | bool | int | float | date | time | timedelta | None

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|(?P<elapsed>\[(?:h+|m+|s+)\])|\[(?P<bracket>[^\]]*)\]|(?P<general>General)|(?P<exponent>E[+-]0+)"
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+,*)|(?P<percent>%)|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_MOST_DECIMALS = 30
_LARGEST = 1e21
"""From this exponent on, a number is written with a power of ten."""
_EXACT = Context(prec=999)


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format: the text before and after the number, and the pattern of the number."""

    before: str = ""
    after: str = ""
    digits: str = ""
    percent: int = 0
    is_plain: bool = False


def formatted(value: Value, code: str) -> str:
    """Return a value as text with a number format code; "" for an empty value."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, timedelta):
        return _elapsed(value)
    if isinstance(value, datetime | date | time):
        return _moment(value, code)
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    return _number(value, code)


def _number(value: float, code: str) -> str:
    sections = _sections(code)
    index = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    section = sections[index]
    if section.is_plain or abs(value) >= _LARGEST:
        return f"{section.before}{_general(value)}{section.after}".strip()
    if not section.digits:
        return (section.before + section.after).strip()
    digits = section.digits.rstrip(",")
    scaled = Decimal(repr(value)).scaleb(2 * section.percent - 3 * (len(section.digits) - len(digits)))
    whole, _, fraction = digits.partition(".")
    most, least = min(len(fraction), _MOST_DECIMALS), fraction.count("0")
    rounded = abs(scaled).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP, _EXACT)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    integer, _, decimals = text.partition(".")
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    integer = integer.zfill(whole.count("0")) if "," not in whole else integer
    if integer == "0" and "0" not in whole:
        integer = ""
    sign = "-" if value < 0 and index == 0 and rounded else ""
    return f"{sign}{section.before}{integer}{'.' if decimals else ''}{decimals}{section.after}".strip()


def _general(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.11g}"


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[_Section, ...]:
    sections, tokens = [], list(_TOKEN.finditer(code))
    begin = 0
    for index, token in enumerate((*tokens, None)):
        if token is None or token.group("literal") == ";":
            sections.append(_section(tokens[begin:index]))
            begin = index + 1
    return tuple(sections[:3])


def _section(tokens: list[re.Match[str]]) -> _Section:
    before, after, digits, percent, is_plain = "", "", "", 0, not tokens
    for token in tokens:
        kind, text = token.lastgroup or "", token.group(token.lastgroup or 0)
        if kind in ("general", "exponent", "elapsed") or (kind == "literal" and text == "@"):
            is_plain = True
        elif kind == "digits" and digits:
            # A second run of digits is a fraction or a telephone number.
            is_plain = True
        elif kind == "digits":
            digits = text
        elif kind == "bracket":
            is_plain = is_plain or text[:1] in "<>="
        elif kind in ("percent", "quoted", "escaped", "currency", "literal", "space"):
            percent += kind == "percent"
            shown_text = " " if kind == "space" else text
            before, after = (before, after + shown_text) if digits else (before + shown_text, after)
    return _Section("", "", "", 0, True) if is_plain else _Section(before, after, digits, percent)


def _moment(value: date | time, code: str) -> str:
    section = code.split(";")[0].lower()
    if isinstance(value, time):
        return _clock(value)
    told = _day(value, section)
    clock = value.time() if isinstance(value, datetime) else time()
    shows_clock = "h" in section or (clock != time() and "d" not in section)
    return f"{told} {_clock(clock)}" if isinstance(value, datetime) and shows_clock else told


def _day(value: date, section: str) -> str:
    """Return the date as far as the code shows day, month and year."""
    day, month, year = ("d" in section, "m" in section, "y" in section)
    if "mmm" in section:
        named = f"{value:%B}" if "mmmm" in section else f"{value:%b}"
        return " ".join(part for part in (str(value.day) * day, named, str(value.year) * year) if part)
    iso = f"{value.year:04}-{value.month:02}-{value.day:02}"
    return iso if day or not year else iso[:7] if month else iso[:4]


def _clock(value: time) -> str:
    return value.isoformat("seconds" if value.second else "minutes")


def _elapsed(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else ''}{hours}:{rest // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")
