"""Tables with headers of several rows, in each format that knows merged cells."""

import pytest

from benchmarks.reading.tables import Written, found_values, written_tables

TABLES = list(written_tables(seed=1))


@pytest.mark.parametrize("table", TABLES, ids=[f"{table.suffix}, {table.name}" for table in TABLES])
def test_each_value_is_read_with_its_headings_group_label_and_scale(table: Written) -> None:
    found = found_values(table.data, table.suffix)
    assert {text: found.get(text) for text in table.right} == table.right
