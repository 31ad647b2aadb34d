from __future__ import annotations

import pytest

from assistant.reading.hidden import BLACK, WHITE, Colour, LeftOut, colour_of, is_lost_on


@pytest.mark.parametrize("colour", [(255, 255, 255), (254, 254, 254), (245, 245, 245)])
def test_as_good_as_white_is_lost_on_white(colour: Colour) -> None:
    assert is_lost_on(colour, WHITE)
    assert not is_lost_on(colour, BLACK)


@pytest.mark.parametrize("colour", [(204, 204, 204), (255, 204, 0), (0, 0, 0), (225, 225, 225)])
def test_light_letters_are_not_lost(colour: Colour) -> None:
    assert not is_lost_on(colour, WHITE)


def test_colours_of_one_brightness_and_another_hue_are_told_apart() -> None:
    assert not is_lost_on((255, 0, 0), (0, 150, 0))
    assert not is_lost_on((255, 255, 0), WHITE)


def test_what_is_not_known_counts_as_seen() -> None:
    assert not is_lost_on(None, WHITE)
    assert not is_lost_on(WHITE, None)


def test_a_colour_is_six_digits() -> None:
    assert colour_of("#1F3864") == colour_of("1f3864") == (31, 56, 100)
    assert colour_of("auto") is colour_of("12345g") is colour_of("") is None


def test_how_much_was_left_out_is_told_without_white_space() -> None:
    left_out = LeftOut()
    assert not left_out.notes
    left_out.add(" a ")
    assert "1 character of" in left_out.notes[0]
    left_out.add("b c\n" * 1000)
    assert "2,001 characters of" in left_out.notes[0]
