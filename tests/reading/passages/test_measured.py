import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.figures import find_figures
from assistant.reading.passages.measured import LONGEST, header_above, measured, section_above


def all_measured(sentence: str, header: str = "") -> list[str]:
    return [measured(sentence, figure.start, figure.end, header) for figure in find_figures(sentence)]


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
    assert all_measured(sentence) == what


@pytest.mark.parametrize(
    ("row", "header", "what"),
    [
        ("Revenue | 120 | 110", "Item | 2024 | 2023", ["Revenue · 2024", "Revenue · 2023"]),
        ("| Revenue | 120 | 110 |", "| Item | 2024 | 2023 |\n|---|---|---|", ["Revenue · 2024", "Revenue · 2023"]),
        ("Revenue | 120", "", ["Revenue"]),
        ("Revenue | 120 | 110", "Item", ["Revenue", "Revenue"]),
        ("120 | 110", "Ducks | Geese", ["Ducks", "120 · Geese"]),
    ],
)
def test_in_a_table_it_is_the_row_and_the_column(row: str, header: str, what: list[str]) -> None:
    assert all_measured(row, header) == what


@pytest.mark.parametrize(
    ("above", "header"),
    [
        ("Words.\n\nItem | 2024\nTax | 4\n", "Item | 2024"),
        ("| Item | Value |\n|---|---|\n| Tax | none |\n", "| Item | Value |"),
        ("Item | 2024\nin million | yuan\n", "Item | 2024\nin million | yuan"),
        ("| | In May |\n|---|---|\n| | 2024 | 2023 |\n| Costs | |\n", "| | In May |\n| | 2024 | 2023 |"),
        ("Tax | 4 tons\n", ""),
        ("Words.\n", ""),
        ("", ""),
    ],
)
def test_the_header_above_a_row_is_what_holds_no_figures(above: str, header: str) -> None:
    assert header_above(above + "Revenue | 120", len(above)) == header


@pytest.mark.parametrize(
    ("above", "section"),
    [
        ("| | 2024 |\n|---|---|\n| Shares: | |\n| Basic | 5 |\n", "Shares:"),
        ("| | 2024 |\n|---|---|\n| Tax | 4 |\n", ""),
        ("| Shares: | |\n\nWords.\n", ""),
        ("", ""),
    ],
)
def test_the_section_above_a_row_is_the_nearest_row_that_only_names_something(above: str, section: str) -> None:
    assert section_above(above + "| Diluted | 6 |", len(above)) == section


@given(st.text(max_size=300), st.data())
def test_it_is_short_whatever_stands_around(sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence)))
    end = data.draw(st.integers(start, len(sentence)))
    said = measured(sentence, start, end)
    assert "|" in sentence or len(said) <= LONGEST + 1
