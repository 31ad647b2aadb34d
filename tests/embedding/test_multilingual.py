import pickle
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import multilingual, open_embedder
from assistant.embedding.multilingual import MultilingualEmbedder
from assistant.errors import ModelError
from assistant.settings import Settings
from tests.embedding.encoders.packing import WIDTH, file_of, tensors


@pytest.fixture(autouse=True)
def centre(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if "models" not in request.keywords:
        np.save(tmp_path / "centre.npy", np.full(WIDTH, 0.05, np.float32))
        monkeypatch.setattr(multilingual, "CENTRE", tmp_path / "centre.npy")


def test_texts_become_unit_vectors_that_depend_on_nothing_but_the_text(tmp_path: Path) -> None:
    embedder = MultilingualEmbedder(file_of(tmp_path / "tiny.bin", tensors()), "tiny", threads=1)
    together = embedder.embed(["blue birds", "s", "blue"])
    assert np.linalg.norm(together, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert together[2] == pytest.approx(embedder.embed(["blue"])[0], abs=1e-5)
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_a_copy_in_another_process_counts_tokens_without_the_weights(tmp_path: Path) -> None:
    embedder = MultilingualEmbedder(file_of(tmp_path / "tiny.bin", tensors()), "tiny")
    embedder.embed(["blue"])
    copy = pickle.loads(pickle.dumps(embedder))
    assert copy.count_tokens(["blue birds", ""]) == [4, 0]
    assert "_encoder" not in vars(copy)


def test_what_all_vectors_have_in_common_is_taken_away(tmp_path: Path) -> None:
    embedder = MultilingualEmbedder(file_of(tmp_path / "tiny.bin", tensors()), "tiny", threads=1)
    raw, centred = embedder.raw(["blue birds"])[0], embedder.embed(["blue birds"])[0]
    assert centred * np.linalg.norm(raw - 0.05) == pytest.approx(raw - 0.05, abs=1e-5)


@pytest.mark.models
def test_texts_on_other_things_have_nothing_in_common() -> None:
    try:
        embedder = open_embedder(Settings(embedding_model="embedded-multilingual"))
    except ModelError as error:
        pytest.skip(str(error))
    asked, answer, other = embedder.embed(
        ["Wann öffnet das Bad?", "Das Schwimmbad ist ab 8 Uhr geöffnet.", "The firm sold its last lorry."]
    )
    assert asked @ other < 0.25 < asked @ answer


@pytest.mark.models
def test_the_same_in_another_language_is_closer_than_something_else() -> None:
    try:
        embedder = open_embedder(Settings(embedding_model="embedded-multilingual"))
    except ModelError as error:
        pytest.skip(str(error))
    asked, same, other = embedder.embed(
        ["How high is the deposit?", "Wie hoch ist die Kaution?", "Der Hund schläft im Garten."]
    )
    assert asked @ same > asked @ other + 0.05
