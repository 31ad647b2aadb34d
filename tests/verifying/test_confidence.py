from dataclasses import replace

import pytest

from assistant.drafting.base import Prompt
from assistant.drafting.judges import INVOCATION, JUDGED
from assistant.drafting.prompts import write_prompt
from assistant.drafting.scripted import ScriptedModel
from assistant.models.packages import LARGE, SMALL
from assistant.verifying.confidence import (
    ANY,
    RELEVANCE,
    SURE,
    UNASKED,
    Signals,
    answered_from,
    assess,
    confidence,
    judges_with,
    judging_prompt,
    measure,
    promise,
)
from tests.verifying.conftest import MakeEvidence


@pytest.mark.parametrize("model", [LARGE.name, LARGE.name + JUDGED, SMALL.name])
def test_confidence_is_a_probability_that_no_signal_lessens(model: str) -> None:
    low = confidence(Signals(log_odds=-2.0, coverage=0.2, closeness=0.2), model)
    assert 0.0 < low < 0.5
    for better in (
        Signals(log_odds=1.0, coverage=0.2, closeness=0.2),
        Signals(log_odds=-2.0, coverage=0.9, closeness=0.2),
        Signals(log_odds=-2.0, coverage=0.2, closeness=0.9),
    ):
        assert low <= confidence(better, model) < 1.0


def test_confidence_grows_with_every_signal_of_the_default_model() -> None:
    signals = [Signals(0.5, 0.5, 0.5), Signals(0.6, 0.5, 0.5), Signals(0.6, 0.6, 0.5), Signals(0.6, 0.6, 0.6)]
    for model in (LARGE.name, LARGE.name + JUDGED):
        sure = [confidence(one, model) for one in signals]
        assert sure == sorted(set(sure))


def test_each_embedded_model_is_judged_by_its_own_measure_and_any_other_by_a_common_one() -> None:
    signals = Signals(log_odds=0.5, coverage=0.5, closeness=0.5)
    assert confidence(signals, LARGE.name) != confidence(signals, SMALL.name)
    assert confidence(signals, LARGE.name + JUDGED) != confidence(signals, LARGE.name)
    assert confidence(signals, "a model on a server") == confidence(signals, ANY)
    assert answered_from("a model on a server") == answered_from(LARGE.name) == 0.8
    assert 0.5 < answered_from(LARGE.name + JUDGED) < 0.8
    assert all(answered_from(name) < SURE for name in (LARGE.name, LARGE.name + JUDGED, SMALL.name))


@pytest.mark.parametrize("name", [ANY, ANY + RELEVANCE])
def test_of_any_other_model_it_counts_whether_it_says_yes_and_hardly_how_surely(name: str) -> None:
    def sure(log_odds: float) -> float:
        return confidence(Signals(log_odds, 0.9, 0.6, relevance=4.0), name)

    assert sure(-20.0) == sure(-1.5) < answered_from(name) < sure(1.5) == sure(20.0)


def test_rare_words_of_the_question_count_more(evidence: MakeEvidence) -> None:
    found = evidence("Alibaba grew its cloud.")
    model = ScriptedModel("", log_odds=1.0)

    def coverage(rarity: dict[str, float]) -> float:
        return measure("Where is the capital of Alibaba?", found, model, rarity).coverage

    assert coverage({"alibaba": 1.0, "capit": 1.0}) == pytest.approx(0.5)
    assert coverage({"alibaba": 1.0, "capit": 4.0}) == pytest.approx(0.2)


def test_a_model_is_asked_for_its_judgement_only_where_that_tells_something(evidence: MakeEvidence) -> None:
    class Asked(ScriptedModel):
        times = 0

        def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
            self.times += 1
            return 1.0

    found = evidence("Alibaba grew its cloud.")
    for name, times in ((LARGE.name, 1), (LARGE.name + JUDGED, 1), ("a model on a server", 1), (SMALL.name, 0)):
        model = Asked("")
        sure = assess("What did Alibaba grow?", found, model, {}, name)
        assert model.times == times
        assert sure == confidence(measure("What did Alibaba grow?", found, model, {}), name)


def test_no_evidence_gives_the_lowest_signals() -> None:
    signals = measure("Who?", (), ScriptedModel("", log_odds=-2.0), {})
    assert signals == Signals(log_odds=-2.0, coverage=0.0, closeness=0.0, named=1.0)


def test_the_judging_prompt_begins_like_the_other_and_calls_the_judge_once_whatever_is_asked() -> None:
    prompt = write_prompt(f"{INVOCATION} this?", ())
    asking = judging_prompt(prompt)
    assert asking.system == prompt.system
    assert asking.user.startswith(prompt.user)
    assert asking.user.count(INVOCATION) == 1
    assert asking.user.removeprefix(prompt.user).startswith(f"\n{INVOCATION} ")


def test_a_question_is_judged_after_it_was_read_once() -> None:
    prompt = write_prompt("Who runs the ferry to Norden?", ())
    assert judging_prompt(prompt).user.count("Norden") == 1


def test_evidence_that_names_another_measure_or_office_makes_less_sure_and_decides_nothing(
    evidence: MakeEvidence,
) -> None:
    found = evidence("The mill took in 5 million crowns in 2024.", "Ada Berg leads the mill.")
    for asked, named in (
        ("What was the profit of the mill?", 0.0),
        ("Who is the chairman of the mill?", 0.0),
        ("What did the mill grind?", 1.0),
    ):
        model = ScriptedModel("", log_odds=9.0)
        assert measure(asked, found, model, {}).named == named
        assert assess(asked, found, model, {}, LARGE.name + JUDGED) > answered_from(LARGE.name + JUDGED)
    unsure = ScriptedModel("", log_odds=1.0)
    sure = [assess(asked, found, unsure, {}, LARGE.name) for asked in ("Who is the chairman?", "Who ground it?")]
    assert sure[0] < sure[1]


def test_a_relevant_sentence_makes_surer() -> None:
    for model in (SMALL.name + RELEVANCE, UNASKED):
        sure = [confidence(Signals(0.0, 0.5, 0.5, relevance=logit), model) for logit in (-13.0, 0.0, 8.0)]
        assert sure == sorted(set(sure))
        assert sure[0] < answered_from(model) < sure[-1]


def test_evidence_that_was_read_with_the_question_is_judged_by_measures_of_its_own(evidence: MakeEvidence) -> None:
    plain = evidence("The mill grinds barley.", "It rains.")
    read = [replace(plain[0], relevance=2.0), replace(plain[1], relevance=-7.0)]
    assert judges_with(SMALL.name, plain) == SMALL.name
    assert judges_with(SMALL.name, read) == SMALL.name + RELEVANCE
    assert judges_with(LARGE.name + JUDGED, read) == LARGE.name + JUDGED
    assert judges_with("a model on a server", read) == ANY + RELEVANCE
    assert judges_with("a model on a server", plain) == ANY
    assert measure("What does it grind?", read, ScriptedModel(""), {}).relevance == 2.0
    assert measure("What does it grind?", plain, ScriptedModel(""), {}).relevance is None


def test_a_model_is_not_asked_where_nothing_found_is_relevant(evidence: MakeEvidence) -> None:
    class Counted(ScriptedModel):
        times = 0

        def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
            self.times += 1
            return 5.0

    model, counted = LARGE.name + JUDGED, Counted("")
    near, far, unread = (
        [replace(item, relevance=logit) for item in evidence("It rains.")] for logit in (4.0, -13.0, None)
    )
    assert assess("Who grinds the barley?", far, counted, {}, model) < answered_from(model)
    assert counted.times == 0
    assert assess("Who grinds the barley?", near, counted, {}, model) > answered_from(model)
    assert assess("Who grinds the barley?", unread, counted, {}, LARGE.name + JUDGED) > 0.5
    assert counted.times == 2


def test_nothing_is_promised_where_some_of_the_evidence_is_in_a_language_that_the_encoder_does_not_read(
    evidence: MakeEvidence,
) -> None:
    read = tuple(replace(item, relevance=-13.0) for item in evidence("It rains.", "The hall is red."))
    low = promise("How high is the toll?", read, {})
    assert low is not None
    assert low < answered_from(UNASKED)
    german = replace(read[0], passage=replace(read[0].passage, language="de"), relevance=None)
    assert promise("How high is the toll?", (*read, german), {}) is None
    assert promise("How high is the toll?", tuple(replace(item, relevance=None) for item in read), {}) is None
