import pytest

from assistant.reading.cleaning import one_line, without_unseen


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("one\n two\u00a0 three\x0b", "one two three"),
        ("in\u00adcome, zero\u200bwidth, \ufeffmark", "income, zerowidth, mark"),
        ("bell\x07 and \ud800half", "bell and half"),
        ("family 👨\u200d👩\u200d👧 می\u200cخواهم", "family 👨\u200d👩\u200d👧 می\u200cخواهم"),
    ],
)
def test_a_line_has_single_spaces_and_nothing_unseen(text: str, line: str) -> None:
    assert one_line(text) == line


def test_white_space_stays_where_only_the_unseen_goes() -> None:
    assert without_unseen("a\n\tb\x00c  d") == "a\n\tbc  d"
