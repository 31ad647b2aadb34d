from decimal import Decimal

from assistant.calculating.table import rows_of
from tests.calculating.conftest import MakeTable

NESTED = """Inventories are as follows (in thousands):

|  | Fiscal Year 2019 |  | Fiscal Year 2018 |  |
|---|---|---|---|---|
|  | Net Sales | % of Total | Net Sales | % of Total |
| Regions: |  |  |  |  |
| APAC | $533,340 | 38.6% | $479,987 | 40.0% |
| Losses (1) | (5,940) | — | (598) | — |"""


def test_a_row_has_its_label_section_and_figures_under_the_words_above_them(table: MakeTable) -> None:
    apac, losses = rows_of(table(NESTED))
    assert (apac.label, apac.section) == ("APAC", "Regions:")
    assert [cell.column for cell in apac.cells] == [
        "Fiscal Year 2019 › Net Sales",
        "Fiscal Year 2019 › % of Total",
        "Fiscal Year 2018 › Net Sales",
        "Fiscal Year 2018 › % of Total",
    ]
    assert losses.label == "Losses"


def test_figures_are_worked_with_as_they_are_written(table: MakeTable) -> None:
    apac, losses = rows_of(table(NESTED))
    assert [cell.figure.value for cell in losses.cells] == [Decimal(-5940), Decimal(-598)]
    assert apac.cells[0].figure.value == Decimal(533_340)
    assert apac.scale == "in thousands"


def test_each_row_is_told_once_however_many_sentences_of_its_passage_were_found(table: MakeTable) -> None:
    assert len(rows_of(table(NESTED)[:1])) == len(rows_of(table(NESTED) * 2)) == 2


def test_cells_with_words_or_several_figures_are_none(table: MakeTable) -> None:
    (row,) = rows_of(table("| | a | b | c |\n|---|---|---|---|\n| Price | 3 - 4.35 | Nov-2022 and later | 12 |"))
    assert [cell.text for cell in row.cells] == ["12"]


def test_what_stands_around_a_row_names_its_table(table: MakeTable) -> None:
    apac, _ = rows_of(table(f"# Trade\n\n{NESTED}"))
    for part in ("report.md", "Trade", "Fiscal Year 2019", "Inventories are as follows"):
        assert part in apac.around


def test_prose_headers_and_rows_without_a_figure_or_a_header_are_none(table: MakeTable) -> None:
    assert not rows_of(table("Cash | 5\n\nIt has 5 ships."))
    assert not rows_of(table("| Name | Role |\n|---|---|\n| Ida | Chair |"))
