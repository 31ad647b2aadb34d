"""Notices of a change: a later newsletter, mail or minutes that says that something moved, rose or no longer holds.

Its words are only a signal. It must be about what is asked, have what is asked for, and be later than what it
replaces: then it is read first, what it contradicts in older documents is left out, and it is told with its date.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.asking.answering import with_provenance
from assistant.asking.kinds.changing import is_date_line
from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.layout import answer_text
from assistant.asking.kinds.versions import Version, asks_for_earlier, issued, names_a_version
from assistant.calculating.clock import clock_times
from assistant.language.dates import find_days
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.retrieval.gathering import Gathered
from assistant.retrieval.query import Query
from assistant.types import Answer, Claim, Evidence
from assistant.verifying.asserting import asserts
from assistant.verifying.conflicts.occasions import words_told
from assistant.verifying.conflicts.rivals import find_rivals
from assistant.verifying.showing import citation_of, quotable

_ABOUT_IT, _SURELY_ABOUT_IT, _READ_AS_ABOUT_IT = 0.5, 0.6, 0.3
"""The share of the words of a question that a sentence needs, with its headings and its document's name.

The first is for what is replaced, the second for a notice, the third for one that a cross-encoder finds relevant.
"""
_NEAR_THE_BEST = 0.6
"""The share of the best closeness to the question that it needs; what it replaces needs none."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that says that something changed, when and under what title, and the older sentences it replaces."""

    item: Evidence
    title: str
    date: str
    replaced: tuple[Evidence, ...] = ()


def notice_among(gathered: Gathered, document: Callable[[str], Version]) -> Notice | None:
    """Return the latest notice of a change in what a question asks for, or None.

    There is none if the question asks for an earlier state or a year, or if a later document says something else of it.
    """
    query = gathered.query
    if query.periods.years or names_a_version(query.question) or asks_for_earlier(query.question):
        return None
    about = [item for item in gathered.ranked if _is_about(item, query, _least_of(item, _ABOUT_IT))]
    least = _NEAR_THE_BEST * max((item.closeness for item in gathered.ranked), default=0.0)
    near = [item for item in gathered.ranked if item.closeness >= least and _says_that_it_changed(item)]
    notices = [item for item in near if _is_about(item, query, _least_of(item, _SURELY_ABOUT_IT))]
    dated = [(issued(document(item.passage.document)), item) for item in notices]
    date, latest = max(dated, key=lambda pair: pair[0], default=("", None))
    if latest is None or not date:
        return None
    others = [item for item in about if item.passage.document != latest.passage.document]
    older = [item for item in others if _is_before(issued(document(item.passage.document)), date)]
    if not older:
        return None
    said = [item for item in older if find_rivals(latest.sentence.stated, query.question, (latest,), (item,))]
    if query.expects == "time":
        others = [item for item in older if not is_date_line(item)]
        said += [item for item in others if _days(item) and _days(latest) - _days(item)]
    replaced = tuple({item.place: item for item in said}.values())
    return Notice(latest, document(latest.passage.document).title or latest.passage.document, date, replaced)


def reading_first(gathered: Gathered, notice: Notice) -> Gathered:
    """Return what was gathered with a notice among the best, and without what it replaces."""
    out = {item.place for item in (*notice.replaced, notice.item)}
    first = replace(notice.item, score=max(item.score for item in gathered.ranked))

    def kept(items: Sequence[Evidence]) -> tuple[Evidence, ...]:
        return tuple(item for item in items if item.place not in out)

    return replace(
        gathered,
        ranked=(first, *kept(gathered.ranked)),
        evidence=(first, *kept(gathered.evidence)),
        best=(first, *kept(gathered.best)),
        beyond=kept(gathered.beyond),
    )


def with_notice(answer: Answer, inquiry: Inquiry, notice: Notice | None) -> Answer:
    """Return an answer that tells a notice of a change first, with its title and date in the certificate.

    A verdict that rests on another sentence is no longer given. A list stays as it is.
    """
    if notice is None or answer.abstained or answer.form != "sentences":
        return answer
    place = notice.item.place
    number = next((one.number for one in answer.citations if (one.document, one.start) == place), 0)
    first = [claim for claim in answer.claims if number in claim.citations]
    citations = answer.citations
    if not first:
        added = citation_of(notice.item, len(citations) + 1)
        citations = (*citations, *with_provenance(inquiry.reader, [added]))
        first = [Claim(quotable(notice.item.sentence), "quoted", (added.number,))]
    claims = (*first, *(claim for claim in answer.claims if claim not in first))
    certificate = inquiry.told("changed", title=notice.title, date=notice.date)
    told = replace(
        answer,
        opening=answer.opening if claims[:1] == answer.claims[:1] else "",
        claims=claims,
        citations=citations,
        certificate="; ".join(filter(None, (answer.certificate, certificate))),
    )
    return replace(told, text=answer_text(told))


def _least_of(item: Evidence, share: float) -> float:
    """Return the share of the words of a question that a sentence needs, fewer if a cross-encoder finds it relevant."""
    return min(share, _READ_AS_ABOUT_IT) if (item.relevance or 0.0) > 0 else share


def _days(item: Evidence) -> set[tuple[int, int]]:
    return {(day.month, day.day) for day in find_days(item.sentence.text, item.passage.language)}


def _is_before(one: str, other: str) -> bool:
    """Return whether a date in ISO 8601 is before another; a document without a date may be."""
    return one < other and not other.startswith(one or " ")


def _says_that_it_changed(item: Evidence) -> bool:
    changed = language(item.passage.language).occasions.changed
    return (
        item.sentence.row is None
        and changed.stand_in(item.sentence.text)
        and asserts(item.sentence.text, item, ahead=True)
    )


def _is_about(item: Evidence, query: Query, share: float) -> bool:
    """Return whether a sentence is about what is asked, and has the kind of answer that is asked for.

    It is about it if it has a `share` of the words of the question.
    """
    code = item.passage.language
    asks = language(query.question.language).questions
    asked = set(words_told(asks.time.cut_from(query.question.now), code)[0])
    there = set(terms("\n".join((item.sentence.text, *item.passage.heading, item.passage.document)), code))
    if not asked or len(asked & there) < share * len(asked):
        return False
    if query.expects == "time":
        told = language(code).occasions
        text = item.sentence.text
        return bool(find_days(text, code) or clock_times(text) or told.weekdays.stand_in(text))
    return not query.expects or any(figure.unit != "year" for figure in item.sentence.figures)
