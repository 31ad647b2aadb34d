"""Texts into unit vectors, by sentence-transformers.

Texts of like length are read together, in batches of as many tokens as pay, and in bfloat16 where the processor
multiplies it; `benchmarks/embedding.py` measures both. A vector made so is at a cosine of 0.9999 to its float32, closer
than the float16 that an index keeps can matter to a ranking. So the arithmetic is no part of an embedder's name: an
index made on one machine is read, and added to, on another.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.models import embedder_folder
from assistant.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

_BATCH_TOKENS = 2048
_MULTIPLY_BFLOAT16 = ("avx512_bf16", "amx_bf16", "bf16")
"""What torch calls the instructions on x86-64 and, last, on ARM64."""


class Embedder(Protocol):
    """What turns texts into vectors. `name` identifies it in an index."""

    @property
    def name(self) -> str:
        """The name that an index records."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text are read, as `count_tokens` counts them; what is beyond is not seen."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of the texts, `(n, d)` float32, each of unit norm."""


def plan_batches(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Return which texts to read together, by position, longest first.

    A batch costs its longest text times its size, padding included: at most `budget` tokens, or one text.
    """
    order = sorted(range(len(lengths)), key=lambda position: -lengths[position])
    batches: list[list[int]] = []
    room = 0
    for position in order:
        if room == 0:
            batches.append([])
            room = max(1, budget // max(1, lengths[position]))
        batches[-1].append(position)
        room -= 1
    return batches


def multiplies_bfloat16() -> bool:
    """Say whether this processor multiplies bfloat16 itself; elsewhere torch emulates it, slower than float32.

    A torch that is too old to tell counts as no.
    """
    import torch

    capabilities: Mapping[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return any(capabilities.get(name) for name in _MULTIPLY_BFLOAT16)


def _narrow(model: SentenceTransformer) -> None:
    """Let the transformer multiply in bfloat16; its token vectors are pooled and normalised in float32 as before."""
    import torch

    def widen(_module: object, _inputs: object, features: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return features | {"token_embeddings": features["token_embeddings"].float()}

    model[0].to(torch.bfloat16)
    model[0].register_forward_hook(widen)


class SentenceTransformerEmbedder:
    """A sentence-transformers model from a local folder.

    The weights are loaded for the first text; counting tokens takes the tokenizer alone. Safe to use from several
    threads.
    """

    def __init__(self, folder: Path, name: str, threads: int = 0) -> None:
        """Use the model in a folder; `threads` 0 leaves the number of processor threads to torch."""
        self._folder = folder
        self.name = name
        self._threads = threads
        self._lock = threading.Lock()

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as error:  # the library raises bare Exception
            raise ModelError(f"{self._folder / 'tokenizer.json'} cannot be read: {error}.") from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> SentenceTransformer:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        if self._threads:
            torch.set_num_threads(self._threads)
        logging.disable_progress_bar()
        try:
            model = SentenceTransformer(str(self._folder), local_files_only=True)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(f"The embedding model in {self._folder} cannot be loaded: {error}.") from error
        finally:
            logging.enable_progress_bar()
        if model.device.type == "cpu" and hasattr(model[0], "auto_model") and multiplies_bfloat16():
            _narrow(model)
        return model

    @cached_property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        with self._lock:
            return int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def max_tokens(self) -> int:
        """How many tokens of a text are read, less the two that the model puts around it."""
        with self._lock:
            return int(self._model.max_seq_length or 512) - self._tokenizer.num_special_tokens_to_add(False)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without the two that the model puts around it."""
        return [len(e.ids) for e in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of the texts, `(n, d)` float32, each of unit norm."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        lengths = [min(length, self.max_tokens) for length in self.count_tokens(texts)]
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        with self._lock:
            for batch in plan_batches(lengths, _BATCH_TOKENS):
                vectors[batch] = self._model.encode(
                    [texts[position] for position in batch],
                    batch_size=len(batch),
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
        return vectors


def open_embedder(settings: Settings) -> SentenceTransformerEmbedder:
    """Return the embedder of the settings; its weights are loaded for the first text.

    Raises:
        SettingsError: the setting names no model.
        ModelError: the model is not there or is damaged.
    """
    source = embedder_folder(settings)
    return SentenceTransformerEmbedder(source.path, source.name, settings.threads)
