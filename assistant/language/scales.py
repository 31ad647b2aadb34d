"""In what figures are told that stand below a heading, beside a label or under a caption: scale, currency, unit.

"£ million", "(in thousands)", "US$'000", "Mio. €", "（万元）", "Change (%)": what is said once of a column, a row or a
whole table holds for each of its figures. Tables speak English in any language, so English counts behind a text's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import ascii_uppercase

from assistant.language.figure_grammar import CURRENCIES
from assistant.language.loading import DEFAULT, language
from assistant.language.phrases import any_of, words_pattern
from assistant.types import Scale

UNTOLD = Scale()
"""Nothing is said of figures."""
_CURRENCIES = CURRENCIES | {"nt$": "TWD", "sek": "SEK", "nok": "NOK", "dkk": "DKK"}
_CODE = rf"(?:{words_pattern(sign.upper() for sign in _CURRENCIES if sign.isalpha())})"
_SIGN = rf"(?:[$€£¥]|(?<![A-Za-z]){_CODE})"
_THOUSANDS = 3
_WORDS = ("word", "after_sign", "after_name", "before_name", "before_sign")
"""The groups of a scale in which the word for its power may be."""
_LONGEST_LINE = 60


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How a language tells a scale; `powers` and `currencies` by the word in lower case."""

    scale: re.Pattern[str]
    unit_of_label: re.Pattern[str]
    currency: re.Pattern[str]
    powers: Mapping[str, int]
    currencies: Mapping[str, str]


def find_scale(said: str, code: str = DEFAULT) -> Scale:
    """Return what a heading or caption says of the figures below it; `UNTOLD` where it says nothing.

    A scale is only known beside a currency or a word like "in": people may speak of millions of anything.
    """
    found = [_scale_in(said, one) for one in _codes(code)]
    return next((scale for scale in found if scale.power or scale.unit), found[0])


def without_scale(label: str, code: str = DEFAULT) -> tuple[str, Scale]:
    """Return a row's label without the unit that it tells of its figures at its end, and that unit.

    "Gross profit (in millions)" and "Taxes, million crowns" tell one.
    """
    for one in _codes(code):
        if unit := _grammar_of(one).unit_of_label.search(label):
            power, currency = _grammar_of(one).powers[unit["word"].lower()], find_scale(unit["unit"], code).currency
            return label[: unit.start()].rstrip(), Scale(unit["unit"].strip(), power, currency)
    return label, Scale(unit="percent") if any(_is_share(label, one) for one in _codes(code)) else UNTOLD


def is_counted_or_divided(label: str, code: str = DEFAULT) -> bool:
    """Return whether a row counts or divides: its figures are in no scale, whatever its table's are in."""
    return "%" in label or any(language(one).calculations.counts.stand_in(label) for one in _codes(code))


def is_sum(label: str, code: str = DEFAULT) -> bool:
    """Return whether a row's label tells of a total."""
    return any(language(one).scales.total.stand_in(label) for one in _codes(code))


def is_unit(said: str, code: str = DEFAULT) -> bool:
    """Return whether a heading or label only tells in what figures are: "£m", "%", "(in millions, except …)"."""
    return find_scale(said, code) != UNTOLD and any(not any(_around_unit(said, one)) for one in _codes(code))


def ends_in_scale(said: str, code: str = DEFAULT) -> bool:
    """Return whether a short line ends in a scale, as lines above a table do: "All amounts in thousands of euros"."""
    if len(said) > _LONGEST_LINE or not find_scale(said, code).power:
        return False
    return any(bool(_grammar_of(one).scale.search(said)) and not _around_unit(said, one)[1] for one in _codes(code))


def _around_unit(said: str, code: str) -> tuple[str, str]:
    """Return the letters before a scale, and those behind it up to a comma, but for what it is a scale of."""
    grammar, links = _grammar_of(code), language(code).statements.links
    scale = grammar.scale.search(said)
    before, behind = (said[: scale.start()].rstrip(ascii_uppercase), said[scale.end() :]) if scale else ("", said)
    share = language(code).scales.share
    before, behind = (_letters(share.cut_from(grammar.currency.sub("", part))) for part in (before, behind))
    first, *rest = re.split("[,，;]", behind)[0].split() or [""]
    return "".join(before.split()), "" if first in links and len(rest) == 1 else "".join((first, *rest))


def _letters(text: str) -> str:
    """Return a text without its marks, except commas."""
    return "".join(letter if letter.isalnum() or letter in " ,，;" else " " for letter in text)


def _codes(code: str) -> tuple[str, ...]:
    return (code,) if code == DEFAULT else (code, DEFAULT)


def _scale_in(said: str, code: str) -> Scale:
    grammar = _grammar_of(code)
    currency = found.group() if (found := grammar.currency.search(said)) else ""
    if scale := grammar.scale.search(said):
        word = next(filter(None, scale.group(*_WORDS)), "")
        power = grammar.powers.get(word.lower(), _THOUSANDS)
        named = scale["currency"] or scale["name"] or scale["first"] or scale["sign"] or currency
        if told := language(code).scales.told.get(str(power)):
            return Scale(told, power, grammar.currencies.get(named.lower(), ""))
    if _is_share(said, code):
        return Scale(unit="percent")
    return Scale(currency=grammar.currencies.get(currency.lower(), ""))


def _is_share(said: str, code: str) -> bool:
    """Return whether a percent sign stands for all figures and behind none of them, or words for percent do."""
    if any(not part.rstrip()[-1:].isdigit() for part in said.split("%")[:-1]):
        return True
    told = language(code).scales
    return told.share.stand_in(told.not_a_share.cut_from(said))


@cache
def _grammar_of(code: str) -> _Grammar:
    """Return the grammar of a language, made of its magnitudes as far as `told` has words for their powers of ten."""
    told = language(code)
    known = set(map(int, told.scales.told))
    long = {word: power for word, power in told.numbers.magnitudes.items() if power in known}
    short = {word: power for word, power in told.numbers.short_magnitudes.items() if power in known}
    currencies = {name.casefold(): currency for currency, names in told.currencies.items() for name in names}
    left, right = (r"(?<!\w)", r"(?!\w)") if told.spaced else ("(?<![A-Za-z])", "(?![A-Za-z])")
    before = any_of(told.scales.before, spaced=told.spaced)
    magnitudes, letters = words_pattern(long), words_pattern(word for word in short if len(word) == 1)
    every, names = words_pattern([*long, *short]), words_pattern(currencies)
    abbreviated = words_pattern([*long, *(word for word in short if len(word) > 1)])
    links = f"(?i:{words_pattern(told.numbers.links)})?" if told.numbers.links else ""
    named = rf"\s?{links}(?P<%s>(?i:{names})){right}"
    unit, behind = (rf"(?:{before}\s)?", "[^,()]{0,20}") if told.spaced else ("", f"(?:{names})?")
    return _Grammar(
        scale=re.compile(
            rf"(?i:{before})[\s:：]*(?:(?:[A-Z]{{1,3}}\$?|[$€£¥])\s?)?(?P<word>(?i:{magnitudes})){right}"
            rf"(?:{named % 'currency'})?"
            rf"|{_SIGN}\s?(?:['’]?000s?|(?P<after_sign>(?i:{every}))){right}"
            rf"|{left}(?P<first>(?i:{names}))\s(?P<after_name>(?i:{every})){right}"
            rf"|(?:^|[(（,，:：/–-]\s?|(?i:{names}))"
            rf"(?:(?P<before_name>(?i:{abbreviated}))(?:\s?{_SIGN}|{named % 'name'})"
            rf"|(?P<before_sign>(?i:{letters}))(?P<sign>[$€£¥]|{_CODE}{right}))"
        ),
        unit_of_label=re.compile(
            rf"[,(，（]\s*(?P<unit>{unit}[^,()，（）]{{0,12}}{left}(?P<word>{magnitudes}){right}{behind})[)）]?$",
            re.IGNORECASE,
        ),
        currency=re.compile(
            rf"(?<![A-Za-z\d$]){_CODE}(?![A-Za-z])|(?<![A-Za-z$])(?:US|HK|NT|A|C|S)\$|[$€£¥](?!\s?\d(?!00\b))"
        ),
        powers={word.casefold(): power for word, power in (long | short).items()},
        currencies=_CURRENCIES | currencies,
    )
