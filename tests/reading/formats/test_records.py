import json

import pytest

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.formats.records import read_json, read_json_lines

LONG = "Cloud revenue grew by 26% to 33.40 billion yuan in the second quarter of 2025, as the firm said on Friday."


def read(value: object) -> Contents:
    return read_json(json.dumps(value).encode(), Limits())


def told(contents: Contents) -> list[tuple[str, str]]:
    return [(block.kind, contents.text[block.start : block.end]) for block in contents.blocks]


def test_a_record_is_its_title_what_is_short_and_its_texts() -> None:
    record = {"id": 7, "title": "Results", "tags": ["cloud", "AI"], "body": "One.\n\nTwo.", "remark": LONG}
    assert told(read(record)) == [
        ("heading", "Results"),
        ("paragraph", "Id: 7; Tags: cloud, AI"),
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("paragraph", f"Remark: {LONG}"),
    ]


def test_flat_records_are_a_table_with_their_numbers() -> None:
    contents = read({"revenue_by_year": [{"year": 2024, "revenue": 5}, {"year": 2025, "revenue": 6, "audited": True}]})
    assert told(contents) == [
        ("heading", "Revenue by year"),
        ("header", "Year | Revenue | Audited"),
        ("row", "2024 | 5"),
        ("row", "2025 | 6 | true"),
    ]
    assert [block.row for block in contents.blocks] == [None, None, 1, 2]


def test_records_with_texts_are_sections() -> None:
    lines = "\n".join(json.dumps({"title": title, "text": "A text."}) for title in "AB") + "\n\n"
    contents = read_json_lines(lines.encode(), Limits())
    assert told(contents) == [("heading", "A"), ("paragraph", "A text."), ("heading", "B"), ("paragraph", "A text.")]


def test_objects_within_objects_are_sections_under_their_key() -> None:
    contents = read({"name": "Firm", "risk_factors": {"market": LONG}})
    assert [(block.kind, block.level, block.title) for block in contents.blocks] == [
        ("heading", 1, "Firm"),
        ("heading", 2, "Risk factors"),
        ("paragraph", 0, ""),
    ]


def test_texts_in_a_list_are_paragraphs() -> None:
    assert told(read(["One.", "Two."])) == [("paragraph", "One."), ("paragraph", "Two.")]


def test_vectors_encoded_data_and_nothing_are_left_out() -> None:
    assert told(read({"text": "A text.", "vector": [0.5] * 384, "image": "QUJD" * 1000, "none": None})) == [
        ("paragraph", "A text.")
    ]


@pytest.mark.parametrize(
    ("data", "told_as"),
    [
        (b'{"title": "cut of', r"is not JSON: line 1"),
        (b"[1,\n2,\n}", r"is not JSON: line 3"),
        (b"[]", "holds no text"),
        (b"null", "holds no text"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_what_is_not_json_or_holds_no_text_is_refused(data: bytes, told_as: str) -> None:
    with pytest.raises(UnreadableError, match=told_as):
        read_json(data, Limits())


def test_the_line_that_is_not_json_is_named() -> None:
    with pytest.raises(UnreadableError, match="line 3"):
        read_json_lines(b'{"text": "A."}\n\n{"text": "B.', Limits())


def test_the_fields_of_a_single_record_are_those_of_the_document() -> None:
    contents = read({"headline": "Results", "byline": "Wei Chen", "published_at": "2025-08-29T10:00:00Z", "text": "A."})
    assert (contents.title, contents.author, contents.date) == ("Results", "Wei Chen", "2025-08-29")
