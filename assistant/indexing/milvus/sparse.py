"""BM25 as an inner product of sparse vectors, so that any engine with sparse vectors ranks like the local index.

What of BM25 concerns a row alone (how often it has a term, how long it is) is its vector; what concerns the whole index
(how rare a term is) is the question's. Their inner product is the score: Lù, "BM25S: Orders of magnitude faster lexical
search via eager sparse scoring", 2024, section 2. Formula and constants are those of `bm25.py`, which are FTS5's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from assistant.indexing.ranking.bm25 import K1, LEAST_IDF, B
from assistant.indexing.ranking.postings import digests

Weights = dict[int, float]

_DIMENSIONS = 2**32 - 2
NO_TERM: Weights = {_DIMENSIONS: 1.0}
"""The vector of a row without terms: a sparse vector must not be empty, and no term uses this dimension."""


def dimensions(terms: Iterable[str]) -> NDArray[np.uint32]:
    """Return the dimension of each term, `(n,)`; among 100,000 terms about two share one."""
    return ((digests(terms) >> np.uint64(32)) % np.uint64(_DIMENSIONS)).astype(np.uint32)


def row_weights(terms: Sequence[str], mean: float) -> Weights:
    """Return the vector of a row with these terms, where rows have `mean` terms on average."""
    if not terms:
        return NO_TERM
    counts = Counter(terms)
    damping = K1 * (1 - B + B * len(terms) / mean)
    pairs = zip(dimensions(counts).tolist(), counts.values(), strict=True)
    return {dimension: (K1 + 1) * count / (count + damping) for dimension, count in pairs}


def question_weights(frequency: Mapping[str, int], rows: int) -> Weights:
    """Return the vector of a question, given in how many rows each of its terms occurs."""
    known = [term for term, count in frequency.items() if count]
    return dict(zip(dimensions(known).tolist(), (rarity(frequency[term], rows) for term in known), strict=True))


def rarity(count: int, rows: int) -> float:
    """Return the weight of a term that occurs in `count` of `rows` rows (Robertson & Spärck Jones, 1976)."""
    return max(log((rows - count + 0.5) / (count + 0.5)), LEAST_IDF)
