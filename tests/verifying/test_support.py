import pytest

from assistant.verifying.support import find_support
from tests.verifying.conftest import MakeEvidence

CLOUD = "Cloud revenue rose 26% to 33.40 billion yuan in the second quarter."
SHOPS = "The company closed a loss-making chain of shops in Leeds."
RIDERS = "The number of riders tripled to more than 2 million."


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ("Cloud revenue rose 26 percent.", True),
        ("Cloud revenue rose 36 percent.", False),
        ("Cloud revenue fell 26 percent.", False),
        ("Cloud revenue did not rise 26 percent.", False),
        ("Cloud revenue rose 26% under Thomas Sowell.", False),
        ("Bananas are a healthy snack for children.", False),
        ("The company closed a chain of shops in Leeds.", True),
        ("The company closed a chain of shops in Paris.", False),
        ("Riders tripled and cloud revenue rose 26%.", True),
    ],
)
def test_a_claim_holds_only_when_the_evidence_says_so(evidence: MakeEvidence, claim: str, holds: bool) -> None:
    assert find_support(claim, "What happened?", evidence(CLOUD, SHOPS, RIDERS)).holds is holds


def test_the_sentence_that_carries_the_claim_is_cited_and_no_other(evidence: MakeEvidence) -> None:
    support = find_support("The firm closed shops in Leeds.", "What happened?", evidence(CLOUD, SHOPS, RIDERS))
    assert [item.sentence.text for item in support.cited] == [SHOPS]


def test_a_claim_over_two_sentences_cites_both_in_document_order(evidence: MakeEvidence) -> None:
    claim = "Riders tripled to more than 2 million while cloud revenue rose 26%."
    support = find_support(claim, "What happened?", evidence(CLOUD, SHOPS, RIDERS))
    assert [item.sentence.text for item in support.cited] == [CLOUD, RIDERS]
    assert support.holds


def test_without_evidence_nothing_holds(evidence: MakeEvidence) -> None:
    support = find_support("Cloud revenue rose.", "What happened?", ())
    assert not support.holds
    assert support.cited == ()


def test_a_claim_that_only_repeats_the_question_must_stand_in_the_evidence_itself(evidence: MakeEvidence) -> None:
    question = "Did the bank buy a castle?"
    assert not find_support("The bank did buy a castle.", question, evidence(CLOUD)).holds


def test_a_name_of_the_question_that_the_sources_lack_is_not_vouched_for(evidence: MakeEvidence) -> None:
    claim = "The revenue of PDD was 33.40 billion yuan."
    assert not find_support(claim, "What was the revenue of PDD?", evidence(CLOUD)).holds


def test_a_name_may_come_from_the_heading_or_the_document_name(evidence: MakeEvidence) -> None:
    found = evidence(CLOUD, document="alibaba.md", heading=("Outlook for Hangzhou",))
    assert find_support("In Hangzhou, cloud revenue of Alibaba rose 26%.", "?", found).holds


def test_a_claim_that_foretells_what_the_source_says_was_does_not_hold(evidence: MakeEvidence) -> None:
    told = evidence("Revenue of the cloud division rose 26% to 33.40 billion yuan, well beyond what analysts expected.")
    claim = "Revenue of the cloud division is expected to grow by 26% next year, to 33.40 billion yuan."
    assert not find_support(claim, "What will revenue be next year?", told).holds
    planned = evidence("Next year revenue of the cloud division should grow by 26%, to 33.40 billion yuan.")
    assert find_support(claim, "What will revenue be next year?", planned).holds


@pytest.mark.parametrize(
    ("source", "claim", "holds"),
    [
        ("The service has nearly 300 million consumers.", "The service grew nearly 300 million consumers.", False),
        ("The service has more than 300 million consumers.", "The service fell 300 million consumers.", False),
        ("The service lost 300 million consumers.", "The service fell by 300 million consumers.", True),
        ("The service gained nearly 300 million consumers.", "The service grew nearly 300 million consumers.", True),
        ("The number of riders doubled to 2 million.", "The number of riders rose to 2 million.", True),
        ("Riders increased threefold to 2 million.", "Riders rose to 2 million.", True),
        ("The service has 300 million consumers.", "The service has 300 million consumers.", True),
    ],
)
def test_a_level_is_not_told_as_a_rise_or_a_fall(evidence: MakeEvidence, source: str, claim: str, holds: bool) -> None:
    assert find_support(claim, "How fast did the service grow, and did riders fall?", evidence(source)).holds is holds


def test_a_figure_is_no_average_where_the_source_does_not_call_it_one(evidence: MakeEvidence) -> None:
    question = "What was the average tax in 2018 and 2019?"
    claim = "The average tax in 2018 and 2019 was 423."
    assert not find_support(claim, question, evidence("The tax was 423 in 2019, after 428 in 2018.")).holds
    assert find_support(claim, question, evidence("On average the tax of 2018 and 2019 was 423.")).holds
    asked, said = "What was the mean tax of 2019?", "The mean tax of 2019 was 423."
    assert find_support(said, asked, evidence("The average tax of 2019 was 423.")).holds
    assert not find_support(said, asked, evidence("The tax of 2019 was 423.")).holds


def test_a_word_of_the_question_that_heads_another_document_is_not_said_of_this_one(evidence: MakeEvidence) -> None:
    wu = evidence("Yongming Wu leads the firm.", document="firm.md")
    harbour = evidence("Ferries brought in 58 million.", document="harbour.md", heading=("Harbour report",))
    question = "Who leads the harbour?"
    claim = "Yongming Wu leads the harbour."
    assert not find_support(claim, question, (*wu, *harbour)).holds
    assert find_support("Yongming Wu leads the firm.", question, (*wu, *harbour)).holds
    assert find_support("Yongming Wu leads the harbour.", question, wu).holds
    here = evidence("Yongming Wu leads the firm.", "Its harbour is its heart.", document="firm.md")
    assert find_support(claim, question, (*here, *harbour)).holds
