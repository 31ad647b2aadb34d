import pytest

from assistant.verifying.spelling import spelled_as_written


@pytest.mark.parametrize(
    ("claim", "source", "shown"),
    [
        ("It covers 7 square kilometers.", "The basin has 7 square kilometres.", "It covers 7 square kilometres."),
        ("Theater and color.", "theatres, a theatre, colours, a colour", "Theatre and color."),
        ("They organize travelers.", "Who organises? They organise travellers.", "They organise travellers."),
        ("He led the defense of Menendez.", "In defence of Menéndez.", "He led the defence of Menéndez."),
        ("It is colored for four.", "It was coloured for you.", "It is coloured for four."),
    ],
)
def test_a_word_is_spelled_as_its_source_spells_it(claim: str, source: str, shown: str) -> None:
    assert spelled_as_written(claim, [source]) == shown


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The kilometers.", "Kilometers and kilometres."),
        ("Sold for profit.", "Sold four times at a profit."),
        ("The resident complains.", "The residents complained."),
        ("Nothing alike.", ""),
    ],
)
def test_other_words_stay(claim: str, source: str) -> None:
    assert spelled_as_written(claim, [source]) == claim
