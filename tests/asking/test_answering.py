from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant import Assistant, Library, Scope, Settings
from assistant.asking import given
from assistant.asking.answering import Stopwatch
from assistant.asking.kinds.classifying import Guess, KindsOfQuestion
from assistant.drafting.base import Prompt
from assistant.drafting.prompts import REWRITE, SHORTEN
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.encoders.opening import Encoders
from assistant.embedding.encoders.relevance import CrossEncoder
from assistant.embedding.hashing import HashingEmbedder
from assistant.retrieval.question import make_question
from assistant.types import Answer, AnswerKind
from assistant.verifying.confidence import SURE

QUESTION = "How much did cloud revenue rise?"


@pytest.fixture
def bot(tmp_path: Path) -> Assistant:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "report.md").write_text("# Report\n\nCloud revenue rose 26% last year.\n", "utf-8")
    (tmp_path / "corpus" / "other.md").write_text("# Other\n\nBananas are yellow.\n", "utf-8")
    model = ScriptedModel(lambda prompt: QUESTION if prompt.system == REWRITE else "Cloud revenue rose 26%.")
    made = Assistant(Library(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder()), model)
    made.library.refresh()
    return made


class EachAsRelevant(CrossEncoder):
    """Finds every sentence as relevant as it was told."""

    def __init__(self, logit: float) -> None:
        self._logit = logit

    def relevance(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.full(len(texts), self._logit, np.float32)


@pytest.mark.parametrize(("kind", "told"), [("lookup", True), ("yes or no", False)])
def test_a_yes_or_no_question_has_no_rivals_of_figures_that_it_does_not_ask_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: AnswerKind, told: bool
) -> None:
    monkeypatch.setattr(KindsOfQuestion, "guess", lambda _, question: Guess(kind, 1.0, 1.0))
    (tmp_path / "corpus").mkdir()
    for name, days in (("a.md", 30), ("b.md", 90)):
        (tmp_path / "corpus" / name).write_text(f"# Club\n\nThe form must be handed in within {days} days.\n", "utf-8")
    model = ScriptedModel("The form must be handed in within 30 days.")
    made = Assistant(Library(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder()), model)
    made.library.refresh()
    assert ("different figures" in made.ask("Must the form be handed in?").text) is told


@pytest.mark.parametrize(("logit", "shown"), [(6.0, True), (-12.0, False)])
def test_the_best_sentence_is_shown_before_the_model_has_read_it_if_it_is_likely_to_answer(
    bot: Assistant, logit: float, shown: bool
) -> None:
    read = Library(
        bot.library.corpus,
        bot.library.index,
        Settings(),
        HashingEmbedder(),
        encoders=Encoders(cross=EachAsRelevant(logit)),
    )
    first, *others = Assistant(read, bot.model).stream("How much did cloud revenue rise, in percent?")
    assert bool(first.found) is shown
    assert not any(answer.found for answer in others)
    if first.found:
        assert (first.text, first.claims, list(first.timings)) == ("", (), ["retrieval", "total"])
        quote = first.found.citation.quote
        assert quote == "Cloud revenue rose 26% last year."
        assert [quote[start:end] for start, end in first.found.answering] == ["26%"]
        assert Answer.from_dict(first.to_dict()) == first


class Doubting(ScriptedModel):
    """Is sure of a text with "Rescue" in it, and has some log odds for any other."""

    judges_as = "Qwen2.5-Coder-1.5B-Instruct-Q4_K_M"

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        self.asked.append(prompt)
        return 8.0 if "Rescue" in prompt.user else super().log_odds(prompt, first, second)


def behind_five_others(folder: Path, doubt: float) -> tuple[Answer, Doubting]:
    """Ask a question whose answer is ranked behind five sentences, which share more words with it."""
    others = " ".join(f"The boat club met in {month} about its boat." for month in "March April May June July".split())
    (folder / "corpus").mkdir(parents=True)
    (folder / "corpus" / "club.md").write_text(f"# Club\n\n{others} All of it goes to Rescue.\n", "utf-8")
    model, cross = Doubting("All of it goes to Rescue.", doubt), EachAsRelevant(0.0)
    library = Library(
        folder / "corpus", folder / "index", Settings(), HashingEmbedder(), encoders=Encoders(cross=cross)
    )
    library.refresh()
    return Assistant(library, model).ask("Who gets the boat of the boat club?"), model


@pytest.mark.parametrize(("doubt", "is_answered"), [(-1.0, True), (-20.0, False)])
def test_more_is_read_before_a_question_is_refused_unless_there_is_no_hope(
    tmp_path: Path, doubt: float, is_answered: bool
) -> None:
    answer, model = behind_five_others(tmp_path, doubt)
    assert answer.abstained is not is_answered
    assert any("Rescue" in prompt.user for prompt in model.asked) is is_answered
    assert ("goes to Rescue" in answer.text) is is_answered


def test_no_more_is_read_once_the_evidence_answers(tmp_path: Path) -> None:
    """It answers from a confidence of 0.8 on, though less surely than what is read no further at once."""
    told = [behind_five_others(tmp_path / f"{tenths}", tenths / 10) for tenths in range(-10, 40, 2)]
    unsure = [(answer, model) for answer, model in told if not answer.abstained and answer.confidence < SURE]
    assert any(not any("Rescue" in prompt.user for prompt in model.asked) for _, model in unsure)


def prompts(bot: Assistant) -> list[Prompt]:
    model = bot.model
    assert isinstance(model, ScriptedModel)
    return model.asked


def test_the_same_question_again_is_answered_without_the_model(bot: Assistant) -> None:
    first = bot.ask(QUESTION)
    asked = len(prompts(bot))
    again = bot.ask(QUESTION)
    assert len(prompts(bot)) == asked > 0
    assert (again.text, again.citations, again.confidence) == (first.text, first.citations, first.confidence)
    assert list(again.timings) == ["total"]


def test_an_answer_does_not_outlive_a_change_of_the_documents(bot: Assistant) -> None:
    assert bot.ask(QUESTION).citations
    bot.library.remove("report.md")
    assert "26%" not in bot.ask(QUESTION).text
    (bot.library.corpus / "report.md").write_text("# Report\n\nCloud revenue rose 12% last year.\n", "utf-8")
    bot.library.refresh()
    assert "12%" in bot.ask(QUESTION).text


@pytest.mark.parametrize(
    "ask",
    [
        lambda bot: bot.ask(QUESTION, scope=Scope(documents=["other.md"])),
        lambda bot: bot.ask(QUESTION, scope=Scope(facets=["risks"])),
        lambda bot: bot.ask(QUESTION, scope=Scope(kind="md")),
        lambda bot: bot.ask(f"And {QUESTION}", history=["What of bananas?"]),
    ],
)
def test_what_is_asked_otherwise_is_another_question(bot: Assistant, ask: Callable[[Assistant], object]) -> None:
    bot.ask(QUESTION)
    asked, embedder = len(prompts(bot)), bot.library.embedder
    assert isinstance(embedder, HashingEmbedder)
    embedded = len(embedder.embedded)
    ask(bot)
    assert (len(prompts(bot)), len(embedder.embedded)) > (asked, embedded)


def test_an_answer_that_was_stopped_is_not_kept(bot: Assistant) -> None:
    *_, cut = bot.stream(QUESTION, stopped=lambda: True)
    assert "26%" not in cut.text
    assert "26%" in bot.ask(QUESTION).text


def test_only_so_many_answers_are_kept_those_asked_for_last(bot: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given, "ANSWERS_KEPT", 2)
    for question in (QUESTION, "What rose last year?", QUESTION, "What of cloud revenue?"):
        bot.ask(question)
    asked = len(prompts(bot))
    bot.ask(QUESTION)
    assert len(prompts(bot)) == asked
    bot.ask("What rose last year?")
    assert len(prompts(bot)) > asked


def test_the_stages_add_up_to_no_more_than_the_total() -> None:
    watch = Stopwatch()
    with watch.stage("one"):
        pass
    with watch.stage("two"):
        pass
    with watch.stage("one"):
        pass
    seconds = watch.seconds()
    assert list(seconds) == ["one", "two", "total"]
    assert seconds["one"] + seconds["two"] <= seconds["total"] + 0.001


def test_a_stage_that_fails_is_counted_all_the_same() -> None:
    watch = Stopwatch()
    try:
        with watch.stage("broken"):
            raise ValueError
    except ValueError:
        pass
    assert "broken" in watch.seconds()


def test_a_long_question_is_put_in_short_before_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "caves.md").write_text("# Caves\n\nA ticket for the caves costs £7.\n", "utf-8")
    story = (
        "We moved to Farley in spring and love it. My brother visits us in June, and he would like to see the caves"
        " that everybody talks about, as he read of them in a magazine. What would that be for him?"
    )
    short = "What would the caves be for the brother?"
    model = ScriptedModel(lambda prompt: short if prompt.system == SHORTEN else "A ticket for the caves costs £7.")
    judged = lambda prompt, first, second: 4.0 if short in prompt.user else -9.0  # noqa: E731
    monkeypatch.setattr(model, "log_odds", judged)
    made = Assistant(Library(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder()), model)
    made.library.refresh()
    answer = made.ask(story)
    assert (answer.asked_as, answer.abstained) == (short, False)
    assert made.ask(make_question(story, as_typed=True)).abstained


@pytest.mark.parametrize("end", ["What did cloud revenue do?", "Tell me about cloud revenue."])
def test_a_question_of_four_thousand_characters_is_answered(bot: Assistant, end: str) -> None:
    story = f"{'We talked about the report all evening. ' * 120}"[: 4000 - len(end) - 1]
    text = f"{story} {end}"
    assert len(text) == 4000
    answer = bot.ask(text)
    assert (answer.question, answer.abstained) == (text, False)
    assert answer.citations[0].document == "report.md"


class UnsureOf(ScriptedModel):
    """A model that is less sure of an answer to a prompt with a word in it."""

    word = ""

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        return 0.2 if self.word in prompt.user.rpartition("Question:")[2] else 6.0


def test_an_answer_in_several_parts_is_as_sure_as_the_least_certain(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    text = "# Fair\n\nThe fair of Brindleford begins on 3 May 2031. The tent of the fair stands behind the mill.\n"
    (tmp_path / "corpus" / "fair.md").write_text(text, "utf-8")
    asked = "When does the fair of Brindleford begin, and where is the tent of the fair?"
    sure: list[float] = []
    for word in ("nobody", "tent"):
        model = UnsureOf({"begin?": "The fair of Brindleford begins on 3 May 2031.", "": text.splitlines()[2]})
        model.word = word
        made = Assistant(Library(tmp_path / "corpus", tmp_path / word, Settings(), HashingEmbedder()), model)
        made.library.refresh()
        answer = made.ask(asked)
        assert not answer.open_parts
        sure.append(answer.confidence)
    assert sure[0] > sure[1]
