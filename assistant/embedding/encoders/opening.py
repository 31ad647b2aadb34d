"""Opens the encoders for the second and third look, as far as they are wanted and installed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoders.many_languages import check_for_many_languages, open_for_many_languages
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
from assistant.models.packages import MULTILINGUAL, is_installed

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
    """The encoder of token vectors, for the second look, and the cross-encoders, for the third.

    `cross` reads English, `many` about a hundred languages.
    """

    tokens: TokenEmbedder | None = None
    cross: Relevance | None = None
    many: Relevance | None = None


NO_ENCODERS = Encoders()
MANY = "the cross-encoder for many languages"


def open_encoders(settings: Settings) -> Encoders:
    """Return the encoders that are wanted and undamaged; their weights are read when the first text comes.

    One that is damaged, or of another version, is left out with a warning, because everything works without it.
    """
    threads = settings.threads
    tokens = settings.token_vectors and _is_usable(LATE_INTERACTION)
    cross = settings.cross_encoder and _is_usable(CROSS_ENCODER)
    many = settings.cross_encoder and is_installed(MULTILINGUAL.package)
    return Encoders(
        tokens=open_token_encoder(threads) if tokens else None,
        cross=open_cross_encoder(threads) if cross else None,
        many=open_for_many_languages(threads) if many and _is_whole(check_for_many_languages, MANY) else None,
    )


def _is_usable(encoder: PackagedEncoder) -> bool:
    return installed_version() is not None and _is_whole(partial(verified_encoder, encoder), encoder.name)


def _is_whole(check: Callable[[], object], name: str) -> bool:
    try:
        check()
    except ModelError as error:
        logger.warning("Passages are ranked without %s. %s", name, error)
        return False
    return True
