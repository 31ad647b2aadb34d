from pathlib import Path

import numpy as np
import pytest

from assistant.embedding.encoders.packed import read_packed_weights, read_vocabulary, tokenizer_of
from assistant.embedding.encoders.weights import Grouped
from assistant.errors import ModelError
from tests.embedding.encoders.packing import PIECES, file_of, tensors
from tests.embedding.encoders.tiny import plain


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return file_of(tmp_path / "tiny.bin", tensors())


def test_weights_come_back_as_they_were_packed_under_their_usual_names(file: Path) -> None:
    packed, given = read_packed_weights(file), tensors()
    assert isinstance(packed["embeddings.word_embeddings.weight"], Grouped)
    weights = plain(packed)
    assert np.array_equal(weights["embeddings.word_embeddings.weight"], given["emb.word"] * 0.5)
    assert np.array_equal(weights["encoder.layer.0.output.dense.weight"], given["l0.fo.w"].T * 0.5)
    assert np.array_equal(weights["encoder.layer.0.attention.self.key.weight"], given["l0.k.w"].T * 0.5)
    assert np.array_equal(weights["encoder.layer.0.output.LayerNorm.bias"], given["l0.oln.b"])
    assert np.array_equal(weights["embeddings.position_embeddings.weight"], given["emb.pos"])


def test_the_tokenizer_cuts_into_the_pieces_of_the_file(file: Path) -> None:
    tokenizer = tokenizer_of(read_vocabulary(file))

    def pieces(text: str) -> list[str]:
        return [PIECES[number] for number in tokenizer.encode(text, add_special_tokens=False).ids]

    assert pieces("blue\tbirds") == ["▁blue", "▁", "bird", "s"]
    assert pieces("ﬁ") == ["▁fi"]
    assert pieces("b\x00lue") == pieces("blue") == ["▁blue"]
    assert pieces("?") == ["▁", "<unk>"]


@pytest.mark.parametrize("damaged", [b"", b"PK\x03\x04", b"E5S1" + bytes(10)])
def test_another_file_is_told_from_the_model(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / "other.bin").write_bytes(damaged)
    with pytest.raises(ModelError, match="not those of multilingual-e5-small"):
        read_packed_weights(tmp_path / "other.bin")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.bin cannot be read"):
        read_vocabulary(tmp_path / "gone.bin")
