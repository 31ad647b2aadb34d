"""Statements that contradict each other: two figures for the same subject, measure, period and place.

Conflicts are found by comparing values, and never decided: both statements are shown, each with its document and date.
What a figure refers to is read from its sentence, its headings, its document's name, or its row and column.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from assistant.language.figures import find_figures, same_figure
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words
from assistant.retrieval.answer_type import expected, names_the_measure
from assistant.retrieval.evidence import source_texts
from assistant.retrieval.question import Question
from assistant.types import Evidence, Figure
from assistant.verifying.asserting import asserts
from assistant.verifying.conflicts.contrasts import contrast
from assistant.verifying.conflicts.holders import other_holder
from assistant.verifying.conflicts.measuring import MeasuredFigure, measured_figures
from assistant.verifying.conflicts.occasions import at_odds
from assistant.verifying.names import find_names

AS_CLOSE = 0.6
_SAME_MEASURE, _SAME_MEASURE_ALONE = 0.5, 0.6
"""The share of the words around two figures that they need in common: if they count the same thing, and if not."""
_FACTOR = 20
_MOST_OF_LABEL = 6
_ROUGHLY = Decimal("0.05")


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
    return one.place == other.place


def _contradicts(claimed: Collection[Figure], question: Question, ours: Evidence, theirs: Evidence) -> bool:
    if _of_one_table(ours, theirs) or _labelled_apart(ours, theirs) or not _are_asked_for(question, ours, theirs):
        return False
    asked = frozenset(terms(question.whole, ours.passage.language))
    ahead = language(question.language).meanings.ahead.stand_in(question.whole)
    if not asserts(theirs.sentence.text, theirs, ahead=ahead):
        return False
    if at_odds(claimed, question, ours, theirs) or other_holder(question, ours, theirs):
        return True
    if _asks_for_no_figure(question):
        return False
    rivals, code = list(measured_figures(theirs)), ours.passage.language
    for one in measured_figures(ours):
        figure = next((f for f in claimed if same_figure(f, one.figure)), None)
        if figure is None or any(_agree(figure, other.figure) for other in rivals):
            continue
        own = [other.figure for other in measured_figures(ours)]
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


def _labelled_apart(ours: Evidence, theirs: Evidence) -> bool:
    """Return whether two sentences begin with labels of their own, like the items of a list: "Adults: 192"."""
    one, other = (frozenset(terms(_label(item.sentence.text), item.passage.language)) for item in (ours, theirs))
    return bool(one and other) and not (one <= other or other <= one)


def _label(text: str) -> str:
    """Return what stands before the first colon of a sentence, if that is a few words without a figure; else ""."""
    before, colon, _ = text.replace("：", ":").partition(":")
    few = len(before.split()) <= _MOST_OF_LABEL and not any(map(str.isdecimal, before))
    return before if colon and few else ""


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
        return row <= prose and not (_label_figures(ours) ^ _label_figures(theirs))
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


def _label_figures(item: Evidence) -> set[Decimal]:
    """Return the figures in the label of a row ("900 to 1,399"), on which those in its cells depend; no years."""
    label = item.sentence.row.label if item.sentence.row else ""
    found = find_figures(label, item.passage.language, in_table=True)
    return {figure.value for figure in found if figure.unit != "year"}


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
