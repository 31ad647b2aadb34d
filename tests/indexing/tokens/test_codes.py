import numpy as np
import pytest

from assistant.indexing.tokens.codes import (
    DIMENSIONS,
    Codes,
    closeness,
    quantized,
    reduced,
    reduction,
    unit,
    widened,
)

DRAWN = np.random.default_rng(5)


def vectors(count: int) -> np.ndarray:
    return unit(DRAWN.normal(size=(count, DIMENSIONS)).astype(np.float32))


def test_the_directions_that_are_kept_are_at_right_angles() -> None:
    matrix = reduction()
    assert matrix.shape == (384, DIMENSIONS)
    assert matrix.T @ matrix == pytest.approx(np.eye(DIMENSIONS), abs=2e-3)


def test_reduced_vectors_have_length_one() -> None:
    found = reduced(DRAWN.normal(size=(7, 384)).astype(np.float32))
    assert np.linalg.norm(found, axis=1) == pytest.approx(1)


def test_four_bits_keep_the_direction_of_a_vector() -> None:
    original = vectors(200)
    codes = quantized(original)
    assert codes.packed.nbytes + codes.scales.nbytes == 200 * 34
    assert (unit(widened(codes)) * original).sum(axis=1).min() > 0.99


def test_the_product_of_a_vector_with_what_is_kept_of_it_is_right() -> None:
    original = vectors(200)
    assert (widened(quantized(original)) * original).sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_a_vector_of_zeros_stays_one() -> None:
    assert widened(quantized(np.zeros((2, DIMENSIONS), np.float32))) == pytest.approx(0)


def test_each_word_of_a_question_counts_with_its_nearest_in_a_text() -> None:
    question, texts = vectors(3), [vectors(4), vectors(1), vectors(9)]
    codes = [quantized(text) for text in texts]
    joined = Codes(np.concatenate([c.packed for c in codes]), np.concatenate([c.scales for c in codes]))
    meant = [np.mean([max(word @ other for other in widened(c)) for word in question]) for c in codes]
    assert closeness(question, joined, [0, 4, 5]) == pytest.approx(meant, abs=1e-5)


def test_no_texts_have_no_closeness() -> None:
    assert closeness(vectors(3), quantized(vectors(0)), []).shape == (0,)
