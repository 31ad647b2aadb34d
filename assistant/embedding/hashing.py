"""An embedder without weights, for tests and experiments: texts with common words are close."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.language.terms import terms


class HashingEmbedder:
    """Embeds a text as the sum of hashed directions of its terms: texts with common words are close."""

    name = "hashing"
    max_tokens = 256

    def __init__(self, dimension: int = 64) -> None:
        """Use vectors of this dimension."""
        self.dimension = dimension
        self.embedded: list[str] = []

    def __reduce__(self) -> tuple[type[HashingEmbedder], tuple[int]]:
        """Pickle without the recorded texts."""
        return type(self), (self.dimension,)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of words of each text."""
        return [len(text.split()) for text in texts]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return `(n, d)` float32 of unit norm; `embedded` records the texts."""
        self.embedded.extend(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for term in terms(text) or [""]:
                digest = hashlib.sha256(term.encode()).digest()
                row += np.frombuffer(digest * (self.dimension // 32 + 1), np.uint8)[: self.dimension] / 127.5 - 1.0
            row /= np.linalg.norm(row)
        return vectors
