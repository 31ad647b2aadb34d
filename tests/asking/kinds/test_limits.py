import pytest

from tests.asking.kinds.conftest import Make

POOL = """# Open-air pool

The pool is open from May to September. Children under 10 must not use the diving tower. The slide of the pool is for
swimmers of 8 or older. Babies under 2 pay nothing at the pool. Bags of up to 9 kilos may be taken into the pool.
A season ticket for the pool can be given back up to 14
days before the season begins.
"""


@pytest.mark.parametrize(
    ("question", "opening", "quoted"),
    [
        ("My son is 7, may he use the diving tower?", "No.", "diving tower"),
        ("My niece is 6. Is the slide of the pool for her?", "No.", "slide"),
        ("My niece is 9. Is the slide of the pool for her?", "Yes.", "slide"),
        ("Can a season ticket for the pool be given back three weeks before the season?", "Yes.", "season ticket"),
        ("May a bag of 12 kilos be taken into the pool?", "No.", "9 kilos"),
        ("Can a season ticket for the pool be given back 3 days before the season?", "No.", "season ticket"),
    ],
)
def test_a_limit_decides_between_yes_and_no(make: Make, question: str, opening: str, quoted: str) -> None:
    answer = make({"pool.md": POOL}, kind="yes or no").ask(question)
    assert answer.opening == opening
    assert [quoted in claim.text for claim in answer.claims] == [True]


def test_a_limit_decides_nothing_if_its_sentence_is_judged_not_to_answer(make: Make) -> None:
    bot = make({"pool.md": POOL}, kind="yes or no", odds=-6.0)
    assert bot.ask("My son is 7, may he paint the walls of the castle in Oslo with the children?").abstained


def test_limits_that_say_different_things_decide_nothing(make: Make) -> None:
    ride = "# Ride\n\nThe ride is for children of 8 or older. The ride is for children under 12.\n"
    assert make({"ride.md": ride}, kind="yes or no").ask("My niece is 6. Is the ride for her?").opening == ""
