"""The last steps of a looked-up answer: yes or no in front, the requested form, and help if it is a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.layout import answer_text
from assistant.asking.kinds.versions import Series, issued, series_of
from assistant.language.loading import language
from assistant.retrieval.query import asked_part
from assistant.types import Answer, AnswerCell, Claim, Evidence, Form
from assistant.verifying.verdicts import Verdict, verdict_from

_MOST_SUGGESTED = 3


def with_verdict(answer: Answer, inquiry: Inquiry, evidence: Sequence[Evidence]) -> Answer:
    """Return the answer to a yes-or-no question, opened with yes or no if a cited sentence is sure to say one of them.

    The claim that says so comes first. If another claim says the opposite, or none is sure, no verdict is given, and a
    "yes" or "no" with which the model opened is cut off, because nothing proves it.
    """
    about, other = language(inquiry.told_in).about, language(inquiry.code).about
    words = "|".join(re.escape(word.strip(".。")) for word in (about.yes, about.no, other.yes, other.no))
    opening = re.compile(rf"^(?:{words})\s*[,.;:!，。；–—]\s*(?=\w)", re.IGNORECASE)
    places = {citation.number: (citation.document, citation.start) for citation in answer.citations}
    read = {item.place: item for item in evidence}
    asked = asked_part(inquiry.question.whole)
    claims: list[Claim] = []
    sure: dict[Verdict, int] = {}
    for number, claim in enumerate(answer.claims):
        text = opening.sub("", claim.text)
        claims.append(replace(claim, text=f"{text[:1].upper()}{text[1:]}" if text != claim.text else text))
        cited = [read[places[n]] for n in claim.citations if places.get(n) in read]
        if len(cited) == 1 and (told := verdict_from(asked, cited[0], inquiry.code)):
            sure.setdefault(told, number)
    if len(sure) == 1:
        ((told, first),) = sure.items()
        claims.insert(0, claims.pop(first))
        answer = replace(answer, opening=about.yes if told == "yes" else about.no)
    if claims == list(answer.claims):
        return answer
    shown = replace(answer, claims=tuple(claims))
    return replace(shown, text=answer_text(shown))


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
    told = replace(answer, claims=claims, form=form, columns=columns)
    return replace(told, text=answer_text(told))


def in_force(answer: Answer, inquiry: Inquiry, newer: Sequence[Series]) -> str:
    """Return a note on which versions of the cited documents an answer is based on, and the newest that disagrees.

    It is "" if each document has one version and none disagree.
    """
    cited = {citation.document for citation in answer.citations}
    notes = (
        inquiry.told(
            "in_force",
            title=series.newest.title,
            date=issued(series.newest),
            earlier=", ".join(map(issued, series.earlier)),
        )
        for series in newer
        if series.newest.name in cited
    )
    return "; ".join((*notes, *_newest_source(answer, inquiry)))


def not_in_the_newest(answer: Answer, inquiry: Inquiry) -> str:
    """Return a note on the earlier versions of documents that an answer rests on because the newest does not say so.

    It is "" if the newest version is cited as well, or has one of the cited sentences.
    """
    documents = {document.name: document for document in inquiry.documents()}
    quotes: dict[str, list[str]] = {}
    for citation in answer.citations:
        quotes.setdefault(citation.document, []).append(_in_one_line(citation.quote))
    notes = []
    for name, said in quotes.items():
        known = documents.get(name)
        series = series_of(known, tuple(documents.values()), inquiry.replaced) if known else None
        if series is None or series.newest.name in quotes:
            continue
        newest = _in_one_line(inquiry.reader.document(series.newest.name).text)
        if not any(quote in newest for quote in said):
            dates = {"date": issued(documents[name]), "newest": issued(series.newest)}
            notes.append(inquiry.told("not_in_newest", title=documents[name].title, **dates))
    return "; ".join(notes)


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _newest_source(answer: Answer, inquiry: Inquiry) -> Iterator[str]:
    """Yield a note on which of the documents that disagree is the newest, if their dates tell."""
    disputed = {number for claim in answer.claims if claim.source for number in claim.citations}
    dates = {citation.document: citation.dated for citation in answer.citations if citation.number in disputed}
    if len(dates) > 1 and all(dates.values()):
        *_, (before, _), (newest, name) = sorted((dated, document) for document, dated in dates.items())
        if not newest.startswith(before):  # the same day, or a day of that month
            yield inquiry.told("newest_source", title=inquiry.reader.document(name).title or name, date=newest)


def with_help(answer: Answer, inquiry: Inquiry, ranked: Sequence[Evidence], unmentioned: Sequence[str]) -> Answer:
    """Return a refusal in the language of the question.

    With it are the words that occur nowhere in the documents, and questions on what came closest.
    """
    if not answer.abstained:
        return answer
    suggest = language(inquiry.told_in).about.suggest
    nearest = [item.passage for item in ranked if len(item.passage.heading) > 1]
    titles = {name: inquiry.reader.document(name).title or name for name in {one.document for one in nearest}}
    asked = (suggest.format(title=titles[one.document], heading=one.heading[-1]) for one in nearest)
    suggested = tuple(dict.fromkeys(asked))[:_MOST_SUGGESTED]
    return replace(answer, text=inquiry.told("refused"), unmentioned=tuple(unmentioned), suggestions=suggested)
