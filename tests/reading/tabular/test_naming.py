"""Which column names the rows of a table."""

import pytest

from assistant.reading.tabular.naming import is_identifier, named_in
from assistant.types import TableRow
from tests.cut_texts import cut, rows_in

NURSERY = """| code | plant | kind | height | price_gbp | stock |
|---|---|---|---|---|---|
| B-01 | Pear 'Hilde' | Fruit | 2 m | 12.50 | 65 |
| B-02 | Quince | Fruit | 1 m | 9.00 | 4 |
| B-03 | Bay laurel | Shrub | 2 m | 7.25 | 12 |
"""
WERKZEUG = """| Nr. | Gerät | Ort | Anzahl |
|---|---|---|---|
| 1 | Hobel | Halle | 3 |
| 2 | Raspel | Halle | 5 |
| 3 | Säge | Keller | 2 |
"""


def table(*rows: str) -> str:
    return "\n".join((rows[0], "|---" * (rows[0].count("|") - 1) + "|", *rows[1:]))


def labels(text: str) -> list[str]:
    return [row.label for row in rows_in(text) if not row.is_header]


def test_a_row_with_a_code_is_called_by_the_name_on_its_right() -> None:
    assert labels(NURSERY) == ["Pear 'Hilde'", "Quince", "Bay laurel"]
    assert labels(WERKZEUG) == ["Hobel", "Raspel", "Säge"]


def test_the_code_is_a_cell_like_others_and_a_name_of_its_row() -> None:
    row = rows_in(NURSERY)[2]
    assert [cell.text for cell in row.values] == ["B-02", "Fruit", "1 m", "9.00", "4"]
    assert row.identifier == row.cells[0]
    assert row.names == ("Quince", "B-02")
    assert row.headings == ("plant", "code")


def test_a_running_number_measures_nothing() -> None:
    rows = [s.row for passage in cut(WERKZEUG) for s in passage.sentences if s.row and not s.row.is_header]
    assert [[len(cell.figures) for cell in row.cells] for row in rows] == [[0, 0, 0, 1]] * 3


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (  # the customer repeats
            (
                "| Order | Customer | Day |",
                "| 7 | Weber | Monday |",
                "| 8 | Lang | Tuesday |",
                "| 9 | Weber | Friday |",
            ),
            ["7", "8", "9"],
        ),
        (("| Date | Who | h |", "| 4 May | Nora | 3 |", "| 5 May | Piet | 4 |", "| 6 May | Ravi | 2 |"), ["4 May"]),
        (("| Year | Host | Teams |", "| 2019 | Turin | 8 |", "| 2020 | Graz | 9 |", "| 2021 | Bern | 7 |"), ["2019"]),
        (
            ("| Qty | Called | Each |", "| 1-9 | small | 3 |", "| 10-49 | middle | 2 |", "| 50-99 | large | 1 |"),
            ["1-9"],
        ),
        (("| No. | Day | kg |", "| 71 | 4. Mai | 3 |", "| 72 | 5. Mai | 4 |", "| 73 | 6. Mai | 2 |"), ["71"]),
        (("| No. | Size | kg |", "| 71 | 10 cm | 3 |", "| 72 | 20 cm | 4 |", "| 73 | 30 cm | 2 |"), ["71"]),
        (("| No. | Mail | kg |", "| 71 | a@x.org | 3 |", "| 72 | b@x.org | 4 |", "| 73 | c@x.org | 2 |"), ["71"]),
        (("| Boat | Port | m |", "| Ada | Hull | 3 |", "| Bea | Ulm | 4 |", "| Cleo | Cork | 2 |"), ["Ada"]),
        (("| No. | Boat | m |", "| 71 | Ada | 3 |", "| 72 | Bea | 4 |"), ["71"]),  # too few to tell
        (("| No. | Note | m |", "| 71 | Ada | 3 |", "| 72 | | 4 |", "| 73 | Bea | 4 |", "| 74 | | 4 |"), ["71"]),
    ],
)
def test_the_first_column_keeps_the_name_where_no_other_is_one(rows: tuple[str, ...], named: list[str]) -> None:
    assert labels(table(*rows))[: len(named)] == named


@pytest.mark.parametrize(
    "rows",
    [
        ("| Date | Talk | h |", "| 4 May | Tides | 3 |", "| 4 May | Knots | 4 |", "| 6 May | Sails | 2 |"),
        ("| Datum | Vortrag | h |", "| 4. Mai | Tides | 3 |", "| 4. Mai | Knots | 4 |", "| 6. Mai | Sails | 2 |"),
        ("| 日期 | 主题 | h |", "| 5月4日 | Tides | 3 |", "| 5月4日 | Knots | 4 |", "| 5月6日 | Sails | 2 |"),
    ],
)
def test_dates_that_repeat_give_way_to_names(rows: tuple[str, ...]) -> None:
    assert labels(table(*rows)) == ["Tides", "Knots", "Sails"]


def test_a_row_without_a_name_is_called_by_its_first_cell() -> None:
    rows = rows_in(NURSERY + "| Sum total | | | | | 81 |\n| B-09 | | Shrub | 1 m | 3 | 2 |")
    assert [(row.label, row.labels, row.is_total) for row in rows[-2:]] == [
        ("Sum total", (0,), True),
        ("B-09", (0,), False),
    ]


def test_groups_of_rows_stay_above_names_in_whatever_column_they_are() -> None:
    head, rule, first, *rows = NURSERY.splitlines()
    for banner in ("| Trees: | | | | | |", "| | Trees: | | | | |"):
        told = rows_in("\n".join((head, rule, first, banner, *rows)))
        named = [(row.section.strip(":"), row.label) for row in told if row.states_something]
        assert named == [("", "Pear 'Hilde'"), ("Trees", "Quince"), ("Trees", "Bay laurel")]


@pytest.mark.parametrize(
    "text", ["H01", "sku-0012", "4006381333931", "12.", "#7", "(3)", "AB 12", "INV-2024-001", "1.2"]
)
def test_codes_and_running_numbers_are_identifiers(text: str) -> None:
    assert is_identifier(text)


@pytest.mark.parametrize(
    "text", ["", "Basil", "Day 1", "5 kg", "1-9", "10–49", "5%", "£3", "08:00", "Windows11", "1 000"]
)
def test_words_amounts_ranges_and_times_are_none(text: str) -> None:
    assert not is_identifier(text)


def test_a_question_names_a_row_by_its_label_or_its_code() -> None:
    names = TableRow("Bay laurel", "", rows_in(NURSERY)[3].cells, labels=(1,)).names
    assert named_in(names, {"bay", "laurel", "stock"}) == {"bay", "laurel"}
    assert named_in(names, {"b", "03"}) == {"b", "03"}
    assert named_in(names, {"bay"}) == frozenset()
