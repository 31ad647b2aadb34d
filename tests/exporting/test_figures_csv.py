import csv
from dataclasses import replace
from io import StringIO

import pytest

from assistant.exporting.figures_csv import COLUMNS, figures_csv
from assistant.indexing.ledger import LedgerEntry
from tests.window.test_figures_view import ENTRY


def rows(*entries: LedgerEntry) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(figures_csv(entries))))


def test_each_figure_is_a_line_with_all_digits_of_its_value() -> None:
    (row,) = rows(ENTRY)
    assert list(row) == list(COLUMNS)
    assert (row["value"], row["currency"], row["qualifier"]) == ("33400000000", "CNY", "over")
    assert (row["start"], row["sentence"], row["page"]) == ("121", ENTRY.sentence, "")


def test_without_figures_there_is_only_the_header() -> None:
    assert figures_csv([]).splitlines() == [",".join(COLUMNS)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", " =1", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_compute_is_made_inert(text: str) -> None:
    (row,) = rows(replace(ENTRY, what=text, sentence=text, document=text, heading=(text,)))
    assert all(row[column].startswith("'") for column in ("what", "sentence", "document", "heading"))
    assert rows(replace(ENTRY, value=-ENTRY.value))[0]["value"] == "-33400000000"
