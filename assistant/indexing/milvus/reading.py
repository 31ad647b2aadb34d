"""One generation of a published index for a question: what `Snapshot` and `PassageVectors` do, with Milvus."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.indexing.catalogue import Provenance, StoredDocument
from assistant.indexing.layout import Recipe
from assistant.indexing.ledger import LedgerEntry, entries
from assistant.indexing.milvus.client import Entity, listed, quoted
from assistant.indexing.milvus.rows import (
    COPY,
    FIRST,
    candidates_from,
    document_from,
    passage_of,
    passages_from,
    stored_document,
    text_pieces,
)
from assistant.indexing.milvus.sparse import Weights, question_weights, rarity
from assistant.indexing.milvus.view import View
from assistant.indexing.ranking.bm25 import K1, B
from assistant.indexing.scope import Scope
from assistant.indexing.sqlite.store import no_document
from assistant.indexing.sqlite.stored_passages import Candidate, StoredPassage
from assistant.language.terms import terms as terms_of
from assistant.reading.registry import Skipped
from assistant.types import Document, Passage

_WHOLE = ("document", "card", "sentences", "body")
"""The fields of a complete passage."""
_PHRASES_AMONG = 4
"""Phrases are searched among this many times the wanted passages, those that rank best by their words."""


class MilvusReader:
    """One generation, for one question. Meets `Reader` and `NearestPassages`; `within` holds rows of documents."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._milvus = view.milvus
        self._names = view.state.collections
        self._firsts: dict[int, Entity] = {}
        self._rows_of_names: dict[str, int] = {}
        self.generation = view.state.generation

    @property
    def database(self) -> str:
        """The store and the edition."""
        return f"{self._milvus.address.written}#{self._view.state.edition}"

    @property
    def recipe(self) -> Recipe:
        """What the index was built with."""
        return self._view.state.recipe

    # --- documents ------------------------------------------------------------------------------------------------

    def documents(self) -> tuple[StoredDocument, ...]:
        """Return every document, by name."""
        fields = ["document", "role", "name", "card"]
        rows = list(self._milvus.all_rows(self._names.documents, self._view.documents, fields))
        copies: dict[int, list[str]] = {}
        for row in rows:
            if row["role"] == COPY:
                copies.setdefault(row["document"], []).append(row["name"])
        firsts = (row for row in rows if row["role"] == FIRST)
        found = (stored_document(row["card"], copies.get(row["document"], ())) for row in firsts)
        return tuple(sorted(found, key=lambda document: document.name))

    def document(self, name: str) -> Document:
        """Return a document with its text; UnknownDocumentError where the index has none of that name."""
        rows = self._documents(f"name == {quoted(name)}", ["document", "card", "layout"])
        if not rows:
            raise no_document(name)
        ids = text_pieces(rows[0])
        pieces = self._view.pieces(ids)
        return document_from(name, rows[0], "".join(pieces[id_] for id_ in ids))

    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages that its documents are in, in order of the alphabet."""
        return self._view.state.languages

    def problems(self) -> tuple[Skipped, ...]:
        """Return the files that could not be read when the index was published, and why."""
        return self._view.problems

    def provenance(self, name: str) -> Provenance:
        """Return the date of the document with this name, and its other names."""
        named = self._documents(f"name == {quoted(name)}", ["document", "dated"])
        if not named:
            return Provenance("", ())
        names = self._documents(f"document == {named[0]['document']}", ["name"])
        return Provenance(named[0]["dated"], tuple(sorted(row["name"] for row in names if row["name"] != name)))

    def names_within(self, scope: Scope) -> tuple[str, ...] | None:
        """Return the first names of the documents in a scope; UnknownDocumentError if it names an unknown one."""
        if scope.has_every_document:
            return None
        conditions = []
        if scope.documents is not None:
            names = self._named(scope.documents)
            for name in scope.documents:
                if name not in names:
                    raise no_document(name)
            conditions.append(f"name in {listed(scope.documents)}")
        if scope.kind:
            conditions.append(f"kind == {quoted(scope.kind)}")
        if scope.after:
            shorter = [scope.after[:length] for length in (4, 7) if length < len(scope.after)]
            conditions.append(f"(dated >= {quoted(scope.after)} or dated in {listed(shorter)})")
        which = " and ".join([self._view.documents, *conditions])
        fitting = self._milvus.all_rows(self._names.documents, which, ["document"])
        firsts = self._first_rows({row["document"] for row in fitting})
        self._rows_of_names |= {row["name"]: document for document, row in firsts.items()}
        return tuple(sorted(row["name"] for row in firsts.values()))

    def passages_of(self, documents: Sequence[str]) -> list[int]:
        """Return the rows of the named documents, to limit searches to them."""
        unknown = [name for name in documents if name not in self._rows_of_names]
        self._rows_of_names |= self._named(unknown)
        return sorted({self._rows_of_names[name] for name in documents if name in self._rows_of_names})

    def passages_in(self, documents: Sequence[int]) -> list[int]:
        """Return these rows."""
        return list(documents)

    def described(self, documents: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Return the name and title of documents, by row."""
        firsts = self._first_rows(documents)
        return {document: (row["name"], json.loads(row["card"])["title"]) for document, row in firsts.items()}

    def _documents(self, which: str, fields: Sequence[str]) -> list[Entity]:
        shown = f"{self._view.documents} and {which}"
        return self._milvus.rows(self._names.documents, shown, fields, strong=self._view.strong)

    def _named(self, names: Sequence[str]) -> dict[str, int]:
        """Return documents by name; unknown names are left out."""
        rows = self._documents(f"name in {listed(names)}", ["name", "document"]) if names else []
        return {row["name"]: row["document"] for row in rows}

    def _first_rows(self, documents: Collection[int]) -> dict[int, Entity]:
        """Return the row of the first name of documents, by document."""
        if missing := sorted({document for document in documents if document not in self._firsts}):
            which = f"role == {FIRST} and document in {listed(missing)}"
            self._firsts |= {row["document"]: row for row in self._documents(which, ["document", "name", "card"])}
        return {document: self._firsts[document] for document in documents if document in self._firsts}

    # --- searching ------------------------------------------------------------------------------------------------

    def search(self, vector: NDArray[np.float32], k: int, within: Sequence[int] | None = None) -> dict[int, float]:
        """Return the cosine similarity of the k nearest passages by id, within documents where any are given."""
        return self._nearest(self._names.passages, "vector", vector, k, within)

    def match(
        self, level: str, terms: Sequence[str], limit: int, within: Sequence[int] | None = None
    ) -> dict[int, float]:
        """Return what `Snapshot.match` returns, and find every row that has any of the terms.

        Phrases are found among the passages that rank best by the words of the phrases.
        """
        if any(" " in term for term in terms):
            return self._match_phrases(terms, limit, within)
        frequency = self._view.vocabulary.frequency(level, terms)
        weights = question_weights(frequency, self._view.state.rows[level])
        if not weights:
            return {}
        if level in ("passages", "sentences"):
            return self._nearest(getattr(self._names, level), "words", weights, limit, within)
        field = "words" if level == "documents" else "identity"
        hits = self._milvus.nearest(
            self._names.documents,
            field,
            weights,
            limit,
            self._within(f"{self._view.documents} and role == {FIRST}", within),
            ["document", "name", "card"],
            strong=self._view.strong,
        )
        self._firsts |= {row["document"]: row for _, row in hits}
        return _best({row["document"]: score for score, row in hits}, limit)

    def _nearest(
        self, name: str, field: str, vector: NDArray[np.float32] | Weights, limit: int, within: Sequence[int] | None
    ) -> dict[int, float]:
        which = self._within(self._view.content, within)
        hits = self._milvus.nearest(name, field, vector, limit, which, strong=self._view.strong)
        return _best({row["id"]: score for score, row in hits}, limit)

    def _within(self, shown: str, within: Sequence[int] | None) -> str:
        return shown if within is None else f"{shown} and document in {listed(within)}"

    def _match_phrases(self, phrases: Sequence[str], limit: int, within: Sequence[int] | None) -> dict[int, float]:
        words = list(dict.fromkeys(word for phrase in phrases for word in phrase.split()))
        near = self.match("passages", words, _PHRASES_AMONG * limit, within)
        frequency = self._view.vocabulary.frequency("passages", phrases)
        rows, mean = self._view.state.rows["passages"], self._view.state.means["passages"]
        scores = {}
        for id_, stored in self.read_passages(list(near)).items():
            passage = stored.passage
            said = terms_of("\n".join((*passage.heading, passage.header, passage.text)))
            joined, damping = f" {' '.join(said)} ", K1 * (1 - B + B * len(said) / mean)
            counts = {phrase: joined.count(f" {phrase} ") for phrase in frequency}
            score = sum(rarity(frequency[p], rows) * (K1 + 1) * n / (n + damping) for p, n in counts.items() if n)
            if score:
                scores[id_] = score
        return _best(scores, limit)

    # --- passages -------------------------------------------------------------------------------------------------

    def owners(self, level: str, ids: Sequence[int]) -> dict[int, int]:
        """Return the passage of each sentence, by the sentence's id."""
        assert level == "sentences"
        return {id_: passage_of(id_) for id_ in ids}

    def read_candidates(self, ids: Sequence[int]) -> dict[int, Candidate]:
        """Return what ranking needs of the passages with these ids, by id."""
        rows = self._passages(ids, ["document", "card", "sentences"])
        return candidates_from(rows, self.recipe.dimension, self._view.pieces)

    def read_passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Return the passages with these ids, by id; ids that the index does not have are left out."""
        return self._whole(self._passages(ids, _WHOLE))

    def passages_at(self, document: str, start: int, end: int) -> tuple[Passage, ...]:
        """Return the passages of a document of which something stands between two offsets, in order."""
        within = self.passages_of([document])
        which = self._within(self._view.content, within)
        rows = list(self._milvus.all_rows(self._names.passages, which, _WHOLE)) if within else []
        found = (stored.passage for stored in self._whole(rows).values())
        return tuple(sorted((p for p in found if p.end > start and p.start < end), key=lambda p: p.start))

    def _whole(self, rows: Sequence[Entity]) -> dict[int, StoredPassage]:
        firsts = self._first_rows({row["document"] for row in rows})
        names = {document: row["name"] for document, row in firsts.items()}
        shown = [row for row in rows if row["document"] in names]
        return passages_from(shown, names, self.recipe.dimension, self._view.pieces)

    def _passages(self, ids: Sequence[int], fields: Sequence[str]) -> list[Entity]:
        return self._milvus.by_id(self._names.passages, ids, fields, strong=self._view.strong)

    # --- counts and figures ---------------------------------------------------------------------------------------

    def sentence_count(self) -> int:
        """Return how many sentences the index has."""
        return self._view.state.rows["sentences"]

    def sentence_frequency(self, terms: Sequence[str]) -> dict[str, int]:
        """Return the number of sentences that contain each term; terms in none are left out."""
        return self._view.vocabulary.frequency("sentences", terms)

    def figures(self, documents: Sequence[str] | None, text: str = "", unit: str = "") -> tuple[LedgerEntry, ...]:
        """Return the figures of the documents of these first names, or of all: see `read_figures`."""
        within = None if documents is None else self.passages_of(documents)
        if within == []:
            return ()
        which = self._within(self._view.content, within)
        rows = list(self._milvus.all_rows(self._names.passages, which, _WHOLE))
        passages = self._whole(rows).values()
        dated = {row["name"]: json.loads(row["card"])["dated"] for row in self._firsts.values()}
        ordered = sorted((stored.passage for stored in passages), key=lambda passage: (passage.document, passage.start))
        return tuple(entry for one in ordered for entry in entries(one, dated[one.document], text, unit))


def _best(scores: Mapping[int, float], limit: int) -> dict[int, float]:
    """Return the best scores, best first; ties go to the smaller id, whatever the order of the server."""
    best = sorted(scores, key=lambda id_: (-scores[id_], id_))[:limit]
    return {id_: scores[id_] for id_ in best}
