import pytest

from assistant.drafting.scripted import ScriptedModel
from assistant.types import AnswerKind
from tests.asking.kinds.conftest import Make


@pytest.mark.parametrize(
    ("question", "kind", "said"),
    [
        ("Hello!", "greeting", "Hello! Ask me anything about these documents (2 documents)."),
        ("Danke, das war gut!", "thanks", "Gern geschehen."),
        ("Who are you?", "assistant", "I am an assistant"),
        ("¿Quién eres tú?", "assistant", "Soy un asistente"),
    ],
)
def test_small_talk_is_answered_in_the_users_language_without_the_model(
    make: Make, question: str, kind: AnswerKind, said: str
) -> None:
    bot = make(kind=kind)
    answer = bot.ask(question)
    assert answer.text.startswith(said)
    assert not answer.abstained
    assert isinstance(bot.model, ScriptedModel)
    assert bot.model.asked == []


def test_questions_are_suggested_that_the_documents_answer(make: Make) -> None:
    suggested = make(kind="assistant").ask("What do you help with?").suggestions
    assert suggested[0] == "What does “Library charter” say about “Steps to join”?"
    assert len(suggested) == 2


def test_the_documents_are_listed_with_their_dates_and_each_is_cited(make: Make) -> None:
    answer = make(kind="collection").ask("Which documents do you have?")
    assert answer.kind == "collection"
    assert answer.text.splitlines() == [
        "2 documents:",
        "- Garden rules 2023 (garden.md, 2023-04-03) [1]",
        "- Library charter (library.md, 2024-05-09) [2]",
    ]
    assert [citation.document for citation in answer.citations] == ["garden.md", "library.md"]


def test_the_newest_document_is_named_with_its_date(make: Make) -> None:
    answer = make(kind="newest").ask("Which is the newest document?")
    assert answer.text.startswith("The newest document is “Library charter” (2024-05-09).")


def test_an_empty_collection_is_greeted_as_well(make: Make) -> None:
    assert make({}, kind="greeting").ask("Hello!").text.endswith("(0 documents).")


def test_an_emoji_is_answered_without_a_search(make: Make) -> None:
    answer = make().ask("👍")
    assert answer.kind == "thanks"
    assert answer.claims[0].text == "You're welcome."
