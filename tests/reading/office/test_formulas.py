import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from assistant.reading.contents import Contents, Limits
from assistant.reading.formats.xlsx import read_xlsx
from assistant.reading.office import formulas, libreoffice
from assistant.reading.office.formulas import unsaved


def workbook(*rows: list[Any]) -> bytes:
    made = Workbook()
    made.active.title = "Orchard"
    for row in rows:
        made.active.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


BASKETS: list[list[Any]] = [["Fruit", "Baskets"], ["Pears", 31], ["Plums", 12], ["Total", "=SUM(B2:B3)"]]


def read_with(data: bytes, convert: Callable[..., bytes | None], monkeypatch: pytest.MonkeyPatch) -> Contents:
    monkeypatch.setattr(formulas, "convert", convert)
    return read_xlsx(data, Limits())


def test_a_formula_without_a_saved_value_is_calculated(monkeypatch: pytest.MonkeyPatch) -> None:
    saved = workbook(*BASKETS[:3], ["Total", 43])
    contents = read_with(workbook(*BASKETS), lambda *_: saved, monkeypatch)
    assert contents.text.endswith("Total | 43")
    assert contents.notes == ()


def test_a_formula_that_nobody_calculated_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = read_with(workbook(*BASKETS), lambda *_: None, monkeypatch)
    assert contents.text.endswith("Total")
    (note,) = contents.notes
    assert note.startswith("is read but for a formula (Orchard!B4), whose value is not saved")


def test_circular_formulas_are_named_and_the_others_are_calculated(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(["=B1", "=A1", "=1+1"])
    contents = read_with(data, lambda *_: workbook(["#VALUE!", "Err:522", 2]), monkeypatch)
    assert contents.text.endswith("2")
    assert contents.notes[0].startswith("is read but for 2 formulas (Orchard!A1, Orchard!B1), whose")


def test_what_changes_from_day_to_day_is_not_calculated(monkeypatch: pytest.MonkeyPatch) -> None:
    def convert(*_: object) -> bytes | None:
        pytest.fail("was calculated")

    contents = read_with(workbook(["Days left", "=DATE(2030,1,1)-TODAY()"]), convert, monkeypatch)
    assert "Orchard!B1" in contents.notes[0]


@pytest.mark.parametrize(
    ("cell", "is_unsaved"),
    [
        (b'<c r="B4"><f>SUM(A1)</f></c>', True),
        (b'<c r="B4" s="3"><f>SUM(A1)</f><v></v></c>', True),
        (b'<x:c r="B4"><x:f t="shared" si="0"/><x:v/></x:c>', True),
        (b'<c r="B4"><f>SUM(A1)</f><v>7</v></c>', False),
        (b'<c r="B4" t="str"><f>IF(A1,"","")</f><v></v></c>', False),
        (b'<c r="B4"/>', False),
    ],
)
def test_only_a_formula_without_any_value_is_unsaved(cell: bytes, is_unsaved: bool) -> None:
    assert unsaved("Orchard", cell) == ([("Orchard", "B4")] if is_unsaved else [])


@pytest.mark.libreoffice
@pytest.mark.skipif(not libreoffice._command(), reason="LibreOffice is not installed, or cannot be shut off")
def test_libreoffice_calculates_and_gives_up_circles() -> None:
    contents = read_xlsx(workbook(*BASKETS, ["Circle", "=B5+1"]), Limits())
    assert "Total | 43" in contents.text
    assert contents.notes[0].startswith("is read but for a formula (Orchard!B5)")
