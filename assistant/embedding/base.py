"""What every embedder is, and what they share: the tokenizer of a model's folder, and batches that pay.

Texts of like length are read together, in batches of as many tokens as pay, and in bfloat16 where the processor
multiplies it; `benchmarks/embedding.py` measures both. A vector made so is at a cosine of 0.9999 to its float32, closer
than the float16 that an index keeps can matter to a ranking. So neither the arithmetic nor the engine is part of an
embedder's name: an index made on one machine is read, and added to, on another.
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
    """What turns texts into vectors. `name` identifies it in an index.

    It can be pickled, for the processes that cut documents to count tokens by it; what it has loaded stays behind.
    """

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


def read_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of a model's folder; it neither cuts nor fills up.

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
    """Return the number of tokens of each text, without those that the model puts around it."""
    return [len(encoding.ids) for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]
