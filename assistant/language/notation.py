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

    `decimal` is the decimal separator, `groups` the characters that separate thousands. `words` are number words
    with their values, `tens` those that combine with a smaller one as `compounds` show ("{ten}-{one}"). `digits` and
    `places` (十 is 10) are numerals that follow each other. `magnitudes` are powers of ten in words,
    `short_magnitudes` those that follow digits directly ("bn"). `multiples` name a factor ("doubled"). `articles`
    are number words that count only before a magnitude ("une" in "une centaine"); `pronouns` may mean a thing
    instead, which `before_pronouns` and `after_pronouns` show. `links` may stand between a magnitude and its
    currency ("d'"). `parts` put the unit first: 百分之 before 30 makes it percent. `ranges` stand between the two ends
    of a range ("to").
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
    """How a figure is qualified: phrases `before` and `behind` it, by what they mean ("at least")."""

    before: Mapping[str, Words] = field(default_factory=dict)
    behind: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Dates:
    """How dates are written: the names of the `months`, and the forms of `days` and `months_of_years`.

    The forms are phrases in which `{day}`, `{month}`, `{number}` (of the month) and `{year}` stand for the parts;
    `days_alone` lack the year. The assistant's own dates are `written` so. `own` are words with which a document gives
    its own date ("published").
    """

    months: Groups = ()
    days: Words = ()
    days_alone: Words = ()
    months_of_years: Words = ()
    own: Phrases = field(default_factory=Phrases)
    written: str = "{day} {month} {year}"


@dataclass(frozen=True)
class PeriodWords:
    """How years and their parts are named.

    `ordinals` are the words for first to fourth, `before_ordinals` signs that make a numeral an ordinal (第).
    `quarters` and `halves` are phrases with `{ordinal}`; `quarter_marks` and `half_marks` are letters beside a
    number ("Q2"). `of` may stand between such a part and its year. `years` are phrases with `{year}`. `fiscal_marks`
    directly before a year make it a fiscal year ("FY24"); so do `fiscal_years` before two digits. `relative` names a
    time without a number ("past year"); `quarterly` shows that parts of years are meant.
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
