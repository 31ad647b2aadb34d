"""The words of documents, passages and sentences, ranked in memory and derived from the database.

As with vectors (`vectors.py`), a file contains the words of one generation, the *base*. A later generation is the base
without the rows that are gone, plus the *fresh* ones; the database lists both by id. A renamed document, whose name is
among its words, counts as gone and fresh. The file is named by the generation of the vectors that it was written with,
and deleted with them. Without it, because the index is small or the file was damaged, the database ranks, only more
slowly; the next writer writes it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.indexing.layout import read_checked, words_file
from assistant.indexing.ranking.bm25 import Ranking
from assistant.indexing.ranking.postings import Postings, count_terms, digests, join, postings_from
from assistant.indexing.sqlite.store import LEVELS, Ids, Snapshot

OF_DOCUMENTS = ("identities", "documents")

Levels = Mapping[str, Postings]
_NOTHING: Levels = {level: count_terms() for level in LEVELS}


class PassageWords:
    """The rows of one generation at all levels, found by words. Immutable, so safe to share."""

    def __init__(
        self, base_generation: int, base: Levels, fresh: Levels, snapshot: Snapshot, earlier: Ids | None = None
    ) -> None:
        """Combine a base with the rows of this snapshot that it lacks, by level.

        `fresh` are the additional rows of an earlier generation, whose passages were `earlier`.
        """
        self.base_generation = base_generation
        self._base = base
        present = _Present.of(snapshot, base["passages"].passages if earlier is None else earlier)
        self._passages = present.passages
        self._kept = {level: present.has(level, base[level]) for level in LEVELS}
        self._fresh = {level: present.with_new(level, base[level], fresh[level]) for level in LEVELS}
        self._rankings = {level: Ranking(base[level], ~self._kept[level], self._fresh[level]) for level in LEVELS}

    @classmethod
    def derive(cls, snapshot: Snapshot) -> PassageWords:
        """Build a base from the database."""
        return cls(snapshot.generation, cls(0, _NOTHING, _NOTHING, snapshot)._fresh, _NOTHING, snapshot)

    @classmethod
    def of(cls, folder: Path, generation: int, snapshot: Snapshot) -> PassageWords | None:
        """Read the base of a generation for a snapshot; return None if it is missing or damaged."""
        content = read_checked(words_file(folder, generation))
        if content is None:
            return None
        base, at = {}, 0
        for level in LEVELS:
            base[level], at = postings_from(content, at)
        return cls(generation, base, _NOTHING, snapshot)

    def advanced(self, snapshot: Snapshot) -> PassageWords:
        """Return the words of a later generation of this database, reading only what is new."""
        return PassageWords(self.base_generation, self._base, self._fresh, snapshot, self._passages)

    def match(self, level: str, terms: Sequence[str], limit: int, within: Sequence[int] | None) -> dict[int, float]:
        """Return what `Snapshot.match` returns, for terms of one word."""
        return self._rankings[level].best(terms, limit, None if within is None else np.array(within, dtype=np.int64))

    def passages_of(self, sentences: Sequence[int]) -> dict[int, int]:
        """Return the passage id of each sentence id."""
        return self._rankings["sentences"].passages_of(sentences)

    def merged(self) -> Levels:
        """Return the postings of all rows that can be found, by level."""
        return {level: join([self._base[level].only(self._kept[level]), self._fresh[level]]) for level in LEVELS}

    def merged_bytes(self) -> Iterator[bytes | memoryview]:
        """Yield the base of this generation in parts, as `of` reads it."""
        levels = self.merged()
        for level in LEVELS:
            yield from levels[level].to_bytes()


@dataclass(frozen=True, slots=True)
class _Present:
    """The passages of a snapshot, and its documents with the digests of their names, both by rising id."""

    snapshot: Snapshot
    passages: Ids
    documents: Ids
    names: NDArray[np.uint64]

    @classmethod
    def of(cls, snapshot: Snapshot, earlier: Ids) -> _Present:
        names = sorted(snapshot.document_names().items())
        documents = np.array([row for row, _ in names], dtype=np.int64)
        return cls(snapshot, snapshot.passage_ids(earlier), documents, digests(name for _, name in names))

    def has(self, level: str, postings: Postings) -> NDArray[np.bool_]:
        """Return the mask `(n,)` of rows that still exist under the same name."""
        if level not in OF_DOCUMENTS:
            return np.asarray(np.isin(postings.passages, self.passages), dtype=np.bool_)
        if not len(self.documents):
            return np.zeros(len(postings.ids), dtype=bool)
        at = np.minimum(np.searchsorted(self.documents, postings.ids), len(self.documents) - 1)
        return np.asarray((self.documents[at] == postings.ids) & (self.names[at] == postings.names), dtype=np.bool_)

    def with_new(self, level: str, base: Postings, fresh: Postings) -> Postings:
        """Return the fresh rows that still exist, plus the rows that neither they nor the base have."""
        kept = fresh.only(self.has(level, fresh))
        if level in OF_DOCUMENTS:
            known = np.concatenate([base.ids[self.has(level, base)], kept.ids])
            new = self.snapshot.document_rows(level, np.setdiff1d(self.documents, known).tolist())
        else:
            last = max(int(part.passages.max(initial=0)) for part in (base, fresh))
            new = self.snapshot.rows_after(level, last)
        return join([kept, count_terms(new)])
