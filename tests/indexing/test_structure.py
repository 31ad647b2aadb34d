"""Figures and rows of sentences, written and read back."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import IndexStateError
from assistant.indexing.structure import sentences_in, written_structure
from assistant.types import Passage
from tests.cut_texts import cut

TEXT = """# Fleet

Sales by year (£ million). Nearly 5% of it was in the second quarter of 2024.

| | Year ended | | Change (%) |
|---|---|---|---|
| | 2024 | 2023 | |
| Ferries (1): | | | |
| Sales | 21.7 | (3) | 5 |
| Fares, million crowns | 7 | 8 | |
| Total crew | 7 |
"""


def read_back(passage: Passage) -> Passage:
    places = [(s.start, s.end, s.page, s.number) for s in passage.sentences]
    found = sentences_in(passage.text, passage.start, places, written_structure(passage.sentences))
    assert found == passage.sentences
    return passage


def test_what_is_written_is_read_back_equal() -> None:
    for window in (10_000, 32):
        passages = [read_back(passage) for passage in cut(TEXT, window=window)]
        assert any(s.row for passage in passages for s in passage.sentences)


def test_the_notes_of_a_sentence_are_read_back() -> None:
    (passage,) = cut("The ferry sails. It costs 7 euros.")
    noted = tuple(replace(s, notes=("Before tax.", "Since May.")) for s in passage.sentences[:1])
    read_back(replace(passage, sentences=(*noted, *passage.sentences[1:])))


def test_prose_without_figures_takes_no_room() -> None:
    (passage,) = cut("The ferry sails.")
    assert written_structure(read_back(passage).sentences) == ""


def test_what_rows_have_in_common_is_written_once_however_many_they_are() -> None:
    few, many = (written_structure(cut(TEXT + "| Boats | 5 |\n" * count)[-1].sentences) for count in (1, 20))
    assert few.count("Year ended") == many.count("Year ended")


@given(
    st.lists(st.lists(st.text(alphabet="a1 |%£-\\\\2024.", max_size=6), min_size=1, max_size=4), min_size=1, max_size=4)
)
def test_tables_of_any_shape_are_read_back(table: list[list[str]]) -> None:
    text = "\n".join(f"| {' | '.join(cells)} |" for cells in (table[0], ["---"] * len(table[0]), *table[1:]))
    for passage in cut(text):
        read_back(passage)


@pytest.mark.parametrize("damaged", ["{", "[]", '{"rows":[[0]]}', '{"figures":[[0,0,1,"x"]]}', '{"figures":[[0]]}'])
def test_what_is_damaged_names_the_command_that_mends_it(damaged: str) -> None:
    with pytest.raises(IndexStateError, match="assistant index --rebuild"):
        sentences_in("It has 5 ships.", 0, [(0, 15, None, None)], damaged)


def test_it_is_compact() -> None:
    rows = "\n".join(f"| Boat {number} | {number}.5 | {number}.7 |" for number in range(10))
    (passage,) = cut(f"| | 2024 | 2023 |\n|---|---|---|\n{rows}")
    written = written_structure(passage.sentences)
    assert len(json.loads(written)["figures"]) == 32
    assert len(written) < 5 * len(passage.text)


@given(st.lists(st.text(alphabet="a1 |-:>\n", max_size=12), max_size=8))
def test_any_text_with_bars_is_cut_and_read_back(lines: list[str]) -> None:
    for passage in cut("\n".join(lines)):
        read_back(passage)


def test_an_uncertain_figure_stays_uncertain() -> None:
    (passage,) = cut("The ferry earned 1,250 pounds and lost 70.")
    (sentence,) = passage.sentences
    figures = tuple(replace(figure, certain=figure.text == "70") for figure in sentence.figures)
    read_back(replace(passage, sentences=(replace(sentence, figures=figures),)))


def test_the_column_that_names_rows_with_codes_is_read_back_in_whole_rows_and_parts() -> None:
    plants = "| code | plant |\n|---|---|\n| B-01 | Pear |\n| B-02 | Quince |\n| B-03 | Bay |"
    (passage,) = cut(plants)
    assert [s.row.labels for s in read_back(passage).sentences if s.row] == [(1,)] * 4
    for passage in cut(plants + "\n| B-04 | " + "Willow " * 40 + "|", window=32):
        read_back(passage)


def test_labels_of_an_index_from_before_are_counted_from_the_left() -> None:
    (passage,) = cut("| Ship | Crew |\n|---|---|\n| Ada | 12 |")
    written = json.loads(written_structure(passage.sentences))
    written["tables"].pop()
    places = [(s.start, s.end, s.page, s.number) for s in passage.sentences]
    assert sentences_in(passage.text, passage.start, places, json.dumps(written)) == passage.sentences
