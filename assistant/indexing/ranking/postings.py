"""The rows of each term, with frequencies: arrays that are created once and never changed.

A term is identified by 64 bits of its BLAKE2b digest, so that no list of words is needed; the chance that any two of a
million terms collide is one in 37 million.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import chain, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.indexing.sqlite.full_text import IndexedRow
from assistant.indexing.sqlite.store import Ids

_COUNTED_AT_ONCE = 50_000
_TYPES = (np.int64, np.int64, np.uint64, np.uint64, np.int64, np.int32, np.int32, np.uint16)


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Rows and their terms. Entry i of `rows` and `counts` is a row and how often it contains the term.

    `ids` and `passages`, `(n,)`, are the id of each row and that of its first passage, both rising; `names`, `(n,)`,
    the digest of its name; `lengths`, `(n,)`, its number of terms. `terms`, `(t,)`, are rising digests; the entries of
    term i are `starts[i]` up to `starts[i + 1]`. `rows`, `(p,)`, are positions in `ids`, rising within a term.
    """

    ids: Ids
    passages: Ids
    names: NDArray[np.uint64]
    terms: NDArray[np.uint64]
    starts: Ids
    lengths: NDArray[np.int32]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]

    def places_of(self, term: np.uint64) -> slice:
        """Return the entries of a term in `rows` and `counts`."""
        place = int(np.searchsorted(self.terms, term))
        if place == len(self.terms) or self.terms[place] != term:
            return slice(0, 0)
        return slice(int(self.starts[place]), int(self.starts[place + 1]))

    def rows_within(self, passages: Ids) -> Ids:
        """Return the rows of these passages, rising."""
        first = np.searchsorted(self.passages, np.unique(passages))
        last = np.searchsorted(self.passages, np.unique(passages), side="right")
        return _ranges(first, last - first)

    def only(self, kept: NDArray[np.bool_]) -> Postings:
        """Return the postings of the rows selected by a mask `(n,)`."""
        stay = kept[self.rows]
        stands = np.concatenate([[0], np.cumsum(stay)])[self.starts]
        has_rows = np.diff(stands) > 0
        return Postings(
            ids=self.ids[kept],
            passages=self.passages[kept],
            names=self.names[kept],
            terms=self.terms[has_rows],
            starts=np.concatenate([stands[:1], stands[1:][has_rows]]),
            lengths=self.lengths[kept],
            rows=(np.cumsum(kept, dtype=np.int32) - 1)[self.rows[stay]].astype(np.int32),
            counts=self.counts[stay],
        )

    def to_bytes(self) -> tuple[bytes | memoryview, ...]:
        """Return the arrays, each after its size in bytes, as `from_bytes` reads them."""
        parts: list[bytes | memoryview] = []
        for array in (getattr(self, field.name) for field in fields(self)):
            parts += [np.int64(array.nbytes).tobytes(), array.data.cast("B") if array.size else b""]
            parts.append(bytes(-array.nbytes % 8))
        return tuple(parts)


def postings_from(content: bytes | memoryview, at: int = 0) -> tuple[Postings, int]:
    """Return the postings at an offset in the output of `to_bytes`, and the offset at which they end."""
    arrays: list[Any] = []
    for kind in _TYPES:
        size = int(np.frombuffer(content, np.int64, 1, at)[0])
        arrays.append(np.frombuffer(content, kind, size // np.dtype(kind).itemsize, at + 8))
        at += 8 + size + -size % 8
    return Postings(*arrays), at


def digests(terms: Iterable[str]) -> NDArray[np.uint64]:
    """Return the digests of terms, `(n,)`."""
    joined = b"".join(hashlib.blake2b(term.encode("utf-8"), digest_size=8).digest() for term in terms)
    return np.frombuffer(joined, dtype=np.uint64)


def count_terms(rows: Iterable[IndexedRow] = ()) -> Postings:
    """Return the postings of rows that come by rising id; they are read in batches, to save memory."""
    coming, parts = iter(rows), []
    while some := list(islice(coming, _COUNTED_AT_ONCE)):
        parts.append(_counted(some))
    return join(parts)


def _counted(rows: Sequence[IndexedRow]) -> Postings:
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    split = [row.terms.split() for row in rows]
    lengths = np.array([len(terms) for terms in split], dtype=np.int32)
    said = np.fromiter(map(vocabulary.__getitem__, chain.from_iterable(split)), np.int64, int(lengths.sum()))
    known = digests(vocabulary)
    order = np.argsort(known)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    places = np.repeat(np.arange(len(rows)), lengths)
    pairs, counts = np.unique(rank[said] * len(rows) + places, return_counts=True)
    term, row = np.divmod(pairs, max(1, len(rows)))
    return Postings(
        ids=np.array([row.id for row in rows], dtype=np.int64),
        passages=np.array([row.passage for row in rows], dtype=np.int64),
        names=digests(row.name for row in rows),
        terms=known[order],
        starts=np.searchsorted(term, np.arange(len(known) + 1)).astype(np.int64),
        lengths=lengths,
        rows=row.astype(np.int32),
        counts=np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16),
    )


def join(parts: Sequence[Postings]) -> Postings:
    """Return the postings of the rows of all parts, which have no row in common."""
    terms = np.unique(np.concatenate([np.zeros(0, np.uint64), *(part.terms for part in parts)]))
    sizes = np.zeros(len(terms), dtype=np.int64)
    known = [np.searchsorted(terms, part.terms) for part in parts]
    for part, place in zip(parts, known, strict=True):
        sizes[place] += np.diff(part.starts)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    rows, counts = np.empty(int(starts[-1]), np.int32), np.empty(int(starts[-1]), np.uint16)
    free, before = starts[:-1].copy(), 0
    for part, place in zip(parts, known, strict=True):
        size = np.diff(part.starts)
        target = _ranges(free[place], size)
        rows[target], counts[target] = part.rows + np.int32(before), part.counts
        free[place] += size
        before += len(part.ids)
    ids = np.concatenate([np.zeros(0, np.int64), *(part.ids for part in parts)])
    order = np.argsort(ids, kind="stable")
    if not np.array_equal(order, np.arange(len(ids))):
        rows = np.argsort(order)[rows].astype(np.int32)
        by_row = np.lexsort((rows, np.repeat(np.arange(len(terms)), sizes)))
        rows, counts = rows[by_row], counts[by_row]
    return Postings(
        ids=ids[order],
        passages=np.concatenate([np.zeros(0, np.int64), *(part.passages for part in parts)])[order],
        names=np.concatenate([np.zeros(0, np.uint64), *(part.names for part in parts)])[order],
        terms=terms,
        starts=starts,
        lengths=np.concatenate([np.zeros(0, np.int32), *(part.lengths for part in parts)])[order],
        rows=rows,
        counts=counts,
    )


def _ranges(starts: Ids, sizes: Ids) -> Ids:
    """Return the concatenated ranges that begin at each start and have the given sizes."""
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()))
