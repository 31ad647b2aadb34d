"""The figure ledger: every figure of the index with what it measures and the sentence in which it stands."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from assistant.reading.passages.measured import header_above, is_row, measured
from assistant.types import Qualifier, place_of

YEAR = "year"
_SQL = """
SELECT d.name, d.dated, p.heading, p.header, s.page, s.row, p.start, p.text, s.start, s."end",
    f.start, f."end", f.value, f.currency, f.unit, f.qualifier, f.period
FROM figures f JOIN sentences s ON s.id = f.sentence JOIN passages p ON p.id = s.passage
    JOIN documents d ON d.id = p.document
"""
_ORDER = ' ORDER BY d.name, f.start, f."end"'


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A figure as it stands in a document: `text` is exactly the document's characters from `start` to `end`.

    `what` is what it measures, as far as its table or sentence says. `value` is the full value ("33.40 billion" has
    33400000000), `unit`, `currency`, `qualifier` and `period` are those of `Figure`. `sentence` is exactly the
    document's characters from `sentence_start`. `dated` is the document's date in ISO 8601, or "".
    """

    what: str
    value: Decimal
    unit: str
    currency: str
    qualifier: Qualifier
    period: str
    text: str
    document: str
    page: int | None
    row: int | None
    heading: tuple[str, ...]
    start: int
    end: int
    sentence: str
    sentence_start: int
    dated: str = ""

    @property
    def sentence_end(self) -> int:
        """Where the sentence ends in the document."""
        return self.sentence_start + len(self.sentence)

    @property
    def measure(self) -> str:
        """What it is counted in: "CNY", "percent", "" for a bare number. Figures of one measure can be compared."""
        return self.currency or self.unit

    @property
    def place(self) -> str:
        """Where in its document, in words: "page 3", or ""."""
        return place_of(self.document, self.page, self.row)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, strings and numbers; the value is a string, so that no digit of it is lost."""
        return asdict(self) | {"value": f"{self.value.normalize():f}", "sentence_end": self.sentence_end}


class FigureRow(NamedTuple):
    """A figure with what stands around it: `heading` as JSON; `start` and all after it but the text are offsets."""

    document: str
    dated: str
    heading: str
    header: str
    page: int | None
    row: int | None
    passage_start: int
    passage: str
    sentence_start: int
    sentence_end: int
    start: int
    end: int
    value: str
    currency: str
    unit: str
    qualifier: Qualifier
    period: str


def read_figures(
    connection: sqlite3.Connection, documents: Sequence[str] | None, text: str = "", unit: str = ""
) -> Iterator[LedgerEntry]:
    """Yield the figures of the documents of these first names (None: of all), by document and place.

    `text` and `unit` are those of `entries`.
    """
    sql, values = _SQL, []
    if documents is not None:
        sql += " WHERE d.name IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(list(documents)))
    yield from entries(map(FigureRow._make, connection.execute(sql + _ORDER, values)), text, unit)


def entries(rows: Iterable[FigureRow], text: str = "", unit: str = "") -> Iterator[LedgerEntry]:
    """Yield those figures that are asked for, in order.

    `text` keeps to figures in whose sentence, table header or headings each of its words stands, in whatever case.
    `unit` keeps to a unit ("percent") or a currency ("CNY"); years are left out unless it is "year".
    """
    words = text.casefold().split()
    wanted = unit.casefold()
    for found in rows:
        counted, at = found.unit, found.sentence_start
        if (wanted not in (found.currency.casefold(), counted.casefold())) if wanted else counted == YEAR:
            continue
        sentence = found.passage[at - found.passage_start : found.sentence_end - found.passage_start]
        header = found.header
        if not header and is_row(sentence):
            header = header_above(found.passage, at - found.passage_start)
        heading = tuple(json.loads(found.heading))
        around = "\n".join((sentence, header, *heading)).casefold() if words else ""
        if not all(word in around for word in words):
            continue
        first, last = found.start - at, found.end - at
        yield LedgerEntry(
            what=measured(sentence, first, last, header),
            value=Decimal(found.value),
            unit=counted,
            currency=found.currency,
            qualifier=found.qualifier,
            period=found.period,
            text=sentence[first:last],
            document=found.document,
            page=found.page,
            row=found.row,
            heading=heading,
            start=found.start,
            end=found.end,
            sentence=sentence,
            sentence_start=at,
            dated=found.dated,
        )
