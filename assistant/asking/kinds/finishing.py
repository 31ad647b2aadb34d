"""The last steps of a looked-up answer: yes or no in front, the requested form, and help if it is a refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.layout import laid_out
from assistant.asking.kinds.versions import Series, issued
from assistant.drafting.base import LanguageModel
from assistant.drafting.prompts import write_verdict
from assistant.language.loading import language
from assistant.types import Answer, AnswerCell, Evidence, Form

VERDICT_FROM = 1.0
"""The log odds of yes against no, or of no against yes, from which an answer opens with that word."""
_MOST_SUGGESTED = 3


def with_verdict(answer: Answer, inquiry: Inquiry, evidence: Sequence[Evidence], model: LanguageModel) -> Answer:
    """Return the answer to a yes-or-no question, opened with yes or no if the model is sure of one of them.

    The model is asked about the sentences that the answer cites, which give the reason. In another language than the
    question it misses that they deny, so it is not asked.
    """
    cited = {(citation.document, citation.start) for citation in answer.citations}
    read = [item for item in evidence if (item.passage.document, item.sentence.start) in cited]
    about = language(inquiry.told_in).about
    verdicts = "|".join(re.escape(word.strip(".。")) for word in (about.yes, about.no))
    opens_so = re.compile(rf"(?:{verdicts})\s*[,.;:!，。；–—]", re.IGNORECASE)
    if answer.abstained or inquiry.answers_in or not read or opens_so.match(answer.claims[0].text):
        return answer
    with inquiry.watch.stage("judging"), model.turn() as turn:
        odds = turn.log_odds(write_verdict(inquiry.question.whole, read), "yes", "no")
    if abs(odds) < VERDICT_FROM:
        return answer
    return replace(answer, opening=about.yes if odds > 0 else about.no)


def in_form(answer: Answer, inquiry: Inquiry) -> Answer:
    """Return an answer in the form that its question asks for, with its opening in its text."""
    wish, claims = inquiry.wish, answer.claims
    if answer.abstained:
        return answer
    if wish.sentences:
        claims = claims[: wish.sentences]
    if wish.verdict_only and answer.opening:
        claims = claims[:1]
    form: Form = wish.form or "sentences"
    columns: tuple[str, ...] = ()
    if form == "table":
        columns = ("",)
        claims = tuple(replace(claim, cells=(AnswerCell(claim.text, claim.citations),)) for claim in claims)
    if not answer.opening and form == "sentences" and claims == answer.claims:
        return answer
    text = laid_out(claims, answer.opening, form, columns)
    left = answer.text[len(laid_out(answer.claims)) :]  # the parts left unanswered
    return replace(answer, text=text + left, claims=claims, form=form, columns=columns)


def in_force(answer: Answer, inquiry: Inquiry, newer: Sequence[Series]) -> str:
    """Return a note on which versions of the cited documents an answer is based on; "" if each has only one."""
    cited = {citation.document for citation in answer.citations}
    return "; ".join(
        inquiry.told(
            "in_force",
            title=series.newest.title,
            date=issued(series.newest),
            earlier=", ".join(map(issued, series.earlier)),
        )
        for series in newer
        if series.newest.name in cited
    )


def with_help(answer: Answer, inquiry: Inquiry, ranked: Sequence[Evidence], unmentioned: Sequence[str]) -> Answer:
    """Return a refusal with the words that occur nowhere in the documents, and questions on what came closest."""
    if not answer.abstained:
        return answer
    suggest = language(inquiry.told_in).about.suggest
    nearest = [item.passage for item in ranked if len(item.passage.heading) > 1]
    titles = {name: inquiry.reader.document(name).title or name for name in {one.document for one in nearest}}
    asked = (suggest.format(title=titles[one.document], heading=one.heading[-1]) for one in nearest)
    return replace(answer, unmentioned=tuple(unmentioned), suggestions=tuple(dict.fromkeys(asked))[:_MOST_SUGGESTED])
