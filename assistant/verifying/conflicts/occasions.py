"""Statements about when something is: the days and times of the day that a sentence gives, and what for.

Two of them contradict each other only if they say the same in hardly other words. That the doors open at six and the
concert begins at seven is no contradiction, nor is the last day to enrol a rival to the day of the fair.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from assistant.calculating.clock import clock_times
from assistant.language.dates import find_days
from assistant.language.figures import same_figure
from assistant.language.loading import language
from assistant.language.phrases import YEARS, Phrases, words_pattern
from assistant.language.terms import terms
from assistant.reading.passages.measured import clause_around
from assistant.retrieval.question import Question
from assistant.types import Evidence, Figure

Kind = Literal["day", "time"]
DayOrTime = int | tuple[int, int]
_Found = tuple[int, int, Kind, DayOrTime]
_MASK = "\ufffc"
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Occasion:
    """The days (month, day) or times (in minutes) of one clause, with what they are about.

    `words` are the terms of the clause that say what is at this time, `where` those of its phrases about a place;
    `begins`: it says that something begins then; `of_many`: there are others before or after it. `limits`, `recurring`
    and `weekdays` are such words in it. `over`: it tells of the past. `claimed` are the figures that it is written
    with.
    """

    kind: Kind
    values: tuple[DayOrTime, ...]
    words: frozenset[str]
    where: frozenset[str]
    begins: bool
    of_many: bool
    limits: frozenset[str]
    recurring: frozenset[str]
    weekdays: frozenset[str]
    over: bool
    claimed: tuple[Figure, ...]


def at_odds(claimed: Collection[Figure], question: Question, ours: Evidence, theirs: Evidence) -> bool:
    """Return whether two sentences give different days or times for what a question asks the time of.

    Only days and times that are written with `claimed` figures, or without figures, count.
    """
    code = ours.passage.language
    asks = language(question.language).questions.time
    if code != theirs.passage.language or not asks.stand_in(question.whole):
        return False
    if years_told(ours) and years_told(theirs) and not years_told(ours) & years_told(theirs):
        return False
    wanted = words_told(asks.cut_from(question.now), code)[0]
    above = told_above(ours, code), told_above(theirs, code)
    rivals = list(occasions(theirs))
    mine = list(occasions(ours))
    given = {(one.kind, value) for one in rivals for value in (one.values, *one.values)}
    return any(
        bool(wanted)
        and wanted <= (one.words | one.where | above[0])
        and wanted <= (other.words | other.where | above[1])
        and _differ(one, other, above, question)
        and (one.kind, one.values if len(one.values) > 1 else one.values[0]) not in given
        and not _of_other_days(one, ours, theirs)
        and not _of_other_days(one, theirs, ours)
        for one in mine
        if all(any(same_figure(figure, said) for said in claimed) for figure in one.claimed)
        for other in rivals
    )


def occasions(item: Evidence) -> Iterator[Occasion]:
    """Yield the days and times of a sentence, or of each cell of a row, by clauses."""
    row, at = item.sentence.row, item.sentence.start
    if row is None:
        yield from _in_text(item.sentence.text, item.passage.language, item.sentence.figures)
        return
    for cell in row.values:
        shift = cell.start - at
        inside = [f for f in item.sentence.figures if shift <= f.start < shift + len(cell.text)]
        about = f"{row.label} {row.section} {cell.column} "
        moved = [_moved(figure, len(about) - shift) for figure in inside]
        yield from _in_text(about + cell.text, item.passage.language, moved)


def _moved(figure: Figure, by: int) -> Figure:
    start, end = figure.start + by, figure.end + by
    return Figure(start, end, figure.text, figure.value, figure.magnitude, figure.currency, figure.unit)


def _in_text(text: str, code: str, figures: Collection[Figure]) -> Iterator[Occasion]:
    found: list[_Found] = []
    found += [(one.start, one.end, "day", (one.month, one.day)) for one in find_days(text, code)]
    found += [(one.start, one.start + len(one.text), "time", one.minutes) for one in clock_times(text)]
    masked = text
    for start, end, _, _ in found:
        masked = masked[:start] + _MASK * (end - start) + masked[end:]
    kinds: tuple[Kind, ...] = ("day", "time")
    for kind in kinds:
        clauses: dict[tuple[int, int], list[_Found]] = {}
        for one in sorted(found):
            if one[2] == kind:
                clauses.setdefault(clause_around(masked, one[0], one[1]), []).append(one)
        for (first, last), values in clauses.items():
            if len(clauses) == 1 and not words_told(masked[first:last], code)[0]:
                first, last = 0, len(masked)  # "On 3 May, the fair opens": the rest says what for
            last = _end_of_first(masked, values, last, code)
            values = [value for value in values if value[0] < last]
            written = tuple(f for f in figures if any(f.start < value[1] and value[0] < f.end for value in values))
            yield _occasion(kind, values, masked[first:last], code, written)


def _end_of_first(text: str, values: list[_Found], last: int, code: str) -> int:
    """Return where the first of several statements in a clause ends: at a word that joins it to the next.

    What follows may have a time of its own ("and closes at 22:00") or none ("and ends at the mill").
    """
    joins = _joins(code)
    for (_, end, _, _), (start, _, _, _) in pairwise(values):
        between = text[end:start]
        joined = joins.pattern.search(between)
        if joined and (words_told(between, code)[0] or language(code).occasions.begins.stand_in(between)):
            return end + joined.start()
    told = language(code).occasions
    after = joins.pattern.search(text, values[-1][1], last)
    rest = text[after.end() : last] if after else ""
    limited = told.weekdays.stand_in(rest) or told.recurring.stand_in(rest)
    return after.start() if after and words_told(rest, code)[0] and not limited else last


@cache
def _joins(code: str) -> Phrases:
    return Phrases(language(code).statements.joins, language(code).spaced)


def _occasion(kind: Kind, values: list[_Found], clause: str, code: str, written: tuple[Figure, ...]) -> Occasion:
    told = language(code).occasions
    words, where = words_told(clause, code)
    return Occasion(
        kind,
        tuple(value[3] for value in values),
        words,
        where,
        told.begins.stand_in(clause),
        told.following.stand_in(clause),
        _said(told.limits, clause),
        _said(told.recurring, clause),
        _said(told.weekdays, clause),
        told.happened.stand_in(clause),
        written,
    )


def words_told(text: str, code: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the terms of a text that say what is told of, and of its phrases about a place.

    Words of the calendar, and those that only say that something takes place or has changed, are left out.
    """
    told = language(code).occasions
    left_out = told.begins, told.changed, told.happens, told.happened, told.limits, told.weekdays, told.recurring
    for phrases in left_out:
        text = phrases.pattern.sub(" , ", text)
    if not language(code).spaced:
        text = re.sub(words_pattern(told.places), r" \g<0> ", text)
    words, where, in_place = set[str](), set[str](), False
    opens = {word.casefold() for word in told.places}
    for match in _TOKEN.finditer(text):
        word = match.group().casefold()
        content = (
            {term for term in terms(word, code) if not any(c.isdigit() for c in term)} if word not in opens else ()
        )
        if content:
            (where if in_place else words).update(content)
        elif word not in language(code).statements.articles:
            in_place = word in opens
    return frozenset(words), frozenset(where - words)


def _said(phrases: Phrases, text: str) -> frozenset[str]:
    return frozenset(match.group().casefold().removesuffix("s") for match in phrases.pattern.finditer(text))


def told_above(item: Evidence, code: str) -> frozenset[str]:
    """Return the terms of a sentence's headings and the name of its document."""
    return frozenset(terms("\n".join((*item.passage.heading, re.sub(r"[_\W]+", " ", item.passage.document))), code))


def years_told(item: Evidence) -> set[str]:
    """Return the years in a sentence, or else in its headings and the name of its document."""
    above = " ".join((*item.passage.heading, item.passage.document))
    return set(YEARS.findall(item.sentence.text)) or set(YEARS.findall(above))


def _differ(one: Occasion, other: Occasion, above: tuple[frozenset[str], frozenset[str]], question: Question) -> bool:
    """Return whether two statements give other values for the same: neither says anything that the other does not.

    What is said above the other statement, and where it is, may be missing.
    """
    if one.kind != other.kind or len(one.values) != len(other.values) or one.values == other.values:
        return False
    if one.limits != other.limits or one.over is not other.over or one.of_many or other.of_many:
        return False
    asked = question.whole.casefold()
    if not (one.words and other.words) and not (one.begins and other.begins):  # "We start at 17:30"
        return False
    if any(word not in asked for word in one.recurring ^ other.recurring):
        return False
    if one.kind == "time" and one.weekdays != other.weekdays:
        return False
    here, there = one.words - other.words - other.where - above[1], other.words - one.words - one.where - above[0]
    return not here and not there and not (one.where and other.where and one.where.isdisjoint(other.where))


def _of_other_days(one: Occasion, item: Evidence, other: Evidence) -> bool:
    """Return whether a time is told of a day that the passage of the other statement does not name."""
    if one.kind == "day":
        return False
    days, there = (
        {(day.month, day.day) for day in find_days(text, item.passage.language)}
        for text in (item.sentence.text, other.passage.text)
    )
    return bool(days) and not days & there
