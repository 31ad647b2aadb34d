"""Statements that contradict each other: two figures for the same subject, measure, period and place.

Conflicts are found by comparing values, and never decided: both statements are shown, each with its document and date.
What a figure refers to is read from its sentence, its headings, its document's name, or its row and column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.language.dates import find_dates, find_days
from assistant.language.figures import same_figure
from assistant.language.loading import language
from assistant.language.periods import find_periods
from assistant.language.phrases import YEARS
from assistant.language.terms import terms, terms_of_words
from assistant.reading.passages.measured import clause_of
from assistant.retrieval.answer_type import expected, names_the_measure
from assistant.retrieval.evidence import source_texts
from assistant.retrieval.question import Question
from assistant.types import Evidence, Figure
from assistant.verifying.asserting import asserts
from assistant.verifying.conflicts.contrasts import contrast
from assistant.verifying.conflicts.holders import other_holder
from assistant.verifying.conflicts.occasions import at_odds
from assistant.verifying.names import find_names, opening_name

AS_CLOSE = 0.6
_SAME_MEASURE, _SAME_MEASURE_ALONE = 0.5, 0.6
"""The share of the words around two figures that they need in common: if they count the same thing, and if not."""
_FACTOR = 20
_ROUGHLY = Decimal("0.05")
_NEXT_WORD = re.compile(r"\s?[^\W\d]+")
_SECTION = re.compile(r"\s*\d+(?:\.\d+)+ [^\W\d_]")
"""The number of a section before its words: "8.2 Keys"."""
_NUMBERED = re.compile(r"(?:^|\s)([A-Z]\w+) (?:\d{1,2} \w+ )?$")
"""A name right before a number that belongs to it: "Scope 1 and 2"."""


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


def find_rivals(
    claimed: Collection[Figure], question: Question, cited: Sequence[Evidence], others: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """Return the sentences that contradict a figure of a claim, best first, one per document.

    A sentence contradicts a claim if it is nearly as close to the question as the cited one, is about the same subject,
    measure, period and place, and has a different figure of the same kind but no equal one.
    """
    rivals: dict[str, Evidence] = {}
    least = AS_CLOSE * max((item.closeness for item in cited), default=0.0)
    for other in sorted(others, key=lambda item: -item.score):
        name = other.passage.document
        if name in rivals or other.closeness < least or any(_same_place(other, item) for item in cited):
            continue
        if any(_contradicts(claimed, question, item, other) for item in cited):
            rivals[name] = other
    return tuple(rivals.values())


def disagree(question: Question, cited: Sequence[Evidence]) -> bool:
    """Return whether the sentences that a claim cites contradict each other."""
    return any(
        not _same_place(one, other) and _contradicts(one.sentence.stated, question, one, other)
        for one in cited
        for other in cited
    )


def _same_place(one: Evidence, other: Evidence) -> bool:
    return (one.passage.document, one.sentence.start) == (other.passage.document, other.sentence.start)


def _contradicts(claimed: Collection[Figure], question: Question, ours: Evidence, theirs: Evidence) -> bool:
    if _of_one_table(ours, theirs) or not _are_asked_for(question, ours, theirs):
        return False
    asked = frozenset(terms(question.whole, ours.passage.language))
    ahead = language(question.language).meanings.ahead.stand_in(question.whole)
    if not asserts(theirs.sentence.text, theirs, ahead=ahead):
        return False
    if at_odds(claimed, question, ours, theirs) or other_holder(question, ours, theirs):
        return True
    if _asks_for_no_figure(question):
        return False
    rivals, code = list(_statements(theirs)), ours.passage.language
    for one in _statements(ours):
        figure = next((f for f in claimed if same_figure(f, one.figure)), None)
        if figure is None or any(_agree(figure, other.figure) for other in rivals):
            continue
        own = [other.figure for other in _statements(ours)]
        for other in rivals:
            alike = (
                _same_subject(one, other)
                and _same_period(one, other, ahead)
                and _same_measure(one, other, asked, ours, theirs)
            )
            if alike and _comparable(one, other, code) and not any(same_figure(other.figure, f) for f in own):
                return True
    return False


def _of_one_table(ours: Evidence, theirs: Evidence) -> bool:
    """Return whether both are rows of one table, which distinguishes them itself."""
    one, other = ours.sentence.row, theirs.sentence.row
    return bool(one and other) and ours.passage.document == theirs.passage.document


def _are_asked_for(question: Question, ours: Evidence, theirs: Evidence) -> bool:
    """Return whether both name the question's measure, and `theirs` has all names of the question that `ours` has."""
    code = ours.passage.language
    names = {term for name in find_names(question.whole, question.language) for term in terms(name, code)}
    here, there = ({term for text in source_texts(item) for term in terms(text, code)} for item in (ours, theirs))
    return not names & here - there and all(
        names_the_measure(source_texts(i), question.now, question.language) for i in (ours, theirs)
    )


def _asks_for_no_figure(question: Question) -> bool:
    """Return whether a question asks only who or where, so that no figure is its answer."""
    asks = language(question.language).questions
    elsewhere = asks.person.stand_in(question.now) or asks.place.stand_in(question.now)
    return elsewhere and not expected(question.now, (question.language,))


def _statements(item: Evidence) -> Iterator[MeasuredFigure]:
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
    return name is not None and bool(terms(name[1], code))


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


def _same_subject(one: MeasuredFigure, other: MeasuredFigure) -> bool:
    """Return whether one of two statements has no names besides those of the other."""
    return not (one.names - other.names - other.measure and other.names - one.names - one.measure)


def _same_period(one: MeasuredFigure, other: MeasuredFigure, ahead: bool) -> bool:
    """Return whether two statements are about the same time, and both about the past or both about a plan.

    If what is asked lies ahead, both are plans, whatever their words.
    """
    if one.planned is not other.planned and not ahead:
        return False
    for kind in ("year", "quarter", "half"):
        here, there = ({p for p in s.periods if p.startswith(kind)} for s in (one, other))
        if here and there and not here & there:
            return False
    return True


def _same_measure(
    one: MeasuredFigure, other: MeasuredFigure, asked: frozenset[str], ours: Evidence, theirs: Evidence
) -> bool:
    """Return whether two figures measure the same thing, judging by the words around them.

    Within one document all words about the one must be about the other too, and few others, because a document
    describes several things in similar words.
    """
    counted = {one.counted, other.counted} - {""}
    if len(counted) > 1 and not one.figure.unit and not counted & one.measure & other.measure:
        return False
    code = ours.passage.language
    about, there = (
        s.measure | (asked & frozenset(terms(item.sentence.text, code))) for s, item in ((one, ours), (other, theirs))
    )
    if one.in_table or other.in_table:
        row, prose = (one.measure, there) if one.in_table else (other.measure, about)
        return row <= prose
    named, told = (asked & frozenset(terms(_all_about(item), code)) for item in (ours, theirs))
    if 2 * len(named & told) < len(named):  # it is about something else that is asked for
        return False
    if contrast(one.clause, other.clause, (_all_about(ours), _all_about(theirs)), code):
        return False
    if ours.passage.document == theirs.passage.document:
        shared, more = about & there, about ^ there
        return (about <= there or there <= about) and 2 * len(more) <= len(shared)
    share = _SAME_MEASURE if one.counted and one.counted == other.counted else _SAME_MEASURE_ALONE
    return len(about & there) >= share * min(len(about), len(there))


def _all_about(item: Evidence) -> str:
    return "\n".join((item.sentence.text, *item.passage.heading, item.passage.document))


def _comparable(one: MeasuredFigure, other: MeasuredFigure, code: str) -> bool:
    """Return whether two figures are comparable: same unit and currency, and same magnitude or same thing counted."""
    a, b = one.figure, other.figure
    if a.unit != b.unit or not _of_one_currency(one, other, code) or not a.value or not b.value:
        return False
    if a.unit == "percent" or (one.counted and one.counted == other.counted):
        return True
    return 1 / Decimal(_FACTOR) <= abs(a.value / b.value) <= _FACTOR


def _of_one_currency(one: MeasuredFigure, other: MeasuredFigure, code: str) -> bool:
    """Return whether two figures are in one currency; "6 pounds" may be, beside "£7"."""
    if one.figure.currency == other.figure.currency:
        return True
    unsure, sure = (one, other) if other.figure.currency else (other, one)
    words = language(code).perhaps_currencies.get(sure.figure.currency, ())
    return not unsure.figure.currency and unsure.counted in terms_of_words(words, code)


def _agree(a: Figure, b: Figure) -> bool:
    """Return whether two figures can both be true of one thing: equal, one the other rounded, or one a bound."""
    if a.unit != b.unit or (a.currency != b.currency and "" not in (a.currency, b.currency)):
        return False
    if same_figure(a, b) or _is_rounded(a, b) or _is_rounded(b, a):
        return True
    for one, other in ((a, b), (b, a)):
        if one.qualifier in ("over", "at least") and one.value <= other.value <= one.value * Decimal("1.1"):
            return True
        if one.qualifier in ("about", "under", "at most") and abs(one.value - other.value) <= _ROUGHLY * abs(one.value):
            return True
    return False


def _is_rounded(coarse: Figure, fine: Figure) -> bool:
    """Return whether one figure is the other rounded; one written in full is rounded only a little, so 20 is not 25."""
    exponent = (coarse.value / coarse.magnitude).normalize().as_tuple().exponent
    if not isinstance(exponent, int):
        return False
    step, apart = Decimal(10) ** exponent * coarse.magnitude, abs(coarse.value - fine.value)
    near = coarse.magnitude != 1 or apart <= _ROUGHLY * abs(fine.value)
    return near and step < abs(fine.value) and apart <= step / 2
