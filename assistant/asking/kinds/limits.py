"""Yes or no by a limit that a sentence sets and a quantity in the question keeps to, or not: "from 16", "I'm 15"."""

from __future__ import annotations

from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.judging import judged
from assistant.asking.kinds.rows.ranges import near_the_best, quantity_asked
from assistant.language.loading import language
from assistant.retrieval.gathering import Gathered
from assistant.retrieval.query import asked_part
from assistant.types import Answer, Claim
from assistant.verifying.limits import limits_what_is_counted, within_limits
from assistant.verifying.showing import citation_of, told_of
from assistant.verifying.verdicts import verdict_from


def decided_by_limit(inquiry: Inquiry, gathered: Gathered) -> Answer | None:
    """Return yes or no with the sentence whose limit decides, if it is judged to answer.

    None if the question asks for something else or has no quantity, if no sentence among the best-ranked sets a limit
    for it, or if these say different things. A small model says yes to nearly anything, and does not compare numbers.
    """
    question, code = inquiry.question, inquiry.code
    if inquiry.kind != "yes or no" or len(question.parts) > 1:
        return None
    is_told = quantity_asked(question.now, code) is not None
    prose = (item for item in near_the_best(gathered) if not item.sentence.row and item.passage.language == code)
    limiting = [
        item
        for item in prose
        if (is_told or limits_what_is_counted(question.now, item.sentence.text, code))
        and within_limits(question.now, item.sentence.text, code)
    ]
    told = {verdict_from(asked_part(question.whole), item, code) for item in limiting}
    if len(told) != 1 or not (verdict := told.pop()):
        return None
    best = limiting[0]
    confidence = judged(inquiry, gathered.query, [best], best.relevance, verdict)
    if confidence is None:
        return None
    words = language(inquiry.told_in).about
    opening = words.yes if verdict == "yes" else words.no
    quoted = Claim(*told_of(best, question.whole), (1,))
    return inquiry.answer([quoted], [citation_of(best, 1)], opening=opening, confidence=confidence)
