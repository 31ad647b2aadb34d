"""Who calculates what a question asks for, before a table is queried: rules, or the model's arithmetic, or nobody."""

from __future__ import annotations

from typing import Literal

from assistant.asking.kinds.inquiry import Inquiry
from assistant.calculating.wanted import Operation, wanted, wanted_outright
from assistant.calculating.working import work_out
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words
from assistant.retrieval.answer_type import expected
from assistant.types import Evidence

Calculator = Literal["rules", "model"]
_DIFFERENCES: tuple[Operation, ...] = ("change", "percentage change", "difference")


def calculator_of(inquiry: Inquiry) -> Calculator | None:
    """Return what calculates the answer to a question; None if its words ask for no calculation, or a text tells it.

    Rules do if they are certain, because they are surer and faster than what a model writes. A model does for a
    question of no certain kind that asks by how much two figures differ, if the best sentence only has one of them.
    """
    question = inquiry.question
    readings = wanted(question.now)
    if not readings and not wanted_outright(question.now):
        return None
    ranked = inquiry.gathered.ranked
    if work_out(question, ranked):
        return "rules"
    differs = any(one.operation in _DIFFERENCES for one in readings) and expected(question.now, (question.language,))
    is_open = inquiry.kind == "lookup" and ranked and not _tells_a_change(ranked[0])
    return "model" if differs and is_open else None


def _tells_a_change(item: Evidence) -> bool:
    """Return whether a sentence says that something rose or fell."""
    code = item.passage.language
    meanings = language(code).meanings
    return bool(terms_of_words((*meanings.up, *meanings.down), code) & set(terms(item.sentence.text, code)))
