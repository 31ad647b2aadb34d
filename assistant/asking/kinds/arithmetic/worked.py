"""An answer worked out from figures of the evidence: the model says how, code proves the figures and computes."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.asking.kinds.arithmetic.sources import (
    SourcedFigure,
    around,
    belong_together,
    languages_of,
    sourced_figures,
)
from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.judging import judged
from assistant.asking.kinds.subject import subject_of, terms_at_the_top
from assistant.asking.kinds.versions import series_of
from assistant.calculating.arithmetic import Arithmetic, Quantity, arithmetic_in
from assistant.calculating.wanted import total_asked
from assistant.calculating.wording import decimals_of, in_notation_of, told
from assistant.calculating.working import work_out
from assistant.drafting.prompts import write_arithmetic
from assistant.language.terms import terms
from assistant.retrieval.gathering import Gathered
from assistant.retrieval.naming import proper_names_in
from assistant.types import Answer, Citation, Claim, Evidence
from assistant.verifying.rows_told import row_told
from assistant.verifying.showing import citation_of, quotable

TOKENS = 32
MOST_SURE = 0.85
"""The most that an answer of this kind is certain: a model chose the figures (`benchmarks/RESULTS.md`)."""
_LEFT = 0.5
"""The share of a question's words that may be missing beside the figures."""
_FINER = 2


class UnprovenError(Exception):
    """The model wrote arithmetic that cannot be proven: the question asks for a calculation that was not done."""


def worked_out(inquiry: Inquiry) -> Answer | None:
    """Return what a question asks to be worked out, with the working and the sentences its figures come from.

    None if rules work it out with certainty (`calculating/working.py`), as the lookup does, or if the model writes no
    arithmetic.

    Raises:
        UnprovenError: a figure of the arithmetic is not proven, or the sentences do not answer.
        ModelError: the model is missing, damaged or does not answer.
    """
    question, gathered = inquiry.question, inquiry.gathered
    if not gathered.evidence or work_out(question, gathered.ranked):
        return None
    model = inquiry.model()
    with inquiry.watch.stage("drafting"), model.turn() as turn:
        prompt = write_arithmetic(question.whole, gathered.evidence)
        line = "".join(turn.stream(prompt, TOKENS)).strip().partition("\n")[0]
    arithmetic = arithmetic_in(line, languages_of(gathered.evidence, inquiry.code))
    if arithmetic is None:
        return None
    operands = sourced_figures(arithmetic, gathered.evidence, question.whole, inquiry.code)
    if not operands or not belong_together(operands, question.whole, inquiry.code):
        raise UnprovenError
    value = arithmetic.value([one.quantity for one in operands])
    total = total_asked(question.now, inquiry.code)
    takes_away = total == "sum" and "-" in arithmetic.operations
    adds = total is None and "+" in arithmetic.operations
    if value is None or takes_away or (adds and _are_of_versions(inquiry, operands)):
        raise UnprovenError
    if not _are_covered(inquiry, gathered, operands):
        raise UnprovenError
    items = list({one.item.place: one.item for one in operands if one.item}.values())
    confidence = judged(inquiry, gathered.query, items)
    if confidence is None:
        raise UnprovenError
    return _told(inquiry, arithmetic, operands, value, items, min(MOST_SURE, confidence))


def _are_of_versions(inquiry: Inquiry, operands: Sequence[SourcedFigure]) -> bool:
    """Return whether two of the figures are of two versions of a document, so that they tell the same twice."""
    documents = inquiry.documents()
    names = {one.item.passage.document for one in operands if one.item}
    series = (series_of(one, documents, inquiry.replaced) for one in documents if one.name in names)
    return any(len(names & {version.name for version in one.versions}) > 1 for one in series if one)


def _are_covered(inquiry: Inquiry, gathered: Gathered, operands: Sequence[SourcedFigure]) -> bool:
    """Return whether all names of a question are beside the figures, and at least half of its words.

    A name at the top of all of their documents is beside them: it may be whose letter or mail it is.
    """
    asked = subject_of(gathered.query, inquiry.reader.languages())
    code = next(one.item.passage.language for one in operands if one.item)
    there = set(terms("\n".join(map(around, operands)), code))
    documents = {one.item.passage.document for one in operands if one.item}
    there |= frozenset.intersection(*(terms_at_the_top(inquiry.reader, name) for name in documents))
    names = proper_names_in(gathered.query.sought, code, inquiry.code)
    left = {term for term in asked - there if not any(map(str.isdigit, term))}
    return not left & names and len(left) <= _LEFT * max(1, len(asked))


def _told(
    inquiry: Inquiry,
    arithmetic: Arithmetic,
    operands: Sequence[SourcedFigure],
    value: Quantity,
    items: Sequence[Evidence],
    confidence: float,
) -> Answer:
    citations = [citation_of(item, number) for number, item in enumerate(items, start=1)]
    numbers = tuple(citation.number for citation in citations)
    working = f"{arithmetic.told([one.text for one in operands])} = {_result(arithmetic, operands, value)}"
    scales = {one.item.sentence.row.scale for one in operands if one.item and one.item.sentence.row}
    scale = f" ({scales.pop()})" if len(scales) == 1 and any(scales) else ""
    claim = Claim(f"{told('worked', inquiry.told_in)}: {working}{scale}.", "calculated", numbers)
    shown = [_shown(inquiry, item, citation) for item, citation in zip(items, citations, strict=True)]
    return inquiry.answer([claim, *shown], citations, confidence=confidence)


def _shown(inquiry: Inquiry, item: Evidence, citation: Citation) -> Claim:
    row = item.sentence.row
    if row is None:
        return Claim(quotable(item.sentence), "quoted", (citation.number,))
    return Claim(row_told(row, item.passage.language, inquiry.question.whole), "row", (citation.number,))


def _result(arithmetic: Arithmetic, operands: Sequence[SourcedFigure], value: Quantity) -> str:
    """Return a value in the notation of the figures, their decimals, and their common scale."""
    alike = [
        one for one in operands if one.item and (one.figure.currency, one.figure.unit) == (value.currency, value.unit)
    ]
    scales = {one.figure.magnitude for one in alike}
    whole = [one for one in alike if one.figure.magnitude >= 1]  # £1.80 for £1 and 80 pence
    like = min(whole or alike or operands, key=lambda one: one.figure.magnitude)
    code = like.item.passage.language if like.item else "en"
    scale = like.figure.magnitude if len(scales) == 1 else 1
    divides = "/" in arithmetic.operations
    finest = max(decimals_of(one.text, code) - int((one.figure.magnitude / scale).log10()) for one in alike or operands)
    places = max(0, finest) + (_FINER if divides else 0)
    written = like.text if alike else ""
    return in_notation_of(written, value.value / scale, code, places, trimmed=divides)
