from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.assembly import Assembly
from assistant.reading.passages.chunking import cut_passages
from assistant.reading.passages.measured import LONGEST, measured
from assistant.types import Document, Figure, Sentence
from tests.cut_texts import sentence_of, words_in


def all_measured(sentence: Sentence) -> list[str]:
    return [measured(sentence, figure) for figure in sentence.figures]


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("Alibaba put over 100 billion yuan into research.", ["Alibaba put over … into research"]),
        ("Revenue rose 26%, and costs fell 4%.", ["Revenue rose …", "and costs fell …"]),
        ("Revenue rose to 1,200 units (up 4%).", ["Revenue rose to … units", "up …"]),
        ("Revenue rose to 33 yuan ($4), it says.", ["Revenue rose to …", "Revenue rose to 33 yuan (…), it says"]),
        ("## Plans for 380 shops", ["Plans for … shops"]),
        ("The fleet has 120 lorries.", ["The fleet has … lorries"]),
        ("12%", [""]),
        ("收入增长26%，成本下降4%。", ["收入增长…", "成本下降…"]),
    ],
)
def test_in_prose_it_is_the_clause_with_a_gap_for_the_figure(sentence: str, what: list[str]) -> None:
    assert all_measured(sentence_of(sentence)) == what


@pytest.mark.parametrize(
    ("row", "header", "what"),
    [
        (["Revenue", "120", "110"], ["Item", "2024", "2023"], ["Revenue · 2024", "Revenue · 2023"]),
        (["Revenue", "120", "110"], ["", "2024", "2023"], ["Revenue · 2024", "Revenue · 2023"]),
        (["Revenue", "120"], [], ["Revenue"]),
        (["Revenue", "120", "110"], ["Item"], ["Revenue", "Revenue"]),
        (["120", "110"], ["Ducks", "Geese"], ["Ducks", "120 · Geese"]),
    ],
)
def test_in_a_table_it_is_the_row_and_the_column(row: list[str], header: list[str], what: list[str]) -> None:
    assembly = Assembly()
    assembly.header(header)
    assembly.row(row)
    (passage,) = cut_passages(Document("a.csv", assembly.text, "", ""), assembly.blocks, words_in, 100)
    assert all_measured(passage.sentences[-1]) == what


@given(st.text(max_size=300), st.data())
def test_it_is_short_whatever_stands_around(sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence)))
    end = data.draw(st.integers(start, len(sentence)))
    figure = Figure(start, end, sentence[start:end], Decimal(1))
    assert len(measured(Sentence(0, len(sentence), sentence), figure)) <= LONGEST + 1
