"""What the rows of a table are called: their labels, the groups that they are part of, and what is said of a group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.language.loading import DEFAULT
from assistant.language.scales import UNTOLD, find_scale, is_unit
from assistant.reading.tabular.headers import GridRow
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


def label_columns(body: Sequence[GridRow]) -> int:
    """Return how many columns at the left name the rows, at least one.

    A column of words is one of them if the column to its left names groups of rows: its cells are merged downwards, or
    filled only where a group begins.
    """
    looked_at = [row for row in body[:_LOOKED_AT] if len(row.own) + len(row.continued) > 1]
    width = max((len(row.texts) for row in looked_at), default=1)
    count = 1
    while count < width - 1 and _groups(looked_at, count - 1) and _is_of_words(looked_at, count):
        count += 1
    return count


def names_of_rows(body: Sequence[GridRow], labels: int, width: int, code: str = DEFAULT) -> Iterator[RowName]:
    """Yield the name of each row; a row that has only one cell names those below it, or says in what they are."""
    section, said = "", UNTOLD
    above = [""] * labels
    for row in body:
        if named := _named_below(row, width):
            said = find_scale(named, code)
            yield RowName(named, is_banner=not row.text(0))
            section = section if is_unit(named, code) else named
            continue
        begins = next((place for place in range(labels) if row.text(place)), labels)
        above = [above[place] if place < begins < labels else row.text(place) for place in range(labels)]
        *groups, label = [text for text in above if text] or [""]
        yield RowName(label, WITHIN.join(filter(None, (section, *groups))), said)


def _named_below(row: GridRow, width: int) -> str:
    """Return the text of a row's only cell if it is its label, or covers several columns and is no figure."""
    filled = [place for place, text in enumerate(row.texts) if text]
    if len(filled) != 1 or width < 2:
        return ""
    place, text = filled[0], row.texts[filled[0]]
    return text if not place or (row.width(place) > 1 and not is_figure(text)) else ""


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
