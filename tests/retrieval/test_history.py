import pytest

from assistant.retrieval.history import is_faithful, leans, without_opening_and

ASKED = ["Who leads Alibaba?", "How fast does cloud revenue grow?"]


@pytest.mark.parametrize(
    "question",
    ["How many riders work there?", "What happened, and what did it cost?", "How much did it cost, and who paid?"],
)
def test_a_question_that_points_back_leans_on_the_one_before(question: str) -> None:
    assert leans(question, ASKED)


def test_an_empty_question_leans_on_nothing() -> None:
    assert not leans(" ?", ASKED)


@pytest.mark.parametrize("rewritten", ["How much does cloud revenue grow by?", "By how much is cloud growth up?"])
def test_a_rewriting_of_words_that_were_said_is_faithful(rewritten: str) -> None:
    assert is_faithful(rewritten, "And by how much?", "Does cloud revenue grow, is it up?")


@pytest.mark.parametrize(
    "rewritten",
    [
        "",
        "Cloud revenue grows.",
        "How fast does it grow? And why?",
        "How much does Amazon cost?",
        "What about SAP?",
        "How does cloud revenue grow?",
    ],
    ids=[
        "nothing",
        "no question",
        "two questions",
        "a word of its own",
        "nothing taken along",
        "what was asked is lost",
    ],
)
def test_any_other_rewriting_is_not(rewritten: str) -> None:
    assert not is_faithful(rewritten, "What about SAP?", ASKED[-1])


def test_the_word_that_ties_a_follow_up_to_the_one_before_is_left_out() -> None:
    assert without_opening_and("And, in dollars?") == "in dollars?"
    assert without_opening_and("Andorra?") == "Andorra?"


@pytest.mark.parametrize(
    ("rewritten", "question", "before", "code", "faithful"),
    [
        ("Why was the tower closed?", "why?", "Was the tower closed?", "en", True),
        ("Was the tower closed?", "why?", "Was the tower closed?", "en", False),
        ("How high are the towers?", "What about the towers?", "How high are the walls?", "en", True),
        ("Warum wurde der Turm geschlossen?", "Warum?", "Wurde der Turm geschlossen?", "de", True),
        ("Wurde der Turm geschlossen?", "Warum?", "Wurde der Turm geschlossen?", "de", False),
    ],
)
def test_a_rewriting_asks_with_the_same_word(
    rewritten: str, question: str, before: str, code: str, faithful: bool
) -> None:
    assert is_faithful(rewritten, question, before, code) is faithful


@pytest.mark.parametrize(
    ("question", "code", "does"),
    [
        ("My niece is nine, may she ride the donkey?", "en", False),
        ("We want to buy a parrot. Is that allowed in the flat?", "en", False),
        ("Meine Nichte ist neun, darf sie auf den Esel?", "de", False),
        ("Ma nièce a neuf ans, peut-elle monter ?", "fr", False),
        ("In the new version, is it allowed?", "en", True),
        ("If we cancel, is it free?", "en", True),
        ("OK, is it free?", "en", True),
        ("It is nine years old, may it stay?", "en", True),
        ("What about the donkey, is it tame?", "en", True),
    ],
)
def test_a_pronoun_behind_a_clause_that_names_somebody_points_to_that(question: str, code: str, does: bool) -> None:
    assert leans(question, ["What does the zoo cost?"], code) is does
