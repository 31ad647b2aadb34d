"""CSV and TSV files: the delimiter is detected, and each record has its number."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.text import decode
from assistant.reading.tabular.tables import Row, add_sheet

_DELIMITERS = ",;\t|"
_LOOKED_AT = 200
"""How many records are used to detect the delimiter."""
_LONGEST_CELL = 10_000_000


def read_csv(data: bytes, _: Limits) -> Contents:
    """Read comma-separated values, or values separated by semicolons, tabs or bars.

    Raises:
        UnreadableError: it is no text.
    """
    return _read(decode(data), "")


def read_tsv(data: bytes, _: Limits) -> Contents:
    """Read tab-separated values.

    Raises:
        UnreadableError: it is no text.
    """
    return _read(decode(data), "\t")


def find_delimiter(text: str) -> str:
    """Return the delimiter that gives most records the same number of cells; on a tie, the one with more cells.

    A first line `sep=;`, as Excel writes it, decides.
    """
    if text[:4].lower() == "sep=" and text[4:5] in _DELIMITERS and text[5:6] in ("\n", ""):
        return text[4]
    return max(_DELIMITERS, key=lambda delimiter: _agreement(text, delimiter))


def _agreement(text: str, delimiter: str) -> float:
    widths: Counter[int] = Counter()
    for record, _ in zip(_records(text, delimiter), range(_LOOKED_AT), strict=False):
        widths[len(record)] += bool(record)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
    return count / widths.total() * (2 - 1 / width) if width > 1 else 0.0


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    # The limit on fields is global; raising it is harmless.
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def _read(text: str, delimiter: str) -> Contents:
    with reading("a table of separated values"):
        delimiter = delimiter or find_delimiter(text)
        records = enumerate(_records(text, delimiter), start=1)
        rows = (Row(tuple(cells), number) for number, cells in records if number > 1 or cells[:1] != ["sep="])
        assembly = Assembly()
        add_sheet(assembly, rows, heading_level=1)
        if not assembly.blocks:
            raise UnreadableError("holds no value")
        return Contents(assembly.text, assembly.blocks)
