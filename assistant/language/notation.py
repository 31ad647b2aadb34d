"""How a language writes numbers, dates and periods, as values: sections of its file, like those of `values.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.language.phrases import Phrases

Words = tuple[str, ...]
Groups = tuple[Words, ...]


@dataclass(frozen=True)
class Numbers:
    """How numbers are written.

    `decimal` is the mark before decimals, `groups` the characters that part thousands. `words` are number words with
    their values, `tens` those that a smaller one may follow as `compounds` say ("{ten}-{one}"). `digits` and `places`
    (十 is 10) are numerals that stand in a row. `magnitudes` are powers of ten in words, `short_magnitudes` such that
    stand right behind digits ("bn"). `multiples` say by what factor ("doubled"). `articles` are number words that only
    count before a magnitude ("une" in "une centaine"); `pronouns` may stand for a thing instead, which
    `before_pronouns` and `after_pronouns` tell. `links` may stand between a magnitude and its currency ("d'").
    `parts` put a unit first: 百分之 before 30 makes it percent. `ranges` stand between two ends ("to").
    """

    decimal: str = "."
    groups: str = ","
    words: Mapping[str, int] = field(default_factory=dict)
    tens: Mapping[str, int] = field(default_factory=dict)
    compounds: Words = ()
    digits: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    magnitudes: Mapping[str, int] = field(default_factory=dict)
    short_magnitudes: Mapping[str, int] = field(default_factory=dict)
    multiples: Mapping[str, int] = field(default_factory=dict)
    articles: Words = ()
    pronouns: Words = ()
    before_pronouns: Words = ()
    after_pronouns: Words = ()
    links: Words = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    ranges: Words = ()


@dataclass(frozen=True)
class Qualifiers:
    """How a figure is bounded: phrases `before` it, and phrases `behind` it, by what they say ("at least")."""

    before: Mapping[str, Words] = field(default_factory=dict)
    behind: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Dates:
    """How dates are written: `months` holds the names of each, `days` and `months_of_years` the ways to write one.

    Those are phrases in which `{day}`, `{month}`, `{number}` (of the month) and `{year}` stand for the parts. `own` are
    words by which a document tells its own date ("published").
    """

    months: Groups = ()
    days: Words = ()
    months_of_years: Words = ()
    own: Phrases = field(default_factory=Phrases)


@dataclass(frozen=True)
class PeriodWords:
    """How years and their parts are told.

    `ordinals` are the words for first to fourth, `before_ordinals` signs that make a numeral one (第); `quarters` and
    `halves` are phrases that have `{ordinal}`, besides `quarter_marks` and `half_marks`, letters beside a number
    ("Q2"). `of` may stand between such a part and its year. `years` are phrases that have `{year}`. `fiscal_marks`
    right before a year make it a fiscal one ("FY24"), and `fiscal_years` before two digits. `relative` tells a time
    without a number ("past year"), `quarterly` that parts of years are meant.
    """

    ordinals: Groups = ()
    before_ordinals: Words = ()
    quarters: Words = ()
    halves: Words = ()
    quarter_marks: str = "Q"
    half_marks: str = "H"
    of: Words = ()
    years: Words = ()
    fiscal_marks: Words = ("FY",)
    fiscal_years: Words = ()
    relative: Words = ()
    quarterly: Phrases = field(default_factory=Phrases)
