import pytest

from assistant.language.marks import IN_BRACKETS, ITEM, is_closed


@pytest.mark.parametrize("text", ["• a", "- a", "– a", "1. a", "(12) a", "b) a", "iv. a", "XII) a", "  * a"])
def test_a_bullet_or_a_number_opens_an_item(text: str) -> None:
    found = ITEM.match(text)
    assert found
    assert text[found.end() :] == "a"


@pytest.mark.parametrize("text", ["A line", "-5", "1.5 m", "2024. a", "abc. d", "•", "; a", "= a"])
def test_what_begins_otherwise_opens_none(text: str) -> None:
    assert ITEM.match(text) is None


@pytest.mark.parametrize(
    ("text", "closed"), [("So.", True), ("“So.”)", True), ("So:", True), ("So", False), ("", False)]
)
def test_a_text_is_closed_by_a_stop_whatever_quotes_stand_behind(text: str, closed: bool) -> None:
    assert is_closed(text) is closed
    assert not is_closed(text, "。")


def test_asides_are_the_innermost_brackets() -> None:
    assert IN_BRACKETS.findall("a (b) (c (d)) (e") == ["(b)", "(d)"]
