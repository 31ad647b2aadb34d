from collections.abc import Sequence

import pytest

from assistant.language.terms import terms
from assistant.retrieval.question import make_question
from assistant.retrieval.spelling import as_spelled, corrected
from tests.retrieval.conftest import MakeAssistant

TEXT = "The deposit for the wheelbarrow is returned in autumn. Members of Brindleford pay nothing."


def in_text(words: Sequence[str]) -> dict[str, int]:
    return {term: 1 for term in words if term in terms(TEXT)}


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("when is the depositt retruned", "when is the deposit returned"),
        ("what does teh whelbarrow cost", "what does the wheelbarrow cost"),
        ("what do members of brindelford pay", "what do members of brindleford pay"),
        ("what do Members of Brindelford pay", "what do Members of Brindelford pay"),
        ("what do members of Brindlefort pay", "what do members of Brindlefort pay"),
        ("who mended the deposit", "who mended the deposit"),
        ("what is a deposit-o-mat G-12x", "what is a deposit-o-mat G-12x"),
        ("the deposit wasn't returned", "the deposit wasn't returned"),
    ],
)
def test_a_mistyped_word_becomes_one_of_the_documents(asked: str, meant: str) -> None:
    assert corrected(asked, "en", ("en",), in_text) == meant


@pytest.mark.parametrize(
    ("asked", "code", "meant"),
    [
        ("whats dont and wont", "en", "what's don't and won't"),
        ("Whats in it, and who isnt?", "en", "What's in it, and who isn't?"),
        ("Im late", "en", "I'm late"),
        ("where were we, it was its shell", "en", "where were we, it was its shell"),
        ("cest ouvert, jai faim", "fr", "c'est ouvert, j'ai faim"),
        ("dont je parle", "fr", "dont je parle"),
    ],
)
def test_apostrophes_that_were_left_out_are_put_in(asked: str, code: str, meant: str) -> None:
    assert corrected(asked, code, (), in_text) == meant


def test_nothing_is_corrected_by_a_word_list_that_lacks_common_words() -> None:
    asked = "soy celíaca, qué puedo tomar"
    assert corrected(asked, "es", ("es",), lambda words: dict.fromkeys(words, int("qued" in words))) == asked


def test_words_in_a_language_that_no_document_is_in_are_left_alone() -> None:
    assert corrected("wann wird das Pfandd bezahlt", "de", ("en",), in_text) == "wann wird das Pfandd bezahlt"


def test_a_word_list_of_another_language_of_the_documents_knows_a_word() -> None:
    asked = "what does the fromage cost"
    assert corrected(asked, "en", ("en", "fr"), in_text) == asked


def test_very_many_unknown_words_are_no_mistakes_of_typing() -> None:
    asked = "depositx wheelbarroww autumnx returnedx membersx nothingx forx isx paysx"
    assert corrected(asked, "en", ("en",), in_text) == asked


def test_an_answer_says_how_a_misspelled_question_was_understood(indexed: MakeAssistant) -> None:
    bot = indexed({"a.md": TEXT})
    assert bot.ask("when is the depositt returned").asked_as == "when is the deposit returned"
    assert bot.ask("when is the deposit returned").asked_as == ""


def test_an_apostrophe_that_is_put_in_is_not_told(indexed: MakeAssistant) -> None:
    assert indexed({"a.md": TEXT}).ask("whens the deposit returned").asked_as == ""


def test_a_question_that_is_taken_as_typed_is_not_corrected(indexed: MakeAssistant) -> None:
    bot = indexed({"a.md": TEXT})
    asked = make_question("when is the depositt returned", as_typed=True)
    with bot.library.reading() as (reader, _):
        assert as_spelled(asked, reader) is asked
    assert bot.ask(asked).asked_as == ""


def test_a_search_finds_what_a_misspelled_question_means(indexed: MakeAssistant) -> None:
    bot = indexed({"a.md": TEXT, "b.md": "The heron was seen at dusk. Nobody fed it."})
    (first, *_) = bot.search("whelbarrow")
    assert first.passage.document == "a.md"
    assert "wheelbarrow" in bot.evidence("whelbarrow")[0].sentence.text
