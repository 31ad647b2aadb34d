from dataclasses import replace

import pytest

from assistant.language.figures import find_figures
from assistant.types import Cell, Scale, TableRow
from assistant.verifying.rows_told import heading_told, row_told

MILLIONS = Scale("in millions", 6, "USD")


def row(*cells: tuple[str, str, Scale], label: str = "Ferry", section: str = "") -> TableRow:
    made = [Cell(0, 5, label, ("Ship",))]
    for column, text, scale in cells:
        figures = tuple(replace(figure, magnitude=scale.factor) for figure in find_figures(text))
        made.append(Cell(9, 9 + len(text), text, (column,), scale, figures))
    return TableRow(label, section, tuple(made), (("Ship", *(column for column, *_ in cells)),))


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ("", "en", "Ferry: $3.5 million in 2021; $4.1 million in 2022."),
        ("What did the ferry earn in 2022?", "en", "Ferry: $4.1 million in 2022."),
        ("And in 1999?", "en", "Ferry: $3.5 million in 2021; $4.1 million in 2022."),
        ("", "fr", "Ferry: $3.5 million en 2021; $4.1 million en 2022."),
    ],
)
def test_a_figure_is_told_with_its_currency_its_scale_and_its_period(asked: str, code: str, words: str) -> None:
    assert row_told(row(("2021", "3.5", MILLIONS), ("2022", "4.1", MILLIONS)), code, asked) == words


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ("What do members pay for the hall?", "en", "Ferry – Members: €140; Seats: 80."),
        ("What is the price for guests?", "en", "Ferry – Price for guests: €260; Seats: 80."),
        ("Which fee do guests pay?", "en", "Ferry – Price for guests: €260; Seats: 80."),
        ("How many seats does it have?", "en", "Ferry – Members: €140; Price for guests: €260; Seats: 80."),
    ],
)
def test_of_columns_with_the_same_kind_of_figures_the_one_that_is_asked_for_is_told(
    asked: str, code: str, words: str
) -> None:
    hall = row(("Members", "€140", Scale()), ("Price for guests", "€260", Scale()), ("Seats", "80", Scale()))
    assert row_told(hall, code, asked) == words


def test_the_column_whose_figures_count_what_is_asked_for_is_told_alone() -> None:
    hall = row(("Size", "80 people", Scale()), ("Members", "€140", Scale()), label="Oak hall")
    assert row_told(hall, "en", "How many people fit into the oak hall?") == "Oak hall – Size: 80 people."


def test_the_column_that_is_asked_for_is_told_in_german() -> None:
    hall = row(("Mitglieder", "€140", Scale()), ("Preis für Gäste", "€260", Scale()))
    assert row_told(hall, "de", "Was zahlen Gäste?") == "Ferry – Preis für Gäste: €260."
    fees = row(("Beitrag im Jahr", "€120", Scale()), ("Beitrag für Gäste", "€160", Scale()))
    assert row_told(fees, "de", "Wie hoch ist der Beitrag für Gäste?") == "Ferry – Beitrag für Gäste: €160."


def test_words_are_told_behind_the_headings_of_their_columns_and_empty_cells_are_not() -> None:
    crew = row(("Master", "J. Roe", Scale()), ("Mate", "", Scale()), ("Berth", "3; by the mole.", Scale()))
    assert row_told(crew, "en") == "Ferry – Master: J. Roe; Berth: 3; by the mole."


def test_a_row_names_the_section_that_it_is_a_part_of() -> None:
    assert row_told(row(("2021", "7", Scale()), section="Owned:"), "en") == "Owned: Ferry: 7 in 2021."


def test_a_row_that_says_nothing_is_only_named() -> None:
    assert row_told(row(("2021", "", Scale())), "en") == "Ferry."


def test_no_bars_are_left() -> None:
    assert "|" not in row_told(row(("2021", "3.5", MILLIONS)), "en")


def test_a_scale_that_may_be_meant_for_another_column_is_not_made_part_of_a_figure() -> None:
    thousands = Scale("in thousands", 3)
    told = row_told(row(("Shares (in thousands)", "98", thousands), ("Fair value", "$23.52", thousands)), "en")
    assert told == "Ferry – Shares (in thousands): 98 thousand; Fair value: $23.52 (in thousands)."


def test_an_uncertain_figure_is_marked() -> None:
    certain = row(("2021", "3.5", MILLIONS), ("2022", "4.1", MILLIONS))
    first, second, third = certain.cells
    doubtful = replace(third, figures=tuple(replace(figure, certain=False) for figure in third.figures))
    told = row_told(replace(certain, cells=(first, second, doubtful)), "en")
    assert told == "Ferry: $3.5 million in 2021; $4.1 million (?) in 2022."


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (("2023", "Plan"), "Plan 2023"),
        (("Plan", "2023"), "Plan 2023"),
        (("2023", "Q1"), "Q1 2023"),
        (("2024", "Oct", "Rent"), "Rent Oct 2024"),
        (("January–June 2023", "Rent"), "Rent January–June 2023"),
        (("North", "Rent"), "North › Rent"),
        (("Sales", "£m"), "Sales"),
        (("£m",), "£m"),
    ],
)
def test_the_headings_of_a_column_are_told_with_the_period_last_and_without_units(
    columns: tuple[str, ...], told: str
) -> None:
    assert heading_told(columns, "en") == told


def test_a_figure_below_several_headings_is_told_behind_all_of_them() -> None:
    plan = Cell(9, 11, "12", ("2023", "Plan"), Scale(), find_figures("12"))
    actual = Cell(14, 16, "15", ("2023", "Actual"), Scale(), find_figures("15"))
    told = TableRow("Tugs", "East pier", (Cell(0, 4, "East"), Cell(5, 9, "Tugs"), plan, actual), labels=(0, 1))
    assert row_told(told, "en") == "East pier: Tugs – Plan 2023: 12; Actual 2023: 15."


def test_a_row_with_a_code_is_told_by_its_name_with_the_column_that_is_asked_for() -> None:
    texts = ("B-02", "Quince", "Fruit", "9.00", "4")
    heads = ("code", "plant", "kind", "price_gbp", "stock")
    cells = [Cell(0, len(t), t, (h,), Scale(), find_figures(t)) for t, h in zip(texts, heads, strict=True)]
    quince = TableRow("Quince", "", (replace(cells[0], figures=()), *cells[1:]), labels=(1,))
    assert row_told(quince, "en") == "Quince – code: B-02; kind: Fruit; price gbp: 9.00; stock: 4."
    assert row_told(quince, "en", "How many are in stock?") == "Quince – stock: 4."
    assert (
        row_told(quince, "en", "Which code has it?") == "Quince – code: B-02; kind: Fruit; price gbp: 9.00; stock: 4."
    )


def test_columns_of_words_are_told_where_a_question_may_ask_for_them() -> None:
    crew = row(("Berths", "12", Scale()), ("Master", "J. Roe", Scale()))
    assert row_told(crew, "en", "How many berths?") == "Ferry – Berths: 12."
    assert row_told(crew, "en", "Who has 12 berths?") == "Ferry – Berths: 12; Master: J. Roe."
