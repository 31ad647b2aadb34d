import pytest

from assistant.reading.notation.raised import TextRun, in_line, is_note_mark, note_label, note_labels
from benchmarks.reading.raised import examples, fitted


def test_every_held_out_example_but_a_few_is_told_by_the_weights_of_the_others() -> None:
    told = examples()
    right = 0
    for part in range(4):
        weights = fitted([example for at, (_, example) in enumerate(told) if at % 4 != part])
        for _, (signs, is_note) in told[part::4]:
            right += (sum(weights.get(sign, 0.0) for sign in (*signs, "")) > 0) == is_note
    assert right / len(told) > 0.93


@pytest.mark.parametrize(
    ("before", "raised", "after", "labels", "expected"),
    [
        ("a load of 6 × 10", "5", " N", (), False),
        ("some 10", "11", " stars", (), False),
        ("the yard of 44 m", "2", " is", ("1", "2"), False),
        ("a rent of £1,450", "3", " a year", (), True),
        ("the town council", "2", " met", (), True),
        ("the council met.", "14", " Then", (), True),
        ("sales in 2022", "1", "", ("1",), True),
        ("Cu", "2+", " ions", (), False),
        ("on the 7", "th", " day", (), False),
        ("said Mr Ek", "*", ",", (), True),
        ("so that F = kq", "2", "", (), False),
        ("le 14", "e", " jour", (), False),
        ("au XVIII", "e", " siècle", (), False),
        ("King George VI", "3", " said", (), True),
    ],
)
def test_what_is_raised_is_told_by_weighted_signs(
    before: str, raised: str, after: str, labels: tuple[str, ...], expected: bool
) -> None:
    assert is_note_mark(before, raised, after, labels) == expected


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("3 Without tax.", "3"), ("[12] Ibid.", "12"), ("(a) See there.", "a"), ("* An estimate.", "*"),
        ("†Late.", "†"),
        ("3. Third clause", ""), ("A sentence.", ""), ("2021 was good", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_paragraph_may_begin_with_the_label_of_a_note(text: str, label: str) -> None:
    assert note_label(text) == label


def test_labels_of_a_document_are_those_of_its_paragraphs() -> None:
    assert note_labels(["1 One.", "Text.", "b Two."]) == {"1", "b"}


def test_runs_of_one_place_are_read_together_and_marks_in_their_order() -> None:
    seen: list[str] = []

    def mark(label: str) -> str:
        seen.append(label)
        return f"<{label}>"

    runs = [
        TextRun("It rose"),
        TextRun("1", "raised"),
        TextRun(",2", "raised"),
        TextRun(" to 10"),
        TextRun("8", "raised"),
    ]
    assert in_line(runs, mark) == "It rose<1,2> to 10^8"
    assert seen == ["1,2"]


def test_empty_runs_and_none_are_nothing() -> None:
    assert in_line([], str) == in_line([TextRun(""), TextRun("", "raised")], str) == ""
