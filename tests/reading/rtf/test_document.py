import pytest

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.rtf.document import read_rtf


def read(body: str, info: str = "") -> Contents:
    return read_rtf(f"{{\\rtf1\\ansi\\ansicpg1252{{\\info{info}}}{body}}}".encode("latin-1"), Limits())


def told(body: str) -> list[tuple[str, str]]:
    contents = read(body)
    return [(block.kind, contents.text[block.start : block.end]) for block in contents.blocks]


def test_paragraphs_end_where_the_file_says_so() -> None:
    assert told("A line that does not end in a full stop, and is no item\\par and one in lower case.\\par") == [
        ("paragraph", "A line that does not end in a full stop, and is no item"),
        ("paragraph", "and one in lower case."),
    ]


def test_a_heading_is_told_by_its_look() -> None:
    text = "Revenue grew by a quarter, and profit by a third, in the first half of the year."
    assert told(f"Results\\par {text}\\par") == [("heading", "Results"), ("paragraph", text)]


def test_rows_of_cells_are_a_table() -> None:
    body = "Before.\\par\\trowd a\\cell b\\cell\\row\\trowd x\\cell 1\\cell\\row\\pard After.\\par"
    assert told(body) == [("paragraph", "Before."), ("header", "a | b"), ("row", "x | 1"), ("paragraph", "After.")]


def test_letters_of_every_alphabet_are_read() -> None:
    assert read("Gr\\'f6\\'dfe \\u20844?\\u21496? \\u-10179?\\u-8704?\\par").text == "Größe 公司 😀"


def test_the_fields_say_title_author_and_the_day_it_was_saved() -> None:
    info = "{\\title Gr\\'f6\\'dfe}{\\author Wei Chen}{\\creatim\\yr2024\\mo1\\dy2}{\\revtim\\yr2025\\mo8\\dy29\\hr1}"
    contents = read("Text.\\par", info)
    assert (contents.title, contents.author, contents.date) == ("Größe", "Wei Chen", "2025-08-29")


def test_a_document_without_text_is_refused() -> None:
    with pytest.raises(UnreadableError, match="holds no text"):
        read("{\\pict 0102}")


def test_a_character_code_that_does_not_exist_costs_only_that_character() -> None:
    assert (
        read_rtf(rb"{\rtf1 One\u99999999? two\u-99999999? three\u233?.}", Limits()).text
        == "One\ufffd two\ufffd threeé."
    )
