"""Merged cells, as rectangles in a grid, become rows whose labels count for each row."""

import tracemalloc
from collections.abc import Sequence

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Limits
from assistant.reading.readers import reader_of
from assistant.reading.tabular.merges import Merge, with_merges
from assistant.reading.tabular.table_structure import rows_of_tables
from assistant.reading.tabular.tables import Row, add_table


def grid(*lines: str) -> list[Row]:
    return [Row(tuple(cell.strip() for cell in line.split("|"))) for line in lines]


def paths(lines: Sequence[str], merges: Sequence[Merge]) -> list[tuple[str, ...]]:
    """Return the column headings of the cells of the last row."""
    assembly = Assembly()
    add_table(assembly, with_merges(grid(*lines), merges))
    *_, last = rows_of_tables(assembly.text, assembly.blocks).values()
    return [cell.columns for cell in last.cells]


def test_a_text_merged_downwards_is_told_in_each_of_its_rows() -> None:
    rows = list(with_merges(grid("North | Rent | 1", " | Heat | 2", "South | Rent | 3"), [Merge(0, 0, 1, 0)]))
    assert [row.cells[0] for row in rows] == ["North", "North", "South"]
    assert [row.continued for row in rows] == [(), (0,), ()]


def test_a_text_merged_across_stands_in_the_first_column_and_says_how_far_it_reaches() -> None:
    (row,) = with_merges(grid("a | b | c | d"), [Merge(0, 1, 0, 2)])
    assert (row.cells, row.across) == (("a", "b", "", "d"), (1, 2, 1, 1))


def test_what_a_merge_covers_is_not_shown_and_so_not_read() -> None:
    rows = list(with_merges(grid("a | under | c", "under | under | d"), [Merge(0, 0, 1, 1)]))
    assert [row.cells for row in rows] == [("a", "", "c"), ("a", "", "d")]


def test_rows_that_hold_nothing_but_a_merge_stay_empty() -> None:
    rows = list(with_merges(grid("a | b", "", "", "c | d"), [Merge(0, 0, 100_000, 0)]))
    assert [row.filled for row in rows] == [2, 0, 0, 2]


def test_of_overlapping_merges_the_first_holds() -> None:
    rows = list(with_merges(grid("a | b", "c | d"), [Merge(0, 0, 1, 0), Merge(1, 0, 1, 1)]))
    assert [row.cells for row in rows] == [("a", "b"), ("a", "d")]


def test_a_banner_stands_over_the_columns_that_it_was_merged_over() -> None:
    lines = ["Region | 2022 | | 2023 | | Note", " | Plan | Actual | Plan | Actual", "North | 1 | 2 | 3 | 4 | x"]
    merges = [Merge(0, 0, 1, 0), Merge(0, 1, 0, 2), Merge(0, 3, 0, 4), Merge(0, 5, 1, 5)]
    assert paths(lines, merges) == [
        ("Region",),
        ("2022", "Plan"),
        ("2022", "Actual"),
        ("2023", "Plan"),
        ("2023", "Actual"),
        ("Note",),
    ]


def test_headers_of_words_only_end_where_they_leave_nothing_open() -> None:
    lines = ["Zone | Day | | Night | ", " | Lead | Deputy | Lead | Deputy", "North | Ida | Bea | Ole | Cid"]
    merges = [Merge(0, 0, 1, 0), Merge(0, 1, 0, 2), Merge(0, 3, 0, 4)]
    lines.append("South | Eva | Jan | Ute | Kai")
    assert paths(lines, merges)[1:] == [("Day", "Lead"), ("Day", "Deputy"), ("Night", "Lead"), ("Night", "Deputy")]


def test_a_header_of_six_rows_gives_each_column_six_headings() -> None:
    names = [f"leaf {number}" for number in range(32)]
    lines = []
    merges = []
    for level in range(5):
        width = 32 >> level
        cells = [""] * 32
        for place in range(0, 32, width):
            cells[place] = f"level {level} from {place}"
            merges.append(Merge(level, place + 1, level, place + width))
        lines.append(" | ".join(("Item" if not level else "", *cells)))
    merges = [Merge(0, 0, 5, 0), *(merge for merge in merges if merge.left < merge.right)]
    found = paths([*lines, " | ".join(("", *names)), " | ".join(("Ada", *map(str, range(32))))], merges)
    assert found[0] == ("Item",)
    assert found[32] == (*(f"level {level} from {32 - (32 >> level)}" for level in range(5)), "leaf 31")


def test_a_table_of_200_columns_keeps_each_under_its_banner() -> None:
    lines = [
        " | ".join(("", *(f"Week {place // 2}" if place % 2 == 0 else "" for place in range(200)))),
        " | ".join(("Ship", *(("Plan", "Actual")[place % 2] for place in range(200)))),
        " | ".join(("Ada", *map(str, range(200)))),
    ]
    merges = [Merge(0, place, 0, place + 1) for place in range(1, 200, 2)]
    found = paths(lines, merges)
    assert (found[1], found[200]) == (("Week 0", "Plan"), ("Week 99", "Actual"))


def test_many_merges_in_a_row_take_time_in_proportion() -> None:
    merges = [Merge(0, place, 50, place) for place in range(0, 16_000)]
    rows = list(with_merges([Row(("x",) * 16_000)] + [Row(("",) * 16_000 + ("y",))] * 50, merges))
    assert rows[-1].continued == tuple(range(16_000))


def test_cells_that_claim_to_span_a_thousand_columns_do_not_fill_the_memory() -> None:
    cells = '<td colspan="1000">x</td>' * 20
    page = f"<html><body><main><table>{f'<tr>{cells}</tr>' * 400}</table></main></body></html>"
    tracemalloc.start()
    contents = reader_of("html")(page.encode(), Limits())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert contents.blocks
    assert peak < 60_000_000


def test_a_cell_merged_over_several_headings_stands_under_each_of_them() -> None:
    lines = ["Hour | Monday | Tuesday | Friday", "8 | Maths | Music | Art", "9 | Swimming | | Maths"]
    assert paths(lines, [Merge(2, 1, 2, 2)])[1] == ("Monday, Tuesday",)
    grouped = ["Boat | 2030 | | Note", " | May | June |", "Heron | 14 | 15 | a", "Teal | laid up | | b"]
    assert paths(grouped, [Merge(0, 1, 0, 2), Merge(3, 1, 3, 2)])[1] == ("2030", "May, June")


def test_headings_in_the_middle_of_their_columns_stand_over_all_of_them() -> None:
    lines = [
        " | | 2030 | | | 2031 | ",
        "Boat | Trips | Guests | Litres | Trips | Guests | Litres",
        "Heron | 1 | 2 | 3 | 4 | 5 | 6",
    ]
    assert [path[0] for path in paths(lines, [])[1:]] == ["2030"] * 3 + ["2031"] * 3
    partly = [" | | Trips | ", "Boat | Length | 2030 | 2031", "Heron | 7 | 14 | 15"]
    assert paths(partly, []) == [("Boat",), ("Length",), ("Trips", "2030"), ("Trips", "2031")]
