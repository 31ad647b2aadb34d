from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from assistant.embedding.encoders import many_languages
from assistant.embedding.encoders.many_languages import (
    SCALE,
    XLM_ROBERTA,
    check_for_many_languages,
    open_for_many_languages,
    with_trained,
)
from assistant.embedding.encoders.packed import read_packed_weights, read_vocabulary, tokenizer_of
from assistant.embedding.encoders.relevance import CrossEncoder
from assistant.embedding.encoders.running import Encoder
from assistant.embedding.encoders.weights import Quantized
from assistant.errors import ModelError
from tests.embedding.encoders.packing import WIDTH, file_of, tensors

QUERY = "encoder.layer.0.attention.self.query"


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    drawn = np.random.default_rng(1)
    values: dict[str, NDArray[Any]] = {
        f"{QUERY}.weight": drawn.integers(-127, 128, (WIDTH, WIDTH)).astype(np.int8),
        f"{QUERY}.weight{SCALE}": np.full(WIDTH, 1e-6, np.float32),  # so each token attends to all
        f"{QUERY}.bias": np.zeros(WIDTH, np.float32),
        "pooler.dense.weight": np.eye(WIDTH, dtype=np.float32),
        "pooler.dense.bias": np.zeros(WIDTH, np.float32),
        "classifier.weight": drawn.normal(size=(WIDTH, 1)).astype(np.float32),
        "classifier.bias": np.zeros(1, np.float32),
    }
    save_file(values, tmp_path / "trained.safetensors")
    return tmp_path / "trained.safetensors"


def test_what_was_trained_stands_in_place_of_the_models_own(tmp_path: Path, trained: Path) -> None:
    own = read_packed_weights(file_of(tmp_path / "tiny.bin", tensors()))
    both = with_trained(own, trained)
    query = both[f"{QUERY}.weight"]
    assert isinstance(query, Quantized)
    assert np.abs(query.widened()).max() == pytest.approx(1.27e-4)
    assert not np.any(np.asarray(both[f"{QUERY}.bias"]))
    assert both["encoder.layer.0.output.dense.weight"] is own["encoder.layer.0.output.dense.weight"]
    assert not any(name.endswith(SCALE) for name in both)


def test_pairs_are_read_by_the_trained_layers(tmp_path: Path, trained: Path) -> None:
    file = file_of(tmp_path / "tiny.bin", tensors())

    def opened() -> Encoder:
        return Encoder(tokenizer_of(read_vocabulary(file)), with_trained(read_packed_weights(file), trained), "pair")

    cross = CrossEncoder(opened, XLM_ROBERTA)
    read = [*cross.relevance("blue", ["s", "birds blue"]), *cross.relevance("birds", ["s"])]
    assert np.isfinite(read).all()
    assert len({round(float(logit), 4) for logit in read}) > 1


def test_weights_that_were_changed_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(many_languages, "verified_weights", lambda _: tmp_path)
    check_for_many_languages()
    whole = many_languages.TRAINED.read_bytes()
    (tmp_path / "cut.safetensors").write_bytes(whole[:-1])
    monkeypatch.setattr(many_languages, "TRAINED", tmp_path / "cut.safetensors")
    with pytest.raises(ModelError, match="damaged"):
        check_for_many_languages()
    monkeypatch.setattr(many_languages, "TRAINED", tmp_path / "gone.safetensors")
    with pytest.raises(ModelError, match="cannot be read"):
        check_for_many_languages()


@pytest.mark.models
def test_what_answers_is_more_relevant_in_several_languages_and_across_them() -> None:
    cross = open_for_many_languages(threads=1)
    texts = [
        "Die Mühle hat ein Rad aus Eichenholz.",
        "Die Mühle wurde 1620 gebaut.",
        "Freitags wird Brot gebacken.",
    ]
    asked = [
        "Wann wurde die Mühle errichtet?",
        "When was the mill built?",
        "¿Cuándo se construyó el molino?",
        "磨坊是什么时候建的?",
    ]
    try:
        found = [cross.relevance(question, texts) for question in asked]
    except ModelError as error:
        pytest.skip(str(error))
    assert [logits.argmax() for logits in found] == [1, 1, 1, 1]
