"""Reads the weights of a BERT encoder from its dynamically quantized ONNX file, by their usual names.

OpenVINO reads the file, so that no ONNX library is needed. Biases and embeddings have names in it; matrices are only
numbered, in the order in which the layers use them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

_NUMBERED = re.compile(r"onnx::MatMul_(\d+)")
_OF_A_LAYER = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_QUANTIZED = "_quantized"
_PREFIX = "bert."


@dataclass(frozen=True, slots=True, eq=False)
class Quantized:
    """A matrix of bytes: the weights are `(values - zero_point) * scale`, with one scale or one per column."""

    values: NDArray[Any]
    scale: NDArray[np.float32]
    zero_point: NDArray[Any]

    def widened(self) -> NDArray[np.float32]:
        """Return the weights."""
        return np.asarray((self.values.astype(np.float32) - self.zero_point) * self.scale, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """A matrix of small numbers, `(n, d)`, whose rows are in groups with a scale each, `(n, groups)`.

    The weights are `(values - zero_point) * scale`.
    """

    values: NDArray[np.uint8]
    scale: NDArray[np.float32]
    zero_point: int

    def widened(self) -> NDArray[np.float32]:
        """Return the weights, `(n, d)`."""
        groups = self.values.reshape(*self.scale.shape, -1).astype(np.float32) - self.zero_point
        return (groups * self.scale[..., None]).reshape(self.values.shape)


EncoderWeights = Mapping[str, Quantized | Grouped | NDArray[np.float32]]


def read_weights(file: Path) -> EncoderWeights:
    """Return the weights of an ONNX file by name, matrices `(in, out)`.

    Raises:
        ModelError: it cannot be read, or is not such an encoder.
    """
    import openvino

    try:
        graph = openvino.Core().read_model(file)
        constants = {
            node.get_friendly_name(): np.array(node.data)
            for node in graph.get_ordered_ops()
            if node.get_type_name() == "Constant"
        }
    except RuntimeError as error:
        raise ModelError(f"The encoder {file} cannot be read: {str(error)[:300]}") from error
    try:
        return weights_from(constants)
    except (KeyError, ValueError) as error:
        raise ModelError(f"The encoder {file} is not a BERT encoder with quantized weights: {error}.") from error


def weights_from(constants: Mapping[str, NDArray[Any]]) -> EncoderWeights:
    """Return the weights among the constants of a graph.

    Raises:
        KeyError, ValueError: some are missing.
    """
    found: dict[str, Quantized | NDArray[np.float32]] = {}
    numbered: dict[int, Quantized] = {}
    for name, value in constants.items():
        whole = name.removesuffix(_QUANTIZED)
        if whole != name:
            quantized = Quantized(value, constants[f"{whole}_scale"], constants[f"{whole}_zero_point"])
            if match := _NUMBERED.fullmatch(whole):
                numbered[int(match[1])] = quantized
            else:
                found[whole.removeprefix(_PREFIX)] = quantized
        elif name.endswith((".weight", ".bias")):
            found[name.removeprefix(_PREFIX)] = value
    if not numbered or len(numbered) % len(_OF_A_LAYER):
        raise ValueError(f"it has {len(numbered)} numbered matrices instead of {len(_OF_A_LAYER)} a layer")
    for place, number in enumerate(sorted(numbered)):
        layer, which = divmod(place, len(_OF_A_LAYER))
        found[f"encoder.layer.{layer}.{_OF_A_LAYER[which]}.weight"] = numbered[number]
    return found


def layer_count(weights: EncoderWeights) -> int:
    """Return the number of layers."""
    return 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
