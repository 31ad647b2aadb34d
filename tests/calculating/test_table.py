from decimal import Decimal

from assistant.calculating.table import row_of, rows_of
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
        "Fiscal Year 2019 Net Sales",
        "Fiscal Year 2019 % of Total",
        "Fiscal Year 2018 Net Sales",
        "Fiscal Year 2018 % of Total",
    ]
    assert losses.label == "Losses"
    assert [cell.figure.value for cell in losses.cells] == [Decimal(-5940), Decimal(-598)]


def test_each_row_is_told_once_however_many_sentences_of_its_passage_were_found(table: MakeTable) -> None:
    assert len(rows_of(table(NESTED)[:1])) == len(rows_of(table(NESTED) * 2)) == 2


def test_the_scale_is_what_the_header_or_the_words_before_the_table_say(table: MakeTable) -> None:
    def scale(before: str, corner: str, label: str = "Sales") -> str:
        (row,) = rows_of(table(f"{before}\n\n| {corner} | 2019 |\n|---|---|\n| {label} | 8 |"))
        return row.scale

    assert scale("Sales (in thousands):", "") == "in thousands"
    assert scale("Sales:", "(in millions, except per share data)") == "in millions"
    assert scale("Sales:", "US$'000") == scale("Sales:", "£000") == "in thousands"
    assert scale("Sales:", "€m") == scale("Sales:", "RMB million") == "in millions"
    assert scale("Sales of the branch in Millions of homes:", "$ bn") == "in billions"
    assert scale("Sales:", "") == ""
    assert scale("Sales from 2019 in millions of homes, of million-dollar goods:", "from") == ""
    assert scale("Sales (in thousands):", "", "Earnings per share") == ""
    assert scale("Sales (in thousands):", "", "Tax rate") == ""
    assert scale("Sales (in thousands):", "", "Employees") == ""


def test_a_label_that_tells_its_unit_is_known_without_it(table: MakeTable) -> None:
    def found(label: str) -> tuple[str, str]:
        (row,) = rows_of(table(f"(in thousands)\n\n| | 2019 |\n|---|---|\n| {label} | 8 |"))
        return row.label, row.scale

    assert found("Earnings of the tram, million crowns") == ("Earnings of the tram", "million crowns")
    assert found("Gross profit (in millions)") == ("Gross profit", "in millions")
    assert found("Gross profit (US$ million)") == ("Gross profit", "US$ million")
    assert found("Gross profit, adjusted") == ("Gross profit, adjusted", "in thousands")


def test_cells_with_words_or_several_figures_are_none(table: MakeTable) -> None:
    (row,) = rows_of(table("| | a | b | c |\n|---|---|---|---|\n| Price | 3 - 4.35 | Nov-2022 and later | 12 |"))
    assert [cell.text for cell in row.cells] == ["12"]


def test_a_row_cut_from_its_header_knows_it(table: MakeTable) -> None:
    (found,) = rows_of(table("| Fees | 8 | 7 |", header="| | 2019 | 2018 |\n|---|---|---|"))
    assert [cell.column for cell in found.cells] == ["2019", "2018"]


def test_a_row_knows_the_rows_of_its_header(table: MakeTable) -> None:
    assert rows_of(table(NESTED))[1].header == (
        "|  | Fiscal Year 2019 |  | Fiscal Year 2018 |  |",
        "|  | Net Sales | % of Total | Net Sales | % of Total |",
    )
    (cut,) = rows_of(table("| Fees | 8 | 7 |", header="| | 2019 | 2018 |\n|---|---|---|"))
    assert cut.header == ("| | 2019 | 2018 |",)


def test_the_header_ends_where_figures_begin(table: MakeTable) -> None:
    text = """| Energy | | |
|---|---|---|
| Indicators | For the year ended | |
| As of December 31: | 2019 | 2018 |
| Homes: | | |
| Gas | 8 | 7 |"""
    (gas,) = rows_of(table(text))
    assert [cell.column for cell in gas.cells] == ["For the year ended 2019", "For the year ended 2018"]
    assert gas.section == "Homes:"


def test_rows_of_words_above_figures_are_not_all_header(table: MakeTable) -> None:
    words = "\n".join(f"| Place {n} | Leeds | York |" for n in range(6))
    (gas,) = rows_of(table(f"| | 2019 | 2018 |\n|---|---|---|\n{words}\n| Gas | 8 | 7 |"))
    assert gas.header == ("| | 2019 | 2018 |",)


def test_a_sheet_without_edges_is_read_like_a_table(table: MakeTable) -> None:
    (fees,) = rows_of(table("Item | 2019 | 2018\nAudit fees | 58 | 55"))
    assert (fees.label, [cell.column for cell in fees.cells]) == ("Audit fees", ["2019", "2018"])


def test_prose_and_headers_are_no_rows(table: MakeTable) -> None:
    assert [row_of(item) is not None for item in table(NESTED)] == [False, False, False, False, True, True]
