import pytest

from assistant.reading.ocr.agreement import agreed, doubtful_notations
from assistant.reading.ocr.letters import ReadLetter


def letters(text: str, probability: float = 0.99) -> list[ReadLetter]:
    return [ReadLetter(letter, place / max(1, len(text)), probability) for place, letter in enumerate(text)]


def test_equal_readings_agree_on_every_letter() -> None:
    assert agreed(letters("1,250"), letters("1,250")) == [True] * 5


@pytest.mark.parametrize(
    ("first", "second"),
    [("1,250", "1,260"), ("1,250", "1.250"), ("1,250", "11,250"), ("1,250", "1,2500"), ("1,250", ""), ("-5", "5")],
)
def test_a_figure_that_the_second_reading_has_otherwise_is_not_agreed_on(first: str, second: str) -> None:
    assert not all(agreed(letters(first), letters(second)))


def test_a_difference_in_one_word_leaves_the_others_agreed_on() -> None:
    same = agreed(letters("Revenue1,250"), letters("Reuenue1,250"))
    assert all(same[7:])
    assert not all(same[:7])


def test_full_width_digits_and_dashes_of_any_kind_are_the_same() -> None:
    assert all(agreed(letters("−１２"), letters("-12")))


def test_a_letter_that_one_reading_is_unsure_of_is_not_agreed_on() -> None:
    assert not any(agreed(letters("7", 0.4), letters("7")))


def trusted(words: list[str]) -> list[str]:
    doubtful = doubtful_notations(words)
    return [word for word in words if not any(notation.search(word) for notation in doubtful)]


def test_a_rare_way_of_writing_thousands_on_a_page_is_doubtful() -> None:
    commas = ["1,250", "33,400", "7,001", "(8,390)", "99,305"]
    assert trusted([*commas, "43.813"]) == commas
    points = ["1.250", "33.400", "7.001", "8.390", "99.305"]
    assert trusted([*points, "43,813"]) == points


def test_where_no_way_of_writing_thousands_is_rare_none_is_trusted() -> None:
    assert trusted(["1,250", "33.400", "7.5", "2023"]) == ["7.5", "2023"]


def test_a_long_figure_without_marks_is_doubtful_where_others_have_them() -> None:
    assert trusted(["1,250", "33,400", "41477", "2023"]) == ["1,250", "33,400", "2023"]
    assert trusted(["41477", "2023"]) == ["41477", "2023"]


def test_a_large_percentage_without_decimals_is_doubtful_where_others_have_them() -> None:
    assert trusted(["72.6%", "726%", "26%"]) == ["72.6%", "26%"]
    assert trusted(["726%", "26%"]) == ["726%", "26%"]
