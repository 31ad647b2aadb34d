"""The number of rows of each level that contain each term: small enough to read completely, once per generation."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.indexing.milvus.sparse import dimensions
from assistant.indexing.sqlite.store import LEVELS, Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The dimensions of all terms, `(n,)`, ascending, and in how many rows of each level they occur, `(n, levels)`."""

    terms: NDArray[np.uint32]
    rows: NDArray[np.int32]

    def frequency(self, level: str, terms: Sequence[str]) -> dict[str, int]:
        """Return what `Snapshot.frequency` returns."""
        words = sorted({word for term in terms for word in term.split()})
        if not words or not len(self.terms):
            return {}
        wanted = dimensions(words)
        places = np.minimum(np.searchsorted(self.terms, wanted), len(self.terms) - 1)
        counts = np.where(self.terms[places] == wanted, self.rows[places, LEVELS.index(level)], 0)
        known = dict(zip(words, counts.tolist(), strict=True))
        least = {term: min((known[word] for word in term.split()), default=0) for term in terms}
        return {term: count for term, count in least.items() if count}

    def to_text(self) -> str:
        """Return it as text that any field can store, for `vocabulary_from`."""
        content = self.terms.astype("<u4").tobytes() + self.rows.astype("<i4").tobytes()
        return base64.b64encode(zlib.compress(content)).decode("ascii")


def vocabulary_from(text: str) -> Vocabulary:
    """Return the vocabulary that `to_text` wrote."""
    content = zlib.decompress(base64.b64decode(text))
    count = len(content) // (4 + 4 * len(LEVELS))
    return Vocabulary(
        np.frombuffer(content, "<u4", count),
        np.frombuffer(content, "<i4", offset=4 * count).reshape(count, len(LEVELS)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """The statistics that BM25 needs: vocabulary, and number and mean length of rows by level."""

    vocabulary: Vocabulary
    rows: dict[str, int]
    means: dict[str, float]


def statistics_of(snapshot: Snapshot) -> Statistics:
    """Return the statistics of a generation, from the database's own word indexes."""
    counted = {level: snapshot.vocabulary(level) for level in LEVELS}
    rows = {level: snapshot.row_count(level) for level in LEVELS}
    means = {level: sum(said for _, _, said in counted[level]) / max(1, rows[level]) or 1.0 for level in LEVELS}
    known = {level: dimensions(term for term, _, _ in counted[level]) for level in LEVELS}
    terms = np.unique(np.concatenate([np.zeros(0, np.uint32), *known.values()]))
    table = np.zeros((len(terms), len(LEVELS)), dtype=np.int32)
    for column, level in enumerate(LEVELS):
        places = np.searchsorted(terms, known[level])
        np.add.at(table[:, column], places, np.array([count for _, count, _ in counted[level]], dtype=np.int32))
    return Statistics(Vocabulary(terms, table), rows, means)
