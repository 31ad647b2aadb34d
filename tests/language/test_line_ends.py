from __future__ import annotations

import pytest

from assistant.language.line_ends import LineEnds, mended
from assistant.reading.contents import Limits
from assistant.reading.formats.text import read_plain

GERMAN = "Der Rat der Stadt hat die Kosten und den Plan für das Ufer nicht in der Sitzung, sondern danach genannt."


@pytest.mark.parametrize(
    ("line", "following", "whole"),
    [
        ("a new govern-", "ment", "a new government"),
        ("a new govern\u2010", "ment", "a new government"),
        ("a new govern\u00ad", "ment", "a new government"),
        ("it is cost-", "effective.", "it is cost-effective."),
        ("it is cost\u2010", "effective.", "it is cost\u2010effective."),
        ("a part-", "time cook", "a part-time cook"),
        ("twenty-", "five boats", "twenty-five boats"),
        ("short-", "and long-term", "short- and long-term"),
        ("ten thous-", "and boats", "ten thousand boats"),
        ("COVID-", "19", "COVID-19"),
        ("the Kiel-", "Altona line", "the Kiel-Altona line"),
        ("2030–", "31", "2030–31"),
        ("a dash -", "and on", "a dash - and on"),
        ("two", "words", "two words"),
        ("港务长", "的报告", "港务长的报告"),
        ("共有24", "个", "共有24个"),
        ("図書館は", "土曜日", "図書館は土曜日"),
        ("보안 기술", "전망", "보안 기술 전망"),
    ],
)
def test_lines_are_joined_as_a_reader_would(line: str, following: str, whole: str) -> None:
    english = "It is what they had, and the people of the town were there with it."
    assert LineEnds([english, line, following]).joined(line, following) == whole


def test_a_word_is_written_as_elsewhere_in_the_document() -> None:
    assert LineEnds(["A data-base is kept here."]).joined("the data-", "base") == "the data-base"
    assert LineEnds(["A dataset is kept here."]).joined("the data-", "set") == "the dataset"


def test_a_language_that_writes_compounds_in_one_word_keeps_no_hyphen() -> None:
    assert LineEnds([GERMAN]).joined("die Hand-", "lung des Rates") == "die Handlung des Rates"


def test_broken_words_of_a_plain_text_move_up_and_its_lines_stay() -> None:
    text = "The infra-\nstructure is well-\nknown to the coun-\n\ncil-\n- one\n- two"
    assert mended(text) == "The infrastructure\nis well-known\nto the coun-\n\ncil-\n- one\n- two"


def test_a_chinese_paragraph_wrapped_at_a_width_becomes_one_line() -> None:
    text = "委员会今年春天开了四次会\n听取了两条渡轮线路的报告\n并同意。\n明年再建。"
    assert mended(text) == "委员会今年春天开了四次会听取了两条渡轮线路的报告并同意。\n明年再建。"


def test_a_soft_hyphen_at_a_line_end_is_none_and_its_word_is_whole() -> None:
    contents = read_plain("New equip\u00ad\nment for the fer\u00adry.".encode(), Limits())
    assert contents.text == "New equipment\nfor the ferry."
