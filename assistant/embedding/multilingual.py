"""The embedder for about a hundred languages: multilingual-e5-small, from its packed file, in our own graph.

Wang et al., "Multilingual E5 text embeddings", 2024. Texts in different languages that say the same have similar
vectors, so a question finds a passage in another language.

Two texts on anything have a cosine of .7 there, because all vectors have much in common. That is taken away (Mu and
Viswanath, "All-but-the-top", 2018, section 2.1, of which only the mean), so that a cosine says as much as one of the
default embedder: .06 if nothing is shared instead of .73, .45 for an answer instead of .84 (`benchmarks/RESULTS.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.base import count_tokens
from assistant.embedding.encoders.packed import read_packed_weights, read_vocabulary, tokenizer_of
from assistant.embedding.encoders.running import WINDOW, Encoder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_DIMENSION = 384
_PREFIX = "query: "
"""The model is trained on texts that begin with "query: " or "passage: "; with the first on both sides it finds as much
(`benchmarks/RESULTS.md`)."""
_START, _END = 0, 2
CENTRE = Path(__file__).with_name("multilingual-centre.npy")
"""What all vectors have in common, written by `benchmarks/relevance/centre.py`."""


class MultilingualEmbedder:
    """The model of a packed file. Safe to use from several threads; counting tokens needs only the vocabulary."""

    dimension = _DIMENSION
    max_tokens = WINDOW - 2 - 3  # less the prefix

    def __init__(self, file: Path, name: str, threads: int = 0) -> None:
        """Use the model in a file; `threads` 0 means one per core."""
        self._file = file
        self.name = name
        self._threads = threads

    def __reduce__(self) -> tuple[type[MultilingualEmbedder], tuple[Path, str, int]]:
        """Pickle without the loaded model."""
        return type(self), (self._file, self.name, self._threads)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return tokenizer_of(read_vocabulary(self._file))

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(self._tokenizer, read_packed_weights(self._file), "text", self._threads)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        return count_tokens(self._tokenizer, texts)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of the texts, `(n, d)` float32, each of unit norm."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        centred = self.raw(texts) - self._centre
        return np.asarray(centred / np.linalg.norm(centred, axis=1, keepdims=True), np.float32)

    @cached_property
    def _centre(self) -> NDArray[np.float32]:
        return np.asarray(np.load(CENTRE), np.float32)

    def raw(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of at least one text as the model makes them, `(n, d)` float32, each of unit norm."""
        said = [f"{_PREFIX}{text}" for text in texts]
        read = self._tokenizer.encode_batch_fast(said, add_special_tokens=False)
        return np.stack(self._encoder.run([[_START, *one.ids[: WINDOW - 2], _END] for one in read]))
