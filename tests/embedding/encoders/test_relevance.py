import numpy as np
import pytest

from assistant.embedding.encoders.relevance import CrossEncoder, Pairing, open_cross_encoder
from assistant.errors import ModelError
from tests.embedding.encoders.tiny import tiny_encoder


@pytest.fixture
def cross() -> CrossEncoder:
    return CrossEncoder(lambda: tiny_encoder("pair"), Pairing(start=2, between=(3,), end=3, type_of_text=1))


def test_each_text_gets_a_logit_in_the_order_of_the_texts(cross: CrossEncoder) -> None:
    texts = ["the red fox sleeps", "hen", "the green hen eats the red fox ."]
    found = cross.relevance("the fox", texts)
    assert found.shape == (3,)
    assert found[::-1] == pytest.approx(cross.relevance("the fox", texts[::-1]), abs=1e-5)


def test_no_texts_open_no_model() -> None:
    def opening() -> None:
        raise AssertionError

    assert CrossEncoder(opening).relevance("the fox", []).shape == (0,)  # type: ignore[arg-type]  # never opened


def test_of_a_long_text_what_fits_beside_the_question_counts(cross: CrossEncoder) -> None:
    fits = " ".join(["hen"] * (512 - 2 - 3))
    longer, other = cross.relevance("the fox", [f"{fits} eats" * 20, fits[:-4]])
    assert longer == pytest.approx(cross.relevance("the fox", [fits])[0], abs=1e-5)
    assert longer != pytest.approx(other, abs=1e-5)


def test_a_question_longer_than_the_window_leaves_room_for_the_text(cross: CrossEncoder) -> None:
    asked = "the red fox " * 2000
    red, hen = cross.relevance(asked, ["red", "hen"])
    assert red != pytest.approx(hen, abs=1e-6)


@pytest.mark.parametrize("text", ["", " ", "!!!", "云"])
def test_a_text_without_words_has_a_logit(cross: CrossEncoder, text: str) -> None:
    assert np.isfinite(cross.relevance("the fox", [text])).all()


@pytest.mark.models
def test_what_answers_is_more_relevant_than_what_shares_words() -> None:
    cross = open_cross_encoder(threads=1)
    texts = ["The mill's wheel is made of oak.", "The mill was built in 1620.", "Bread is baked on Fridays."]
    try:
        found = cross.relevance("When did people build the mill?", texts)
    except ModelError as error:
        pytest.skip(str(error))
    assert found.argmax() == 1
    assert found[1] > 0 > found[2]
