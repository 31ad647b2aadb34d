"""Questions about the assistant and the collection rather than the documents' content: answered without a model."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.asking.kinds.inquiry import Inquiry, stating
from assistant.asking.kinds.subject import subject_of
from assistant.asking.kinds.versions import issued
from assistant.indexing.catalogue import StoredDocument
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.retrieval.query import make_query
from assistant.retrieval.search import search
from assistant.types import Answer, Citation, Claim
from assistant.verifying.showing import citation_of

MOST_SUGGESTED = 3
MOST_LISTED = 50
MOST_OF_A_SUBJECT = 2
"""How many words of the documents a question about the collection may contain: "Is there anything on water rates?"."""
_SUGGEST_FROM = 12
_CHARACTERS = 20_000
_PASSAGES = 12
_AS_GOOD = 0.6
"""The share of the best document's score from which another document is on the same subject."""


def talk(inquiry: Inquiry) -> Answer:
    """Return the answer to a greeting, to thanks, or to a question about the assistant, with questions to ask."""
    documents = inquiry.documents()
    said = inquiry.told(inquiry.kind, documents=inquiry.count_of(len(documents)))
    suggested = () if inquiry.kind in ("thanks", "farewell") else suggestions(inquiry, documents)
    return inquiry.answer([Claim(said, "stated", ())], suggestions=suggested)


def nothing_before(inquiry: Inquiry) -> Answer:
    """Return that a follow-up has no question before it, with questions to ask."""
    suggested = suggestions(inquiry, inquiry.documents())
    return inquiry.answer([Claim(inquiry.told("nothing_before"), "stated", ())], suggestions=suggested)


def collection(inquiry: Inquiry) -> Answer | None:
    """Return the titles, names and dates of the documents; None if the question is about their content."""
    documents = inquiry.documents()
    query = make_query(inquiry.question, inquiry.embedder, inquiry.reader.languages())
    subject = subject_of(query, inquiry.reader.languages()) & set(inquiry.reader.sentence_frequency(query.terms))
    if len(subject) > MOST_OF_A_SUBJECT:
        return None
    listed = documents[:MOST_LISTED]
    claims: list[Claim] = []
    citations: list[Citation] = []
    for document in listed:
        dated = issued(document) or inquiry.told("undated")
        opening = _beginning(inquiry, document, len(citations) + 1)
        citations += [opening] if opening else []
        title = f"{document.title} ({document.name}, {dated})" if document.title else f"{document.name} ({dated})"
        claims.append(Claim(title, "stated", (opening.number,) if opening else ()))
    if len(documents) > len(listed):
        claims.append(Claim(inquiry.told("more", count=len(documents) - len(listed)), "stated", ()))
    return inquiry.answer(
        claims,
        citations,
        opening=inquiry.told("collection", documents=inquiry.count_of(len(documents))),
        form=inquiry.wish.form if inquiry.wish.form == "numbers" else "bullets",
        certificate=inquiry.count_of(len(documents)),
        suggestions=suggestions(inquiry, documents),
    )


def newest(inquiry: Inquiry) -> Answer | None:
    """Return the newest document on the subject of a question, by date; None if none of them has a date."""
    documents = {document.name: document for document in inquiry.documents()}
    with inquiry.watch.stage("retrieval"):
        query = make_query(inquiry.question, inquiry.embedder, inquiry.reader.languages())
        found = search(inquiry.reader, inquiry.nearest, query, _PASSAGES)
    words = {term for document in documents.values() for term in terms(f"{document.title} {document.name}")}
    has_subject = bool(set(query.terms) & words) or bool(inquiry.reader.sentence_frequency(query.names))
    best = max((item.score for item in found), default=0.0)
    on_it = {item.stored.passage.document for item in found if item.score >= _AS_GOOD * best}
    candidates = [document for name, document in documents.items() if not has_subject or name in on_it]
    dated = [document for document in candidates if issued(document)]
    if not dated:
        return None
    latest = max(dated, key=lambda document: (issued(document), document.name))
    opening = _beginning(inquiry, latest, 1)
    name = "newest" if has_subject else "newest_of_all"
    said = inquiry.told(name, title=latest.title or latest.name, date=issued(latest))
    certificate = inquiry.count_of(len(candidates))
    cited = [opening] if opening else []
    return inquiry.answer([Claim(said, "stated", (1,) if cited else ())], cited, certificate=certificate)


def suggestions(inquiry: Inquiry, documents: Sequence[StoredDocument]) -> tuple[str, ...]:
    """Return a few questions that the documents answer: each asks what a document says under one of its headings."""
    newest_first = sorted(documents, key=lambda document: (issued(document), document.name), reverse=True)
    spoken = [one for one in newest_first if one.language == inquiry.code] or newest_first
    suggest = language(inquiry.told_in).about.suggest
    found = (_asking(inquiry, document, suggest) for document in spoken[:_SUGGEST_FROM])
    return tuple(dict.fromkeys(filter(None, found)))[:MOST_SUGGESTED]


def _asking(inquiry: Inquiry, document: StoredDocument, suggest: str) -> str:
    """Return a question on the section of a document with the most statements, or "" if it has no headings."""
    passages = inquiry.reader.passages_at(document.name, 0, _CHARACTERS)
    headed = [passage for passage in passages if len(passage.heading) > 1 and not passage.hidden]
    best = max(headed, key=lambda passage: (len(list(stating([passage]))), -passage.start), default=None)
    return suggest.format(title=document.title or document.name, heading=best.heading[-1]) if best else ""


def _beginning(inquiry: Inquiry, document: StoredDocument, number: int) -> Citation | None:
    """Return a citation of the first sentence of a document, or None if it has none."""
    first = next(stating(inquiry.reader.passages_at(document.name, 0, _CHARACTERS)), None)
    return citation_of(first, number) if first else None
