"""A cross-encoder reads question and text together, and returns how relevant the text is.

Nogueira and Cho, "Passage re-ranking with BERT", 2019. Much slower than comparing vectors that were made before, and
more accurate: each word of the question attends to each word of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoders.running import WINDOW, Encoder, open_encoder
from assistant.models.encoders import CROSS_ENCODER

_MOST_OF_QUESTION = 384
"""How many of the window's tokens a question may take; the rest of a longer one is cut off to leave room for a text."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """The tokens before, between and behind a question and a text, and the type of the text's own."""

    start: int
    between: tuple[int, ...]
    end: int
    type_of_text: int


BERT = Pairing(start=101, between=(102,), end=102, type_of_text=1)


class CrossEncoder:
    """Scores how relevant texts are to a question. Safe to use from several threads; opened for the first question."""

    def __init__(self, opening: Callable[[], Encoder], pairing: Pairing = BERT) -> None:
        """Use the encoder that `opening` returns, with the head "pair", and put question and text together so."""
        self._opening = opening
        self._pairing = pairing

    @cached_property
    def _encoder(self) -> Encoder:
        return self._opening()

    def relevance(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the logit of each text's relevance, `(n,)`: above 0 it is more likely relevant than not.

        The question is read up to 384 tokens, and each text as far as it fits in the window beside it.

        Raises:
            ModelError: the encoder is missing or damaged.
        """
        if not texts:
            return np.zeros(0, np.float32)
        encoder, told = self._encoder, self._pairing
        asked, *read = (
            encoding.ids
            for encoding in encoder.tokenizer.encode_batch_fast([question, *texts], add_special_tokens=False)
        )
        first = [told.start, *asked[:_MOST_OF_QUESTION], *told.between]
        rows = [[*first, *ids[: WINDOW - len(first) - 1], told.end] for ids in read]
        types = [[0] * len(first) + [told.type_of_text] * (len(row) - len(first)) for row in rows]
        return np.concatenate(encoder.run(rows, types))


def open_cross_encoder(threads: int = 0) -> CrossEncoder:
    """Return the packaged cross-encoder, which is opened for the first question; `threads` 0 means one per core."""
    return CrossEncoder(partial(open_encoder, CROSS_ENCODER, "pair", threads))
