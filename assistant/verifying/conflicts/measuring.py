"""The figures of a sentence or row, each with what it measures: its words, what it counts, its names and its time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.language.dates import find_dates, find_days
from assistant.language.loading import language
from assistant.language.periods import find_periods
from assistant.language.phrases import YEARS
from assistant.language.terms import terms
from assistant.reading.passages.measured import clause_of
from assistant.types import Evidence, Figure
from assistant.verifying.names import find_names, opening_name

_NEXT_WORD = re.compile(r"\s?[^\W\d]+")
_SECTION = re.compile(r"\s*\d+(?:\.\d+)+ [^\W\d_]")
"""The number of a section before its words: "8.2 Keys"."""
_NUMBERED = re.compile(r"(?:^|\s)([A-Z]\w+)\s(?:\d{1,2}\s(\w+)\s)?\Z")
"""A name right before a number that belongs to it, and the word between two of them: "Scope 1 and 2"."""


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """A figure with what it refers to, as terms.

    `measure` are the words of its clause, or of its row and column, `counted` the word right after it. `names` are
    those of its sentence, including numbers that belong to a name ("Scope 3"). `periods` are years, quarters and
    halves. `planned` is true if its sentence or heading is about a plan, `in_table` if it is a cell. `clause` is the
    text that it stands in.
    """

    figure: Figure
    clause: str
    measure: frozenset[str]
    counted: str
    names: frozenset[str]
    periods: frozenset[str]
    planned: bool
    in_table: bool


def measured_figures(item: Evidence) -> Iterator[MeasuredFigure]:
    """Yield the certain figures of a sentence or row that measure something, each with what it refers to."""
    code, sentence, row = item.passage.language, item.sentence, item.sentence.row
    above = (" ".join(item.passage.heading), item.passage.document)
    plan, ahead = language(code).statements.plan, language(code).meanings.ahead
    numbered = [f for f in sentence.figures if not f.unit and _is_numbered(sentence.text[: f.start], code)]
    names = _names(item) | {f.text for f in numbered}
    told: tuple[str, ...]
    for figure in sentence.meant:
        if row:
            cell = row.cell_at(sentence.start + figure.start)
            column = cell.column if cell else ""
            clause, counted = f"{row.label} {row.section} {column}", ""
            told = (column, *above)
        else:
            clause = clause_of(sentence.text, figure.start, figure.end)
            counted, told = _counted(sentence.text[figure.end :], code), (clause, sentence.text, *above)
        if (
            figure.certain
            and figure.unit != "year"
            and not any(f.start == figure.start for f in numbered)
            and _measures(figure, item)
        ):
            planned = ahead.stand_in(sentence.text) or any(map(plan.stand_in, (*told[:1], *item.passage.heading)))
            words = frozenset(_words(clause, code))
            if words <= names:  # "..., Vela 38%": what is measured is said in the clause before
                words = frozenset(_words(sentence.text, code))
            yield MeasuredFigure(figure, clause, words, counted, names, _periods(told, code), planned, row is not None)


def _is_numbered(before: str, code: str) -> bool:
    name = _NUMBERED.search(before)
    return name is not None and bool(terms(name[1], code)) and name[2] in (None, *language(code).conjunctions)


def _measures(figure: Figure, item: Evidence) -> bool:
    """Return whether a figure measures something: it is not part of a date, a time, or the number of a list item."""
    text, code = item.sentence.text, item.passage.language
    before, behind = text[: figure.start], text[figure.end :]
    months = {name.casefold() for names in language(code).dates.months for name in names}
    beside = {*(word.casefold() for word in (before.split() or [""])[-1:] + (behind.split() or [""])[:1])}
    days = [(day.start, day.end) for day in find_days(text, code)]
    days += [(day.start, day.end) for day in find_dates(text, code)]
    in_a_date = any(start <= figure.start < end for start, end in days)
    return not (
        in_a_date
        or {word.strip(".,;") for word in beside} & months
        or (behind[:1] == ":" and behind[1:2].isdigit())
        or (before[-1:] == ":" and before[-2:-1].isdigit())
        or (not before.strip() and (behind[:1] in (".", ")") or _SECTION.match(text)))
    )


def _counted(behind: str, code: str) -> str:
    """Return the word right after a figure, if it is a content word: what is counted."""
    word = _NEXT_WORD.match(behind)
    return next(iter(_words(word[0], code)), "") if word else ""


def _words(text: str, code: str) -> list[str]:
    return [term for term in terms(text, code) if not any(c.isdigit() for c in term)]


def _names(item: Evidence) -> frozenset[str]:
    code, text = item.passage.language, item.sentence.text
    if item.sentence.row:
        return frozenset()
    counts_first = any(figure.start == 0 for figure in item.sentence.figures)
    found = (*find_names(text, code), *(() if counts_first else opening_name(text, item.passage.text, code)))
    return frozenset(term for name in found for term in terms(name, code))


def _periods(texts: Sequence[str], code: str) -> frozenset[str]:
    """Return the years, quarters and halves in the first of some texts that has any."""
    for text in texts:
        found = find_periods(text, code)
        told = {f"year {year}" for year in (*found.years, *map(int, YEARS.findall(text)))}
        told |= {f"quarter {n}" for n in found.quarters} | {f"half {n}" for n in found.halves}
        if told:
            return frozenset(told)
    return frozenset()
