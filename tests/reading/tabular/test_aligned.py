import pytest

from assistant.reading.blocks import find_blocks
from assistant.reading.passages.chunking import cut_passages
from assistant.types import Document
from tests.cut_texts import WIDE, words_in

TENT = """TENTS

                   Small     Large
  Sleeps           2         6
  Weight           3.2 kg    11 kg
  Season           summer    all year

Both are green.
"""
RULED = """Fare             Single   Return
---------------  -------  ------
Adults           4.20     7.90
Children         2.10
Dogs on a lead   1.00     2.00
"""
TABBED = "Monat\tGäste\tUmsatz\nMai\t120\t3.400 €\nJuni\t\t2.900 €\nJuli\t310\t8.100 €\n"


def rows_of(text: str) -> list[tuple[str, list[str]]]:
    blocks = find_blocks(text, "plain")
    return [(block.kind, [text[start:end] for start, end in block.cells]) for block in blocks if block.cells]


def test_columns_that_spaces_keep_apart_are_a_table() -> None:
    assert rows_of(TENT) == [
        ("header", ["", "Small", "Large"]),
        ("row", ["Sleeps", "2", "6"]),
        ("row", ["Weight", "3.2 kg", "11 kg"]),
        ("row", ["Season", "summer", "all year"]),
    ]


def test_a_line_of_dashes_is_the_rule_below_a_header() -> None:
    assert rows_of(RULED) == [
        ("header", ["Fare", "Single", "Return"]),
        ("row", ["Adults", "4.20", "7.90"]),
        ("row", ["Children", "2.10", ""]),
        ("row", ["Dogs on a lead", "1.00", "2.00"]),
    ]


def test_a_text_may_have_tables_of_both_kinds() -> None:
    text = f"{TENT}\n| Boat | Fee |\n| Ada | 4 |\n"
    assert [cells[0] for _, cells in rows_of(text)] == ["", "Sleeps", "Weight", "Season", "Boat", "Ada"]


def test_columns_that_tabs_keep_apart_are_a_table() -> None:
    assert rows_of(TABBED)[2] == ("row", ["Juni", "", "2.900 €"])
    assert rows_of(TABBED)[0][0] == "header"


def test_each_cell_knows_its_heading() -> None:
    document = Document("tents.txt", TENT, "Tents", "")
    passages = cut_passages(document, find_blocks(TENT, "plain"), words_in, WIDE)
    rows = [sentence.row for passage in passages for sentence in passage.sentences if sentence.row]
    weights = next(row for row in rows if row.label == "Weight")
    assert [(cell.column, cell.text) for cell in weights.values] == [("Small", "3.2 kg"), ("Large", "11 kg")]


@pytest.mark.parametrize(
    "text",
    [
        "The hall  was full. We\nsang for an  hour, and\nthen all of us  left it.\n",
        "A1  No water comes in. Open the tap and look at the hose, which may be bent.\n"
        "A2  The door is open. Push the basket back, and shut the door until it clicks.\n"
        "A3  The pump is blocked. Take the filter out and clean it under running water.\n",
        "Mill Lane 4      12 May\nDear Ms Holm,\n",
        "The first column is prose that     The second column is prose as well,\n"
        "runs over three lines and has      and says something quite different,\n"
        "nothing to do with the other.      so that nobody would call it a row.\n",
    ],
)
def test_prose_with_wide_gaps_is_no_table(text: str) -> None:
    assert rows_of(text) == []
