"""Writes a grid with merged cells as a file of each format that knows them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = " ".join(f'xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "text", "table"))


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of texts with their merges as (top, left, bottom, right), and how many rows are marked as the header."""

    texts: tuple[tuple[str, ...], ...]
    merges: tuple[tuple[int, int, int, int], ...]
    header: int = 0

    def spans(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return the rows and columns that a cell covers, by its place; (0, 0) for a cell that another covers."""
        found: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, right in self.merges:
            covered = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
            found |= dict.fromkeys(covered, (0, 0)) | {(top, left): (bottom - top + 1, right - left + 1)}
        return found


def grid_of(lines: Sequence[str], header: int) -> Grid:
    """Return the grid of lines with bars between cells; `<` is merged with the left, `^` with the cell above."""
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    merges = {}
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            if text in ("<", "^"):
                continue
            right, bottom = column, row
            while right + 1 < len(texts) and texts[right + 1] == "<":
                right += 1
            while bottom + 1 < len(cells) and column < len(cells[bottom + 1]) and cells[bottom + 1][column] == "^":
                bottom += 1
            if (bottom, right) != (row, column):
                merges[row, column] = (row, column, bottom, right)
    width = max(map(len, cells))
    plain = (["" if text in ("<", "^") else text for text in texts] + [""] * (width - len(texts)) for texts in cells)
    return Grid(tuple(map(tuple, plain)), tuple(merges.values()), header)


def as_xlsx(grid: Grid) -> bytes:
    """Return a workbook; figures are numbers."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row, texts in enumerate(grid.texts, start=1):
        for column, text in enumerate(texts, start=1):
            if text:
                sheet.cell(row, column, int(text) if text.isdecimal() else text)
    for top, left, bottom, right in grid.merges:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return _saved(book.save)


def as_docx(grid: Grid) -> bytes:
    """Return a Word document with the grid as its table."""
    from docx import Document
    from docx.oxml import OxmlElement

    document = Document()
    table = document.add_table(len(grid.texts), len(grid.texts[0]))
    rows = [list(row.cells) for row in table.rows]
    for top, left, bottom, right in grid.merges:
        rows[top][left].merge(rows[bottom][right])
    for texts, cells in zip(grid.texts, rows, strict=True):
        for text, cell in zip(texts, cells, strict=True):
            if text:
                cell.text = text
    for row in list(table.rows)[: grid.header]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return _saved(document.save)


def as_pptx(grid: Grid) -> bytes:
    """Return a presentation with the grid on its slide."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    size = (Inches(1), Inches(1), Inches(8), Inches(4))
    table = slide.shapes.add_table(len(grid.texts), len(grid.texts[0]), *size).table
    for row, texts in enumerate(grid.texts):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    for top, left, bottom, right in grid.merges:
        table.cell(top, left).merge(table.cell(bottom, right))
    return _saved(deck.save)


def as_html(grid: Grid) -> bytes:
    """Return a page; the rows of the header are of `th`."""
    spans, rows = grid.spans(), []
    for row, texts in enumerate(grid.texts):
        tag = "th" if row < grid.header else "td"
        cells = []
        for column, text in enumerate(texts):
            down, across = spans.get((row, column), (1, 1))
            if down:
                cells.append(f'<{tag} rowspan="{down}" colspan="{across}">{escape(text)}</{tag}>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<!doctype html><html><body><main><table>{''.join(rows)}</table></main></body></html>".encode()


def as_odt(grid: Grid) -> bytes:
    """Return an OpenDocument text."""
    return _opendocument("text", grid)


def as_ods(grid: Grid) -> bytes:
    """Return an OpenDocument spreadsheet."""
    return _opendocument("spreadsheet", grid)


WRITERS: Mapping[str, Callable[[Grid], bytes]] = {
    "xlsx": as_xlsx,
    "docx": as_docx,
    "pptx": as_pptx,
    "html": as_html,
    "odt": as_odt,
    "ods": as_ods,
}


def _opendocument(kind: str, grid: Grid) -> bytes:
    spans, rows = grid.spans(), []
    for row, texts in enumerate(grid.texts):
        cells = []
        for column, text in enumerate(texts):
            down, across = spans.get((row, column), (1, 1))
            tag = "table:table-cell" if down else "table:covered-table-cell"
            spanned = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"' if down else ""
            cells.append(f"<{tag}{spanned}><text:p>{escape(text)}</text:p></{tag}>")
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    if grid.header and kind == "text":
        header = f"<table:table-header-rows>{''.join(rows[: grid.header])}</table:table-header-rows>"
        rows = [header, *rows[grid.header :]]
    content = (
        f'<?xml version="1.0"?><office:document-content {_NAMESPACES} office:version="1.2"><office:body><office:{kind}>'
        f'<table:table table:name="Sheet">{"".join(rows)}</table:table></office:{kind}></office:body>'
        "</office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{_ODF}manifest:1.0"/>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", content)
    return made.getvalue()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    made = io.BytesIO()
    save(made)
    return made.getvalue()
