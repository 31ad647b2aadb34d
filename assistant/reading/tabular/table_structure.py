"""What a table's rows mean: which are its header, what each is called and part of, and in what its figures are told.

The one definition of all this. Readers know where the cells of a row stand; everything else follows here, once, when
a document is read, and travels with each row from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise, takewhile

from assistant.language.loading import DEFAULT
from assistant.language.marks import IN_BRACKETS
from assistant.language.scales import (
    UNTOLD,
    ends_in_scale,
    find_scale,
    is_counted_or_divided,
    is_sum,
    is_unit,
    without_scale,
)
from assistant.reading.blocks import Block
from assistant.reading.tabular.headers import GridRow, columns_of, header_rows, places_of_periods, tells_periods
from assistant.reading.tabular.row_names import RowName, label_columns, label_places, names_of_rows
from assistant.types import WITHIN, Cell, Figure, Scale, Sentence, TableRow

_MOST_TOLD_TOGETHER = 4
"""Over how many columns a merged cell is told by the headings of each."""
_LEADS_UP = 3
"""How many paragraphs before a table may say in what its figures are."""
_NOTE = re.compile(r"\(\d{1,2}\)|\([a-z]\)|\*+")
_LETTERS_OF_A_UNIT = 4


def rows_of_tables(text: str, blocks: Sequence[Block], code: str = DEFAULT) -> dict[int, TableRow]:
    """Return the rows of all tables of a text, without their figures, by the index of the block that each is.

    `code` is the language of the text.
    """
    found: dict[int, TableRow] = {}
    first = 0
    while first < len(blocks):
        after = first + 1
        if blocks[first].cells:
            while after < len(blocks) and blocks[after].kind == "row":
                after += 1
            said = _said_before(text, blocks, first)
            found.update(zip(range(first, after), _rows(text, blocks[first:after], said, code), strict=True))
        first = after
    return found


def with_figures(sentence: Sentence, figures: tuple[Figure, ...]) -> Sentence:
    """Return a sentence with the figures of its text, and those of its cells as the table means them."""
    row = sentence.row
    if row and figures:
        names = row.identifier  # its number measures nothing
        cells = (cell if cell is names else _with_figures(cell, figures, sentence.start) for cell in row.cells)
        row = replace(row, cells=tuple(cells))
    return replace(sentence, row=row, figures=figures)


def without_cells_outside(row: TableRow, start: int, end: int) -> TableRow:
    """Return a row with the cells that lie wholly between two offsets in the document: a part of a long row."""
    kept = [start <= cell.start and cell.end <= end for cell in row.cells]
    cells = tuple(cell for cell, is_kept in zip(row.cells, kept, strict=True) if is_kept)
    labels = tuple(sum(kept[:place]) for place in row.labels if place < len(kept) and kept[place])
    return replace(row, cells=cells, labels=labels)


def _rows(text: str, table: Sequence[Block], said_before: Sequence[str], code: str) -> Iterator[TableRow]:
    grid = [_grid_row(text, block) for block in table]
    parts = _parts(grid, code) if table[0].kind == "header" else [(0, 0)]
    bodies = [grid[at + count : after] for (at, count), (after, _) in pairwise((*parts, (len(grid), 0)))]
    body = list(chain.from_iterable(bodies))
    naming = label_columns(body, code, has_header=table[0].kind == "header")
    names = names_of_rows(body, naming, max(len(row.texts) for row in grid), code)
    said = list(said_before)
    for (at, count), rows in zip(parts, bodies, strict=True):
        header = grid[at : at + count]
        above = tuple(row.texts for row in header)
        columns = columns_of(header, rows, code)
        scales = _scales_of_columns(above, columns, said, code)
        said = [*(row.text(0) for row in header), *said]
        for number, block in enumerate(table[at : at + count + len(rows)]):
            row = grid[at + number]
            name = next(names) if number >= count else RowName(row.text(0), is_banner=True)
            label, own = without_scale(_NOTE.sub("", name.label).strip(" :："), code)
            is_scaled = not is_counted_or_divided(label, code)
            labels = label_places(row, naming)
            in_row = [
                UNTOLD
                if name.is_banner or place in labels or place < len(labels)
                else _scale_of_cell(own, name.said, scale, is_scaled=is_scaled)
                for place, scale in enumerate(scales)
            ]
            yield TableRow(
                label=label,
                section=name.section,
                cells=tuple(
                    Cell(*span, text[slice(*span)], _over_cell(row, place, columns), in_row[place])
                    for place, span in enumerate(block.cells)
                ),
                header=above[:number],
                table=table[0].start,
                is_header=name.is_banner,
                is_total=not name.is_banner and is_sum(label, code),
                labels=labels,
            )


def _parts(grid: Sequence[GridRow], code: str) -> list[tuple[int, int]]:
    """Return where each part of a table begins, and how many rows of a header it begins with.

    A header that is repeated, as on a new page, begins a part, and so does a row that tells other periods.
    """
    parts = [(0, header_rows(grid, code))]
    at = parts[0][1]
    repeated = {row.texts for row in grid[:at] if len(row.own) > 1}
    periods = places_of_periods(grid[:at], code)
    while at < len(grid):
        count = 0
        while at + count < len(grid) and grid[at + count].texts in repeated:
            count += 1
        if not count and tells_periods(grid[at], periods, code):
            count = header_rows(grid[at:], code)
        if count:
            parts.append((at, count))
        at += count or 1
    return parts


def _over_cell(row: GridRow, place: int, columns: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the headings above a cell: of one that covers several columns, those of all, the last ones in one."""
    first, *others = columns[place : place + max(1, row.width(place))]
    if not others:
        return first
    common = takewhile(lambda level: len(set(level)) == 1, zip(first, *others, strict=False))
    shared = tuple(level[0] for level in common)
    apart = dict.fromkeys(WITHIN.join(path[len(shared) :]) for path in (first, *others))
    return (*shared, ", ".join(apart)) if place and all(apart) and len(apart) <= _MOST_TOLD_TOGETHER else shared


def _grid_row(text: str, block: Block) -> GridRow:
    texts = tuple(text[start:end] for start, end in block.cells)
    return GridRow(texts, block.across, block.continued, block.marked)


def _said_before(text: str, blocks: Sequence[Block], table: int) -> list[str]:
    """Return what leads up to a table, the nearest first: some paragraphs, and the heading above them."""
    said: list[str] = []
    for block in reversed(blocks[max(0, table - _LEADS_UP) : table]):
        if block.cells:
            break
        said.append(text[block.start : block.end])
        if block.kind == "heading":
            break
    return said


def _scales_of_columns(
    header: Sequence[Sequence[str]], columns: Sequence[tuple[str, ...]], said_before: Sequence[str], code: str
) -> list[Scale]:
    """Return in what the figures of each column are: what is said of it, else of all, else of the table.

    What is said of all does not hold for a column whose heading counts or divides ("Earnings per share").
    """
    corner = (texts[0] for texts in header if texts)
    lone = (filled[0] for texts in header if len(filled := [text for text in texts if text]) == 1)
    lines = (said for said in said_before if is_unit(said, code) or ends_in_scale(said, code))
    brackets = (part for said in said_before for part in IN_BRACKETS.findall(said))
    general = next(
        (scale for said in (*corner, *lone, *lines, *brackets) if (scale := find_scale(said, code)).power), UNTOLD
    )
    found = []
    for path in columns:
        said = [find_scale(heading, code) for heading in reversed(path)]
        own = next((scale for scale in said if scale.power or scale.unit), UNTOLD)
        currency = own.currency or next((scale.currency for scale in said if scale.currency), "")
        if own.unit:
            found.append(own)
        elif own.power:
            found.append(replace(own, currency=currency or general.currency))
        elif any(is_counted_or_divided(heading, code) for heading in path):
            found.append(UNTOLD)
        else:
            found.append(replace(general, currency=currency or general.currency))
    return found


def _scale_of_cell(of_row: Scale, of_group: Scale, of_column: Scale, *, is_scaled: bool) -> Scale:
    """Return in what a cell's figures are: a share is a share, and else what its row's label tells comes first.

    Then follows what is said of the group of rows that it is part of; neither that nor what is said of its column holds
    for a row that counts or divides (`is_scaled` is false).
    """
    if of_column.unit:
        return of_column
    if of_row != UNTOLD:
        return of_row
    if not is_scaled:
        return UNTOLD
    return of_group if of_group.power or of_group.unit else of_column


def _with_figures(cell: Cell, figures: Sequence[Figure], sentence: int) -> Cell:
    """Return a cell with those figures of its sentence, which begins at `sentence`, that stand in it."""
    shift, end = cell.start - sentence, cell.end - sentence
    inside = [figure for figure in figures if shift <= figure.start and figure.end <= end]
    if not inside:
        return cell
    own = [replace(figure, start=figure.start - shift, end=figure.end - shift) for figure in inside]
    if cell.scale != UNTOLD and holds_figures_alone(cell.text, own):
        own = [_meant(figure, cell.scale) for figure in own]
    return Cell(cell.start, cell.end, cell.text, cell.columns, cell.scale, tuple(own))


def holds_figures_alone(cell: str, figures: Sequence[Figure]) -> bool:
    """Return whether a cell holds figures and nothing else but the letters of a unit."""
    rest, at = "", 0
    for figure in figures:
        rest += cell[at : figure.start]
        at = figure.end
    return sum(map(str.isalpha, rest + cell[at:])) <= _LETTERS_OF_A_UNIT


def _meant(figure: Figure, scale: Scale) -> Figure:
    """Return a figure with the scale, currency and unit that its table tells, where it is written without."""
    if figure.unit or figure.magnitude != 1:
        return figure
    if scale.unit:
        return figure if figure.currency else replace(figure, unit=scale.unit)
    currency = figure.currency or scale.currency
    return replace(figure, value=figure.value * scale.factor, magnitude=scale.factor, currency=currency)
