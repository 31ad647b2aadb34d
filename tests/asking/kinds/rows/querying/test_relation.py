from dataclasses import replace

from assistant.asking.kinds.rows.choosing import RankedRow
from assistant.asking.kinds.rows.querying.relation import Relation, relation_of
from tests.cut_texts import evidence_of


def rows_of(table: str) -> list[RankedRow]:
    rows = [(item, item.sentence.row) for item in evidence_of(f"# Stalls\n\n{table}") if item.sentence.row]
    return [(item, row) for item, row in rows if row.states_something]


def relation(table: str) -> Relation:
    made = relation_of(rows_of(table), "Stalls")
    assert made
    return made


def test_figures_of_several_currencies_are_texts() -> None:
    both = relation("| Stall | Fee |\n|---|---|\n| Bread | £4 |\n| Wine | €5 |\n")
    assert both.described().splitlines()[2] == '"fee" text: £4, €5'


def test_a_year_as_a_heading_has_a_name_that_is_no_number() -> None:
    years = relation("| Stall | 2023 | 2024 |\n|---|---|---|\n| Bread | 4 | 5 |\n| Wine | 6 | 7 |\n")
    assert [column.name for column in years.columns] == ["stall", "in_2023", "in_2024"]
    assert years.value(1, "in_2024") == 7.0


def test_the_groups_of_rows_are_a_column() -> None:
    table = "| Stall | Fee |\n|---|---|\n| North side: | |\n| Bread | £4 |\n| South side: | |\n| Wine | £5 |\n"
    grouped = relation(table)
    assert grouped.columns[-1].name == "group"
    assert grouped.value(1, "group") != grouped.value(0, "group")


def test_a_table_with_a_figure_read_in_doubt_is_no_relation() -> None:
    rows = rows_of("| Stall | Fee |\n|---|---|\n| Bread | £4 |\n| Wine | £5 |\n")
    item, row = rows[0]
    cells = tuple(replace(cell, figures=tuple(replace(f, certain=False) for f in cell.figures)) for cell in row.cells)
    assert relation_of(rows, "Stalls")
    assert relation_of([(item, replace(row, cells=cells)), *rows[1:]], "Stalls") is None


def test_of_many_texts_those_with_words_of_the_question_are_shown_first() -> None:
    names = ("Oil", "Tyres", "Brake pads", "Clutch replacement", "Bulb", "Wipers", "Battery", "Clutch cable", "Horn")
    table = relation(
        "| Work | Price |\n|---|---|\n" + "\n".join(f"| {name} | £{n}0 |" for n, name in enumerate(names, 1))
    )
    assert '"work" text: such as Oil, Tyres\n' in table.described()
    asked = frozenset({"clutch", "replac"})
    assert '"work" text: such as Clutch replacement, Clutch cable, Oil, Tyres\n' in table.described(asked)
