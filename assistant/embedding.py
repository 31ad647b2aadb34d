"""Texts into unit vectors, by sentence-transformers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
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

_BATCH = 16


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
            return SentenceTransformer(str(self._folder), local_files_only=True)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(f"The embedding model in {self._folder} cannot be loaded: {error}.") from error
        finally:
            logging.enable_progress_bar()

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
        with self._lock:
            vectors = self._model.encode(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)


def open_embedder(settings: Settings) -> SentenceTransformerEmbedder:
    """Return the embedder of the settings; its weights are loaded for the first text.

    Raises:
        SettingsError: the setting names no model.
        ModelError: the model is not there or is damaged.
    """
    source = embedder_folder(settings)
    return SentenceTransformerEmbedder(source.path, source.name, settings.threads)
