from dataclasses import replace

import pytest

from assistant.types import Evidence
from assistant.verifying.proving import drawn_on, nearest_sentences, prove, two_statements
from assistant.verifying.rewording import Reading
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


def doubted(items: tuple[Evidence, ...], *texts: str) -> tuple[Evidence, ...]:
    """Return evidence whose figures of these texts are uncertain, as if two readings of a scan differed."""
    made = []
    for item in items:
        told = (replace(f, certain=f.text not in texts) for f in item.sentence.figures)
        made.append(replace(item, sentence=replace(item.sentence, figures=tuple(told))))
    return tuple(made)


def test_an_uncertain_figure_proves_nothing(evidence: MakeEvidence) -> None:
    found = evidence("Vela sold 4,000 sails and 70 masts last year.")
    assert prove("Vela sold 4,000 sails and 70 masts last year.", found).holds
    assert not prove("Vela sold 4,000 sails and 70 masts last year.", doubted(found, "4,000")).holds
    assert not prove("Vela sold 4,000 sails and 70 masts last year.", doubted(found, "70")).holds


def test_a_claim_without_the_uncertain_figure_is_proven(evidence: MakeEvidence) -> None:
    found = doubted(evidence("Vela sold 70 masts last year, after 4,000."), "4,000")
    assert prove("Vela sold 70 masts last year.", found).holds


def test_no_reader_makes_an_uncertain_figure_certain(evidence: MakeEvidence) -> None:
    class Credulous:
        proven_from = 0.5

        def read(self, claim: str, item: Evidence) -> Reading:
            return Reading(1.0)

    found = evidence("Vela sold 4,000 sails last year.")
    assert prove("Last year 4,000 sails were sold by Vela.", found, Credulous()).holds
    assert not prove("Last year 4,000 sails were sold by Vela.", doubted(found, "4,000"), Credulous()).holds
