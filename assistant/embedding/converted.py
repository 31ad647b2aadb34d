"""The embedder of converted models, with OpenVINO: no torch, and the fastest to start and run on a processor."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.base import BATCH_TOKENS, count_tokens, plan_batches, read_tokenizer
from assistant.embedding.conversion import GRAPH, Converted, infer

if TYPE_CHECKING:
    import openvino
    from tokenizers import Tokenizer


class ConvertedEmbedder:
    """A converted sentence-transformers model. Safe to use from several threads."""

    def __init__(self, model: Converted, source: Path, name: str, threads: int = 0) -> None:
        """Use a model that was converted from the folder `source`; `threads` 0 means one per core."""
        self._model = model
        self._source = source
        self.name = name
        self._threads = threads
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type[ConvertedEmbedder], tuple[Converted, Path, str, int]]:
        """Pickle without the loaded model."""
        return type(self), (self._model, self._source, self.name, self._threads)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return read_tokenizer(self._source)

    @cached_property
    def _cutting_tokenizer(self) -> Tokenizer:
        tokenizer = read_tokenizer(self._source)
        tokenizer.enable_truncation(self._model.facts.max_tokens)
        return tokenizer

    @cached_property
    def _request(self) -> openvino.InferRequest:
        import openvino

        settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": self._threads}
        compiled = openvino.Core().compile_model(self._model.folder / GRAPH, "CPU", settings)
        return compiled.create_infer_request()

    @property
    def dimension(self) -> int:
        """The dimension of the vectors."""
        return self._model.facts.dimension

    @cached_property
    def max_tokens(self) -> int:
        """The maximum tokens of a text, without special tokens."""
        return self._model.facts.max_tokens - self._tokenizer.num_special_tokens_to_add(False)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        return count_tokens(self._tokenizer, texts)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of the texts, `(n, d)` float32, each of unit norm."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._cutting_tokenizer.encode_batch_fast(list(texts))]
        for batch in plan_batches([len(ids) for ids in tokens], BATCH_TOKENS):
            with self._lock:  # held per batch, so that a question waits for one batch of documents only
                vectors[batch] = infer(self._request, [tokens[n] for n in batch], self._model.facts.padding)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors
