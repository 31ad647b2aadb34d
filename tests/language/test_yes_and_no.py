import pytest

from assistant.language.yes_and_no import yes_or_no


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("Yes", "en", "yes"),
        ("FALSE", "en", "no"),
        ("nein", "de", "no"),
        ("Oui.", "fr", "yes"),
        ("sí", "es", "yes"),
        ("否", "zh", "no"),
        (" ✓ ", "de", "yes"),
        ("✗", "zh", "no"),
    ],
)
def test_a_cell_says_yes_or_no_in_words_or_by_a_mark(text: str, code: str, said: str) -> None:
    assert yes_or_no(text, code) == said


@pytest.mark.parametrize("text", ["", "no date yet", "yes, on request", "-", "1", "North"])
def test_a_cell_that_says_more_or_nothing_is_neither(text: str) -> None:
    assert yes_or_no(text, "en") is None
