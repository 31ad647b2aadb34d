"""What lies on top of the cells of a sheet: charts whose numbers are nowhere else, text boxes, comments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.losses import Losses
from assistant.reading.office.charts import add_chart, formulas_of
from assistant.reading.office.relations import related
from assistant.reading.xml import parse_xml

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element as Element

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHAPE = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}sp"
_SHEET_OF = re.compile(r"^'?((?:[^'!]|'')*)'?!")
_THREADED = "[Threaded comment]"
"""How Excel begins the plain copy of a comment with answers."""


def add_drawings(assembly: Assembly, package: ZipFile, sheet: str, visible: Collection[str], losses: Losses) -> None:
    """Add what is drawn on a sheet and written beside its cells; `sheet` is the name of its part.

    A chart of visible cells repeats them, so only charts of other cells are added: those of hidden sheets and of other
    workbooks. `visible` are the titles of the sheets that a reader sees.
    """
    for drawing in related(package, sheet, "drawing"):
        with losses.part("a drawing"):
            for text in _texts(parse_xml(package.read(drawing))):
                assembly.paragraph(text)
        for part in related(package, drawing, "chart", "chartEx"):
            with losses.part("a chart"):
                chart = parse_xml(package.read(part))
                if not _repeats(chart, visible):
                    add_chart(assembly, chart)
    for part in related(package, sheet, "comments"):
        with losses.part("the comments"):
            for text in _comments(parse_xml(package.read(part))):
                assembly.paragraph(text)


def _repeats(chart: Element, visible: Collection[str]) -> bool:
    """Return whether all cells of a chart are on visible sheets of this workbook."""
    sheets = [_SHEET_OF.match(formula) for formula in formulas_of(chart) if formula]
    return bool(sheets) and all(sheet and sheet.group(1).replace("''", "'") in visible for sheet in sheets)


def _texts(drawing: Element) -> Iterator[str]:
    for shape in drawing.iter(_SHAPE):
        for paragraph in shape.iter(f"{_A}p"):
            yield "".join(text.text or "" for text in paragraph.iter(f"{_A}t"))


def _comments(part: Element) -> Iterator[str]:
    for comment in part.iter("{*}comment"):
        text = "".join(run.text or "" for run in comment.iter("{*}t")).strip()
        if text.startswith(_THREADED):
            text = text.rpartition("Comment:")[2].strip()
        if text:
            yield f"Comment on {comment.get('ref', '')}: {text}"
