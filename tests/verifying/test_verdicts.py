import pytest

from assistant.verifying.verdicts import cues, probability_of_no, verdict_from
from tests.cut_texts import evidence_of


@pytest.mark.parametrize(
    ("question", "sentence", "code", "expected"),
    [
        ("Can I feed the goats?", "Feeding the goats is forbidden.", "en", "no"),
        ("Is the tower open in winter?", "The tower is closed from November to March.", "en", "no"),
        ("Can I bring my ferret?", "Cats are welcome, no other animals are admitted.", "en", "no"),
        ("Did the club make any purchases?", "The club did not make any purchases.", "en", "no"),
        ("May guests use the kitchen?", "Only residents may use the kitchen.", "en", "no"),
        ("May guests use the kitchen?", "Guests may use the kitchen until ten.", "en", "yes"),
        ("Darf man hier angeln?", "Angeln ist hier verboten.", "de", "no"),
        ("Peut-on camper ici ?", "Il n'est pas permis de camper ici.", "fr", "no"),
        ("¿Se puede acampar aquí?", "No se permite acampar aquí.", "es", "no"),
        ("这里可以钓鱼吗？", "这里禁止钓鱼。", "zh", "no"),
    ],
)
def test_a_sentence_denies_what_is_asked_or_grants_it(question: str, sentence: str, code: str, expected: str) -> None:
    no = probability_of_no(cues(question, sentence, code))
    assert (no > 0.5) == (expected == "no")


def test_what_keeps_to_a_limit_is_no_reason_for_no() -> None:
    limit = "The load may be at most 40 kg."
    assert cues("Can I carry 30 kg?", limit).within == 1.0
    assert cues("Can I carry 50 kg?", limit).within == -1.0
    assert cues("Can I carry a piano?", limit).within == 0.0


@pytest.mark.parametrize(
    ("hours", "expected"),
    [("eleven", "yes"), ("three", "no")],
)
def test_a_limit_that_is_kept_to_lifts_what_is_denied_but_for_it(hours: str, expected: str) -> None:
    (item,) = evidence_of("Parking is not free unless you stay for more than ten hours, then £4 is paid back.")
    asked = f"We stay for {hours} hours. Is parking free then?"
    assert cues(asked, item.sentence.text).excepted == (expected == "yes")
    assert verdict_from(asked, item, "en") in (expected, "")


@pytest.mark.parametrize(
    "text",
    ["Mr Orr asked whether the club pays for the boats.", "It is not known whether the club pays for the boats."],
)
def test_what_somebody_asked_gives_no_verdict(text: str) -> None:
    (item,) = evidence_of(text)
    assert verdict_from("Does the club pay for the boats?", item, "en") == ""
    (told,) = evidence_of("The club pays for the boats.")
    assert verdict_from("Does the club pay for the boats?", told, "en") == "yes"


def test_two_clauses_that_say_different_things_are_mixed() -> None:
    sentence = "Tea may be drunk in the reading room, soup may not."
    assert cues("May I drink tea or eat soup there?", sentence).mixed > 0
    assert cues("May I drink tea?", "Tea may be drunk here.").mixed == 0


def test_what_a_clause_may_deny_in_other_words_is_never_yes() -> None:
    asked = "Did anybody lose a job when the office in Roda closed?"
    report = "# Report\n\nThe office in Roda was closed, and nobody was dismissed."
    assert verdict_from(asked, evidence_of(report)[-1], "en") == ""
