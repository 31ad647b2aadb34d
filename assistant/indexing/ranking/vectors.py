"""Nearest passages by vector, derived from the database.

A file contains a FAISS index of one generation, the *base*. A later generation is the base without the passages that
are gone, plus the *fresh* ones, which are compared one by one. The database lists both by id: ids are never reused, and
a passage keeps its vector. So adding a document costs only that document, there is no second file that could disagree,
and a crash between commit and file loses nothing. When many passages are fresh or gone, the writer makes a new base.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.indexing.layout import read_checked, vectors_file, vectors_generations, write_checked
from assistant.indexing.ranking.index_parameters import index_kind, probes
from assistant.indexing.sqlite.store import Ids, Snapshot

MOST_DIFFERENT = 5_000
_BY_ID = 2
"""FAISS's `DirectMap.Hashtable`."""
_BLOCK = 50_000
_SAMPLES_A_LIST = 40

Base = Any  # FAISS's own types lack much of what its factory returns
Matrix = NDArray[np.float32]


class PassageVectors:
    """The passages of one generation, found by cosine similarity. Immutable, so safe to share."""

    def __init__(
        self, base: Base, base_generation: int, present: Ids, gone: Ids, fresh: Ids, fresh_vectors: Matrix
    ) -> None:
        """Combine a base, whose ids are passage ids, with the rising ids of the generation and the differences.

        `gone` are ids of the base that the generation lacks; `fresh`, with `(n, d)` vectors, are those that the base
        lacks.
        """
        self._base = base
        self._present = present
        self._gone = gone
        self._fresh = fresh
        self._fresh_vectors = fresh_vectors
        self.base_generation = base_generation

    @classmethod
    def derive(cls, snapshot: Snapshot) -> PassageVectors:
        """Build a base from the database."""
        return cls._of_base(_build(snapshot), snapshot.generation, snapshot)

    @classmethod
    def of(cls, folder: Path, snapshot: Snapshot) -> PassageVectors:
        """Read the newest base that fits the snapshot, or derive one if it is missing or damaged."""
        generation = newest_base(folder, snapshot)
        if generation is None:
            return cls.derive(snapshot)
        content = read_checked(vectors_file(folder, generation))
        if content is None:
            return cls.derive(snapshot)
        base = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
        if base.d != snapshot.recipe.dimension:
            return cls.derive(snapshot)
        return cls._of_base(base, generation, snapshot)

    @classmethod
    def _of_base(cls, base: Base, generation: int, snapshot: Snapshot, earlier: Ids | None = None) -> PassageVectors:
        """Compare a base with a snapshot; `earlier` are the rising passage ids of a generation between the two."""
        known = np.sort(_ids(base))
        present = snapshot.passage_ids(known if earlier is None else earlier)
        fresh = present[~np.isin(present, known)]
        gone = known[~np.isin(known, present)]
        return cls(base, generation, present, gone, fresh, snapshot.passage_vectors(fresh).astype(np.float32))

    def advanced(self, folder: Path, snapshot: Snapshot) -> PassageVectors:
        """Return the vectors of a later generation of this database, reading only the new ones if these are few."""
        later = self._of_base(self._base, self.base_generation, snapshot, self._present)
        return later if later._different <= MOST_DIFFERENT else self.of(folder, snapshot)

    @property
    def ids(self) -> Ids:
        """The ids of the passages, `(n,)`, rising."""
        return self._present

    @property
    def _different(self) -> int:
        return len(self._gone) + len(self._fresh)

    def keep(self, folder: Path, snapshot: Snapshot) -> PassageVectors:
        """Make sure that the folder has a base that is close enough to the snapshot, and return its vectors."""
        if self._different <= MOST_DIFFERENT and vectors_file(folder, self.base_generation).is_file():
            return self
        merged = self._merged(snapshot)
        write_checked(vectors_file(folder, snapshot.generation), faiss.serialize_index(merged._base).data)
        return merged

    def _merged(self, snapshot: Snapshot) -> PassageVectors:
        """Return the same vectors with a new base; lists are trained again only if the size requires it."""
        if not self._different:
            return PassageVectors(
                self._base, snapshot.generation, self._present, self._gone, self._fresh, self._fresh_vectors
            )
        if _kind(self._base) != index_kind(len(self)):
            return self.derive(snapshot)
        base = faiss.clone_index(self._base)
        base.remove_ids(faiss.IDSelectorBatch(self._gone))
        base.add_with_ids(self._fresh_vectors, self._fresh)
        return self._of_base(base, snapshot.generation, snapshot)

    def search(self, vector: NDArray[np.float32], k: int, within: Sequence[int] | None = None) -> dict[int, float]:
        """Return the cosine similarity of the k nearest passages by id, among the ids in `within` if given."""
        found = self._search_base(vector, k, within)
        fresh = np.ones(len(self._fresh), dtype=bool) if within is None else np.isin(self._fresh, within)
        scores = self._fresh_vectors[fresh] @ vector
        found |= dict(zip(self._fresh[fresh].tolist(), scores.tolist(), strict=True))
        return {id_: found[id_] for id_ in sorted(found, key=lambda id_: (-found[id_], id_))[:k]}

    def _search_base(self, vector: NDArray[np.float32], k: int, within: Sequence[int] | None) -> dict[int, float]:
        selector: Any = None
        if within is not None:
            selector = faiss.IDSelectorBatch(np.setdiff1d(np.array(within, dtype=np.int64), self._gone))
        elif len(self._gone):
            gone = faiss.IDSelectorBatch(self._gone)
            selector = faiss.IDSelectorNot(gone)
        parameters: Any = faiss.SearchParameters()
        if isinstance(self._base, faiss.IndexIVF):
            parameters = faiss.SearchParametersIVF()
            # The passages of a few documents may be in any list, so all lists are searched.
            parameters.nprobe = self._base.nlist if within is not None else probes(self._base.nlist)
        parameters.sel = selector
        with _one_thread():
            scores, ids = self._base.search(vector.reshape(1, -1), k, params=parameters)
        return {int(i): float(s) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0}

    def rows(self) -> tuple[Ids, Matrix]:
        """Return the rising passage ids, `(n,)`, and the vectors as they are searched, for checks."""
        base = np.setdiff1d(_ids(self._base), self._gone)
        if isinstance(self._base, faiss.IndexIVF):
            self._base.set_direct_map_type(_BY_ID)
        vectors = np.array([self._base.reconstruct(int(id_)) for id_ in base], dtype=np.float32)
        ids = np.concatenate([base, self._fresh])
        order = np.argsort(ids)
        return ids[order], np.concatenate([vectors.reshape(-1, self._base.d), self._fresh_vectors])[order]

    def __len__(self) -> int:
        """Return how many passages can be found."""
        return len(self._present)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Limit FAISS to one thread: more only spin for a single question, and slow down concurrent ones."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def newest_base(folder: Path, snapshot: Snapshot) -> int | None:
    """Return the newest generation of the same database, up to the snapshot's, that has a base in the folder."""
    usable = [g for g in vectors_generations(folder) if snapshot.started <= g <= snapshot.generation]
    return max(usable, default=None)


def _build(snapshot: Snapshot) -> Base:
    ids = snapshot.passage_ids()
    kind = index_kind(len(ids))
    index: Base = faiss.index_factory(snapshot.recipe.dimension, kind, faiss.METRIC_INNER_PRODUCT)
    if kind == "Flat":
        index = faiss.IndexIDMap2(index)
    else:
        index.by_residual = False
        sample = ids[:: max(1, len(ids) // (_SAMPLES_A_LIST * index.nlist))]
        index.train(snapshot.passage_vectors(sample).astype(np.float32))
    for start in range(0, len(ids), _BLOCK):
        block = ids[start : start + _BLOCK]
        index.add_with_ids(snapshot.passage_vectors(block).astype(np.float32), block)
    return index


def _kind(base: Base) -> str:
    return f"IVF{base.nlist},SQfp16" if isinstance(base, faiss.IndexIVF) else "Flat"


def _ids(base: Base) -> Ids:
    """Return the ids of a base, in any order."""
    if not isinstance(base, faiss.IndexIVF):
        return np.array(faiss.vector_to_array(base.id_map), dtype=np.int64)
    lists: Any = base.invlists
    parts = [faiss.rev_swig_ptr(lists.get_ids(i), lists.list_size(i)) for i in range(base.nlist) if lists.list_size(i)]
    return np.concatenate([np.zeros(0, np.int64), *parts]).astype(np.int64)
