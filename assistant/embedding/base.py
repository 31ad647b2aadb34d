"""The protocol of embedders, and what they share: tokenizer and batching.

Texts of similar length are embedded together, in batches of an efficient number of tokens, and in bfloat16 if the
processor supports it; `benchmarks/retrieval/embedding.py` measures both. Such a vector has a cosine of 0.9999 to its
float32, a difference as irrelevant to the ranking as that of the float16 in the index. So neither the arithmetic nor
the engine is part of an embedder's name: an index made on one machine can be read and extended on another.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BATCH_TOKENS = 2048


class Embedder(Protocol):
    """Turns texts into vectors. `name` identifies it in an index.

    It can be pickled without its loaded weights, so that the processes that cut documents can count tokens.
    """

    @property
    def name(self) -> str:
        """The name that an index records."""

    @property
    def dimension(self) -> int:
        """The dimension of the vectors."""

    @property
    def max_tokens(self) -> int:
        """The maximum tokens of a text, as `count_tokens` counts them; the rest is ignored."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of the texts, `(n, d)` float32, each of unit norm."""


def plan_batches(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Return batches of positions of texts to embed together, longest first.

    The cost of a batch is its longest text times its size, including padding: at most `budget` tokens, or one text.
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


def read_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of a model's folder, without truncation and padding.

    Raises:
        ModelError: it is missing or damaged.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # the library raises bare Exception
        raise ModelError(f"{folder / 'tokenizer.json'} cannot be read: {error}.") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def count_tokens(tokenizer: Tokenizer, texts: Sequence[str]) -> list[int]:
    """Return the number of tokens of each text, without special tokens."""
    return [len(encoding.ids) for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]
