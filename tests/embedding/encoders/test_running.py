import math

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.embedding.encoders.graph import HEAD_SIZE
from assistant.embedding.encoders.running import open_encoder
from assistant.errors import ModelError
from assistant.models.encoders import LATE_INTERACTION
from tests.embedding.encoders.tiny import LAYERS, WIDTH, plain, tiny_encoder, tiny_weights

Matrix = NDArray[np.float64]
TEXTS = [[2, 4, 5, 7, 9, 3], [2, 8, 3], [2, 4, 8, 10, 4, 6, 7, 11, 3]]
CLOSE = 0.02
"""What activations in eight bits leave of a difference, where this processor computes in eight bits."""


def computed_by_hand(ids: list[int], types: list[int]) -> Matrix:
    """Return the last hidden states of the tiny encoder, by the definition of BERT."""
    weights = plain(tiny_weights())

    def linear(state: Matrix, name: str) -> Matrix:
        return np.asarray(state @ weights[f"{name}.weight"] + weights[f"{name}.bias"])

    def norm(state: Matrix, name: str) -> Matrix:
        centred = state - state.mean(axis=1, keepdims=True)
        normal = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
        return np.asarray(normal * weights[f"{name}.weight"] + weights[f"{name}.bias"])

    rows = {"word": ids, "token_type": types, "position": list(range(len(ids)))}
    state = norm(
        sum((weights[f"embeddings.{kind}_embeddings.weight"][at] for kind, at in rows.items()), np.zeros(WIDTH)),
        "embeddings.LayerNorm",
    )
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        query, key, value = (linear(state, f"{layer}.attention.self.{p}") for p in ("query", "key", "value"))
        heads = []
        for start in range(0, WIDTH, HEAD_SIZE):
            own = slice(start, start + HEAD_SIZE)
            weight = np.exp(query[:, own] @ key[:, own].T / math.sqrt(HEAD_SIZE))
            heads.append(weight / weight.sum(axis=1, keepdims=True) @ value[:, own])
        attended = linear(np.concatenate(heads, axis=1), f"{layer}.attention.output.dense")
        state = norm(state + attended, f"{layer}.attention.output.LayerNorm")
        wide = linear(state, f"{layer}.intermediate.dense")
        wide *= 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        state = norm(state + linear(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    return np.asarray(state)


def unit(state: Matrix) -> Matrix:
    return np.asarray(state / np.linalg.norm(state, axis=-1, keepdims=True))


def test_tokens_are_the_hidden_states_of_bert_at_length_one() -> None:
    for found, ids in zip(tiny_encoder("tokens").run(TEXTS), TEXTS, strict=True):
        assert found == pytest.approx(unit(computed_by_hand(ids, [0] * len(ids))), abs=CLOSE)


def test_a_pair_is_classified_by_its_first_token_and_knows_which_half_is_which() -> None:
    weights = plain(tiny_weights())
    types = [[0, 0, 0, 1, 1, 1], [0, 0, 1], [0, 0, 0, 0, 1, 1, 1, 1, 1]]
    found = np.concatenate(tiny_encoder("pair").run(TEXTS, types))
    meant = []
    for ids, kinds in zip(TEXTS, types, strict=True):
        first = computed_by_hand(ids, kinds)[0]
        pooled = np.tanh(first @ weights["pooler.dense.weight"] + weights["pooler.dense.bias"])
        meant.append(float((pooled @ weights["classifier.weight"] + weights["classifier.bias"])[0]))
    assert found == pytest.approx(np.array(meant), abs=3 * CLOSE)
    assert np.ptp(meant) > 20 * CLOSE


def test_a_text_has_the_same_vectors_whatever_stands_beside_it() -> None:
    encoder = tiny_encoder("tokens")
    together = encoder.run([*TEXTS, [2, *[5] * 400, 3]])
    for alone, ids in zip(together, TEXTS, strict=False):
        assert alone == pytest.approx(encoder.run([ids])[0], abs=1e-5)


def test_results_come_in_the_order_of_the_texts() -> None:
    encoder = tiny_encoder("tokens")
    assert [len(found) for found in encoder.run(TEXTS)] == [len(ids) for ids in TEXTS]
    assert encoder.run([]) == []


def test_a_special_token_that_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="MASK"):
        tiny_encoder("pair").special("[MASK]")


@pytest.mark.models
def test_weights_taken_out_of_the_file_compute_what_the_file_computes() -> None:
    import openvino

    from assistant.models.encoders import WEIGHTS, verified_encoder

    try:
        folder = verified_encoder(LATE_INTERACTION)
    except ModelError as error:
        pytest.skip(str(error))
    encoder = open_encoder(LATE_INTERACTION, "tokens", threads=1)
    ids = encoder.tokenizer.encode("Cattle graze on the high meadows until the first snow.").ids
    asis = openvino.Core().compile_model(folder / WEIGHTS, "CPU")
    meant = np.array(asis([np.array([ids]), np.ones((1, len(ids)), np.int64), np.zeros((1, len(ids)), np.int64)])[0])[0]
    assert (encoder.run([ids])[0] * unit(meant)).sum(axis=1).min() > 0.97


def test_a_text_is_the_mean_of_its_tokens_at_length_one() -> None:
    for found, ids in zip(tiny_encoder("text").run(TEXTS), TEXTS, strict=True):
        assert found == pytest.approx(unit(computed_by_hand(ids, [0] * len(ids)).mean(axis=0)), abs=CLOSE)
