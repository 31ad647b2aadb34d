import pytest

from assistant.verifying.proving import drawn_on, nearest_sentences, prove, two_statements
from tests.cut_texts import evidence_of
from tests.verifying.conftest import MakeEvidence

SAIL = "Vela sold 4,000 sails last year."
BOATS = "Orla built nine boats in Ulm."


def test_a_claim_of_two_statements_is_proven_by_a_sentence_for_each(evidence: MakeEvidence) -> None:
    proof = prove("Vela sold 4,000 sails last year, and Orla built nine boats in Ulm.", evidence(BOATS, SAIL))
    assert [item.sentence.text for item in proof.cited] == [BOATS, SAIL]
    assert proof.how == "exact"


@pytest.mark.parametrize(
    "claim",
    [
        "Vela sold 4,000 sails last year, and Orla built ten boats in Ulm.",
        "Vela built nine boats in Ulm.",
        "Vela sold 4,000 sails in Ulm.",
        "Vela sold 4,000 sails in May and built nine boats in Ulm.",
    ],
)
def test_no_claim_is_proven_by_the_words_of_two_sentences_together(evidence: MakeEvidence, claim: str) -> None:
    assert not prove(claim, evidence(SAIL, BOATS)).holds


def test_a_statement_that_lost_its_subject_is_not_taken_from_another(evidence: MakeEvidence) -> None:
    found = evidence("Vela rose by 3%.", "Orla fell, and lost 40 jobs.")
    assert prove("Orla fell, and lost 40 jobs.", found).holds
    assert not prove("Vela rose by 3%, and lost 40 jobs.", found).holds


def test_a_claim_is_parted_at_joining_words() -> None:
    assert list(two_statements("Vela rose, and Orla and Brun fell.", "en")) == [
        ("Vela rose", "Orla and Brun fell."),
        ("Vela rose, and Orla", "Brun fell."),
    ]
    assert list(two_statements("Vela rose.", "en")) == []


def test_without_sentences_nothing_is_proven() -> None:
    assert not prove("Vela rose.", ()).holds


def test_the_nearest_sentences_share_most_with_a_claim() -> None:
    found = evidence_of(f"{BOATS} {SAIL} Storms are a risk.")
    assert [item.sentence.text for item in nearest_sentences("Vela sold sails.", found, 2)] == [SAIL]


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
