"""Summaries: the key sentences of a document, a section or the collection, in the model's words if these are proven.

Key sentences are chosen without a model: close to the text as a whole (centrality, as in Erkan & Radev, "LexRank:
graph-based lexical centrality as salience in text summarization", 2004), near the beginning of their section, with
figures, and unlike those already chosen (Carbonell & Goldstein, "The use of MMR", 1998). Every section gets one
sentence before any gets a second, and one that sums the document up itself ("In brief") gets three. Rows of tables
and fragments are taken only where there is too little else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from assistant.asking.answering import source_of
from assistant.asking.kinds.inquiry import Inquiry, stating
from assistant.asking.kinds.subject import subject_of
from assistant.asking.kinds.versions import issued
from assistant.drafting.prompts import write_summary
from assistant.embedding import Embedder
from assistant.indexing.catalogue import StoredDocument
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.search import search
from assistant.types import Answer, Citation, Claim, Evidence, Form
from assistant.verifying.claims import claims_of_stream
from assistant.verifying.compose import Composition
from assistant.verifying.rewording import ModelReader

SENTENCES, MOST_SENTENCES, FOR_EACH = 7, 10, 4
"""How many sentences a summary has at least and at most, unless asked otherwise: one for each four of the document."""
USABLE = 0.8
"""The confidence of a summary: about the share of them that people can use (`benchmarks/RESULTS.md`)."""
MOST_READ = 2_000
"""How many sentences of one document are considered; of a longer one, the first of each section."""
FEW = 2
"""Up to how many sentences a summary says what the title says, rather than something of each section."""
_MOST_CHARACTERS = 2_000_000
_FIRST_SENTENCES = _PASSAGES = 12
_ALIKE = 0.3
_FOR_FIGURES, _FOR_BEGINNING = 0.08, 0.12
_NAMED = 0.5
"""The share of a question's words that a title needs for the question to mean that document."""
_TOKENS_A_SENTENCE = 40
_FOR_SUMMING_UP, _SHARE_OF_SUMMING_UP = 1.0, 3
"""A sentence of a section that sums up comes before all others, and three of them count as one."""
_HARDLY = 1e-6
_FEWEST_TERMS = 4
"""From how many words that say something a sentence is more than a fragment ("Registered charity 1042.")."""


def summarised(inquiry: Inquiry) -> Iterator[Answer] | None:
    """Return a summary as it grows, the last one final; None if there is nothing to sum up."""
    with inquiry.watch.stage("retrieval"):
        documents = inquiry.documents()
        query = make_query(inquiry.question, inquiry.embedder, inquiry.reader.languages())
        asked = subject_of(query, inquiry.reader.languages())
        known = asked & _known(inquiry, asked)
        if not known and len(documents) > 1:
            return _of_all(inquiry, documents)
        document = _document_meant(inquiry, query, documents, asked)
        items = _sentences_of(inquiry, document) if document else []
        if document is None or _asks_beyond(document, items, known):
            return None
        items, title = _in_section(document, asked, items)
        usual = min(max(SENTENCES, len(items) // FOR_EACH), MOST_SENTENCES)
        wanted = inquiry.wish.sentences or (2 if inquiry.wish.brief else usual)
        telling = _in_prose(items, max(wanted, SENTENCES))
        vectors = inquiry.embedder.embed([_text(item) for item in telling]) if telling else np.zeros((0, 1), np.float32)
        chosen = carrying(telling, vectors, max(wanted, SENTENCES))
        if wanted <= FEW:
            chosen = _close_to(document.title or document.name, chosen, inquiry.embedder)
    if not chosen:
        return None
    certificate = inquiry.told("summarised", chosen=len(chosen), sentences=len(items), title=title)
    return _worded(inquiry, chosen, certificate, wanted)


def carrying(items: Sequence[Evidence], vectors: NDArray[np.float32], most: int) -> tuple[Evidence, ...]:
    """Return the key sentences of a text, in document order, scored by how central they are.

    Args:
        items: the sentences that state something.
        vectors: `(n, d)` float32 of unit norm.
        most: how many to return at most.
    """
    if not len(items):
        return ()
    centre = vectors.mean(axis=0)
    weight = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
    sections = [item.passage.heading for item in items]
    sums_up = {heading: _sums_up(heading, items[0].passage.language) for heading in set(sections)}
    for place, item in enumerate(items):
        begins = place == 0 or sections[place - 1] != sections[place]
        weight[place] += _FOR_BEGINNING * begins + _FOR_FIGURES * bool(item.sentence.figures)
        weight[place] += _FOR_SUMMING_UP * sums_up[sections[place]]
    chosen: list[int] = []
    told: dict[tuple[str, ...], float] = {}
    while len(chosen) < min(most, len(items)):
        left = [place for place in range(len(items)) if place not in chosen]
        fewest = min(int(told.get(sections[place], 0) + _HARDLY) for place in left)

        def worth(place: int) -> float:
            alike = max((float(vectors[place] @ vectors[other]) for other in chosen), default=0.0)
            return float(weight[place]) - _ALIKE * alike

        best = max((place for place in left if int(told.get(sections[place], 0) + _HARDLY) == fewest), key=worth)
        chosen.append(best)
        counts_for = 1 / _SHARE_OF_SUMMING_UP if sums_up[sections[best]] else 1
        told[sections[best]] = told.get(sections[best], 0) + counts_for
    return tuple(replace(items[place], score=float(weight[place])) for place in sorted(chosen))


def _sums_up(heading: tuple[str, ...], code: str) -> bool:
    """Return whether a section below a document's title is called a summary."""
    return any(language(code).about.sums_up.stand_in(one) for one in heading[1:])


def _in_prose(items: Sequence[Evidence], least: int) -> list[Evidence]:
    """Return the whole sentences of a text, without rows of tables; everything if these are fewer than `least`."""
    prose = [
        item
        for item in items
        if item.sentence.row is None and len(terms(item.sentence.text, item.passage.language)) >= _FEWEST_TERMS
    ]
    return prose if len(prose) >= least else list(items)


def _close_to(title: str, chosen: Sequence[Evidence], embedder: Embedder) -> tuple[Evidence, ...]:
    """Return sentences with scores that rise with how close they are in meaning to a title."""
    close = embedder.embed([_text(item) for item in chosen]) @ embedder.embed([title])[0]
    return tuple(replace(item, score=item.score + near) for item, near in zip(chosen, close.tolist(), strict=True))


def _worded(inquiry: Inquiry, chosen: Sequence[Evidence], certificate: str, wanted: int) -> Iterator[Answer]:
    """Yield the summary in the model's words, sentence by sentence; sentences that are not proven are left out.

    The document's own sentences then fill it up to the wanted length.
    """
    reader = inquiry.reader
    composition = Composition(inquiry.question, chosen, (), lambda name: source_of(reader.document(name)))
    form: Form = inquiry.wish.form if inquiry.wish.form in ("bullets", "numbers") else "sentences"

    def answer() -> Answer:
        claims, citations = _in_order(composition)
        return inquiry.answer(
            claims,
            citations,
            form=form,
            certificate=certificate,
            confidence=USABLE,
            model=model.name,
        )

    model = inquiry.model()
    reworded: list[str] = []
    with model.turn() as turn:
        pieces = turn.stream(write_summary(inquiry.question.whole, chosen, wanted), _TOKENS_A_SENTENCE * wanted)
        with closing(pieces):
            claims = claims_of_stream(takewhile(lambda _: not inquiry.stopped(), pieces), inquiry.code)
            while len(composition.claims) < wanted:
                with inquiry.watch.stage("drafting"):
                    claim = next(claims, None)
                if claim is None:
                    break
                with inquiry.watch.stage("grounding"):
                    if not composition.proves(claim):
                        reworded.append(claim)
                        continue
                    grew = composition.add(claim)
                if grew:
                    yield answer()
        composition.reader = ModelReader(turn, model.judges_as)
        for claim in takewhile(lambda _: len(composition.claims) < wanted and not inquiry.stopped(), reworded):
            with inquiry.watch.stage("grounding"):
                grew = composition.proves(claim) and composition.add(claim)
            if grew:
                yield answer()
    cited = {(citation.document, citation.start) for citation in composition.citations}
    left = [item for item in chosen if item.place not in cited]
    best = sorted(left, key=lambda item: -item.score)[: wanted - len(composition.claims)]
    for item in left:
        if item in best:
            composition.quote(item)
    yield answer()


def _in_order(composition: Composition) -> tuple[list[Claim], list[Citation]]:
    """Return the claims in the order of what they cite in the document, and their citations numbered anew."""
    cited = {citation.number: citation for citation in composition.citations}
    claims = sorted(composition.claims, key=lambda claim: min((cited[n].start for n in claim.citations), default=0))
    numbers = list(dict.fromkeys(number for claim in claims for number in claim.citations))
    anew = {number: place for place, number in enumerate(numbers, start=1)}
    renumbered = [replace(claim, citations=tuple(anew[number] for number in claim.citations)) for claim in claims]
    return renumbered, [replace(cited[number], number=anew[number]) for number in numbers]


def _of_all(inquiry: Inquiry, documents: Sequence[StoredDocument]) -> Iterator[Answer]:
    """Yield the summary of a collection: the key sentence of each document, under its title."""
    composition = Composition(inquiry.question, ())
    for document in documents:
        items = _sentences_of(inquiry, document)[:_FIRST_SENTENCES]
        if not items or inquiry.stopped():
            continue
        vectors = inquiry.embedder.embed([_text(item) for item in items])
        composition.quote(carrying(items, vectors, 1)[0])
        last = composition.claims[-1]
        title = document.title or document.name
        composition.claims[-1] = Claim(f"{title}: {last.text}", "row", last.citations)
        yield inquiry.answer(
            composition.claims,
            composition.citations,
            form="bullets",
            certificate=inquiry.told("summarised_all", documents=inquiry.count_of(len(composition.claims))),
            confidence=USABLE,
        )


def _known(inquiry: Inquiry, asked: frozenset[str]) -> frozenset[str]:
    """Return those words of a question that occur anywhere in the documents or their titles."""
    titles = {term for one in inquiry.documents() for term in terms(f"{one.title}\n{one.name}", one.language)}
    return frozenset(titles) | frozenset(inquiry.reader.sentence_frequency(tuple(asked)))


def _document_meant(
    inquiry: Inquiry, query: Query, documents: Sequence[StoredDocument], asked: frozenset[str]
) -> StoredDocument | None:
    """Return the document that a question names by title or file name, the newest if there are several.

    If title and name have few of the question's words, it must also be the document with the best search results.
    """

    def titled(document: StoredDocument) -> float:
        return len(asked & set(terms(f"{document.title}\n{document.name}", document.language))) / max(1, len(asked))

    best = max(documents, key=lambda one: (titled(one), issued(one)), default=None)
    if best is None or len(documents) == 1 or titled(best) >= _NAMED:
        return best
    scores: dict[str, float] = {}
    for item in search(inquiry.reader, inquiry.nearest, query, _PASSAGES):
        name = item.stored.passage.document
        scores[name] = scores.get(name, 0.0) + item.score
    first = max(scores, key=lambda name: (scores[name], name), default="")
    return next((one for one in documents if one.name == first and titled(one)), None)


def _asks_beyond(document: StoredDocument, items: Sequence[Evidence], known: frozenset[str]) -> bool:
    """Return whether a question asks for a fact: more of its words are outside title and headings than in the title."""
    code = document.language
    titled = known & set(terms(f"{document.title}\n{document.name}", code))
    headed = known & {term for item in items for heading in item.passage.heading for term in terms(heading, code)}
    return len(known - titled - headed) > max(1, len(titled))


def _sentences_of(inquiry: Inquiry, document: StoredDocument) -> list[Evidence]:
    items = list(stating(inquiry.reader.passages_at(document.name, 0, _MOST_CHARACTERS)))
    if len(items) <= MOST_READ:
        return items
    first = {item.passage.start: item for item in reversed(items)}
    return sorted(first.values(), key=lambda item: item.sentence.start)[:MOST_READ]


def _in_section(document: StoredDocument, asked: frozenset[str], items: list[Evidence]) -> tuple[list[Evidence], str]:
    """Return the sentences of the section whose heading a question names besides its document, and what it is called.

    If the question names no section, all of the document.
    """
    code, title = document.language, document.title or document.name
    beyond = asked - set(terms(f"{document.title} {document.name}", code))
    levels = {heading for item in items for heading in _levels(item.passage.heading)}
    named = [path for path in levels if (words := set(terms(path[-1], code))) and words <= beyond]
    if not named:
        return items, title
    path = max(named, key=lambda one: (len(set(terms(one[-1], code))), -len(one), one))
    within = [item for item in items if item.passage.heading[: len(path)] == path]
    return within, f"{title} > {path[-1]}"


def _levels(heading: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the paths to the headings of a passage below the document's title."""
    return (heading[:depth] for depth in range(2, len(heading) + 1))


def _text(item: Evidence) -> str:
    return " ".join(item.sentence.text.split())
