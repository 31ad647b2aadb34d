from dataclasses import replace

import pytest

from assistant.indexing.catalogue import StoredDocument
from assistant.library.advice import advice_on_languages
from assistant.models.packages import MINILM, MULTILINGUAL

LETTER = StoredDocument(1, "a.txt", "A", "a.txt", (), "", "", "", 0, 1, 0, "", "en")


def letters(*languages: str) -> list[StoredDocument]:
    return [replace(LETTER, id=number, language=code) for number, code in enumerate(languages)]


@pytest.mark.parametrize(
    ("languages", "told"),
    [
        (("de",), "1 of 1 documents is in German,"),
        (("en", "de", "zh", "und"), "3 of 4 documents are in Chinese, German and another language,"),
    ],
)
def test_documents_in_other_languages_are_told_with_what_to_run(languages: tuple[str, ...], told: str) -> None:
    advice = advice_on_languages(letters(*languages), MINILM.name)
    assert advice.startswith(told)
    assert "ASSISTANT_EMBEDDING_MODEL=embedded-multilingual" in advice


@pytest.mark.parametrize("languages", [(), ("en",), ("en",) * 20 + ("fr",)])
def test_a_few_documents_in_other_languages_are_not_worth_a_message(languages: tuple[str, ...]) -> None:
    assert advice_on_languages(letters(*languages), MINILM.name) == ""


def test_who_uses_the_multilingual_model_is_not_told_of_it() -> None:
    assert advice_on_languages(letters("de"), MULTILINGUAL.name) == ""
