import numpy as np
import pytest

from assistant.embedding.encoders.token_vectors import TokenEncoder, open_token_encoder
from assistant.errors import ModelError
from tests.embedding.encoders.tiny import WIDTH, tiny_encoder


@pytest.fixture
def encoder() -> TokenEncoder:
    return TokenEncoder(lambda: tiny_encoder("tokens"))


def test_every_word_has_a_vector_and_so_have_start_and_end(encoder: TokenEncoder) -> None:
    (found,) = encoder.of_texts(["The red fox, sleeps."])
    assert found.shape == (6, WIDTH)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1)


def test_punctuation_is_read_though_it_has_no_vector(encoder: TokenEncoder) -> None:
    said, asked = encoder.of_texts(["red fox", "red fox !"])
    assert len(said) == len(asked)
    assert np.abs(said - asked).max() > 1e-3


def test_all_of_a_text_longer_than_the_window_has_vectors(encoder: TokenEncoder) -> None:
    (found,) = encoder.of_texts(["the hen eats " * 3000])
    windows = -(-9000 // 510)
    assert len(found) == 9000 + 2 * windows


@pytest.mark.parametrize("text", ["", "...", "?!", "\n"])
def test_a_text_without_words_still_has_vectors(encoder: TokenEncoder, text: str) -> None:
    (found,) = encoder.of_texts([text])
    assert len(found) == 2
    assert np.isfinite(found).all()


def test_a_question_keeps_its_punctuation_and_is_cut_at_the_window(encoder: TokenEncoder) -> None:
    assert len(encoder.of_question("red fox !")) == 5
    assert len(encoder.of_question("red fox " * 2000)) == 512


def test_no_texts_have_no_vectors(encoder: TokenEncoder) -> None:
    assert encoder.of_texts([]) == []


@pytest.mark.models
def test_a_word_is_nearest_to_its_like_in_a_text() -> None:
    encoder = open_token_encoder(threads=1)
    text = "The mill makes bread while the old man sleeps."
    try:
        (found,) = encoder.of_texts([text])
    except ModelError as error:
        pytest.skip(str(error))
    close = encoder.of_question("loaf") @ found.T
    assert close[1].argmax() == 1 + text.rstrip(".").split().index("bread")
