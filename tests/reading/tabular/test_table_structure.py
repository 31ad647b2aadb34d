"""What rows of tables mean: their header, label, section, scale and figures."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.reading.assembly import Assembly
from assistant.reading.blocks import find_blocks
from assistant.reading.tabular.table_structure import rows_of_tables
from assistant.types import Figure, TableRow
from tests.cut_texts import cut, evidence_of, rows_in


def last(text: str) -> TableRow:
    return rows_in(text)[-1]


def meant(row: TableRow) -> list[tuple[Decimal, str, str]]:
    return [(f.value, f.currency, f.unit) for cell in row.cells for f in cell.figures]


def test_a_cell_is_exactly_what_stands_in_the_document() -> None:
    text = "Ships:\n\n| Ship | Crew |\n|:--|--:|\n|  Ada | 12 \\| 3 ||\n| Bea |"
    rows = rows_in(text)
    assert [[cell.text for cell in row.cells] for row in rows] == [["Ship", "Crew"], ["Ada", "12 \\| 3", ""], ["Bea"]]
    assert all(text[cell.start : cell.end] == cell.text for row in rows for cell in row.cells)


def test_the_first_row_of_a_table_heads_its_columns() -> None:
    header, row = rows_in("| Ship | 2024 |\n|---|---|\n| Ada | 12 |")
    assert (header.is_header, row.is_header) == (True, False)
    assert row.header == (("Ship", "2024"),)
    assert [cell.columns for cell in row.cells] == [("Ship",), ("2024",)]


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (["| | May | |", "| | 2024 | 2023 |", "| Costs | 1 | 2 |"], 2),
        (["| Fleet | | |", "| Kind | End of May | |", "| Counted: | 2024 | 2023 |", "| Ada | 1 | 2 |"], 3),
        (["| | Ada | Bea |", "| | crew | crew |", "| (in thousands) | grown | young |", "| North | 1 | 2 |"], 3),
        (["| | Ada | Bea |", "| Crew | grown | young |", "| North | 1 | 2 |"], 1),
        (["| | Ada | |", "| Homes: | | |", "| North | 1 | 2 |"], 1),
        (["| | Ada | |", "| Boats | — | – |", "| North | 1 | 2 |"], 1),
        (["| Name | Role | |", "| Ida | Chair | Ada |", "| Ole | Cook | Bea |"], 1),
        (["| | Open |", "| Museum | on weekdays |", "| Castle | daily |"], 1),
        (["| | Fee |", "| Boat | EUR 17 a day |", "| Tent | EUR 16 a day |"], 1),
        (["| | Share |", "| Bike | |", "| Hall | none |"], 1),
        (["| Item | 2023 |", "| Tent | 12 May 2024 |", "| Bike | none |", "| Hall | 4% |"], 1),
        (["| | May | |", "| Town | Leeds | York |", "| Mayor | Ida | Ole |", "| North | 1 | 2 |"], 2),
    ],
)
def test_rows_below_the_first_are_header_where_they_name_what_it_leaves_open(rows: list[str], count: int) -> None:
    table = "\n".join((rows[0], "|---" * (rows[0].count("|") - 1) + "|", *rows[1:]))
    assert sum(row.is_header for row in rows_in(table)) == count


PLACES = ("Boat", "Castle", "Harbour hall", "Phase 2", "A-14", "Total", "2021", "Mondays")
SAID = ("", "daily", "by hand", "Ida Holm", "EUR 17 a day", "May to July", "3 of 5", "12 May 2024", "9:30", "yes", "—")


@given(
    st.sampled_from(("", "Place")),
    st.permutations(("Open", "Fee", "2024", "May", "Note")),
    st.lists(st.lists(st.sampled_from(SAID), min_size=5, max_size=5), min_size=2, max_size=5),
    st.integers(1, 5),
)
def test_only_the_first_row_is_a_header_where_it_names_every_column(
    corner: str, headings: list[str], said: list[list[str]], columns: int
) -> None:
    body = [[place, *cells[:columns]] for place, cells in zip(PLACES, said, strict=False)]
    assume(all(any(column) for column in zip(*body, strict=True)))
    lines = [[corner, *headings[:columns]], ["---"] * (columns + 1), *body]
    rows = rows_in("\n".join(f"| {' | '.join(line)} |" for line in lines))
    assert [row.is_header for row in rows] == [True, *(False for _ in body)]


def test_a_heading_that_spans_columns_stands_over_each_of_them() -> None:
    row = last("| | May | | June |\n|---|---|---|---|\n| | crew | boats | crew |\n| Ada | 1 | 2 | 3 |")
    assert [cell.columns for cell in row.cells[1:]] == [("May", "crew"), ("May", "boats"), ("June", "crew")]


def test_a_column_that_nothing_names_belongs_to_the_heading_on_its_left() -> None:
    row = last("| | 2024 | | |\n|---|---|---|---|\n| Ada | 1 | 4% | |")
    assert [cell.column for cell in row.cells] == ["", "2024", "2024", ""]


def test_a_row_that_only_names_something_is_the_section_of_those_below() -> None:
    rows = rows_in("| | 2024 |\n|---|---|\n| Ada | 1 |\n| Ferries: | |\n| Bea | 2 |\n| Tugs: | |\n| Cid | 3 |")
    assert [(row.label, row.section) for row in rows[1:]] == [
        ("Ada", ""),
        ("Ferries", ""),
        ("Bea", "Ferries:"),
        ("Tugs", ""),
        ("Cid", "Tugs:"),
    ]


def test_sections_and_headers_reach_over_passages() -> None:
    rows = "\n".join(f"| Boat number {number} of the harbour | {number} |" for number in range(30))
    first, *_, end = cut(f"| | 2024 |\n|---|---|\n| Ferries: | |\n{rows}", window=64)
    assert first.number != end.number
    assert all(s.row and s.row.section == "Ferries:" and s.row.header == (("", "2024"),) for s in end.sentences)


def test_a_label_is_known_without_notes_and_units() -> None:
    def found(label: str) -> tuple[str, str]:
        row = last(f"(in thousands)\n\n| | 2019 |\n|---|---|\n| {label} | 8 |")
        return row.label, row.scale

    assert found("Losses (1)") == ("Losses", "in thousands")
    assert found("Earnings of the tram, million crowns") == ("Earnings of the tram", "million crowns")
    assert found("Gross profit (in millions)") == ("Gross profit", "in millions")
    assert found("Gross profit (US$ million)") == ("Gross profit", "US$ million")
    assert found("Gross profit, adjusted") == ("Gross profit, adjusted", "in thousands")


def test_a_total_is_told() -> None:
    rows = rows_in("| Total | 2024 |\n|---|---|\n| Ada | 1 |\n| Total crew | 1 |")
    assert [row.is_total for row in rows] == [False, False, True]


def test_figures_are_meant_in_the_scale_and_currency_that_the_table_tells() -> None:
    row = last("Sales by year (£ million)\n\n| | 2024 | 2023 |\n|---|---|---|\n| Sales | 21.7 | (3) |")
    assert meant(row) == [(Decimal("21700000.0"), "GBP", ""), (Decimal(-3_000_000), "GBP", "")]
    assert row.scale == "in millions"


@pytest.mark.parametrize(
    ("before", "corner", "scale"),
    [
        ("Sales (in thousands):", "", "in thousands"),
        ("Sales:", "(in millions, except per share data)", "in millions"),
        ("Sales:", "US$'000", "in thousands"),
        ("Sales:", "£000", "in thousands"),
        ("Sales:", "€m", "in millions"),
        ("Sales:", "RMB million", "in millions"),
        ("Sales of the branch in Millions of homes:", "$ bn", "in billions"),
        ("Sales:", "", ""),
        ("Sales from 2019 in millions of homes, of million-dollar goods:", "from", ""),
        ("# Sales (€ thousand)", "", "in thousands"),
    ],
)
def test_the_scale_is_what_the_header_or_the_words_before_the_table_say(before: str, corner: str, scale: str) -> None:
    assert last(f"{before}\n\n| {corner} | 2019 |\n|---|---|\n| Sales | 8 |").scale == scale


@pytest.mark.parametrize("label", ["Earnings per share", "Tax rate", "Employees"])
def test_what_a_row_counts_or_divides_is_in_no_scale(label: str) -> None:
    row = last(f"Sales (£ thousand):\n\n| | 2019 |\n|---|---|\n| {label} | 8 |")
    assert (row.scale, meant(row)) == ("", [(Decimal(8), "", "")])


@pytest.mark.parametrize(
    ("caption", "columns", "code"),
    [
        ("Results (in thousands of dollars)", "Profit | Profit per ship", "en"),
        ("Ergebnis (in Tsd. Euro)", "Gewinn | Gewinn je Schiff", "de"),
    ],
)
def test_a_column_that_divides_is_not_in_the_scale_of_its_table(caption: str, columns: str, code: str) -> None:
    text = f"{caption}\n\n| | {columns} |\n|---|---|---|\n| Ada | 120 | 1.50 |"
    *_, row = rows_of_tables(text, find_blocks(text, "markdown"), code).values()
    assert [cell.scale.power for cell in row.cells[1:]] == [3, 0]


def test_a_table_is_read_in_the_language_of_its_document() -> None:
    text = "Umsatz nach Jahren (Mio. €)\n\n| | 2024 |\n|---|---|\n| Mitarbeiter | 8 |\n| Summe | 21,7 |"
    rows = list(rows_of_tables(text, find_blocks(text, "markdown"), "de").values())
    assert [row.is_total for row in rows] == [False, False, True]
    assert [row.cells[1].scale.words for row in rows] == ["", "", "in Millionen"]


def test_columns_have_scales_and_units_of_their_own() -> None:
    row = last("| | Sales, US$m | Sales, RMB million | Change (%) |\n|---|---|---|---|\n| North | 2 | 14 | 5 |")
    assert meant(row) == [
        (Decimal(2_000_000), "USD", ""),
        (Decimal(14_000_000), "CNY", ""),
        (Decimal(5), "", "percent"),
    ]
    assert row.scale == "in millions"


def test_columns_of_two_scales_leave_that_of_the_row_open() -> None:
    row = last("| | Sales, $m | Costs, $bn |\n|---|---|---|\n| North | 2 | 3 |")
    assert meant(row) == [(Decimal(2_000_000), "USD", ""), (Decimal(3_000_000_000), "USD", "")]
    assert row.scale == ""


def test_a_scale_below_a_header_holds_for_all_its_columns() -> None:
    row = last("| | 2019 | 2018 | % Change |\n|---|---|---|---|\n| | | ($ in millions) | |\n| Sales | 8 | 7 | 14 |")
    assert meant(row) == [
        (Decimal(8_000_000), "USD", ""),
        (Decimal(7_000_000), "USD", ""),
        (Decimal(14), "", "percent"),
    ]


def test_a_figure_that_tells_its_own_scale_or_unit_keeps_it() -> None:
    row = last("| (in thousands) | 2019 | 2018 | Sold in |\n|---|---|---|---|\n| Sales | 8 million | 5% | 2019 |")
    assert [value for value, _, _ in meant(row)] == [Decimal(8_000_000), Decimal(5), Decimal(2019)]


def test_a_sentence_states_its_figures_as_they_are_written_and_as_they_are_meant() -> None:
    (item,) = evidence_of("(in £ million)\n\n| | 2024 |\n|---|---|\n| Sales | 21.7 |")[-1:]
    assert [(f.value, f.currency) for f in item.sentence.stated] == [
        (Decimal("21.7"), "GBP"),
        (Decimal("21700000.0"), "GBP"),
    ]
    assert [f.text for f in item.sentence.figures] == [f.text for f in item.sentence.meant] == ["21.7"]


def test_the_first_cell_of_an_assembled_row_may_be_empty() -> None:
    assembly = Assembly()
    assembly.header(["", "2024", "", "2023"])
    assembly.row(["Ada | Bea", "1", "", ""])
    header, row = (rows_of_tables(assembly.text, assembly.blocks)[index] for index in (0, 1))
    assert [cell.text for cell in header.cells] == ["", "2024", "", "2023"]
    assert [(cell.text, cell.columns) for cell in row.cells] == [("Ada | Bea", ()), ("1", ("2024",))]


def test_rows_of_plain_text_are_lines_with_as_many_cells_below_one_another() -> None:
    text = "Ships of the harbour\n\nShip | Crew\n---- | ----\nAda | 12\nBea | 9\n\nHome | News | Contact\n"
    rows = rows_of_tables(text, find_blocks(text, "plain"))
    assert [[cell.text for cell in row.cells] for row in rows.values()] == [
        ["Ship", "Crew"],
        ["Ada", "12"],
        ["Bea", "9"],
    ]
    assert next(iter(rows.values())).is_header


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=5), min_size=1, max_size=5))
def test_every_cell_that_was_added_is_found_again(table: list[list[str]]) -> None:
    assembly = Assembly()
    for cells in table:
        assembly.row(cells)
    found = rows_of_tables(assembly.text, assembly.blocks)
    for block, row in zip(assembly.blocks, found.values(), strict=True):
        assert block.start <= min(cell.start for cell in row.cells) <= max(cell.end for cell in row.cells) <= block.end
        assert all(assembly.text[cell.start : cell.end] == cell.text for cell in row.cells)


def test_figures_of_a_cell_count_within_it() -> None:
    for row in rows_in("| | 2024 |\n|---|---|\n| Sales of 2 | about 5 to 7 |"):
        for cell in row.cells:
            assert all(isinstance(f, Figure) and cell.text[f.start : f.end] == f.text for f in cell.figures)


def named(text: str) -> list[tuple[str, str]]:
    return [(row.section, row.label) for row in rows_in(text) if not row.is_header]


def test_a_group_that_is_named_once_counts_for_each_of_its_rows() -> None:
    text = (
        "| Pier | Is | 2021 |\n|---|---|---|\n| East | Tugs | 1 |\n| | Rafts | 2 |\n| West | Tugs | 3 |\n| Sum | | 6 |"
    )
    assert named(text) == [("East", "Tugs"), ("East", "Rafts"), ("West", "Tugs"), ("", "Sum")]
    assert [cell.text for cell in rows_in(text)[2].values] == ["2"]


def test_a_figure_beside_an_empty_label_makes_no_group() -> None:
    assert named("| Pier | 2021 | 2022 |\n|---|---|---|\n| East | 1 | 2 |\n| | 3 | 4 |") == [("", "East"), ("", "")]


def test_what_is_said_of_a_block_of_rows_holds_for_its_figures() -> None:
    rows = rows_in(
        "| | 2021 |\n|---|---|\n| Fares (£ million) | |\n| Tram | 8 |\n| Men | |\n| Crew | 9 |\n| £m | |\n| Rent | 7 |"
    )
    assert [(row.label, row.section, [c.scale.power for c in row.values]) for row in rows if row.states_something] == [
        ("Tram", "Fares (£ million)", [6]),
        ("Crew", "Men", [0]),
        ("Rent", "Men", [6]),
    ]


def test_a_header_that_is_repeated_is_no_row_of_the_table() -> None:
    rows = rows_in("| Ship | Crew |\n|---|---|\n| Ada | 1 |\n| Ship | Crew |\n| Bea | 2 |")
    assert [row.is_header for row in rows] == [True, False, True, False]
    assert rows[-1].cells[1].column == "Crew"


def test_other_periods_further_down_head_the_rows_below_them() -> None:
    rows = rows_in("| | 2024 | 2023 |\n|---|---|---|\n| Ada | 1 | 2 |\n| | 2022 | 2021 |\n| Ada | 3 | 4 |")
    assert [cell.column for row in rows if not row.is_header for cell in row.values] == ["2024", "2023", "2022", "2021"]


@pytest.mark.parametrize(
    "text", ["£m", "(in thousands)", "%", "In millions of francs", "US$ million, except per share"]
)
def test_a_unit_told_once_for_all_columns_is_no_heading(text: str) -> None:
    row = last(f"| | {text} | |\n|---|---|---|\n| | 2024 | 2023 |\n| Ada | 1 | 2 |")
    assert [cell.column for cell in row.values] == ["2024", "2023"]


@pytest.mark.parametrize("line", ["£ million", "All amounts in thousands of euros", "Figures in $ million."])
def test_a_line_above_a_table_that_ends_in_a_scale_holds_for_it(line: str) -> None:
    assert last(f"{line}\n\n| | 2019 |\n|---|---|\n| Sales | 8 |").scale.startswith("in ")


def test_the_last_banner_reaches_over_no_more_than_the_others() -> None:
    header = "| | Men | | Dogs | | |\n|---|---|---|---|---|---|\n| Pool | In | Out | In | Out | All |"
    row = last(f"{header}\n| Lido | 1 | 2 | 3 | 4 | 10 |")
    assert [cell.column for cell in row.values] == ["Men › In", "Men › Out", "Dogs › In", "Dogs › Out", "All"]


def test_a_row_of_many_columns_is_cut_between_cells_and_keeps_its_label() -> None:
    names = " | ".join(f"Week number {number}" for number in range(200))
    figures = " | ".join(str(number) for number in range(1000, 1200))
    passages = cut(f"| Sluice | {names} |\n{'|---' * 201}|\n| Upper | {figures} |", window=64)
    rows = [s.row for passage in passages for s in passage.sentences if s.row and not s.row.is_header]
    assert len(rows) > 1
    assert {row.label for row in rows} == {"Upper"}
    told = [(cell.column, cell.text) for row in rows for cell in row.values]
    assert told == [(f"Week number {number}", str(1000 + number)) for number in range(200)]
