import pytest

from assistant.reading.notation.counting import displayed, spread_letter


@pytest.mark.parametrize(
    ("style", "number", "shown"),
    [
        ("decimal", 12, "12"), ("decimalZero", 7, "07"), ("lowerRoman", 49, "xlix"), ("upperRoman", 1994, "MCMXCIV"),
        ("lowerLetter", 26, "z"), ("lowerLetter", 28, "bb"), ("upperLetter", 3, "C"), ("ordinal", 11, "11th"),
        ("ordinal", 22, "22nd"), ("cardinalText", 34, "Thirty-four"), ("ordinalText", 21, "Twenty-first"),
        ("ordinalText", 40, "Fortieth"), ("chineseCounting", 23, "二十三"), ("chineseCounting", 10, "十"),
        ("decimalEnclosedCircle", 20, "⑳"), ("ideographTraditional", 2, "乙"), ("russianLower", 2, "б"),
        ("a format of tomorrow", 5, "5"), ("none", 5, ""),
    ],
)  # fmt: skip
def test_a_number_is_shown_in_its_format(style: str, number: int, shown: str) -> None:
    assert displayed(number, style) == shown


@pytest.mark.parametrize("style", ["lowerRoman", "lowerLetter", "decimalEnclosedCircle"])
@pytest.mark.parametrize("number", [0, -3, 10**6])
def test_a_number_that_a_format_cannot_show_is_in_digits(style: str, number: int) -> None:
    assert displayed(number, style) == str(number)


def test_web_pages_count_on_after_the_last_letter() -> None:
    assert [spread_letter(n) for n in (1, 26, 27, 703)] == ["a", "z", "aa", "aaa"]
