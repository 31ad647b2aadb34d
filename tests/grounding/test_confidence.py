import pytest

from assistant.drafting.base import Prompt
from assistant.fakes import ScriptedModel
from assistant.grounding.confidence import Signals, confidence, measure
from tests.grounding.conftest import MakeEvidence


def test_confidence_is_a_probability_that_grows_with_every_signal() -> None:
    low = confidence(Signals(log_odds=-1.0, coverage=0.2, closeness=0.2))
    assert 0.0 < low < 0.5
    for better in (
        Signals(log_odds=1.0, coverage=0.2, closeness=0.2),
        Signals(log_odds=-1.0, coverage=0.9, closeness=0.2),
        Signals(log_odds=-1.0, coverage=0.2, closeness=0.9),
    ):
        assert low < confidence(better) < 1.0


def test_rare_words_of_the_question_count_more(evidence: MakeEvidence) -> None:
    found = evidence("Alibaba grew its cloud.")
    model = ScriptedModel("", log_odds=1.0)

    def coverage(rarity: dict[str, float]) -> float:
        return measure("Who is the chairman of Alibaba?", Prompt("", ""), found, model, rarity).coverage

    assert coverage({"alibaba": 1.0, "chairman": 1.0}) == pytest.approx(0.5)
    assert coverage({"alibaba": 1.0, "chairman": 4.0}) == pytest.approx(0.2)


def test_no_evidence_gives_the_lowest_signals() -> None:
    signals = measure("Who?", Prompt("", ""), (), ScriptedModel("", log_odds=-2.0), {})
    assert signals == Signals(log_odds=-2.0, coverage=0.0, closeness=0.0)
