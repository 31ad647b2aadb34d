"""Documents that contradict each other: another document gives another figure for what a claim says.

Found by rule, never decided: both are shown, each with its document and date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.language.figures import find_figures, same_figure
from assistant.language.periods import find_periods
from assistant.language.terms import terms
from assistant.reading.bars import is_row
from assistant.retrieval.answer_type import names_the_measure
from assistant.retrieval.evidence import source_texts, spoken_in
from assistant.retrieval.question import Question
from assistant.types import Evidence, Figure
from assistant.verifying.names import find_names

AS_CLOSE = 0.7
_SAME_SUBJECT = 0.5
_NEAR = 60
_FACTOR = 20
_ROUGHLY = Decimal("0.05")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def find_rivals(
    claim: str, question: Question, cited: Sequence[Evidence], others: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """Return the sentences of other documents that contradict a figure of a claim, best first, one a document.

    A sentence contradicts when it is nearly as close to the question as the cited one, speaks of the same thing (most
    of the words around the figure and in the question that the cited sentence has, no other name, no other period, the
    measure that is asked for), and has a figure of the same kind that is another, but none that is equal.
    """
    rivals: dict[str, Evidence] = {}
    least = AS_CLOSE * max((item.closeness for item in cited), default=0.0)
    documents = {item.passage.document for item in cited}
    claimed = find_figures(claim, spoken_in(cited), in_table=is_row(claim))
    for other in sorted(others, key=lambda item: -item.score):
        name = other.passage.document
        if name in documents or name in rivals or other.closeness < least:
            continue
        if any(_contradicts(claimed, question, item, other) for item in cited):
            rivals[name] = other
    return tuple(rivals.values())


def disagree(question: Question, cited: Sequence[Evidence]) -> bool:
    """Say whether the sentences that a claim cites contradict each other across documents."""
    return any(
        one.passage.document != other.passage.document and _contradicts(one.sentence.stated, question, one, other)
        for one in cited
        for other in cited
    )


def _contradicts(claimed: Sequence[Figure], question: Question, ours: Evidence, theirs: Evidence) -> bool:
    if _other_period(ours, theirs) or _other_subject(question.whole, ours, theirs):
        return False
    if not all(names_the_measure(source_texts(item), question.now) for item in (ours, theirs)):
        return False
    code = ours.passage.language
    stated = [f for f in theirs.sentence.stated if f.unit != "year"]
    own = ours.sentence.stated
    asked = set(terms(question.whole, code))
    for figure in claimed:
        place = next((f for f in own if same_figure(f, figure)), None)
        if figure.unit == "year" or place is None or any(_agree(figure, f) for f in stated):
            continue
        about = _around(ours.sentence.text, place, code) | (asked & set(terms(ours.sentence.text, code)))
        for rival in stated:
            there = _around(theirs.sentence.text, rival, code) | (asked & set(terms(theirs.sentence.text, code)))
            if (
                _comparable(figure, rival)
                and not any(same_figure(rival, f) for f in own)
                and len(about & there) >= _SAME_SUBJECT * min(len(about), len(there))
            ):
                return True
    return False


def _comparable(a: Figure, b: Figure) -> bool:
    """Say whether two figures could measure the same: unit and currency alike, and of the same order."""
    if a.unit != b.unit or a.currency != b.currency or not a.value or not b.value:
        return False
    return a.unit == "percent" or 1 / Decimal(_FACTOR) <= abs(a.value / b.value) <= _FACTOR


def _agree(a: Figure, b: Figure) -> bool:
    """Say whether two figures can both be true of one thing: equal, one the other rounded, or one a bound."""
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
    exponent = (coarse.value / coarse.magnitude).normalize().as_tuple().exponent
    if not isinstance(exponent, int):
        return False
    step = Decimal(10) ** exponent * coarse.magnitude
    return step < abs(fine.value) and abs(coarse.value - fine.value) <= step / 2


def _around(sentence: str, figure: Figure, code: str) -> set[str]:
    """Return the words near a figure, which tell what it measures, without other figures."""
    near = sentence[max(0, figure.start - _NEAR) : figure.start] + " " + sentence[figure.end : figure.end + _NEAR]
    return {term for term in terms(near, code) if not any(c.isdigit() for c in term)}


def _other_period(ours: Evidence, theirs: Evidence) -> bool:
    """Say whether both sentences, or else their headings, tell of a period, and of different ones."""
    for pattern in (_years, _quarters):
        one, other = pattern(ours), pattern(theirs)
        if one and other and not one & other:
            return True
    return False


def _years(item: Evidence) -> set[str]:
    return set(_YEAR.findall(item.sentence.text)) or set(_YEAR.findall(" ".join(item.passage.heading)))


def _quarters(item: Evidence) -> set[str]:
    """Return the quarters and halves of years that a sentence tells of, or else its headings."""
    for text in (item.sentence.text, " ".join(item.passage.heading)):
        found = find_periods(text, item.passage.language)
        if found.quarters or found.halves:
            return {f"quarter {n}" for n in found.quarters} | {f"half {n}" for n in found.halves}
    return set()


def _other_subject(question: str, ours: Evidence, theirs: Evidence) -> bool:
    """Say whether each sentence names something that the other's document and the question do not."""

    def foreign(one: Evidence, other: Evidence) -> bool:
        code = one.passage.language
        there = (question, other.passage.text, *other.passage.heading, other.passage.document)
        known = {term for text in there for term in terms(text, code)}
        return any(not known.issuperset(terms(name, code)) for name in find_names(one.sentence.text, code))

    return foreign(ours, theirs) and foreign(theirs, ours)
