"""A sum that closes proves the figures in it, and one that does not proves nothing."""

from __future__ import annotations

import pytest

from assistant.reading.assembly import Assembly
from assistant.reading.ocr.doubts import with_doubts
from assistant.reading.ocr.words import SeenPage, SeenWord


def doubtful(*rows: str) -> list[str]:
    """Return the doubtful figures of a recognized table in which no figure is certain."""
    assembly = Assembly()
    header, *others = ([cell.strip() for cell in row.split("|")] for row in rows)
    assembly.header(header)
    for row in others:
        assembly.row(row)
    words = tuple(SeenWord(word, 0, 0, 0, 10, certain=False) for row in rows for word in row.replace("|", " ").split())
    blocks = with_doubts(assembly.text, assembly.blocks, (0,), {1: SeenPage(words, 500)})
    return [assembly.text[start:end] for block in blocks[1:] for start, end in block.doubtful]


def test_all_figures_of_a_sum_that_closes_are_certain() -> None:
    assert doubtful("Goods | 2030", "Salt | 1,250", "Rope | 310", "Returns | (60)", "Total | 1,500") == []


@pytest.mark.parametrize("total", ["1,509", "1.500", "15,000"])
def test_one_wrong_digit_proves_nothing(total: str) -> None:
    told = doubtful("Goods | 2030", "Salt | 1,250", "Rope | 310", "Returns | (60)", f"Total | {total}")
    assert told == ["1,250", "310", "(60)", total]


def test_each_column_closes_by_itself() -> None:
    told = doubtful("Goods | 2030 | 2031", "Salt | 1,250 | 1,300", "Rope | 310 | 331", "Total | 1,560 | 1,681")
    assert told == ["1,300", "331", "1,681"]


def test_totals_add_up_to_a_total_of_all() -> None:
    rows = ("Goods | 2030", "Salt | 40", "Rope | 31", "Total shop | 71", "Beds | 18", "Meals | 19", "Total inn | 37")
    assert doubtful(*rows, "Total | 108") == []
    assert doubtful(*rows, "Total | 109") == ["109"]


def test_a_single_figure_repeated_as_its_total_is_no_proof() -> None:
    assert doubtful("Goods | 2030", "Salt | 1,250", "Total | 1,250") == ["1,250", "1,250"]
    assert doubtful("Goods | Share", "Salt | 40%", "Rope | 60%", "Total | 100%") == ["40%", "60%", "100%"]
