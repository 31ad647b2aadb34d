from pathlib import Path

import numpy as np
import pytest

from assistant.embedding.encoders.weights import Quantized, layer_count, read_weights, weights_from
from assistant.errors import ModelError

PARTS = ("query", "key", "value")


def constants(layers: int, *, prefix: str = "", first: int = 95) -> dict[str, np.ndarray]:
    """Return constants as a file names them; numbers pass 99, so that their letters would sort wrongly."""
    found: dict[str, np.ndarray] = {f"{prefix}embeddings.LayerNorm.bias": np.zeros(2, np.float32)}
    for number in range(6 * layers):
        name = f"onnx::MatMul_{first + 3 * number}"
        found[f"{name}_quantized"] = np.full((2, 2), number, np.int8)
        found[f"{name}_scale"] = np.array(0.5, np.float32)
        found[f"{name}_zero_point"] = np.array(0, np.int8)
    return found


def test_numbered_matrices_get_the_names_of_the_layers_in_which_they_stand() -> None:
    weights = weights_from(constants(2))
    assert layer_count(weights) == 2
    for layer in (0, 1):
        for place, part in enumerate(PARTS):
            matrix = weights[f"encoder.layer.{layer}.attention.self.{part}.weight"]
            assert isinstance(matrix, Quantized)
            assert matrix.values[0, 0] == 6 * layer + place
    last = weights["encoder.layer.1.output.dense.weight"]
    assert isinstance(last, Quantized)
    assert last.values[0, 0] == 11


def test_names_are_the_same_with_and_without_the_name_of_the_whole_model() -> None:
    assert "embeddings.LayerNorm.bias" in weights_from(constants(1, prefix="bert."))


def test_a_file_with_a_matrix_too_few_is_refused() -> None:
    lacking = {name: value for name, value in constants(1).items() if "_110_" not in name}
    with pytest.raises(ValueError, match="5 numbered matrices"):
        weights_from(lacking)


def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(b"not a model")
    with pytest.raises(ModelError, match=r"model\.onnx"):
        read_weights(file)
