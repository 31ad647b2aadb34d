"""The type of answer that a question expects, and whether a text contains one: it ranks sentences and removes none.

The types are those of Li & Roth, "Learning question classifiers", 2002. A sentence without what is expected ranks
lower, and a claim without it is replaced by a sentence that has it. Nothing else follows from a type: the confidence
decides whether the evidence answers. As signals for that, types are worthless (`benchmarks/RESULTS.md`): evidence lacks
what is expected about as often when it answers as when it does not. Only one signal is taken from here: whether the
evidence names the measure or office that is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Literal

from assistant.language.loading import DEFAULT, language
from assistant.language.notation import Groups
from assistant.language.terms import terms, terms_of_words
from assistant.types import Figure

Expected = Literal["number", "share", "time", ""]

_COUNTS_NOTHING = frozenset(("percent", "percentage points", "basis points", "year"))


def expected(question: str, codes: Sequence[str] = (DEFAULT,)) -> Expected:
    """Return what an answer must contain: a time, a share or a number; "" if the question's words do not show it.

    `codes` are the languages in which the question may be asked.
    """
    asks = [language(code).questions for code in codes]
    if any(asked.time.stand_in(question) for asked in asks):
        return "time"
    if any(asked.share.stand_in(question) for asked in asks):
        return "share"
    return "number" if any(asked.number.stand_in(question) for asked in asks) else ""


def of_the_kind(figures: Collection[Figure], expects: Expected) -> tuple[Figure, ...]:
    """Return the figures of the expected type; a time may be written in many ways, and nothing expected is in none."""
    if expects == "share":
        return tuple(figure for figure in figures if figure.unit == "percent")
    if expects == "number":
        return tuple(figure for figure in figures if figure.unit != "year")
    return tuple(figures) if expects else ()


def holds(figures: Collection[Figure], expects: Expected) -> bool:
    """Return whether one of the figures is of the expected type; if none is expected, any is."""
    return bool(of_the_kind(figures, expects) if expects else figures)


def tells_the_kind(figures: Collection[Figure], question: str, code: str = DEFAULT) -> bool:
    """Return whether one of a text's figures is of the kind that a question asks for: a factor, a share, a count.

    A count is not a share, a sum of money or a year. If a question asks for none of these kinds, every figure
    qualifies.
    """
    asks = language(code).questions
    if asks.factor.stand_in(question):
        return any(figure.unit == "times" for figure in figures)
    if asks.share.stand_in(question):
        return holds(figures, "share")
    if not asks.count.stand_in(asks.count_of_a_unit.cut_from(question)):
        return True
    return any(not figure.currency and figure.unit not in _COUNTS_NOTHING for figure in figures)


def asks_for_a_person(question: str, code: str = DEFAULT) -> bool:
    """Return whether a question asks who."""
    return language(code).questions.person.stand_in(question)


def office_synonyms(question: str, code: str = DEFAULT) -> tuple[str, ...]:
    """Return terms to search for in addition to a question's own: synonyms of an office and of a leader."""
    meanings = language(code).meanings
    asked = set(terms(question, code))
    if language(code).questions.at_the_head.stand_in(question):
        return tuple(sorted(terms_of_words(meanings.heads, code) - asked))
    offices = _asked_offices(question, asked, code)
    if len(offices) > 1 and asked.isdisjoint(terms_of_words(meanings.executive, code)):  # a chief of something else
        return ()
    return tuple(sorted(offices[0] - asked)) if offices else ()


def names_the_measure(texts: tuple[str, ...], question: str, code: str = DEFAULT) -> bool:
    """Return whether texts name the measure or office that a question asks for; true if it asks for none.

    Revenue is not profit, however similar the vectors of the words: their figures do not contradict each other.
    """
    wanted = _named_in(question, code)
    there = {term for text in texts for term in terms(text, code)} if wanted else set()
    return not wanted or any(group & there for group in wanted)


def _named_in(question: str, code: str) -> tuple[frozenset[str], ...]:
    asks, meanings = language(code).questions, language(code).meanings
    asked = set(terms(question, code))
    measures, earn = _stems(meanings.measures, code), terms_of_words(meanings.earn, code)
    if asks.measure.stand_in(question):
        if asks.earned.stand_in(question) and asked.isdisjoint(measures[1] - earn):
            return (measures[0] | measures[1],)  # income, or the profit that is left of it
        return tuple(group for group in measures if group & asked)
    return _asked_offices(question, asked, code)


def _asked_offices(question: str, asked: Collection[str], code: str) -> tuple[frozenset[str], ...]:
    """Return the offices, each by the stems of its names, that a question asks somebody's name for."""
    if not asks_for_a_person(question, code):
        return ()
    return tuple(group for group in _stems(language(code).meanings.offices, code) if not group.isdisjoint(asked))


@cache
def _stems(groups: Groups, code: str) -> tuple[frozenset[str], ...]:
    return tuple(terms_of_words(group, code) for group in groups)
