from pathlib import Path

import pytest

from assistant import Assistant, Library, Settings
from assistant.asking.translating import keeps_what_is_said
from assistant.drafting.base import Prompt
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.exporting.markdown import answer_body
from assistant.types import Answer
from assistant.verifying.lasting import read_answer

KILN = "# The kiln in Hollis\n\nThe kiln in Hollis was fired 31 times in 1987. Its chimney must not be climbed.\n"
ASKED = "Wie oft wurde der Ofen in Hollis 1987 befeuert?"


def asked(tmp_path: Path, question: str, sentence: str, kiln: str = KILN, *, stops: bool = False) -> list[Answer]:
    """Return the answers from an English document, whose sentence a model translates as told.

    If it `stops`, the user does when the first claim is shown.
    """

    def reply(prompt: Prompt) -> str:
        if prompt.system.startswith("Translate the sentence"):
            return sentence
        return (
            "How often was the kiln in Hollis fired in 1987?" if prompt.system.startswith("Translate") else "Nothing."
        )

    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "kiln.md").write_text(kiln, encoding="utf-8")
    library = Library(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder())
    bot = Assistant(library, ScriptedModel(reply, log_odds=6.0))
    bot.library.refresh()
    told: list[Answer] = []
    for answer in bot.stream(question, stopped=lambda: stops and any(one.claims for one in told)):
        told.append(answer)
    return told


def test_a_quotation_in_another_language_is_translated_behind_it(tmp_path: Path) -> None:
    *_, before, answer = asked(tmp_path, ASKED, "Der Ofen in Hollis wurde 1987 31-mal befeuert.")
    assert answer.translation == "Der Ofen in Hollis wurde 1987 31-mal befeuert."
    assert answer.text.startswith(before.text)
    assert "nicht geprüft" in answer.text.removeprefix(before.text)
    assert answer.claims == before.claims
    assert read_answer(answer.to_dict()) == answer
    assert "nicht geprüft" in answer_body(answer, lambda _: "")


@pytest.mark.parametrize(
    "told", ["Der Ofen in Hollis wurde 1987 13-mal befeuert.", "The kiln was fired 31 times in 1987.", ""]
)
def test_a_translation_that_says_something_else_is_not_shown(tmp_path: Path, told: str) -> None:
    *_, answer = asked(tmp_path, ASKED, told)
    assert answer.translation == ""
    assert "31 times" in answer.text


def test_what_is_too_long_is_not_translated_in_part(tmp_path: Path) -> None:
    long = KILN.replace("31 times in 1987", f"31 times in 1987, {'by the potters of the town, ' * 20}as they say")
    *_, answer = asked(tmp_path, ASKED, "Der Ofen in Hollis wurde 1987 31-mal befeuert.", long)
    assert "31 times" in answer.text
    assert answer.translation == ""


def test_who_has_stopped_gets_no_translation(tmp_path: Path) -> None:
    *_, answer = asked(tmp_path, ASKED, "Der Ofen in Hollis wurde 1987 31-mal befeuert.", stops=True)
    assert answer.claims
    assert answer.translation == ""


def test_what_is_in_the_language_of_the_question_is_not_translated(tmp_path: Path) -> None:
    *_, answer = asked(tmp_path, "How often was the kiln in Hollis fired in 1987?", "Der Ofen brannte 1987 31-mal.")
    assert answer.translation == ""


@pytest.mark.parametrize(
    ("translation", "text", "spoken", "code", "is_shown"),
    [
        ("The fee is 1,250 euros.", "Die Gebühr beträgt 1.250 €.", "de", "en", True),
        ("The fee is 1.25 euros.", "Die Gebühr beträgt 1.250 €.", "de", "en", False),
        ("Dogs are not allowed on the lawn.", "Les chiens ne sont pas admis sur la pelouse.", "fr", "en", True),
        ("Dogs are allowed on the lawn.", "Les chiens ne sont pas admis sur la pelouse.", "fr", "en", False),
        ("Members get ninety per cent off after seven years.", "会员满七年的，会费减免九十元。", "zh", "en", False),
        ("The fee is due.\nIt is high.", "Die Gebühr ist fällig.", "de", "en", False),
        ("Die Gebühr ist fällig.", "Die Gebühr ist fällig.", "de", "en", False),
    ],
)
def test_a_translation_keeps_figures_and_denials(
    translation: str, text: str, spoken: str, code: str, is_shown: bool
) -> None:
    assert keeps_what_is_said(translation, text, spoken, code) is is_shown
