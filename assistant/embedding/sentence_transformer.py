"""The embedder of any sentence-transformers model, on a GPU or if a model cannot be converted."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.base import BATCH_TOKENS, count_tokens, plan_batches, read_tokenizer
from assistant.errors import ModelError

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

_MULTIPLY_BFLOAT16 = ("avx512_bf16", "amx_bf16", "bf16")
"""The names of the instructions in torch on x86-64 and, last, on ARM64."""


def load_sentence_transformer(folder: Path) -> SentenceTransformer:
    """Return the model of a folder, silently.

    Raises:
        ModelError: it cannot be loaded.
    """
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        return SentenceTransformer(str(folder), local_files_only=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"The embedding model in {folder} cannot be loaded: {error}.") from error
    finally:
        logging.enable_progress_bar()


def multiplies_bfloat16() -> bool:
    """Return whether this processor supports bfloat16; otherwise torch emulates it, slower than float32.

    If torch is too old to know, the answer is no.
    """
    import torch

    capabilities: Mapping[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return any(capabilities.get(name) for name in _MULTIPLY_BFLOAT16)


def _narrow(model: SentenceTransformer) -> None:
    """Run the transformer in bfloat16; token vectors are still pooled and normalised in float32."""
    import torch

    def widen(_module: object, _inputs: object, features: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return features | {"token_embeddings": features["token_embeddings"].float()}

    model[0].to(torch.bfloat16)
    model[0].register_forward_hook(widen)


class SentenceTransformerEmbedder:
    """A sentence-transformers model from a local folder.

    The first text loads the weights; counting tokens needs only the tokenizer. Safe to use from several
    threads.
    """

    def __init__(self, folder: Path, name: str, threads: int = 0) -> None:
        """Use the model in a folder; `threads` 0 leaves the number of processor threads to torch."""
        self._folder = folder
        self.name = name
        self._threads = threads
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type[SentenceTransformerEmbedder], tuple[Path, str, int]]:
        """Pickle without the loaded model."""
        return type(self), (self._folder, self.name, self._threads)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return read_tokenizer(self._folder)

    @cached_property
    def _model(self) -> SentenceTransformer:
        import torch

        if self._threads:
            torch.set_num_threads(self._threads)
        model = load_sentence_transformer(self._folder)
        if model.device.type == "cpu" and hasattr(model[0], "auto_model") and multiplies_bfloat16():
            _narrow(model)
        return model

    @cached_property
    def dimension(self) -> int:
        """The dimension of the vectors."""
        with self._lock:
            return int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def max_tokens(self) -> int:
        """The maximum tokens of a text, without special tokens."""
        with self._lock:
            return int(self._model.max_seq_length or 512) - self._tokenizer.num_special_tokens_to_add(False)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        return count_tokens(self._tokenizer, texts)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of the texts, `(n, d)` float32, each of unit norm."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        lengths = [min(length, self.max_tokens) for length in self.count_tokens(texts)]
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        with self._lock:
            for batch in plan_batches(lengths, BATCH_TOKENS):
                vectors[batch] = self._model.encode(
                    [texts[position] for position in batch],
                    batch_size=len(batch),
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
        return vectors
