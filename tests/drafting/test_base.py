import pytest

from assistant.drafting.base import odds_between


@pytest.mark.parametrize(
    ("likely", "odds"),
    [
        ({"Yes": -0.5, "No": -1.5}, 1.0),
        ({" yes": -2.0, "NO": -1.0}, -1.0),
        ({"Yes": -3.0, " Yes": -1.0, "No": -2.0}, 1.0),
        ({"Yes": -0.1, "Maybe": -5.0}, 4.9),
        ({"Perhaps": -0.1, "Maybe": -5.0}, 0.0),
        ({}, 0.0),
    ],
)
def test_odds_compare_the_likeliest_spelling_of_each_word(likely: dict[str, float], odds: float) -> None:
    assert odds_between(likely, "Yes", "No") == pytest.approx(odds)
