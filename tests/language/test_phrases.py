import re

import pytest

from assistant.language.phrases import Phrases, any_of, words_pattern


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("go(es)? up", "Everything goes up.", True),
        ("go(es)? up", "It goes upward.", False),
        ("team up", "They team-up today", True),
        ("not only…but", "not only fast but cheap", True),
        ("not only…but", "not only fast. But cheap", False),
        ("grow*", "growing", True),
        ("^(and|so),?", "And how?", True),
        ("^(and|so),?", "Sofia?", False),
        ("( ,|,)? too", "me, too", True),
        ("( ,|,)? too", "tattoo", False),
        ("'ll", "she'll", True),
        ("~", "it is ~5", True),
        ("^why", "  Why not?", True),
        ("^why", "That is why", False),
        ("isn't", "it isn’t", True),
        ("by {year}", "by 1998", True),
        ("by {coming}", "by 1998", False),
    ],
)
def test_a_phrase_is_found_as_its_marks_say(phrase: str, text: str, stands: bool) -> None:
    assert Phrases((phrase,)).stand_in(text) is stands


def test_a_script_without_spaces_has_no_edges_of_words() -> None:
    assert Phrases(("增长",), spaced=False).stand_in("收入增长了")


def test_no_phrases_stand_in_nothing() -> None:
    assert not Phrases().stand_in("anything")


@pytest.mark.parametrize("phrase", ["", " a", "a ", "(a", "a)", "{no}"])
def test_a_phrase_that_is_not_written_so_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        any_of([phrase])


def test_words_are_found_the_longest_first() -> None:
    pattern = re.compile(words_pattern(["six", "sixty", "sixty-one", "ten"]))
    assert [match.group() for match in pattern.finditer("six sixty-one ten sixty")] == [
        "six",
        "sixty-one",
        "ten",
        "sixty",
    ]
