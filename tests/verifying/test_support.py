from assistant.verifying.support import drawn_on
from tests.verifying.conftest import MakeEvidence

CLOUD = "Cloud revenue rose 26% to 33.40 billion yuan in the second quarter."
SHOPS = "The company closed a loss-making chain of shops in Leeds."
RIDERS = "The number of riders tripled to more than 2 million."


def test_a_claim_draws_on_the_sentence_that_has_its_words_and_on_no_other(evidence: MakeEvidence) -> None:
    found = drawn_on("The firm closed shops in Leeds.", "What happened?", evidence(CLOUD, SHOPS, RIDERS))
    assert [item.sentence.text for item in found] == [SHOPS]


def test_a_claim_over_two_sentences_draws_on_both_in_document_order(evidence: MakeEvidence) -> None:
    claim = "Riders tripled to more than 2 million while cloud revenue rose 26%."
    found = drawn_on(claim, "What happened?", evidence(CLOUD, SHOPS, RIDERS))
    assert [item.sentence.text for item in found] == [CLOUD, RIDERS]


def test_without_evidence_a_claim_draws_on_nothing() -> None:
    assert drawn_on("Cloud revenue rose.", "What happened?", ()) == ()
