import pytest

from assistant.reading.contents import Contents, Limits
from assistant.reading.formats.delimited import find_delimiter, read_csv, read_tsv


def told(contents: Contents) -> list[tuple[str, str, int | None]]:
    return [(block.kind, contents.text[block.start : block.end], block.row) for block in contents.blocks]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n3,4\n", ","),
        ("a;b\n1,5;2,5\n3,1;4\n", ";"),
        ('name;note\nx;"hello, you; all"\n', ";"),
        ("a|b|c\n1|2|3", "|"),
        ("a\tb\n1,5\t2", "\t"),
        ("sep=;\na;b\n1;2", ";"),
        ('"Company","Revenue, bn"\n"Alibaba, Inc.","33.4"\n', ","),
    ],
)
def test_the_delimiter_is_told_by_the_look_of_the_records(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_records_are_rows_numbered_as_in_a_sheet() -> None:
    contents = read_csv(b"sep=;\nSegment;2024\nCloud;26,5\n\nRetail;1\n", Limits())
    assert told(contents) == [("header", "Segment | 2024", 2), ("row", "Cloud | 26,5", 3), ("row", "Retail | 1", 5)]


def test_a_cell_may_hold_lines_and_delimiters_in_quotes() -> None:
    assert read_csv(b'a,b\n"one\ntwo, three",4\n', Limits()).text == "a | b\none two, three | 4"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_told(encoding: str) -> None:
    text = "Straße;Umsatz\nMünchener Straße;5\nKönigsallee;6\n"
    assert "Münchener Straße | 5" in read_csv(text.encode(encoding), Limits()).text


def test_tabs_part_the_cells_of_a_tsv_whatever_else_there_is() -> None:
    assert read_tsv(b"a, b\tc, d\n1, 2\t3, 4\n", Limits()).text == "a, b | c, d\n1, 2 | 3, 4"
