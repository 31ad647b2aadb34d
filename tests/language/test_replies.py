import pytest

from assistant.language.loading import language, languages
from assistant.language.replies import left_open, reply


@pytest.mark.parametrize("code", languages())
def test_every_language_has_each_sentence_that_english_has(code: str) -> None:
    own, english = language(code).about.answers, language().about.answers
    assert own.keys() == english.keys()
    assert code == "en" or own["disagree"] != english["disagree"]


def test_a_part_left_open_is_named_in_the_language_of_the_answer() -> None:
    assert left_open(["Wer leitet es?"], "de") == ("Das steht nicht in den Dokumenten: Wer leitet es?",)
    assert left_open([], "de") == ()


def test_a_language_without_a_file_is_told_in_english() -> None:
    assert reply("disagree", "xx") == "The documents give different figures."


def test_braces_in_what_is_told_stay_as_they_are() -> None:
    assert reply("understood", "en", question="What is {count}?") == "Understood as: What is {count}?"
