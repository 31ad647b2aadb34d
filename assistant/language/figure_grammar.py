"""What figures look like in a language: one pattern of its number words, magnitudes, units and currencies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from assistant.language.loading import DEFAULT, language
from assistant.language.notation import Words
from assistant.language.numerals import number_words
from assistant.language.phrases import YEAR, any_of, words_pattern
from assistant.language.values import Language
from assistant.types import Qualifier

_SIGNS = {
    "$": "USD", "us$": "USD", "hk$": "HKD", "a$": "AUD", "c$": "CAD", "s$": "SGD", "€": "EUR", "£": "GBP", "¥": "¥",
    "￥": "¥", "₹": "INR", "₩": "KRW",
}  # fmt: skip
_CODES = ("USD", "HKD", "AUD", "CAD", "SGD", "EUR", "GBP", "JPY", "CNY", "INR", "CHF", "KRW")
CURRENCIES = _SIGNS | {code.casefold(): code for code in _CODES} | {"rmb": "CNY"}
UNITS = {"%": "percent", "％": "percent", "×": "times"}
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LETTER = rf"[^\W\d{RAISED}₀-₉぀-ヿ㐀-鿿]"
"""A letter of a script that separates words with spaces; in other scripts a figure touches the next word."""
QUALIFIERS: tuple[Qualifier, ...] = ("at least", "at most", "over", "under", "about")
_SHORTEST_SUFFIX = 3
_GAP = r"(?:\s|[^\S\n]{1,8}\n[^\S\n]{0,8}|\n[^\S\n]{1,8})?"
"""What may part a number from its unit: a space, or the end of a line and the indentation of the next."""
_POWER = rf"""(?:
    (?:(?P<times>\s?[×x·⋅∙*]\s?10)|(?<=(?<![\d.,])10)|(?<=\d)(?=\^))
    (?:(?:\^[({{]?|<sup>)(?P<power>[-−–+]?\d{{1,2}}(?!\d))(?:[)}}]|</sup>)?|(?<=10)(?P<raised>[⁺⁻]?[{RAISED}]{{1,2}}(?![{RAISED}])))
    |(?<=\d)e(?P<exponent>[-+]\d{{1,2}}(?!\d)|(?<=\.\de)\d{{1,2}}(?![\d{RAISED}]|\.\d))
)?"""
"""What follows a number in scientific notation: "× 10^6", "× 10⁶", "e+06"; and the power of a number: "2^10"."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns of a language's figures, and the meaning of the words in them, by the word in lower case."""

    figure: re.Pattern[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    pronoun_before: re.Pattern[str]
    pronoun_behind: re.Pattern[str]
    between: re.Pattern[str]
    fiscal_year: re.Pattern[str]
    words: Mapping[str, int]
    magnitudes: Mapping[str, int]
    multiples: Mapping[str, int]
    units: Mapping[str, str]
    currencies: Mapping[str, str]
    hundredths: Mapping[str, str]
    only_before_magnitudes: frozenset[str]
    pronouns: frozenset[str]


@cache
def grammar_of(code: str) -> Grammar:
    """Return the grammar of a language's figures."""
    told = _with_latin_words(language(code))
    numbers, words = told.numbers, {**number_words(code), **dict.fromkeys(map(str.casefold, told.numbers.articles), 1)}
    units = UNITS | {word.casefold(): unit for unit, named in told.units.items() for word in named}
    currencies = CURRENCIES | {word.casefold(): name for name, named in told.currencies.items() for word in named}
    hundredths = {word.casefold(): name for name, named in told.hundredths.items() for word in named}
    bounds = told.qualifiers
    return Grammar(
        figure=re.compile(_figure(told, words, units, currencies, hundredths), re.IGNORECASE | re.VERBOSE),
        before=_compiled(f"(?:{_named(bounds.before, told)})\\s*$"),
        behind=_compiled(f"\\s*(?:{_named(bounds.behind, told)})"),
        pronoun_before=_compiled(rf"(?:{any_of(numbers.before_pronouns)})[\s-]+$"),
        pronoun_behind=_compiled(rf"\s+(?:{any_of(numbers.after_pronouns)})|-\w|['’]s\b|\s*[.,;:!?)]|\s*$"),
        between=_compiled(rf"\s*(?:{any_of(numbers.ranges, spaced=told.spaced)})\s*"),
        fiscal_year=_compiled(rf"\b(?:{words_pattern(told.periods.fiscal_marks)})\s?(?P<year>{YEAR}|\d\d)\b"),
        words=words,
        magnitudes={**numbers.magnitudes, **numbers.short_magnitudes},
        multiples=numbers.multiples,
        units=units,
        currencies=currencies,
        hundredths=hundredths,
        only_before_magnitudes=frozenset(map(str.casefold, numbers.articles)),
        pronouns=frozenset(map(str.casefold, numbers.pronouns)),
    )


def _with_latin_words(told: Language) -> Language:
    """Return a language; one without spaces also gets the English units, which its texts use in Latin letters."""
    if told.spaced:
        return told
    english = language(DEFAULT)
    numbers = replace(
        told.numbers,
        magnitudes={**english.numbers.magnitudes, **told.numbers.magnitudes},
        short_magnitudes={**english.numbers.short_magnitudes, **told.numbers.short_magnitudes},
    )
    units, currencies = (
        {name: (*ours.get(name, ()), *theirs.get(name, ())) for name in {**ours, **theirs}}
        for ours, theirs in ((told.units, english.units), (told.currencies, english.currencies))
    )
    return replace(told, numbers=numbers, units=units, currencies=currencies)


def _figure(
    told: Language,
    words: Mapping[str, int],
    units: Mapping[str, str],
    currencies: Mapping[str, str],
    hundredths: Mapping[str, str],
) -> str:
    """Return the pattern of one figure, with a group for each of its parts."""
    numbers = told.numbers
    left, right = (r"\b", r"(?!\w)") if told.spaced else ("(?<![A-Za-z])", "(?![A-Za-z])")
    # A raised footnote mark may touch a word, but "m²" is no magnitude.
    word_end = rf"(?![^\W{RAISED}])" if told.spaced else right
    space = r"\s+" if told.spaced else r"\s*"
    long = words_pattern(numbers.magnitudes)
    seconds = words_pattern(word for word, power in numbers.magnitudes.items() if power > 2)
    suffixes = [word for word, unit in units.items() if unit == "times" and len(word) >= _SHORTEST_SUFFIX]
    signs = words_pattern(sign for sign in CURRENCIES if not sign.isalpha())
    codes = words_pattern(sign for sign in CURRENCIES if sign.isalpha())
    named = words_pattern(name for name in currencies if name[-1].isalpha() and name not in _SIGNS)
    plain_units = words_pattern(word for word in units if word not in UNITS)
    links = f"(?:{words_pattern(numbers.links)}\\s*)?" if numbers.links else ""
    word_ends = rf"(?=\b|(?:{words_pattern(suffixes)})\b)" if told.spaced else ""
    numerals = "".join((*numbers.digits, *numbers.places))
    row_of_numerals = f"[{numerals}]+" if numerals else "(?!)"
    letters = words_pattern(word for word in hundredths if len(word) == 1)
    # "45p" is money, "720p" is a picture.
    small = rf"(?<=\d)(?<!\d\d\d)(?:{letters})|{space}(?:{words_pattern(word for word in hundredths if len(word) > 1)})"
    in_front = words_pattern(name for name in currencies if not told.spaced and name not in CURRENCIES)
    return rf"""
    (?:(?<![.,])|(?<=\d\.)(?={YEAR}(?![\d,.]\d)))(?<!{LETTER})(?<!\d)
    (?P<part>{words_pattern(numbers.parts)})?
    (?P<open>\()?
    (?:(?P<minus>[-−–])(?=[\d$€£¥]))?
    (?:(?P<before>{signs}|{codes}|{in_front}){_GAP})?
    (?P<inner>[-−(])?
    (?:
        (?:{_digits(numbers.decimal, numbers.groups)}){_POWER}
        |(?P<words>{left}{words_pattern(words)}{word_ends})
        |(?P<numerals>{row_of_numerals})
        |(?P<multiple>{left}{words_pattern(numbers.multiples)}{right})
    )
    (?(power)|(?(raised)|(?(exponent)|(?:{_GAP}-?(?P<scale>(?:{long}){word_end}(?:\s+(?:{seconds}){word_end})?
        |(?:(?<=\d){_GAP}(?:{words_pattern(numbers.short_magnitudes)}){right})))?)))
    (?:{_GAP}-?(?P<unit>[%％×]|(?:{plain_units}){word_end}))?
    (?:{space}{links}(?P<after>{named}){word_end}|(?P<small>{small}){word_end}|{_GAP}(?P<sign>{signs})(?!\d))?
    (?P<close>\))?
    """


def _digits(decimal: str, groups: str) -> str:
    """Return the pattern of digits with a language's separators, and of those that only another language can mean.

    "1.234,56" is one figure in any language, and so is "1.234.567"; "1.234" depends on the language.
    """
    other = "," if decimal == "." else "."
    d, g, o = re.escape(decimal), re.escape(groups), re.escape(other)
    whole = r"(?!\d)" if " " in groups else ""
    own = rf"\d{{1,3}}(?:[{g}\u00a0\u202f]\d{{3}})+{whole}(?:{d}\d+)?|\d+(?:{d}\d+)?"
    foreign = rf"\d{{1,3}}(?:{d}\d{{3}})+{o}\d{{1,2}}(?!\d)|\d{{1,3}}(?:{d}\d{{3}}){{2,}}(?![\d{d}])"
    if other not in groups:
        foreign += rf"|\d{{1,3}}(?:{o}\d{{3}})+{d}\d{{1,2}}(?!\d)"
    if decimal != ".":
        foreign += r"|\d+\.(?:\d{1,2}|\d{4,})(?![\d.])"
    if decimal == ".":
        own += r"|\.\d+"
    return rf"(?P<foreign>{foreign})|(?P<digits>{own})"


def _named(bounds: Mapping[str, Words], told: Language) -> str:
    """Return the pattern of phrases that qualify a figure; a group's name has the qualifier's index in `QUALIFIERS`."""
    listed = ((number, bounds.get(name, ())) for number, name in enumerate(QUALIFIERS))
    return "|".join(f"(?P<q{n}>{any_of(phrases, spaced=told.spaced)})" for n, phrases in listed if phrases) or "(?!)"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
