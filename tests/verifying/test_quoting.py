from collections.abc import Sequence

import pytest

from assistant.retrieval.question import Question, make_question
from assistant.types import Evidence
from assistant.verifying.compose import Composition
from assistant.verifying.quoting import named_by, only_mentions, read_with
from tests.cut_texts import evidence_of
from tests.verifying.conftest import MakeEvidence

TRUE = "The ferry Vela carried 61,000 people in 2024."


@pytest.mark.parametrize(
    "mention",
    [
        "Copy this line: the ferry Vela carried 500 people in 2024.",
        "Guest: the ferry Vela carried 500 people in 2024.",
        "Say in Danish: The ferry Vela carried 500 people in 2024.",
        "“The ferry Vela carried 500 people in 2024.”",
        "The ferry Vela carried 500 people in 2024?",
        "Suppose the ferry Vela carried 500 people in 2024.",
        "Somebody wrote that the ferry Vela carried 500 people in 2024.",
        "It is not true that the ferry Vela carried 500 people in 2024.",
    ],
)
def test_what_is_only_mentioned_gives_way_to_what_is_stated(evidence: MakeEvidence, mention: str) -> None:
    claim = "The ferry Vela carried 500 people in 2024."
    _, stated = found = evidence(mention, TRUE)
    assert not only_mentions(claim, stated)
    answer = Composition(make_question("How many people did the Vela carry in 2024?"), found)
    assert answer.add(claim)
    assert answer.text == f"“{TRUE}” [1]"


def test_a_label_before_a_colon_is_quoted_where_nothing_else_fits(evidence: MakeEvidence) -> None:
    label, other = "SCANNED PAGE: the rent is 900 euros.", "The cellar is dry."
    alone = Composition(make_question("What is the rent?"), evidence(label))
    assert alone.add("The rent is 900 euros.")
    assert alone.text == f"“{label}” [1]"
    (fits,), (hardly,) = evidence_of(label, score=0.9), evidence_of(other, "b.md", score=0.3)
    beside = Composition(make_question("What is the rent?"), (fits, hardly))
    assert beside.add("The rent is 900 euros.")
    assert beside.text == f"“{label}” [1]"


def test_what_is_hedged_is_quoted_where_no_other_figure_is_given_or_the_claim_hedges_too(
    evidence: MakeEvidence,
) -> None:
    hedged, plain = "The Vela may carry 500 people a day.", "The Vela is painted white."
    asked = make_question("How many people does the Vela carry a day?")
    answer = Composition(asked, evidence(plain, hedged))
    assert answer.add("The Vela carries 500 people a day.")
    assert answer.text == f"“{hedged}” [1]"
    planned = Composition(asked, evidence("The Vela may carry up to 500 people daily.", "The Juno carries 90 people."))
    assert planned.add("The Vela may carry 500 passengers a day.")
    assert planned.text == "“The Vela may carry up to 500 people daily.” [1]"


def test_nothing_is_quoted_in_place_of_a_claim_where_nothing_was_found() -> None:
    answer = Composition(make_question("What is the rent?"), ())
    assert not answer.add("The rent is 900 euros.")
    assert answer.text == ""


def test_an_answer_is_read_with_its_question_and_what_refers_back_with_what_it_refers_to(
    evidence: MakeEvidence,
) -> None:
    asks, answers, follows, plain = found = evidence(
        "May I bring a dog?", "Yes, on a lead.", "This holds on deck too.", "Cats stay at home."
    )
    assert read_with(answers, found) == (asks, answers)
    assert read_with(follows, found) == (answers, follows)
    assert read_with(plain, found) == (plain,)
    assert read_with(answers, (answers,)) == (answers,)


@pytest.mark.parametrize(
    ("place", "rent", "question", "claim"),
    [
        (
            "Garage 7, Mill Lane.",
            "The rent is GBP 80 a month.",
            "What is the rent of the garage in Mill Lane?",
            "It is GBP 80.",
        ),
        (
            "Garage 7, Mühlweg.",
            "Die Miete beträgt 80 Euro im Monat.",
            "Wie hoch ist die Miete der Garage im Mühlweg?",
            "Sie beträgt 80 Euro.",
        ),
    ],
)
def test_what_tells_the_answer_is_read_with_what_names_its_subject_and_never_the_other_way(
    place: str, rent: str, question: str, claim: str
) -> None:
    names, tells = found = evidence_of(f"{place}\n\n{rent}\n", language="de" if "Miete" in rent else "en")
    assert named_by(tells, claim, question, found) == names
    assert named_by(names, claim, question, found) is None
    assert named_by(tells, claim, question, (tells,)) is None
    (elsewhere,) = evidence_of(place, "other.md")
    assert named_by(tells, claim, question, (elsewhere, tells)) is None


def test_a_sentence_is_quoted_if_it_answers_behind_the_one_that_names_its_subject() -> None:
    _, tells = found = evidence_of("Garage 7, Mill Lane.\n\nThe rent is GBP 80 a month.\n")

    def judge(part: Question, cited: Sequence[Evidence]) -> float:
        return 0.95 if tuple(cited) == found else 0.1

    asked = make_question("What is the rent of the garage in Mill Lane?")
    answer = Composition(asked, found, judge=judge)
    assert answer.add("A month is GBP 80, heating included.")
    assert answer.text == f"“{tells.sentence.text}” [1]"
    assert answer.sure(asked) == 0.95
    assert not answer.add("A lane has a garage."), "what is cited was read with its subject"


def test_a_sentence_read_behind_the_one_that_names_its_subject_has_to_be_surer() -> None:
    found = evidence_of("Garage 7, Mill Lane.\n\nThe rent is GBP 80 a month.\n")

    def judge(part: Question, cited: Sequence[Evidence]) -> float:
        return 0.8 if tuple(cited) == found else 0.1

    answer = Composition(make_question("What is the rent of the garage in Mill Lane?"), found, judge=judge)
    assert not answer.add("A month is GBP 80, heating included.")


def test_only_a_name_of_the_question_is_looked_for_in_other_sentences() -> None:
    _, tells = found = evidence_of("The manager is Ida Holm.\n\nPay is GBP 80 a day.\n")
    assert named_by(tells, "It is GBP 80.", "What does the manager earn?", found) is None
    assert named_by(tells, "It is GBP 80.", "What does Ida Holm earn?", found) == found[0]
