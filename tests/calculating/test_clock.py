import pytest

from assistant.calculating.clock import clock_times, from_to


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Start 9:00, end 10:40.", [540, 640]),
        ("It began at 7.35pm and was over by 9 p.m.", [1175, 1260]),
        ("Beginn 18.30 Uhr, Ende 20 Uhr", [1110, 1200]),
        ("Ouvert de 8 h 30 à 17h15", [510, 1035]),
        ("12 am and 12 pm", [0, 720]),
        ("The price is 7.35, the ratio 1:2:30, section 3.10.", []),
        ("13 pm and 0 am are no times", []),
        ("上午9:00至11:30", [540, 690]),
    ],
)
def test_times_of_the_day_are_told_from_other_numbers(text: str, minutes: list[int]) -> None:
    assert [time.minutes for time in clock_times(text)] == minutes


def test_a_span_needs_two_times_in_order() -> None:
    assert from_to("Only at 9:00") is None
    assert from_to("From 22:00 to 6:00") is None
    assert from_to("9:00, 10:00 and 11:00") is None
