from assistant.retrieval.question import make_question
from assistant.types import Evidence
from assistant.verifying.conflicts import disagree, find_rivals
from tests.verifying.conftest import MakeEvidence


def rivals(ours: tuple[Evidence, ...], theirs: tuple[Evidence, ...], question: str) -> list[str]:
    found = find_rivals(ours[0].sentence.text, make_question(question), ours[:1], ours + theirs)
    return [item.sentence.text for item in found]


def test_another_documents_other_figure_for_the_same_thing_is_a_rival(evidence: MakeEvidence) -> None:
    ours = evidence("Cloud revenue grew 26% in the quarter.")
    theirs = evidence("In the quarter cloud revenue grew 24%.", document="other.md")
    assert rivals(ours, theirs, "How fast did cloud revenue grow?") == ["In the quarter cloud revenue grew 24%."]
    assert disagree(make_question("How fast did cloud revenue grow?"), ours + theirs)


def test_the_same_document_is_no_rival_of_itself(evidence: MakeEvidence) -> None:
    one = evidence("Cloud revenue grew 26%.", "Cloud revenue grew 24%.")
    assert rivals(one, (), "How fast did cloud revenue grow?") == []
    assert not disagree(make_question("How fast did cloud revenue grow?"), one)


def test_the_same_figure_in_another_notation_is_no_rival(evidence: MakeEvidence) -> None:
    ours = evidence("Cloud revenue was 33.40 billion yuan.")
    for same in ("Cloud revenue was about 33 billion yuan.", "Cloud revenue was CNY 33,400 million."):
        assert rivals(ours, evidence(same, document="other.md"), "What was cloud revenue?") == []


def test_another_period_or_another_subject_is_no_rival(evidence: MakeEvidence) -> None:
    ours = evidence("In 2024 cloud revenue of Borealis grew 26%.")
    for other in ("In 2023 cloud revenue of Borealis grew 24%.", "Delays cost 24% of the riders a day."):
        assert rivals(ours, evidence(other, document="other.md"), "How fast did cloud revenue grow?") == []


def test_a_figure_of_another_measure_than_the_one_asked_for_is_no_rival(evidence: MakeEvidence) -> None:
    ours = evidence("The Nimbus division made revenue of 33.4 billion yuan.")
    loss = evidence("The Nimbus division made a loss of 2.1 billion yuan.", document="other.md")
    sales = evidence("The Nimbus division made sales of 31 billion yuan.", document="other.md")
    asked = "How much revenue did the Nimbus division make?"
    assert rivals(ours, loss, asked) == []
    assert not disagree(make_question(asked), ours + loss)
    assert rivals(ours, sales, asked) == [sales[0].sentence.text]


def test_one_rival_a_document_the_best_first(evidence: MakeEvidence) -> None:
    ours = evidence("Cloud revenue grew 26%.")
    theirs = evidence("Cloud revenue grew 24%.", "Cloud revenue grew 23%.", document="other.md")
    third = evidence("Cloud revenue grew 21%.", document="third.md")
    assert set(rivals(ours, theirs + third, "How fast did cloud revenue grow?")) == {
        "Cloud revenue grew 24%.",
        "Cloud revenue grew 21%.",
    }
