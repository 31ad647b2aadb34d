"""Opens the encoders for the second and third look, as far as they are wanted and installed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoders.relevance import open_cross_encoder
from assistant.embedding.encoders.token_vectors import open_token_encoder
from assistant.errors import ModelError
from assistant.models.encoders import (
    CROSS_ENCODER,
    LATE_INTERACTION,
    PackagedEncoder,
    installed_version,
    verified_encoder,
)

if TYPE_CHECKING:
    from assistant.settings import Settings

logger = logging.getLogger(__name__)


class TokenEmbedder(Protocol):
    """Makes the vectors of tokens, as `TokenEncoder` does."""

    def of_question(self, question: str) -> NDArray[np.float32]:
        """Return the vectors of a question's tokens, `(t, d)`."""
        ...

    def of_texts(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Return the vectors of the tokens of texts, `(t, d)` each; every text has at least one."""
        ...


class Relevance(Protocol):
    """Reads a question and texts together, as `CrossEncoder` does."""

    def relevance(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a logit for each text, `(n,)`."""
        ...


@dataclass(frozen=True, slots=True)
class Encoders:
    """The encoder of token vectors, for the second look, and the cross-encoder, for the third."""

    tokens: TokenEmbedder | None = None
    cross: Relevance | None = None


NO_ENCODERS = Encoders()


def open_encoders(settings: Settings) -> Encoders:
    """Return the encoders that are wanted and undamaged; their weights are read when the first text comes.

    One that is damaged, or of another version, is left out with a warning, because everything works without it.
    """
    return Encoders(
        tokens=open_token_encoder(settings.threads)
        if settings.token_vectors and _is_usable(LATE_INTERACTION)
        else None,
        cross=open_cross_encoder(settings.threads) if settings.cross_encoder and _is_usable(CROSS_ENCODER) else None,
    )


def _is_usable(encoder: PackagedEncoder) -> bool:
    if installed_version() is None:
        return False
    try:
        verified_encoder(encoder)
    except ModelError as error:
        logger.warning("Passages are ranked without %s. %s", encoder.name, error)
        return False
    return True
