"""The FAISS index over passage vectors: derived from a generation of the database, never the truth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.indexing.layout import read_checked, vectors_file, write_checked
from assistant.indexing.store import Snapshot


class PassageVectors:
    """Exact inner-product search over the unit vectors of one generation's passages."""

    def __init__(self, index: faiss.Index) -> None:
        """Wrap a FAISS index whose ids are passage ids."""
        self._index = index

    @classmethod
    def derive(cls, snapshot: Snapshot) -> PassageVectors:
        """Build the index from the database."""
        ids, vectors = snapshot.passage_vectors()
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(snapshot.recipe.dimension))
        index.add_with_ids(vectors, ids)
        return cls(index)

    @classmethod
    def of(cls, folder: Path, snapshot: Snapshot) -> PassageVectors:
        """Read the file of the snapshot's generation, or derive the index where it is missing or damaged."""
        content = read_checked(vectors_file(folder, snapshot.generation))
        if content is None:
            return cls.derive(snapshot)
        index = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
        whole = index.d == snapshot.recipe.dimension and index.ntotal == snapshot.passage_count()
        return cls(index) if whole else cls.derive(snapshot)

    def write(self, folder: Path, generation: int) -> None:
        """Keep the index as the vectors of a generation, atomically."""
        write_checked(vectors_file(folder, generation), faiss.serialize_index(self._index).tobytes())

    def search(self, vector: NDArray[np.float32], k: int, within: Sequence[int] | None = None) -> dict[int, float]:
        """Return the cosine similarity of the k nearest passages by id, among the given ones where any are given."""
        parameters = None
        if within is not None:
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorBatch(np.array(within, dtype=np.int64))
        scores, ids = self._index.search(vector.reshape(1, -1), k, params=parameters)
        return {int(i): float(s) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0}

    def rows(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the passage ids, `(n,)`, and the vectors as they are searched, `(n, d)`, to hold against the truth."""
        index: Any = self._index
        return faiss.vector_to_array(index.id_map), index.index.reconstruct_n(0, index.ntotal)

    def __len__(self) -> int:
        """Return how many passages can be found."""
        return int(self._index.ntotal)
