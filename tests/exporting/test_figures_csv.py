import csv
import re
import string
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.exporting.figures_csv import COLUMNS, figures_csv
from assistant.indexing.ledger import LedgerEntry
from tests.acting import HOSTILE, acting
from tests.window.test_figures_view import ENTRY

SEPARATORS = [",", ";", "|", "\t", ":", " ", "^", "~", "/", "!", "#", "&", "-", "(", ".", "；", "、"]
FORMULA = re.compile(r"[\s\"]*[=+\-@＝＋－＠]")
HARMLESS = re.compile(r"-?|[+-]\d+([.,]\d+)*%?[.)]*")
"""A dash alone, and a number with its sign."""


def rows(*entries: LedgerEntry) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(figures_csv(entries))))


def formulas(written: str, separator: str) -> list[str]:
    """Return the cells that a spreadsheet with this separator would compute."""
    cells = [cell for row in csv.reader(StringIO(written), delimiter=separator) for cell in row]
    return [cell for cell in cells if FORMULA.match(cell) and not HARMLESS.fullmatch(cell)]


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


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_no_cell_begins_a_formula_whatever_parts_the_cells(sign: str, separator: str) -> None:
    payload = f"{sign}cmd|' /C calc'!A0"
    texts = [payload, f"x{separator}{payload}", f"x {separator} {payload}", f'x{separator}"{payload}"', f"x{separator}"]
    for text in texts:
        entry = replace(
            ENTRY, what=text, sentence=f"{text}\n{payload}", document=text, heading=(text, payload), text=text
        )
        assert formulas(figures_csv([entry, entry]), separator) == []


@given(
    st.lists(st.text(st.sampled_from("=+-@＝－;,|\t\"' \n\r().%a1_Ü阿")), min_size=1),
    st.sampled_from(string.punctuation),
)
def test_no_cell_begins_a_formula_in_any_text(texts: list[str], separator: str) -> None:
    written = figures_csv(
        [replace(ENTRY, value=-ENTRY.value, what=text, sentence=text, document=text) for text in texts]
    )
    for parted in {separator, ",", ";", "\t", "|"} - {'"', "'"}:
        assert formulas(written, parted) == []


@pytest.mark.parametrize(
    "text",
    [
        "Year-on-year revenue fell by -5.2% (-3.1%), a non-GAAP margin of 10%-15%.",
        "Costs rose +12 dollars - more than in 2023-24; a=b and a@b.example stay.",
        "The net loss was -33 million.",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert rows(replace(ENTRY, sentence=text))[0]["sentence"] == text


def test_columns_of_numbers_stay_numbers_whatever_stands_beside_them() -> None:
    (row,) = rows(replace(ENTRY, value=-ENTRY.value, page=3, what="-1"))
    assert (row["value"], row["page"], row["start"], row["end"]) == ("-33400000000", "3", "121", str(ENTRY.end))


def test_each_entry_is_one_printable_line() -> None:
    hostile = replace(ENTRY, what=HOSTILE, sentence=HOSTILE, document=f"{HOSTILE}\r\n.md", heading=(HOSTILE,))
    written = figures_csv([hostile])
    assert acting(written.replace("\r\n", "")) == set()
    assert len(written.splitlines()) == 2
    assert "000,05" in written
