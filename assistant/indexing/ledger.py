"""The figure ledger: every figure of the index with what it measures and the sentence in which it stands."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from assistant.reading.measured import header_above, is_row, measured
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


def read_figures(
    connection: sqlite3.Connection, documents: Sequence[str] | None, text: str = "", unit: str = ""
) -> Iterator[LedgerEntry]:
    """Yield the figures of the documents of these first names (None: of all), by document and place.

    `text` keeps to figures in whose sentence, table header or headings each of its words stands, in whatever case.
    `unit` keeps to a unit ("percent") or a currency ("CNY"); years are left out unless it is "year".
    """
    sql, values = _SQL, []
    if documents is not None:
        sql += " WHERE d.name IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(list(documents)))
    words = text.casefold().split()
    wanted = unit.casefold()
    for (
        name,
        dated,
        heading,
        header,
        page,
        row,
        *places,
        value,
        currency,
        counted,
        qualifier,
        period,
    ) in connection.execute(sql + _ORDER, values):
        if (wanted not in (currency.casefold(), counted.casefold())) if wanted else counted == YEAR:
            continue
        passage_start, passage, at, until, start, end = places
        sentence = passage[at - passage_start : until - passage_start]
        if not header and is_row(sentence):
            header = header_above(passage, at - passage_start)
        around = "\n".join((sentence, header, *json.loads(heading))).casefold() if words else ""
        if not all(word in around for word in words):
            continue
        first, last = start - at, end - at
        yield LedgerEntry(
            what=measured(sentence, first, last, header),
            value=Decimal(value),
            unit=counted,
            currency=currency,
            qualifier=qualifier,
            period=period,
            text=sentence[first:last],
            document=name,
            page=page,
            row=row,
            heading=tuple(json.loads(heading)),
            start=start,
            end=end,
            sentence=sentence,
            sentence_start=at,
            dated=dated,
        )
