"""What the rows of a table are called: their labels, the groups that they are part of, and what is said of a group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.language.loading import DEFAULT
from assistant.language.scales import UNTOLD, find_scale, is_unit
from assistant.reading.tabular.headers import GridRow
from assistant.reading.tabular.naming import naming_column
from assistant.reading.tabular.tables import is_figure
from assistant.types import WITHIN, Scale

_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class RowName:
    """The label of a row as it is written, the group that it belongs to, and the scale that is said of the group.

    `is_banner`: the row only says something of those below it, and that above their figures instead of their labels.
    """

    label: str
    section: str = ""
    said: Scale = UNTOLD
    is_banner: bool = False


def label_columns(body: Sequence[GridRow], code: str = DEFAULT, *, has_header: bool = True) -> tuple[int, ...]:
    """Return the columns that name the rows, from left to right: those of groups, and that of the rows themselves.

    A column of words is one of them if the column to its left names groups of rows: its cells are merged downwards, or
    filled only where a group begins. The last is the next, or, in a table with a header, one further right if the next
    has only codes or dates (`naming_column`).
    """
    looked_at = [row for row in body[:_LOOKED_AT] if len(row.own) + len(row.continued) > 1]
    width = max((len(row.texts) for row in looked_at), default=1)
    count = 1
    while count < width - 1 and _groups(looked_at, count - 1) and _is_of_words(looked_at, count):
        count += 1
    return (*range(count - 1), naming_column(looked_at, count - 1, code) if has_header else count - 1)


def label_places(row: GridRow, columns: Sequence[int]) -> tuple[int, ...]:
    """Return the places of the cells that name a row: of one without a name, as totals are, those on its left."""
    return tuple(columns) if row.text(columns[-1]) else tuple(range(len(columns)))


def names_of_rows(
    body: Sequence[GridRow], columns: Sequence[int], width: int, code: str = DEFAULT
) -> Iterator[RowName]:
    """Yield the name of each row; a row that has only one cell names those below it, or says in what they are."""
    section, said = "", UNTOLD
    labels = len(columns)
    heads = (0, columns[-1]) if columns[-1] >= labels else (0,)
    above = [""] * labels
    for row in body:
        if named := _named_below(row, width, heads):
            said = find_scale(named, code)
            yield RowName(named, is_banner=not any(map(row.text, heads)))
            section = section if is_unit(named, code) else named
            continue
        own = [row.text(place) for place in label_places(row, columns)]
        begins = next((place for place, text in enumerate(own) if text), labels)
        above = [above[place] if place < begins < labels else own[place] for place in range(labels)]
        *groups, label = [text for text in above if text] or [""]
        yield RowName(label, WITHIN.join(filter(None, (section, *groups))), said)


def _named_below(row: GridRow, width: int, heads: Sequence[int]) -> str:
    """Return the text of a row's only cell if it is in one of some columns, or covers several and is no figure."""
    filled = [place for place, text in enumerate(row.texts) if text]
    if len(filled) != 1 or width < 2:
        return ""
    place, text = filled[0], row.texts[filled[0]]
    return text if place in heads or (row.width(place) > 1 and not is_figure(text)) else ""


def _groups(body: Sequence[GridRow], place: int) -> bool:
    """Return whether the cells of a column name groups of rows."""
    if any(place in row.continued for row in body):
        return True
    empty = [row for row in body if not row.text(place)]
    begins = body and all(body[0].text(at) for at in range(place + 2))
    return bool(empty and begins) and not any(is_figure(row.texts[row.own[0]]) for row in empty if row.own)


def _is_of_words(body: Sequence[GridRow], place: int) -> bool:
    texts = [row.text(place) for row in body]
    return any(texts) and not any(map(is_figure, texts))
