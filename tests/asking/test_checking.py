import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Library, Scope, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import DocumentError, IndexStateError, QuestionError
from assistant.types import Answer
from assistant.verifying.checking import MOST_CHECKED
from assistant.verifying.lasting import VERIFIER, read_answer

REPORT = "# Report\n\nCloud revenue rose 26% last year. The crew has 40 members.\n"


@pytest.fixture
def bot(tmp_path: Path) -> Assistant:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "report.md").write_text(REPORT, "utf-8")
    (tmp_path / "corpus" / "other.md").write_text("# Other\n\nBananas are yellow.\n", "utf-8")
    model = ScriptedModel("Cloud revenue rose 26% last year.")
    made = Assistant(Library(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder()), model)
    made.library.refresh()
    return made


def test_each_sentence_of_a_text_has_its_place_verdict_and_citation(bot: Assistant) -> None:
    text = "# Mail\n\nCloud revenue rose 26% last year. [1] The crew has 44 members.\n\n- Apples are red."
    checked = bot.verify(text)
    assert [(s.verdict, text[s.start : s.end] == s.text) for s in checked.sentences] == [
        ("supported", True),
        ("contradicted", True),
        ("not_found", True),
    ]
    first = checked.sentences[0].citations[0]
    assert REPORT[first.start : first.end] == first.quote == "Cloud revenue rose 26% last year."
    assert first.sha256 == bot.library.document("report.md").sha256
    assert not checked.holds
    assert checked.verifier == VERIFIER
    assert json.loads(json.dumps(checked.to_dict()))["sentences"][1]["verdict"] == "contradicted"


def test_a_text_is_checked_in_a_scope(bot: Assistant) -> None:
    said = "Cloud revenue rose 26% last year."
    assert bot.verify(said, scope=Scope(documents=["report.md"])).holds
    assert not bot.verify(said, scope=Scope(documents=["other.md"])).holds
    with pytest.raises(IndexStateError):
        bot.verify(said, scope=Scope(documents=["nowhere.md"]))


@pytest.mark.parametrize(
    ("text", "told"), [("", "empty"), (" \n…", "empty"), ("ha " * MOST_CHECKED, "Check it in parts")]
)
def test_a_text_that_is_empty_or_too_long_is_refused(bot: Assistant, text: str, told: str) -> None:
    with pytest.raises(QuestionError, match=told):
        bot.verify(text)


@pytest.mark.parametrize("text", ["1,234 56% 7", "Ferja fór frá höfninni.", "ネコは黒い。", "word " * 2_000, "a.\x00b"])
def test_any_text_with_a_word_or_figure_is_checked(bot: Assistant, text: str) -> None:
    checked = bot.verify(text)
    assert checked.sentences
    assert all(sentence.verdict == "not_found" for sentence in checked.sentences)


def test_a_check_that_is_stopped_leaves_out_the_rest(bot: Assistant) -> None:
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 1

    assert len(bot.verify("Apples are red. Pears are green. Figs are blue.", stopped=stopped).sentences) == 1


@pytest.fixture
def exported(bot: Assistant) -> dict[str, Any]:
    """An answer as a program gets it."""
    plain: dict[str, Any] = json.loads(json.dumps(bot.ask("How much did cloud revenue rise?").to_dict()))
    return plain


def states(bot: Assistant, plain: dict[str, Any]) -> list[str]:
    """Return what became of each claim."""
    bot.library.refresh()
    return [proof.state for proof in bot.verify_answer(read_answer(plain))]


def test_an_exported_answer_has_hashes_places_and_the_version_of_the_verifier(exported: dict[str, Any]) -> None:
    assert exported["verifier"] == VERIFIER
    assert exported["claims"][0]["proof"] == "exact"
    cited = exported["citations"][0]
    assert len(cited["sha256"]) == 64
    assert REPORT[cited["start"] : cited["end"]] == cited["quote"]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (REPORT, "stands"),
        (REPORT.replace("40", "41"), "stands"),
        (REPORT.replace("# Report", "# A new report"), "moved"),
        (REPORT.replace("26%", "27%"), "changed"),
        (None, "gone"),
    ],
)
def test_an_answer_is_proven_again_from_the_documents_as_they_are_now(
    bot: Assistant, exported: dict[str, Any], now: str | None, state: str
) -> None:
    file = bot.library.corpus / "report.md"
    file.write_text(now, "utf-8") if now is not None else file.unlink()
    assert states(bot, exported) == [state]


def _claimed(plain: dict[str, Any]) -> None:
    plain["claims"][0]["text"] = "Cloud revenue rose 96% last year."


def _quoted(plain: dict[str, Any]) -> None:
    plain["citations"][0]["quote"] = "Cloud revenue rose 96% last year."


def _moved(plain: dict[str, Any]) -> None:
    plain["citations"][0]["start"] += 1


def _unsealed(plain: dict[str, Any]) -> None:
    plain["seal"] = ""


def _without_citations(plain: dict[str, Any]) -> None:
    del plain["citations"]


def _with_text_for_claims(plain: dict[str, Any]) -> None:
    plain["claims"] = "none"


@pytest.mark.parametrize("tamper", [_claimed, _quoted, _moved, _unsealed, _without_citations, _with_text_for_claims])
def test_an_answer_that_was_tampered_with_is_refused(
    exported: dict[str, Any], tamper: Callable[[dict[str, Any]], None]
) -> None:
    tamper(exported)
    with pytest.raises(DocumentError):
        read_answer(exported)


def test_a_claim_that_its_unchanged_sentence_does_not_prove_is_told(bot: Assistant, exported: dict[str, Any]) -> None:
    from assistant.verifying.lasting import sealed

    answer: Answer = read_answer(exported)
    forged = sealed(replace(answer, claims=(replace(answer.claims[0], text="Cloud revenue fell."),)))
    assert [proof.state for proof in bot.verify_answer(forged)] == ["unproven"]
