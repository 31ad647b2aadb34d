"""What holds of every embedder, whichever engine computes it."""

import pickle

import numpy as np
import pytest

from assistant.embedding import Embedder, open_embedder
from assistant.embedding.base import plan_batches
from assistant.embedding.hashing import HashingEmbedder
from assistant.embedding.sentence_transformer import SentenceTransformerEmbedder
from assistant.models.resolving import embedder_folder
from assistant.settings import Settings

TEXTS = [
    "How fast is cloud revenue growing?",
    "Cloud sales rose by 26%.",
    "The cat sleeps.",
    "云业务增长很快",
    "x" * 5000,
    "",
]


@pytest.fixture(scope="module", params=["converted", "sentence-transformers"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "converted":
        return open_embedder(Settings())
    source = embedder_folder(Settings())
    return SentenceTransformerEmbedder(source.path, source.name)


@pytest.mark.models
def test_vectors_have_unit_norm_and_the_models_dimension(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert embedder.embed([]).shape == (0, embedder.dimension)


@pytest.mark.models
def test_texts_of_like_meaning_are_closer(embedder: Embedder) -> None:
    question, answer, cat = embedder.embed(TEXTS[:3])
    assert question @ answer > question @ cat + 0.2


@pytest.mark.models
def test_a_text_has_the_same_vector_in_any_company(embedder: Embedder) -> None:
    alone = embedder.embed(TEXTS[:1])[0]
    assert embedder.embed(TEXTS)[0] @ alone > 0.9999
    assert np.array_equal(embedder.embed(TEXTS[:1])[0], alone)


@pytest.mark.models
def test_vectors_are_those_of_the_model_in_float32(embedder: Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(embedder_folder(Settings()).path)).encode(TEXTS, normalize_embeddings=True)
    assert (embedder.embed(TEXTS) * plain).sum(axis=1).min() > 0.999


@pytest.mark.models
def test_what_fits_the_window_is_read_to_its_end(embedder: Embedder) -> None:
    words = ["apple"] * embedder.max_tokens
    assert embedder.count_tokens([" ".join(words)]) == [embedder.max_tokens]
    within = [" ".join(words), " ".join([*words[:-1], "volcano"])]
    beyond = [" ".join([*words, "apple"]), " ".join([*words, "volcano"])]
    first, other = embedder.embed(within)
    assert not np.allclose(first, other, atol=1e-4)
    first, other = embedder.embed(beyond)
    assert first @ other > 0.9999


def test_the_fake_embedder_is_like_a_real_one() -> None:
    fake = HashingEmbedder()
    vectors = fake.embed(["red apples", "apples that are red", "blue whales"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.99 > vectors[0] @ vectors[2]
    assert fake.embed([]).shape == (0, 64)


def test_batches_hold_every_text_once_longest_first_within_their_tokens() -> None:
    lengths = [5, 100, 3, 70, 0, 5, 300]
    batches = plan_batches(lengths, 100)
    assert sorted(position for batch in batches for position in batch) == list(range(7))
    assert [lengths[batch[0]] for batch in batches] == [300, 100, 70, 5]
    assert all(len(batch) == 1 or len(batch) * max(lengths[p] for p in batch) <= 100 for batch in batches)
    assert plan_batches([], 100) == []


@pytest.mark.models
def test_an_embedder_counts_the_same_tokens_in_another_process(embedder: Embedder) -> None:
    embedder.embed(["It has loaded its model."])
    sent = pickle.dumps(embedder.count_tokens)
    assert len(sent) < 2_000
    assert pickle.loads(sent)(TEXTS) == embedder.count_tokens(TEXTS)
