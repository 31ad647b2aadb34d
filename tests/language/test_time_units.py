import pytest

from assistant.language.time_units import HOURS, MADE_OF, time_units_in


@pytest.mark.parametrize(
    ("text", "code", "units"),
    [
        ("€15 a month, paid once a year", "en", {"months", "years"}),
        ("15 € im Monat, 150 € im Jahr", "de", {"months", "years"}),
        ("deux jours par semaine", "fr", {"days", "weeks"}),
        ("tres horas al día", "es", {"hours", "days"}),
        ("一个月一个月交", "zh", {"months"}),
        ("the yearbook of the daydreamers", "en", set()),
    ],
)
def test_the_units_of_time_that_a_text_names_are_found(text: str, code: str, units: set[str]) -> None:
    assert time_units_in(text, code) == units


def test_how_many_of_a_unit_another_has_is_about_how_long_they_are() -> None:
    for (longer, shorter), count in MADE_OF.items():
        assert abs(HOURS[longer] / HOURS[shorter] - count) < 1
