"""BM25 over postings: the scores of SQLite's FTS5, in a fraction of the time.

FTS5 counts the rows of every term before it scores the first one, and looks up the length of each row that it scores.
Here both are precomputed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from assistant.indexing.ranking.postings import Postings, digests
from assistant.indexing.sqlite.store import Ids

K1, B, LEAST_IDF = 1.2, 0.75, 1e-6
"""As FTS5 has them."""
_LOOKED_UP_FOR = 16
"""How many rows with a term can be scored in the time of one lookup among them."""
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Segment:
    """Postings, a mask `(n,)` of rows that are gone, if any, and the length normalisation of each row."""

    postings: Postings
    gone: NDArray[np.bool_] | None
    damping: Scores


@dataclass(frozen=True, slots=True)
class _Term:
    """The places of a term in each segment, its weight, and its number of rows."""

    places: tuple[slice, ...]
    weight: float
    rows: int


class Ranking:
    """The rows of one level, old and new, found by their terms. Immutable, so safe to share."""

    def __init__(self, base: Postings, gone: NDArray[np.bool_], fresh: Postings) -> None:
        """Combine a base, a mask `(n,)` of its rows that are gone, and new rows."""
        alive = [base.lengths[~gone], fresh.lengths]
        self._rows = sum(map(len, alive))
        tokens = sum(int(lengths.sum(dtype=np.int64)) for lengths in alive)
        mean = tokens / self._rows if tokens else 1.0
        self._parts = tuple(
            _Segment(part, gone_rows, (K1 * (1 - B + B / mean * part.lengths)).astype(np.float32))
            for part, gone_rows in ((base, gone if gone.any() else None), (fresh, None))
            if len(part.ids)
        )

    def best(self, terms: Sequence[str], limit: int, within: Ids | None) -> dict[int, float]:
        """Return the best BM25 scores of rows with any of the terms, by id, best first.

        `within` limits them to the rows of these passages. Of equal scores, the smaller id comes first.
        """
        asked = sorted(filter(None, map(self._term, digests(dict.fromkeys(terms)))), key=lambda term: term.rows)
        ids, scores = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
        for number, part in enumerate(self._parts):
            rows, found = _scored(part, [(term.places[number], term.weight) for term in asked], limit, within)
            ids.append(part.postings.ids[rows])
            scores.append(found)
        all_ids, all_scores = np.concatenate(ids), np.concatenate(scores)
        order = np.lexsort((all_ids, -all_scores))[:limit]
        return dict(zip(all_ids[order].tolist(), all_scores[order].tolist(), strict=True))

    def passages_of(self, ids: Sequence[int]) -> dict[int, int]:
        """Return the passage of each row, by the row's id."""
        found: dict[int, int] = {}
        for postings in (part.postings for part in self._parts):
            places = np.searchsorted(postings.ids, ids)
            at = places[places < len(postings.ids)]
            of_row = zip(postings.ids[at].tolist(), postings.passages[at].tolist(), strict=True)
            found |= {id_: passage for id_, passage in of_row if id_ not in found}
        return {id_: found[id_] for id_ in ids if id_ in found}

    def _term(self, digest: np.uint64) -> _Term | None:
        places = tuple(part.postings.places_of(digest) for part in self._parts)
        rows = sum(place.stop - place.start for place in places)
        for part, place in zip(self._parts, places, strict=True):
            if part.gone is not None:
                rows -= int(part.gone[part.postings.rows[place]].sum())
        idf = log((self._rows - rows + 0.5) / (rows + 0.5))
        return _Term(places, max(idf, LEAST_IDF), rows) if rows else None


def _scored(
    part: _Segment, terms: Sequence[tuple[slice, float]], limit: int, within: Ids | None
) -> tuple[NDArray[np.int64], Scores]:
    """Return the best rows of a segment and their scores, including all that tie with the last one.

    Terms are added by rising frequency, so that the sum of a row does not depend on other rows.
    """
    postings = part.postings
    scores = np.zeros(len(postings.ids), dtype=np.float32)
    inside = None if within is None else postings.rows_within(within)
    for place, weight in terms:
        rows, counts = postings.rows[place], postings.counts[place]
        if inside is not None and len(inside) * _LOOKED_UP_FOR <= len(rows):
            at = np.minimum(np.searchsorted(rows, inside), len(rows) - 1)
            has = rows[at] == inside
            rows, counts = inside[has], counts[at[has]]
        scores[rows] += np.float32(weight * (K1 + 1)) * counts / (counts + part.damping[rows])
    if part.gone is not None:
        scores[part.gone] = 0
    found = np.flatnonzero(scores > 0) if inside is None else inside[scores[inside] > 0]
    of_found = scores[found]
    if len(found) > limit:
        best = of_found >= np.partition(of_found, -limit)[-limit]
        found, of_found = found[best], of_found[best]
    return found, of_found
