"""Searches passages for a query: several signals, each scaled over the candidates, blended by weight.

Vectors and words see different things, and so do the sentence, the passage and the whole document: BM25 finds
figures and names, vectors find paraphrases, the best single sentence finds a fact in a long passage, and the
document shows which of many similar tables is meant. Each signal is scaled to [0, 1] over the candidates of one
question (min-max, as in Lee, "Analyses of multiple evidence combination", 1997, section 3) and the weighted sum
ranks them. Plain reciprocal rank fusion measures worse: it loses by how much a candidate is better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.indexing.reader import NearestPassages, Reader, documents_in
from assistant.indexing.sqlite.stored_passages import Candidate, StoredPassage
from assistant.models.packages import MULTILINGUAL
from assistant.retrieval.accounting import statement_of
from assistant.retrieval.naming import named_documents
from assistant.retrieval.query import Query

CANDIDATES = 50
LOOKED_AT_AGAIN = 100
FACET_FLOOR = 0.25


Again = Callable[[Mapping[int, float]], Mapping[int, float]]
"""Maps the scores of passages, by id, to better ones."""


@dataclass(frozen=True, slots=True)
class Blend:
    """The weight of each signal; `benchmarks/retrieval/__main__.py` measures them."""

    passage_vector: float = 0.5
    sentence_vector: float = 0.2
    passage_words: float = 0.5
    sentence_words: float = 0.4
    document_words: float = 0.2
    document_named: float = 0.3
    document_period: float = 0.3
    passage_items: float = 0.5
    statement: float = 0.7


OF_MANY_LANGUAGES = Blend(passage_vector=1.5, sentence_vector=0.8)
"""The weights for vectors that read the language of the documents, as those of the default embedder do not.

Hit@1 and hit@5 on 150 questions each, of the first look alone, with these weights and with those above: Arabic .919
1.000 against .892 .986, Chinese .960 1.000 against .940 .993.
"""


def blend_for(embedder: str) -> Blend:
    """Return the weights for an index, given the name of its embedder."""
    return OF_MANY_LANGUAGES if embedder == MULTILINGUAL.name else Blend()


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found, its blended score, and the scores of its sentences for the choice of evidence.

    `sentence_words` and `sentence_cosines` are the BM25 score (0 if no word matches) and the cosine similarity to the
    question of each of its sentences.
    """

    stored: StoredPassage
    score: float
    sentence_words: tuple[float, ...]
    sentence_cosines: tuple[float, ...]


def _scaled(values: Mapping[int, float], candidates: Sequence[int]) -> dict[int, float]:
    """Scale values to [0, 1] over the candidates that have one; the rest get 0."""
    present = [values[id_] for id_ in candidates if id_ in values]
    if not present:
        return dict.fromkeys(candidates, 0.0)
    low, high = min(present), max(present)
    if len(present) < len(candidates) and low > 0:
        low = 0.0 if high == low else low
    width = high - low
    return {id_: ((values[id_] - low) / width if width > 0 else 1.0) if id_ in values else 0.0 for id_ in candidates}


def _telling(values: Mapping[int, float]) -> Mapping[int, float]:
    """Return values, or nothing if all are equal: a signal that all passages share does not rank them."""
    return values if len(set(values.values())) > 1 else {}


def _shows(candidate: Candidate, query: Query) -> bool:
    """Return whether a passage belongs to a table of a financial statement that a question asks for."""
    statement = statement_of(candidate.heading) if query.accounts.statements else None
    return statement in query.accounts.statements and candidate.has_rows


def search(
    snapshot: Reader,
    vectors: NearestPassages,
    query: Query,
    k: int,
    *,
    blend: Blend | None = None,
    again: Again | None = None,
) -> tuple[Found, ...]:
    """Return the k best passages in a question's scope, best first; ties go to the one that is first in the index.

    `again` is given the scores of the best hundred, best first, and returns the final ones; ties keep their order.

    Raises:
        QuestionError: the scope names a kind of file that is not read.
        IndexStateError: the scope names a document that the index does not have.
    """
    documents, facets = documents_in(snapshot, query.question.scope), query.question.scope.facets
    within = None if documents is None else snapshot.passages_of(documents)
    if within is not None and not within:
        return ()
    naming = named_documents(snapshot, query.names, query.periods, within)
    own = tuple(term for term in query.terms if term not in naming.words) or query.terms
    words = (*own, *query.synonyms)
    # In a large corpus the passages of the documents that a question names might not be among the best of all.
    searched = [within]
    if within is None and naming.documents:
        searched.append(snapshot.passages_in(naming.documents))
    passage_vector: dict[int, float] = {}
    passage_words: dict[int, float] = {}
    sentence_bm25: dict[int, float] = {}
    for among in searched:
        passage_vector |= vectors.search(query.vector, CANDIDATES, among)
        passage_words |= snapshot.match("passages", words, CANDIDATES, among)
        sentence_bm25 |= snapshot.match("sentences", words, 4 * CANDIDATES, among)
    items = [" ".join(phrase) for phrase in query.accounts.items]
    passage_items = snapshot.match("passages", items, CANDIDATES, searched[-1])
    document_words = snapshot.match("documents", query.terms, CANDIDATES, within)

    sentence_words: dict[int, float] = {}
    for sentence, passage in snapshot.owners("sentences", list(sentence_bm25)).items():
        sentence_words[passage] = max(sentence_words.get(passage, 0.0), sentence_bm25[sentence])
    best_by_sentence = sorted(sentence_words, key=lambda id_: (-sentence_words[id_], id_))[: CANDIDATES * len(searched)]

    read = snapshot.read_candidates(sorted({*passage_vector, *passage_words, *passage_items, *best_by_sentence}))
    if facets:
        read = {
            id_: candidate
            for id_, candidate in read.items()
            if any(candidate.facets.of(facet) >= FACET_FLOOR for facet in facets)
        }
    candidates = sorted(read)
    cosines = {id_: read[id_].sentence_vectors @ query.vector for id_ in candidates}
    signals = {
        "passage_vector": passage_vector,
        "sentence_vector": {id_: float(c.max()) for id_, c in cosines.items() if c.size},
        "passage_words": passage_words,
        "sentence_words": sentence_words,
        "document_words": {id_: document_words.get(read[id_].document, 0.0) for id_ in candidates},
        "document_named": _telling({id_: naming.names.get(read[id_].document, 0.0) for id_ in candidates}),
        "document_period": _telling({id_: naming.periods.get(read[id_].document, 0.0) for id_ in candidates}),
        "passage_items": passage_items,
        "statement": _telling({id_: float(_shows(read[id_], query)) for id_ in candidates}),
    }
    weights = blend or blend_for(snapshot.recipe.embedder)
    total = dict.fromkeys(candidates, 0.0)
    for name, values in signals.items():
        for id_, value in _scaled(values, candidates).items():
            total[id_] += getattr(weights, name) * value
    best = sorted(candidates, key=lambda id_: (-total[id_], id_))[: max(k, LOOKED_AT_AGAIN) if again else k]
    if again:
        total = dict(again({id_: total[id_] for id_ in best}))
        best = sorted(best, key=lambda id_: -total[id_])[:k]
    stored = snapshot.read_passages(best)
    return tuple(
        Found(
            stored=stored[id_],
            score=total[id_],
            sentence_words=tuple(sentence_bm25.get(s, 0.0) for s in stored[id_].sentence_ids),
            sentence_cosines=tuple(np.round(cosines[id_], 6).tolist()),
        )
        for id_ in best
    )
