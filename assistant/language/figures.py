"""Figures: every number in a text with its unit, and whether two figures are the same."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from assistant.language.figure_grammar import LETTER, QUALIFIERS, Grammar, grammar_of
from assistant.language.loading import DEFAULT, language
from assistant.language.marks import without_struck
from assistant.language.numerals import value_of_numerals
from assistant.language.periods import Mentions
from assistant.language.time_units import HOURS
from assistant.types import Figure, Qualifier

_OF_SEVERAL = {
    "¥": {"JPY", "CNY"},
    "kr": {"DKK", "NOK", "SEK", "ISK"},
    "cent": {"USD", "EUR", "CAD", "AUD", "HKD", "SGD"},
}
"""The currencies that share a sign or a word."""
_HUNDREDTH = Decimal("0.01")
_NAME_BEFORE = re.compile(rf"{LETTER}[-–]?\Z")
_NAME_AFTER = re.compile(rf"{LETTER}|[-–]{LETTER}{{1,3}}\d")
_DASHES = ("-", "–", "—")
_LEAD = 40
_LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻−–", "0123456789+---")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．（）－＄", "0123456789.()-$")


def find_figures(text: str, code: str = DEFAULT, *, in_table: bool = False) -> tuple[Figure, ...]:
    """Return the figures of a text in a language, in order; brackets around one of a row of a table make it negative.

    Ordinals, digits that belong to a name ("Qwen3"), and those that are struck out ("~~12~~"), are not figures.
    """
    grammar, plain = grammar_of(code), without_struck(text if text.isascii() else text.translate(_FULL_WIDTH))
    mentions = Mentions(plain, code)
    fiscal = [_fiscal(match) for match in grammar.fiscal_year.finditer(plain)]
    ends = [year.end for year in fiscal]
    found = []
    for match in grammar.figure.finditer(plain):
        figure = _figure(plain, match, grammar, code, mentions, in_table)
        if figure is None:
            continue
        following = bisect_right(ends, figure.start)
        if following == len(fiscal) or fiscal[following].start >= figure.end:
            found.append(figure)
    figures = _with_ranges(plain, sorted((*fiscal, *found), key=lambda f: f.start), grammar)
    return figures if plain == text else tuple(replace(f, text=text[f.start : f.end]) for f in figures)


def same_figure(a: Figure, b: Figure) -> bool:
    """Return whether two figures are the same: equal in value and unit, and not in different currencies.

    A currency or a unit of time that only one of them names makes no difference; a percentage equals only a percentage.
    "¥" may be yen or yuan, "kr" the crowns of several countries. Qualifiers are ignored.
    """
    if a.value != b.value:
        return False
    if a.unit != b.unit and not ({a.unit, b.unit} == {"", "year"} or ("" in (a.unit, b.unit) and _is_time(a, b))):
        return False
    if a.currency == b.currency or "" in (a.currency, b.currency):
        return True
    return b.currency in _OF_SEVERAL.get(a.currency, ()) or a.currency in _OF_SEVERAL.get(b.currency, ())


def _with_ranges(text: str, figures: list[Figure], grammar: Grammar) -> tuple[Figure, ...]:
    """Give the first figure of a range what is written only with the second: "5-7%", "$5-7 million"."""
    for i, (low, high) in enumerate(pairwise(figures)):
        if low.unit or low.magnitude != 1 or (low.currency and high.currency and low.currency != high.currency):
            continue
        between = text[low.end : high.start]
        if len(between) <= 3 and between.strip() in _DASHES:
            value = low.value * high.magnitude
            currency = low.currency or high.currency
            figures[i] = replace(low, value=value, magnitude=high.magnitude, unit=high.unit, currency=currency)
            figures[i + 1] = replace(high, currency=currency)
        elif high.unit == "percent" and grammar.between.fullmatch(between):
            figures[i] = replace(low, unit=high.unit)
    return tuple(figures)


def _is_time(a: Figure, b: Figure) -> bool:
    return (a.unit or b.unit) in HOURS


def _fiscal(match: re.Match[str]) -> Figure:
    digits = match.group("year")
    year = int(digits) if len(digits) == 4 else 2000 + int(digits)
    return Figure(match.start(), match.end(), match.group(), Decimal(year), unit="year", period=match.group())


def _figure(
    text: str, match: re.Match[str], grammar: Grammar, code: str, mentions: Mentions, in_table: bool
) -> Figure | None:
    digits = match["digits"] or match["foreign"]
    scale, unit = (match["scale"] or "").casefold(), (match["unit"] or "").casefold()
    before, after = match["before"], match["after"] or match["sign"]
    small = "" if before else (match["small"] or "").strip().casefold()
    if not _counts(text, match, grammar, code) or (digits and _is_of_a_name(text, match)):
        return None
    start, end = match.span()
    if match["close"] and not (match["open"] or match["inner"] == "("):
        end -= 1
    if match["open"] and not match["close"]:
        start += 1
    magnitude = _magnitude(scale, grammar) * _power_of_ten(match) * (_HUNDREDTH if small else 1)
    value, kind = _value(match, grammar, code), grammar.units[" ".join(unit.split())] if unit else ""
    if match["multiple"]:
        kind = "times"
    elif match["part"]:
        kind = language(code).numbers.parts[match["part"].casefold()]
    plain = (digits and digits.isdigit() and len(digits) == 4) or len(match["numerals"] or "") == 4
    plain = plain and 1500 <= value < 2100 and not scale
    if plain and match["sign"] and not before:  # a year that heads a column, and the currency below it
        after, end = None, match.end("digits")
    named = before or after
    currency = grammar.currencies[named.casefold()] if named else grammar.hundredths.get(small, "")
    enclosed = match["close"] and (match["open"] or match["inner"] == "(")
    accounting = enclosed and digits and (in_table or match["inner"] == "(")
    if match["minus"] or match["inner"] in ("-", "−") or accounting:
        value = -value
    elif enclosed and match["open"]:
        start, end = start + 1, end - 1
    if plain and not currency and (not kind or (kind == "years" and not language(code).spaced)):
        kind = "year"
    return Figure(
        start,
        end,
        text[start:end],
        value * magnitude,
        magnitude,
        currency,
        kind,
        _qualifier(text, start, end, grammar),
        mentions.nearest(start, end),
    )


def _counts(text: str, match: re.Match[str], grammar: Grammar, code: str) -> bool:
    """Return whether a number word means a number: "one" may be a pronoun, "une" an article, 一 part of a word."""
    if numerals := match["numerals"]:
        places = language(code).numbers.places
        ordinal = text[match.start("numerals") - 1 : match.start("numerals")] in language(code).periods.before_ordinals
        several = len(numerals) > 1 and (any(c in places for c in numerals) or len(numerals) == 4)
        bare = all(c in places for c in numerals)
        told = match["scale"] or match["unit"] or match["after"] or match["part"]
        return not (ordinal and not told) and bool(told or (several and not bare))
    word = (match["words"] or "").casefold()
    if word in grammar.only_before_magnitudes and not match["scale"]:
        return False
    if word not in grammar.pronouns or match["scale"] or match["unit"]:
        return True
    start, end = match.span("words")
    return not (
        grammar.pronoun_behind.match(text, end) or grammar.pronoun_before.search(text[max(0, start - _LEAD) : start])
    )


def _is_of_a_name(text: str, match: re.Match[str]) -> bool:
    start = max(match.start("digits"), match.start("foreign"))
    if _NAME_BEFORE.search(text[max(0, start - 2) : start]) and not match["before"]:
        return True
    unnamed = not any(match[part] for part in ("scale", "unit", "after", "small", "sign"))
    return unnamed and _NAME_AFTER.match(text[match.end() : match.end() + 6]) is not None


def _magnitude(scale: str, grammar: Grammar) -> Decimal:
    magnitude = Decimal(1)
    for word in [scale] if scale in grammar.magnitudes else scale.split():
        magnitude *= Decimal(10) ** grammar.magnitudes[word]
    return magnitude


def _value(match: re.Match[str], grammar: Grammar, code: str) -> Decimal:
    if match["multiple"]:
        return Decimal(grammar.multiples[match["multiple"].casefold()])
    if match["numerals"]:
        return Decimal(value_of_numerals(match["numerals"], code))
    if match["words"]:
        return Decimal(grammar.words[" ".join(match["words"].casefold().split())])
    decimal = language(code).numbers.decimal
    digits = match["digits"]
    if foreign := match["foreign"]:
        # The last separator is the decimal point, unless it occurs several times or is the language's own.
        marks = re.sub(r"\d", "", foreign)
        digits, decimal = foreign, "" if len(marks) > 1 and len(set(marks)) == 1 else marks[-1]
    whole, _, fraction = digits.partition(decimal) if decimal else (digits, "", "")
    plain = re.sub(r"\D", "", whole) or "0"
    value = Decimal(f"{plain}.{fraction}" if fraction else plain)
    power = match["power"] or match["raised"]
    return value ** int(power.translate(_LEVEL)) if power and value and not match["times"] else value


def _power_of_ten(match: re.Match[str]) -> Decimal:
    """Return the factor of a figure in scientific notation: "4.2 × 10^6" has 10**6."""
    power = match["exponent"] or (match["times"] and (match["power"] or match["raised"]))
    return Decimal(10) ** int(power.translate(_LEVEL)) if power else Decimal(1)


def _qualifier(text: str, start: int, end: int, grammar: Grammar) -> Qualifier:
    found = grammar.before.search(text[max(0, start - _LEAD) : start]) or grammar.behind.match(text, end)
    return QUALIFIERS[int((found.lastgroup or "q0")[1:])] if found else ""
