import pytest

from assistant.reading.notation.symbols import in_unicode


@pytest.mark.parametrize(
    ("font", "text", "shown"),
    [
        ("Symbol", "\uf0b3 5", "≥ 5"), ("symbol", "\xa3", "≤"), ("Symbol", "\uf061\uf062", "αβ"),
        ("Wingdings", "\uf0fe\uf0a8\uf0fd", "☑☐☒"), ("Wingdings 2", "\uf052", "☑"), ("Arial", "\xa3", "£"),
        ("Wingdings", "\uf001", "\uf001"),
    ],
)  # fmt: skip
def test_a_symbol_font_is_read_as_unicode(font: str, text: str, shown: str) -> None:
    assert in_unicode(text, font) == shown
