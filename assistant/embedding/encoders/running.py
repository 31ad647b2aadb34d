"""Runs an encoder in batches of texts of similar length, with only as much padding as they need."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.base import plan_batches, read_tokenizer
from assistant.embedding.encoders.graph import Head, build_graph
from assistant.embedding.encoders.weights import EncoderWeights, read_weights
from assistant.models.encoders import WEIGHTS, PackagedEncoder, verified_encoder

if TYPE_CHECKING:
    import openvino
    from tokenizers import Tokenizer

WINDOW = 512
"""The most tokens that an encoder of this family has positions for, special ones included."""
_BATCH_TOKENS = 512
"""Larger batches don't fit in the cache of a core: 26 ms instead of 23 for a pair of 176 tokens."""
_GROUP = "128"
"""How many activations share a scale when they are quantized; groups never span two tokens."""


class Encoder:
    """A tokenizer and a model. Safe to use from several threads; compiled for the first text."""

    def __init__(self, tokenizer: Tokenizer, weights: EncoderWeights, head: Head, threads: int = 0) -> None:
        """Use a tokenizer without truncation and padding; `threads` 0 means one per core."""
        self.tokenizer = tokenizer
        self._weights = weights
        self._head = head
        self._threads = threads
        self._lock = threading.Lock()

    @cached_property
    def _request(self) -> openvino.InferRequest:
        import openvino

        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": self._threads,
            "INFERENCE_PRECISION_HINT": "f32",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": _GROUP,
        }
        compiled = openvino.Core().compile_model(build_graph(self._weights, self._head), "CPU", settings)
        self._weights = {}  # OpenVINO has its own copy
        return compiled.create_infer_request()

    def special(self, token: str) -> int:
        """Return the id of a special token, such as "[CLS]".

        Raises:
            KeyError: the tokenizer has none of this name.
        """
        found = self.tokenizer.token_to_id(token)
        if found is None:
            raise KeyError(token)
        return int(found)

    def run(
        self, rows: Sequence[Sequence[int]], types: Sequence[Sequence[int]] | None = None
    ) -> list[NDArray[np.float32]]:
        """Return the head's output for each row of token ids, at most WINDOW long, in order.

        `types` are the token types of each row, all 0 if left out. The head "tokens" returns `(t, d)` for a row of t
        tokens.
        """
        results: list[NDArray[np.float32]] = [np.zeros(0, np.float32)] * len(rows)
        for batch in plan_batches([len(row) for row in rows], _BATCH_TOKENS):
            ids = _padded([rows[place] for place in batch])
            mask = _padded([[1] * len(rows[place]) for place in batch])
            kinds = np.zeros_like(ids) if types is None else _padded([types[place] for place in batch])
            with self._lock:  # held per batch, so that a question waits for one batch of documents only
                found = np.array(self._request.infer([ids, mask, kinds])[0], np.float32)
            for row, place in zip(found, batch, strict=True):
                results[place] = row[: len(rows[place])].copy() if self._head == "tokens" else row
        return results


def open_encoder(packaged: PackagedEncoder, head: Head, threads: int = 0) -> Encoder:
    """Return a packaged encoder. Raises ModelError if it is missing or damaged."""
    return read_encoder(verified_encoder(packaged), head, threads)


def read_encoder(folder: Path, head: Head, threads: int = 0) -> Encoder:
    """Return the encoder in a folder. Raises ModelError if it cannot be read."""
    return Encoder(read_tokenizer(folder), read_weights(folder / WEIGHTS), head, threads)


def _padded(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Return rows as one array, `(n, t)`, padded with 0, which is the id of "[PAD]" in this family."""
    width = max(map(len, rows))
    filled: NDArray[Any] = np.zeros((len(rows), width), np.int64)
    for place, row in enumerate(rows):
        filled[place, : len(row)] = row
    return filled
