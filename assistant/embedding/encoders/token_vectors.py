"""A vector for each token of a text, for late interaction.

Khattab and Zaharia, "ColBERT: Efficient and effective passage search via contextualized late interaction over BERT",
2020. The vectors are hidden states: the model's projection is not in its package, and `indexing/tokens/codes.py`
reduces them instead.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoders.running import WINDOW, Encoder, open_encoder
from assistant.models.encoders import LATE_INTERACTION


@dataclass(frozen=True, slots=True)
class _Window:
    """The tokens of a text that are read at once, including special ones, and which of them are kept."""

    text: int
    ids: list[int]
    kept: list[bool]


class TokenEncoder:
    """Makes the vectors of tokens. Safe to use from several threads; opened for the first text."""

    def __init__(self, opening: Callable[[], Encoder]) -> None:
        """Use the encoder that `opening` returns, with the head "tokens"."""
        self._opening = opening

    @cached_property
    def _encoder(self) -> Encoder:
        return self._opening()

    def of_question(self, question: str) -> NDArray[np.float32]:
        """Return the vectors of a question's first 510 tokens and two special ones, `(t, d)`.

        Raises:
            ModelError: the encoder is missing or damaged.
        """
        encoder = self._encoder
        (asked,) = encoder.tokenizer.encode_batch_fast([question], add_special_tokens=False)
        ids = [encoder.special("[CLS]"), *asked.ids[: WINDOW - 2], encoder.special("[SEP]")]
        return encoder.run([ids])[0]

    def of_texts(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Return the vectors of the tokens of texts, `(t, d)` each, of unit norm, including those of special tokens.

        Punctuation is read but gets no vectors. A long text is read in several windows.

        Raises:
            ModelError: the encoder is missing or damaged.
        """
        windows = self._windows(texts)
        found = self._encoder.run([window.ids for window in windows])
        parts: list[list[NDArray[np.float32]]] = [[] for _ in texts]
        for window, vectors in zip(windows, found, strict=True):
            parts[window.text].append(vectors[np.array(window.kept)])
        return [np.concatenate(part) for part in parts]

    def _windows(self, texts: Sequence[str]) -> list[_Window]:
        encoder = self._encoder
        start, end = encoder.special("[CLS]"), encoder.special("[SEP]")
        windows = []
        for number, encoding in enumerate(encoder.tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            for first in range(0, max(1, len(encoding.ids)), WINDOW - 2):
                after = first + WINDOW - 2
                places = encoding.offsets[first:after]
                said = [not _is_punctuation(texts[number][begin:stop]) for begin, stop in places]
                ids = [start, *encoding.ids[first:after], end]
                windows.append(_Window(number, ids, [True, *said, True]))
        return windows


def _is_punctuation(text: str) -> bool:
    return all(unicodedata.category(character).startswith("P") for character in text)


def open_token_encoder(threads: int = 0) -> TokenEncoder:
    """Return the packaged token encoder, which is opened for the first text; `threads` 0 means one per core."""
    return TokenEncoder(partial(open_encoder, LATE_INTERACTION, "tokens", threads))
