import pytest

from assistant.errors import QuestionError
from assistant.indexing.scope import Scope
from assistant.retrieval.question import (
    MOST_LEANT_ON,
    Exchange,
    as_question,
    as_shortened,
    asked_as,
    make_question,
    out_of_its_story,
    understood_as,
)

ASKED = ["Who leads Alibaba?", "How fast does cloud revenue grow?"]
LEANING = "After “How fast does cloud revenue grow”: "


@pytest.mark.parametrize(
    ("follow_up", "now"),
    [
        ("And what about the risks?", "what about the risks?"),
        ("Why?", "Why?"),
        ("How much does it cost?", "How much does it cost?"),
        ("What about SAP?", "What about SAP?"),
        ("What are the risks of its plan?", "What are the risks of its plan?"),
        ("Why did they sell their shops?", "Why did they sell their shops?"),
    ],
)
def test_a_follow_up_takes_the_question_before_along(follow_up: str, now: str) -> None:
    question = make_question(follow_up, ASKED)
    assert (question.text, question.now, question.leans_on) == (follow_up, now, (ASKED[-1],))
    assert question.before == ASKED[-1]
    assert question.whole == LEANING + now


def test_the_question_before_may_come_with_its_answer() -> None:
    turn = Exchange(ASKED[-1], "It grows by 26%. [1]")
    question = make_question("Why?", [turn])
    assert question.earlier == (turn,)
    assert question.whole == make_question("Why?", [ASKED[-1]]).whole


def test_a_question_is_not_asked_again_by_the_one_that_leans_on_it() -> None:
    leaning = make_question("And when?", ["How much will it spend, and what could go wrong?"])
    assert [part.whole for part in leaning.parts] == [leaning.whole]


def test_the_first_part_leans_on_what_came_before_and_the_others_stand_behind_it() -> None:
    first, second = make_question("And how much does it cost, and who pays the whole bill?", ASKED).parts
    assert first.whole == LEANING + "how much does it cost?"
    assert (second.whole, second.leans_on, second.parts) == ("Who pays the whole bill?", (), ())


def test_a_later_part_that_says_hardly_anything_leans_on_the_first() -> None:
    first, second = make_question("Who mends the roof of the hall, and by when?").parts
    assert (first.whole, second.whole) == (
        "Who mends the roof of the hall?",
        "After “Who mends the roof of the hall”: By when?",
    )


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("When and where is the fair held?", ["When is the fair held?", "Where is the fair held?"]),
        ("Wann und wo findet das Fest statt?", ["Wann findet das Fest statt?", "Wo findet das Fest statt?"]),
        ("Où et quand a lieu la fête ?", ["Où a lieu la fête?", "Quand a lieu la fête?"]),
    ],
)
def test_a_part_that_only_asks_is_put_in_full(asked: str, parts: list[str]) -> None:
    assert [part.whole for part in make_question(asked).parts] == parts


def test_a_follow_up_on_a_follow_up_takes_both_along() -> None:
    again = make_question("And in dollars?", [*ASKED, "And how much is that in yuan?"])
    assert again.leans_on == (ASKED[-1], "how much is that in yuan?")
    assert again.whole == "After “How fast does cloud revenue grow; how much is that in yuan”: in dollars?"


def test_a_chain_of_follow_ups_keeps_its_subject_and_its_end() -> None:
    chain = [f"And what about it in {year}?" for year in range(2001, 2031)]
    leans_on = make_question("Why?", [*ASKED, *chain]).leans_on
    assert len(leans_on) == MOST_LEANT_ON
    assert (leans_on[0], leans_on[-1]) == (ASKED[-1], "what about it in 2030?")


@pytest.mark.parametrize(
    "text",
    [
        "How many couriers ride on a weekday?",
        "Which sectors use Alibaba's platform?",
        "Why does the company merge its shopping units?",
        "How has Alibaba changed its plans?",
        "How long is the bridge at Brenn, and what did it cost?",
        "How many riders are there?",
        "Is there a risk to the cloud business?",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(text: str) -> None:
    question = make_question(text, ASKED)
    assert (question.whole, question.leans_on, question.before) == (text, (), "")


def test_the_first_question_has_nothing_to_lean_on() -> None:
    assert make_question("What about it?").whole == "What about it?"


def test_a_question_that_looks_like_a_quoted_follow_up_is_asked_as_it_is() -> None:
    text = "After “the merger”: how many riders are there?"
    question = make_question(text)
    assert (question.now, question.leans_on) == (text, ())


def test_lines_and_spaces_are_kept_as_they_were_put_and_not_asked() -> None:
    question = make_question("  How  fast\n is it? ")
    assert (question.text, question.now) == ("  How  fast\n is it? ", "How fast is it?")


@pytest.mark.parametrize("text", ["", "   ", "?!", "\n\t"])
def test_an_empty_question_says_what_to_do(text: str) -> None:
    with pytest.raises(QuestionError, match=r"empty.*Ask something"):
        make_question(text, ASKED)


def test_a_question_too_long_with_what_it_leans_on_names_both_lengths() -> None:
    with pytest.raises(QuestionError, match=r"4013 characters, at most 4000"):
        make_question("Why?", ["why " * 1000])


def test_a_question_that_was_made_already_is_asked_with_its_own_history_and_scope() -> None:
    made = make_question("Why?", ASKED, Scope(kind="pdf"))
    assert as_question(made) is made
    assert made.scope == made.parts[0].scope == Scope(kind="pdf")
    with pytest.raises(TypeError, match="has its history and scope already"):
        as_question(made, scope=Scope(kind="md"))


def test_a_rewriting_that_is_faithful_stands_alone_and_any_other_is_passed_over() -> None:
    question = make_question("And by how much?", ["Does cloud revenue grow, is it up?"], Scope(kind="md"))
    rewritten = understood_as("“How much does cloud revenue grow by?”", question)
    assert (rewritten.whole, rewritten.leans_on) == ("How much does cloud revenue grow by?", ())
    assert rewritten.scope == question.scope
    assert understood_as("How much does Amazon cost?", question) is question
    assert understood_as("", question) is question


def test_a_question_asked_many_times_is_one_and_very_many_questions_are_not_parted() -> None:
    assert len(make_question("What is the rent? " * 100).parts) == 1
    assert len(make_question(" ".join(f"What is rent {number}?" for number in range(60))).parts) == 1


STORY = (
    "We moved to Farley in spring and love it. My brother visits us in June, and he would like to see the caves that"
    " everybody talks about. He is 70. What does a ticket cost for him?"
)


def test_the_question_is_taken_out_of_a_long_story() -> None:
    asked = out_of_its_story(make_question(STORY))
    assert (asked.now, asked.story) == ("What does a ticket cost for him?", STORY)
    assert asked_as(make_question(STORY), asked) == asked.now


@pytest.mark.parametrize("text", ["What does it cost?", STORY.replace("?", "."), "x" * 119 + "?"])
def test_a_text_without_a_story_or_without_a_question_mark_is_asked_as_it_is(text: str) -> None:
    question = make_question(text)
    assert out_of_its_story(question) is question


def test_a_story_that_is_taken_as_typed_is_left_whole() -> None:
    question = make_question(STORY, as_typed=True)
    assert out_of_its_story(question) is question


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "What does a ticket for the caves cost for a 70-year-old?",
            "What does a ticket for the caves cost for a 70-year-old?",
        ),
        ("What does a ticket for the caves of Wookey cost?", ""),
        ("What does a ticket cost a man of 65?", ""),
        ("Was kostet eine Karte für die Höhle?", ""),
        ("", ""),
    ],
)
def test_a_shortening_must_say_nothing_new(words: str, expected: str) -> None:
    short = as_shortened(words, out_of_its_story(make_question(STORY)))
    assert (short.now if short else "") == expected


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Can we claim damages, and until when?", ("Can we claim damages?", "Until when?")),
        ("Who built the mill and, in which year?", ("Who built the mill?", "In which year?")),
        ("Wer baute die Mühle, und seit wann steht sie?", ("Wer baute die Mühle?", "Seit wann steht sie?")),
        ("Are the men and women who row paid?", ("Are the men and women who row paid?",)),
    ],
)
def test_a_preposition_may_open_the_next_part(question: str, parts: tuple[str, ...]) -> None:
    assert tuple(part.now for part in make_question(question).parts) == parts


def test_a_follow_up_is_understood_from_the_answer_too() -> None:
    turn = Exchange("Who won the race?", "The race was won by Ida Holm. [1] She took two hours. [2]")
    question = make_question("How old is she?", [turn])
    assert question.context == "Who won the race? The race was won by Ida Holm. She took two hours."
    assert understood_as("How old is Ida Holm?", question).now == "How old is Ida Holm?"
    unanswered = make_question("How old is she?", ["Who won the race?"])
    assert understood_as("How old is Ida Holm?", unanswered) is unanswered


def test_a_long_answer_takes_part_with_its_beginning() -> None:
    question = make_question("Why?", [Exchange("Who won the race?", "word " * 500)])
    assert len(question.context) < 400
