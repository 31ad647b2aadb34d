"""Results in words: phrases in the language of the question, numbers in the notation of the figures they come from."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from assistant.calculating.table import OperandRow
from assistant.language.figures import find_figures
from assistant.language.loading import language

_DIGITS = re.compile(r"\d[\d.,'’\u00a0\u202f ]*\d|\d")


def told(name: str, code: str, /, **values: object) -> str:
    """Return a phrase of `[calculations.told]` in a language, in English if that has none."""
    known = language(code).calculations.told
    return (known if name in known else language().calculations.told)[name].format(**values)


def row_name(row: OperandRow) -> str:
    """Return the name of a row in quotation marks, after its section."""
    section = row.section.rstrip(" :")
    return f"“{section}: {row.label}”" if section else f"“{row.label}”"


def number_in(text: str, code: str) -> Decimal | None:
    """Return the one number in a text, without its scale; None if there is none, or several."""
    figures = find_figures(text, code, in_table=True)
    return figures[0].value / figures[0].magnitude if len(figures) == 1 else None


def in_notation_of(
    written: str, value: Decimal, code: str, decimals: int | None = None, *, trimmed: bool = False
) -> str:
    """Return a value as a text writes its own number: with its currency and separators.

    It has the decimals of that number if `decimals` are not given; none if they are all zero, and no zeros at their end
    if they are to be `trimmed`. Percent signs are left out.
    """
    found = _DIGITS.search(written)
    like = found.group() if found else ""
    before, behind = (written[: found.start()], written[found.end() :]) if found else ("", "")
    places = decimals_of(like, code) if decimals is None else decimals
    own, decimal = language(code).numbers, _decimal_mark(like, code)
    groups = own.groups[:1] if decimal == own.decimal else {",": ".", ".": ","}[decimal]
    number = abs(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    whole, _, rest = f"{number:,f}".partition(".")
    rest = rest.rstrip("0") if trimmed or not rest.strip("0") else rest
    digits = whole.replace(",", groups) + (f"{decimal}{rest}" if rest else "")
    minus = "-" if value < 0 and number else ""
    return f"{minus}{before.strip('(−–-+')}{digits}{behind.rstrip(')%').rstrip()}"


def decimals_of(digits: str, code: str) -> int:
    """Return how many decimals the number in a text is written with."""
    found = _DIGITS.search(digits)
    number = found.group() if found else ""
    mark = number.rfind(_decimal_mark(number, code))
    return len(number) - mark - 1 if mark >= 0 else 0


def _decimal_mark(digits: str, code: str) -> str:
    """Return the decimal mark of a number: that of its language, unless it has the other one for its decimals."""
    own = language(code).numbers.decimal
    other = "," if own == "." else "."
    if own in digits or other not in digits:
        return own
    return other if len(digits) - digits.rfind(other) - 1 != 3 else own
