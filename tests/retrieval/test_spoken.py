from collections.abc import Sequence
from typing import cast

import pytest

from assistant.indexing.reader import Reader
from assistant.retrieval.question import Exchange, make_question
from assistant.retrieval.spoken import as_spoken


class Speaking:
    """An index with documents in some languages."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)

    def languages(self) -> tuple[str, ...]:
        return self.codes


def spoken(text: str, *codes: str) -> str:
    return as_spoken(make_question(text), cast(Reader, Speaking(codes))).language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Was kosten 12 Hefte?", "de"),
        ("Mitglieder 2024?", "de"),
        ("Stromausfall Februar", "de"),
        ("prix des billets", "fr"),
        ("precio taller pan", "es"),
        ("boat ticket prices", "en"),
        ("Was anyone hurt?", "en"),
        ("Xylofant?", "en"),
        ("CEO?", "en"),
    ],
)
def test_words_tell_the_language_where_function_words_leave_it_open(text: str, code: str) -> None:
    assert spoken(text, "de", "en", "es", "fr", "zh") == code


def test_only_languages_of_the_documents_are_thought_of() -> None:
    assert spoken("Was kosten 12 Hefte?", "en", "fr") == "en"
    assert spoken("Was kosten 12 Hefte?", "en") == "en"


def test_function_words_that_tell_the_language_are_believed() -> None:
    assert spoken("How long is the Hefte Mitglieder Stromausfall?", "de", "en") == "en"


def test_a_question_in_its_language_keeps_what_belongs_to_it() -> None:
    asked = make_question("Und 12 Hefte?", ["Was kostet ein Heft?"])
    told = as_spoken(
        make_question("Was kosten 12 Hefte?", asked.earlier, as_typed=True), cast(Reader, Speaking(["de"]))
    )
    assert (told.language, told.earlier, told.as_typed) == ("de", (Exchange("Was kostet ein Heft?"),), True)
