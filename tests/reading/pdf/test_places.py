from collections.abc import Sequence

import pytest

from assistant.reading.pdf.places import find_boxes
from assistant.reading.pdf.words import Word


def page(*lines: str) -> list[Word]:
    """Words of ten points a character, a line every twenty points."""
    words = []
    for number, line in enumerate(lines, start=1):
        left = 0.0
        for text in line.split():
            words.append(Word(text, left, left + 10 * len(text), 20.0 * number, 10, False, False))
            left += 10 * (len(text) + 1)
    return words


def lines_of(words: Sequence[Word], sentence: str, before: str = "") -> list[tuple[int, int, int]]:
    """Return the boxes as number of the line, left and right."""
    return [
        (round((box.top + 8.2) / 20), round(box.left), round(box.right)) for box in find_boxes(words, sentence, before)
    ]


def test_a_sentence_is_boxed_line_by_line() -> None:
    words = page("One goes. Two goes", "on here. Three ends.")
    assert lines_of(words, "Two goes on here.") == [(1, 100, 180), (2, 0, 80)]


@pytest.mark.parametrize(
    ("lines", "sentence", "boxes"),
    [
        (("The com-", "pany grew."), "The company grew.", [(1, 0, 80), (2, 0, 100)]),
        (("Tax 120 110",), "Tax | 120 | 110", [(1, 0, 110)]),
        (("收入增长。成本。",), "收入增长。成本。", [(1, 0, 80)]),
        (("Nothing here.",), "Something else.", []),
        (("Nothing here.",), "…", []),
        ((), "Something.", []),
    ],
)
def test_only_letters_and_digits_are_compared(
    lines: tuple[str, ...], sentence: str, boxes: list[tuple[int, int, int]]
) -> None:
    assert lines_of(page(*lines), sentence) == boxes


def test_of_the_same_words_twice_those_are_meant_that_the_text_before_tells() -> None:
    words = page("Total 5", "Other 6", "Total 5")
    assert lines_of(words, "Total | 5", "") == [(1, 0, 70)]
    assert lines_of(words, "Total | 5", "Total | 5\nOther | 6\n") == [(3, 0, 70)]


def test_a_sentence_that_goes_on_overleaf_is_boxed_as_far_as_the_page_goes() -> None:
    words = page("Before. The sentence goes", "on and on")
    assert lines_of(words, "The sentence goes on and on for ever.") == [(1, 80, 250), (2, 0, 90)]


def test_words_written_out_of_order_are_found_in_their_lines() -> None:
    words = page("alpha beta gamma delta")
    assert lines_of([words[2], words[0], words[3], words[1]], "Beta gamma.") == [(1, 60, 160)]
