"""Publishing a generation of the local database to Milvus: first the changes, then the state, which is the commit.

A killed run leaves rows of a generation that nobody reads; the next run deletes them first. Deleted documents are only
marked at first, because a question may still be reading the previous generation; their rows go after `GRACE_S`.
A new database (a rebuild, another embedder), and one whose rows have become much longer or shorter, becomes a new
edition: collections beside those in use, to which the state then points.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace

import numpy as np

from assistant.indexing.catalogue import StoredDocument
from assistant.indexing.milvus.client import Entity, Milvus, listed
from assistant.indexing.milvus.rows import (
    COPY,
    FIRST,
    GONE,
    STALE,
    card_of,
    document_rows,
    passage_row,
    piece_rows,
    pieces_of,
    sentence_id,
)
from assistant.indexing.milvus.schema import (
    STATE,
    STATE_COLLECTION,
    Edition,
    collections_of,
    edition_of,
)
from assistant.indexing.milvus.sparse import NO_TERM, row_weights
from assistant.indexing.milvus.state import Pieces, State, check_edition, write_state
from assistant.indexing.milvus.vocabulary import Statistics, statistics_of
from assistant.indexing.sqlite.store import LEVELS, Snapshot

GRACE_S = 3600
"""How long deleted rows stay readable; no question may take longer (`ASSISTANT_ANSWER_SECONDS`)."""
_DRIFT = 1.25
"""How much the average length of rows may change before all weights are computed again."""
_PASSAGES_AT_ONCE = 100
_SENT_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Known:
    """A row of `documents` as it was published."""

    id: str
    document: int
    role: int
    name: str
    card: str


def publish(milvus: Milvus, snapshot: Snapshot, state: State | None, publisher: str) -> State:
    """Publish this generation to readers; return the state, which is the old one if nothing has changed.

    Raises:
        StoreError: the store is unreachable, full, or refuses.
    """
    same = state is not None and (state.publisher, state.started) == (publisher, snapshot.started)
    if state is not None and same and state.generation == snapshot.generation and state.recipe == snapshot.recipe:
        return state
    now = int(time.time())
    statistics = statistics_of(snapshot)
    keeps = (
        state is not None
        and same
        and state.generation < snapshot.generation  # false if an older copy of the index was restored
        and state.recipe == snapshot.recipe
        and not _drifted(state, statistics)
    )
    if state is None and STATE not in milvus.collections():
        milvus.create(STATE_COLLECTION, STATE)
    _drop_editions(milvus, state, now)
    if state is None or not keeps:
        edition, means = Edition(uuid.uuid4().hex[:12]), statistics.means
        for name, collection in collections_of(edition, snapshot.recipe.dimension).items():
            milvus.create(collection, name)
    else:
        check_edition(milvus, state)
        edition, means = state.collections, state.means
        _sweep(milvus, edition, state.generation, now)
    run = _Run(milvus, snapshot, edition, means, now, _Outbox(milvus))
    run.write_documents()
    published = State(
        publisher=publisher,
        started=snapshot.started,
        generation=snapshot.generation,
        edition=run.edition.id,
        recipe=snapshot.recipe,
        languages=snapshot.languages(),
        rows=statistics.rows,
        means=run.means,
        vocabulary=run.write_text("vocabulary", statistics.vocabulary.to_text()),
        problems=run.write_text("problems", json.dumps([asdict(p) for p in snapshot.problems()], ensure_ascii=False)),
    )
    if state is not None:
        left = state.left if state.edition == published.edition else state.left | {state.edition: now}
        published = replace(published, left={e: since for e, since in left.items() if now - since < GRACE_S})
    run.outbox.send()
    milvus.settle(run.edition.names)
    write_state(milvus, published)
    return published


def clear(milvus: Milvus) -> None:
    """Drop everything that was ever published."""
    for name in milvus.collections():
        if name == STATE or edition_of(name):
            milvus.drop(name)


def _drifted(state: State, statistics: Statistics) -> bool:
    ratios = (statistics.means[level] / state.means[level] for level in LEVELS)
    return any(not 1 / _DRIFT <= ratio <= _DRIFT for ratio in ratios)


def _drop_editions(milvus: Milvus, state: State | None, now: int) -> None:
    """Drop the collections of editions that nobody reads any more or that were never finished."""
    kept = {""}
    if state is not None:
        kept |= {state.edition, *(edition for edition, since in state.left.items() if now - since < GRACE_S)}
    for name in milvus.collections():
        if edition_of(name) not in kept:
            milvus.drop(name)


def _sweep(milvus: Milvus, edition: Edition, committed: int, now: int) -> None:
    """Delete the rows that a killed run left, and rows that were marked as deleted long enough ago."""
    for name in edition.names:
        milvus.delete(name, f"born > {committed}")
    long_ago = now - GRACE_S
    expired = f"role >= {GONE} and since < {long_ago}"
    rows = list(milvus.all_rows(edition.documents, expired, ["document", "role", "card"]))
    gone = [row["document"] for row in rows if row["role"] == GONE]
    if gone:
        for name in edition.names:
            milvus.delete(name, f"document in {listed(gone)}")
    if stale := [row["card"] for row in rows if row["role"] == STALE]:
        milvus.delete(edition.documents, f"id in {listed(stale)}")
    if rows:
        milvus.delete(edition.documents, expired)
    milvus.delete(edition.pieces, f"document == 0 and since < {long_ago} and born < {committed}")


@dataclass(frozen=True, slots=True)
class _Outbox:
    """A buffer of rows by collection, sent in batches; the order is free, as nobody sees them yet."""

    milvus: Milvus
    waiting: dict[str, list[Entity]] = field(default_factory=dict)

    def add(self, name: str, rows: Iterable[Entity]) -> None:
        """Add rows, and send full batches."""
        waiting = self.waiting.setdefault(name, [])
        waiting.extend(rows)
        if len(waiting) >= _SENT_AT_ONCE:
            self.milvus.write(name, waiting)
            waiting.clear()

    def send(self) -> None:
        """Send the remaining rows."""
        for name, rows in self.waiting.items():
            self.milvus.write(name, rows)
        self.waiting.clear()


@dataclass(frozen=True, slots=True)
class _Run:
    """One publication to one edition."""

    milvus: Milvus
    snapshot: Snapshot
    edition: Edition
    means: dict[str, float]
    now: int
    outbox: _Outbox

    def write_documents(self) -> None:
        """Write new documents, and mark deleted and renamed ones."""
        known = self._known()
        stored = {document.id: document for document in self.snapshot.documents()}
        held = {row.document for row in known}
        told = _told(known)
        changed = [d for d in stored.values() if told.get(d.id) != _tells(d)]
        renamed = {d.id for d in changed if d.id in held}
        new = [d for d in changed if d.id not in held]
        for document in new:
            self._write_content(document)
        self.outbox.add(self.edition.documents, (row for d in changed for row in self._document_rows(d)))
        marks = [self._mark(GONE, document, str(document)) for document in held - stored.keys()]
        marks += [self._mark(STALE, row.document, row.id) for row in known if row.document in renamed]
        self.outbox.add(self.edition.documents, marks)

    def _known(self) -> list[_Known]:
        fields = ["document", "role", "name", "card"]
        rows = list(self.milvus.all_rows(self.edition.documents, "document >= 0", fields))
        gone = {row["document"] for row in rows if row["role"] == GONE}
        stale = {row["card"] for row in rows if row["role"] == STALE}
        return [
            _Known(row["id"], row["document"], row["role"], row["name"], row["card"])
            for row in rows
            if row["role"] in (FIRST, COPY) and row["document"] not in gone and row["id"] not in stale
        ]

    def _document_rows(self, stored: StoredDocument) -> Iterator[Entity]:
        words, identity = (
            row_weights(self.snapshot.terms_of(level, [stored.id]).get(stored.id, []), self.means[level])
            for level in ("documents", "identities")
        )
        document = self.snapshot.document(stored.name)
        return document_rows(stored, document, self.snapshot.generation, words, identity, NO_TERM)

    def _mark(self, role: int, document: int, what: str) -> Entity:
        return {
            "id": f"{role}:{what}",
            "document": document,
            "born": self.snapshot.generation,
            "role": role,
            "since": self.now,
            "name": "",
            "kind": "",
            "dated": "",
            "card": what,
            "layout": "",
            "words": NO_TERM,
            "identity": NO_TERM,
        }

    def _write_content(self, stored: StoredDocument) -> None:
        """Write a document's text, passages and sentences."""
        text = self.snapshot.document(stored.name).text
        self._write_pieces(pieces_of(f"text:{stored.id}", text), stored.id)
        ids = sorted(self.snapshot.passages_in([stored.id]))
        for first in range(0, len(ids), _PASSAGES_AT_ONCE):
            self._write_passages(stored.id, ids[first : first + _PASSAGES_AT_ONCE])

    def _write_passages(self, document: int, ids: Sequence[int]) -> None:
        snapshot, born = self.snapshot, self.snapshot.generation
        vectors = snapshot.passage_vectors(np.array(ids, dtype=np.int64))
        passages, words = snapshot.read_passages(ids), snapshot.terms_of("passages", ids)
        said = snapshot.terms_of("sentences", [s for id_ in ids for s in passages[id_].sentence_ids])
        rows: list[Entity] = []
        sentences: list[Entity] = []
        pieces: dict[str, str] = {}
        for id_, vector in zip(ids, vectors, strict=True):
            stored = passages[id_]
            weights = row_weights(words.get(id_, []), self.means["passages"])
            row, more = passage_row(stored, document, born, vector, weights)
            rows.append(row)
            pieces |= more
            for number, sentence in enumerate(stored.sentence_ids):
                if terms := said.get(sentence):  # a row without words cannot be found by words
                    weights = row_weights(terms, self.means["sentences"])
                    where = {"id": sentence_id(id_, number), "document": document, "born": born}
                    sentences.append(where | {"words": weights})
        self._write_pieces(pieces, document)
        self.outbox.add(self.edition.passages, rows)
        self.outbox.add(self.edition.sentences, sentences)

    def write_text(self, key: str, text: str) -> Pieces:
        """Write a text that belongs to the whole generation."""
        born = self.snapshot.generation
        pieces = pieces_of(f"{key}@{born}", text)
        self._write_pieces(pieces, 0)
        return Pieces(born, len(pieces))

    def _write_pieces(self, pieces: dict[str, str], document: int) -> None:
        self.outbox.add(self.edition.pieces, piece_rows(pieces, document, self.snapshot.generation, self.now))


def _tells(stored: StoredDocument) -> tuple[str, tuple[str, ...]]:
    """Return the content of the rows of a document: its card, and its names, the first name first."""
    return card_of(stored), (stored.name, *sorted(stored.copies))


def _told(known: Iterable[_Known]) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Return the content of rows by document."""
    rows: dict[int, list[_Known]] = {}
    for row in sorted(known, key=lambda row: (row.role, row.name)):
        rows.setdefault(row.document, []).append(row)
    return {document: (of[0].card, tuple(row.name for row in of)) for document, of in rows.items()}
