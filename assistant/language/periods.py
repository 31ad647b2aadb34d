"""The years and parts of years that a text mentions: "FY2023", "fiscal 2022", "Q2 of FY2024", "第二季度"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from assistant.language.loading import DEFAULT, language
from assistant.language.notation import Words
from assistant.language.phrases import YEAR, any_of, words_pattern


@dataclass(frozen=True, slots=True)
class Periods:
    """Years with four digits, quarters and halves counted from 1, and whether quarters are meant at all."""

    years: frozenset[int] = frozenset()
    quarters: frozenset[int] = frozenset()
    quarterly: bool = False
    halves: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What periods look like in a language; `ordinals` maps its words for first to fourth to numbers."""

    years: re.Pattern[str]
    quarters: re.Pattern[str]
    halves: re.Pattern[str]
    anywhere: re.Pattern[str]
    word: re.Pattern[str]
    ordinals: dict[str, int]


def find_periods(text: str, code: str = DEFAULT) -> Periods:
    """Return the periods that a text in a language mentions."""
    grammar = _grammar(code)
    marks = re.escape(language(code).periods.quarter_marks + language(code).periods.half_marks)
    apart = re.sub(rf"(?<=\d)(?=[{marks}])|(?<=[{marks}]\d)(?={YEAR}(?!\d))", " ", text, flags=re.IGNORECASE)
    years = frozenset(int(full or f"20{short}") for short, full in grammar.years.findall(apart))
    quarters = frozenset(_numbers(grammar.quarters, text, grammar.ordinals))
    halves = frozenset(_numbers(grammar.halves, text, grammar.ordinals))
    quarterly = bool(quarters) or language(code).periods.quarterly.stand_in(text)
    return Periods(years, quarters, quarterly, halves)


def joined(several: Iterable[Periods]) -> Periods:
    """Return the union of several."""
    found = tuple(several)
    return Periods(
        frozenset().union(*(one.years for one in found)),
        frozenset().union(*(one.quarters for one in found)),
        any(one.quarterly for one in found),
        frozenset().union(*(one.halves for one in found)),
    )


def is_period_word(word: str, code: str = DEFAULT) -> bool:
    """Return whether a word only belongs to a period: "FY2023", "Q2", "fiscal"."""
    return _grammar(code).word.fullmatch(word) is not None


class Mentions:
    """The periods that a text mentions, in order, as they are written, each in one line."""

    def __init__(self, text: str, code: str = DEFAULT) -> None:
        """Find them."""
        found = list(_grammar(code).anywhere.finditer(text))
        self._starts, self._ends = [m.start() for m in found], [m.end() for m in found]
        self._texts = [" ".join(m.group().split()) for m in found]

    def nearest(self, start: int, end: int) -> str:
        """Return the period nearest to a place, or "" if there is none."""
        # Only the last one before the place and the first one after it can be the nearest.
        first, after = max(0, bisect_right(self._ends, start) - 1), bisect_left(self._starts, end) + 1
        near = range(first, min(after, len(self._texts)))
        return self._texts[min(near, key=lambda n: max(self._starts[n] - end, start - self._ends[n]))] if near else ""


def _numbers(pattern: re.Pattern[str], text: str, ordinals: dict[str, int]) -> Iterator[int]:
    for match in pattern.finditer(text):
        said = next(filter(None, match.groups()))
        yield int(said) if said.isdigit() else ordinals[said.casefold()]


@cache
def _grammar(code: str) -> _Grammar:
    told = language(code)
    periods, spaced = told.periods, told.spaced
    ordinals = {word.casefold(): n for n, words in enumerate(periods.ordinals, start=1) for word in words}
    ordinal = words_pattern(ordinals)
    parts = {"{ordinal}": f"({ordinal})", "{year}": YEAR}
    spoken = {"{ordinal}": ordinal, "{year}": YEAR, "{word}": r"\w+"}

    def numbered(mark: str, last: int, phrases: Words) -> str:
        by_mark = rf"(?<![a-z])[{mark}]([1-{last}])(?!\.?\d(?!\d))|(?<![\d.])([1-{last}])[{mark}](?=\W|_|\d\d)"
        return f"{by_mark}|{any_of(phrases, spaced=spaced, places=parts)}"

    def of_year(phrases: Words) -> str:
        return any_of(phrases, spaced=spaced, places=spoken)

    fiscal, marks = any_of(periods.fiscal_years, spaced=False), words_pattern(periods.fiscal_marks)
    edge = r"(?<!\w)" if spaced else ""
    of = f"(?:{words_pattern(periods.of)}\\s+)?" if periods.of else ""
    q, h = periods.quarter_marks, periods.half_marks
    return _Grammar(
        years=_compiled(rf"(?<![\d.,$])(?:{fiscal})\s*(?:['’]\s*)?(\d\d)(?!\d)|(?<![\d.,$])({YEAR})(?![\d,]\d)"),
        quarters=_compiled(numbered(q, 4, periods.quarters)),
        halves=_compiled(numbered(h, 2, periods.halves)),
        anywhere=_compiled(
            rf"{edge}(?:{of_year(periods.quarters)}|[{q}][1-4]|[1-4][{q}]|{of_year(periods.halves)}|[{h}][12])"
            rf"(?:\s*{of}(?:(?:{marks})\s?)?{YEAR})?|{edge}(?:{marks})\s?(?:19|20)?\d\d(?!\w)"
            rf"|{of_year(periods.years)}|{of_year(periods.relative)}"
        ),
        word=_compiled(
            rf"(?:{marks})?\d{{2,4}}|[{q}{h}][1-4](?:\d{{2,4}})?|[1-4][{q}{h}](?:\d{{2,4}})?|{fiscal}|{marks}"
        ),
        ordinals=ordinals,
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
