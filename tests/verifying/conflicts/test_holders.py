import pytest

from tests.verifying.conflicts.test_occasions import conflict


@pytest.mark.parametrize(
    ("asked", "one", "other", "language"),
    [
        ("Who chairs the board?", "Anna Weber chairs the board.", "The board is chaired by Ben Ostrow.", "en"),
        ("Who leads the choir?", "Anna Weber leads the choir.", "Ben Ostrow heads the choir.", "en"),
        ("Who is the treasurer?", "The treasurer is Anna Weber.", "Ben Ostrow is the treasurer.", "en"),
        ("Qui est la présidente ?", "La présidente est Anna Weber.", "Ida Brun est la présidente.", "fr"),
        ("¿Quién es el tesorero?", "El tesorero es Ben Ostrow.", "Luis Roca es el tesorero.", "es"),
    ],
)
def test_two_people_in_one_office_conflict(asked: str, one: str, other: str, language: str) -> None:
    assert conflict(asked, one, other, language)
    assert conflict(asked, other, one, language)


@pytest.mark.parametrize(
    ("asked", "one", "other"),
    [
        ("Who leads the choir?", "Anna Weber leads the choir.", "Ben Ostrow leads the band."),
        ("Who leads the choir?", "Anna Weber leads the choir.", "Anna leads the choir."),
        ("Who leads the choir?", "Anna Weber leads the choir.", "Ben Ostrow led the choir until 2019."),
        ("Who leads the choir?", "Anna Weber leads the choir of Elm.", "Ben Ostrow leads the choir of Oak."),
        ("Who is the treasurer?", "Anna Weber is the treasurer.", "Ben Ostrow is deputy treasurer."),
        ("Who is the treasurer?", "Anna Weber is the treasurer.", "Ben Ostrow was the treasurer."),
        ("Who is the treasurer?", "Anna Weber is the treasurer.", "Ben Ostrow and Ida Brun are treasurers."),
        ("Who is a director?", "Anna Weber is a director of Elm.", "Ben Ostrow is a director of Elm."),
        ("Who spoke at the gala?", "Anna Weber spoke at the gala.", "Ben Ostrow spoke at the gala."),
        ("Where is the treasurer?", "The treasurer is Anna Weber.", "The treasurer is Ben Ostrow."),
    ],
)
def test_people_in_other_offices_or_at_other_times_do_not(asked: str, one: str, other: str) -> None:
    assert not conflict(asked, one, other)
    assert not conflict(asked, other, one)
