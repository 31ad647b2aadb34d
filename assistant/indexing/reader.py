"""What a question needs from an index: `Snapshot` reads it from SQLite, others from a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from assistant.errors import QuestionError
from assistant.indexing.catalogue import Provenance, StoredDocument
from assistant.indexing.layout import Recipe
from assistant.indexing.ledger import LedgerEntry
from assistant.indexing.scope import Scope
from assistant.indexing.sqlite.stored_passages import Candidate, StoredPassage
from assistant.plugins import FORMATS
from assistant.reading.registry import Skipped
from assistant.types import Document, Passage


class NearestPassages(Protocol):
    """The passages of one generation, found by cosine similarity."""

    def search(self, vector: NDArray[np.float32], k: int, within: Sequence[int] | None = None) -> Mapping[int, float]:
        """Return the cosine similarity of the k nearest passages by id; `within` is that of `Reader.match`."""
        ...


@runtime_checkable
class ComparesTokens(Protocol):
    """What a reader may be besides: one that has vectors of the tokens of its passages."""

    def closeness(self, question: NDArray[np.float32], passages: Sequence[int]) -> Mapping[int, float]:
        """Return how close the token vectors of a question are to those of passages, by id; some may have none."""
        ...


class Reader(Protocol):
    """One generation of an index, for the duration of a question; `Snapshot` documents each method.

    `database` and `generation` identify it. `within` is always a result of `passages_of` or `passages_in`; only the
    reader knows what its numbers mean.
    """

    generation: int

    @property
    def database(self) -> Path | str:
        """Where it was read from."""
        ...

    @property
    def recipe(self) -> Recipe:
        """What it was built with."""
        ...

    def documents(self) -> tuple[StoredDocument, ...]:
        """Return every document, by name."""
        ...

    def document(self, name: str) -> Document:
        """Return a document with its text."""
        ...

    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages of its documents, in alphabetical order."""
        ...

    def problems(self) -> tuple[Skipped, ...]:
        """Return the problems of files that could not be read."""
        ...

    def provenance(self, name: str) -> Provenance:
        """Return the date of the document with this name, and its other names."""
        ...

    def figures(self, documents: Sequence[str] | None, text: str = "", unit: str = "") -> tuple[LedgerEntry, ...]:
        """Return the figures of the documents with these first names, or of all."""
        ...

    def names_within(self, scope: Scope) -> tuple[str, ...] | None:
        """Return the first names of the documents in a scope, or None if it includes all."""
        ...

    def passages_of(self, documents: Sequence[str]) -> Sequence[int]:
        """Return a restriction to the passages of the named documents."""
        ...

    def passages_in(self, documents: Sequence[int]) -> Sequence[int]:
        """Return a restriction to the passages of documents, given by row."""
        ...

    def described(self, documents: Sequence[int]) -> Mapping[int, tuple[str, str]]:
        """Return the name and title of documents, by row."""
        ...

    def match(
        self, level: str, terms: Sequence[str], limit: int, within: Sequence[int] | None = None
    ) -> Mapping[int, float]:
        """Return BM25 scores by row id; higher is better."""
        ...

    def owners(self, level: str, ids: Sequence[int]) -> Mapping[int, int]:
        """Return the passage's row of each sentence id (`level` is "sentences")."""
        ...

    def read_candidates(self, ids: Sequence[int]) -> Mapping[int, Candidate]:
        """Return what ranking needs of the passages with these ids, by id."""
        ...

    def read_passages(self, ids: Sequence[int]) -> Mapping[int, StoredPassage]:
        """Return the passages with these ids, by id."""
        ...

    def passages_at(self, document: str, start: int, end: int) -> Sequence[Passage]:
        """Return the passages of a document that overlap a range of offsets, in order."""
        ...

    def sentence_count(self) -> int:
        """Return how many sentences the index has."""
        ...

    def sentence_frequency(self, terms: Sequence[str]) -> Mapping[str, int]:
        """Return the number of sentences of the index that contain each term; terms in none are left out."""
        ...


def documents_in(reader: Reader, scope: Scope) -> Sequence[str] | None:
    """Return the names of the documents in a scope, or None if it includes all.

    Raises:
        QuestionError: there is no such kind of file.
        IndexStateError: the index has no document with one of the names.
    """
    if scope.kind and scope.kind not in FORMATS:
        raise QuestionError(
            f"{scope.kind!r} is not a kind of file that is read. There are: {', '.join(FORMATS.names)}."
        )
    return reader.names_within(scope)
