"""The figure ledger: every figure of the index with what it measures and its sentence."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from assistant.indexing.structure import sentences_in
from assistant.reading.passages.measured import measured
from assistant.types import Figure, Passage, Qualifier, Sentence, place_of

YEAR = "year"
_SQL = """
SELECT d.name, d.dated, p.heading, p.start, p."end", p.text, p.structure,
    (SELECT json_group_array(json_array(s.start, s."end", s.page, s.row))
     FROM (SELECT * FROM sentences s WHERE s.passage = p.id ORDER BY s.start) s)
FROM passages p JOIN documents d ON d.id = p.document WHERE p.structure <> ''
"""
_ORDER = " ORDER BY d.name, p.start"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A figure in a document: `text` is exactly the document's characters from `start` to `end`.

    `what` is what it measures, as far as its table or sentence says. `value` is the full value (33400000000 for "33.40
    billion", and for "33.40" in a table in billions); `unit`, `currency`, `qualifier` and `period` are those of
    `Figure`. `sentence` is exactly the document's characters from `sentence_start`; `cells` are the offsets in it of a
    row's cells that are not empty. `dated` is the document's date in ISO 8601, or "". It is `certain` unless two
    readings of a picture do not agree on it.
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
    cells: tuple[tuple[int, int], ...] = ()
    certain: bool = True

    @property
    def sentence_end(self) -> int:
        """The offset at which the sentence ends in the document."""
        return self.sentence_start + len(self.sentence)

    @property
    def measure(self) -> str:
        """What it is counted in: "CNY", "percent", or "" for a bare number; figures of one measure are comparable."""
        return self.currency or self.unit

    @property
    def place(self) -> str:
        """Its place in the document, in words: "page 3", or ""."""
        return place_of(self.document, self.page, self.row)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, strings and numbers, without cells; the value is a string, so no digit is lost."""
        plain = asdict(self) | {"value": f"{self.value.normalize():f}", "sentence_end": self.sentence_end}
        del plain["cells"]
        return plain


def read_figures(
    connection: sqlite3.Connection, documents: Sequence[str] | None, text: str = "", unit: str = ""
) -> Iterator[LedgerEntry]:
    """Yield the figures of the documents with these first names, or of all if None, by document and position.

    `text` and `unit` are those of `entries`.
    """
    among, values = "", []
    if documents is not None:
        among = " AND d.name IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(list(documents)))
    rows = connection.execute(_SQL + among + _ORDER, values)
    for name, dated, heading, start, end, passage, structure, places in rows:
        sentences = sentences_in(passage, start, json.loads(places), structure)
        read = Passage(name, 0, start, end, passage, tuple(json.loads(heading)), sentences=sentences)
        yield from entries(read, dated, text, unit)


def entries(passage: Passage, dated: str, text: str = "", unit: str = "") -> Iterator[LedgerEntry]:
    """Yield the matching figures of a passage, in order; `dated` is its document's date.

    `text` selects figures with each of its words in their sentence, table header or headings, ignoring case. `unit`
    selects a unit ("percent") or a currency ("CNY"); years are left out unless it is "year".
    """
    words = text.casefold().split()
    wanted = unit.casefold()
    for sentence in passage.sentences:
        header = sentence.row.header_lines if sentence.row else ()
        around = "\n".join((sentence.text, *header, *passage.heading)).casefold() if words else ""
        if not all(word in around for word in words):
            continue
        for figure in sentence.meant:
            named = (figure.currency.casefold(), figure.unit.casefold())
            if (wanted in named) if wanted else figure.unit != YEAR:
                yield _entry(passage, sentence, figure, dated)


def _entry(passage: Passage, sentence: Sentence, figure: Figure, dated: str) -> LedgerEntry:
    cells = sentence.row.cells if sentence.row else ()
    return LedgerEntry(
        what=measured(sentence, figure),
        value=figure.value,
        unit=figure.unit,
        currency=figure.currency,
        qualifier=figure.qualifier,
        period=figure.period,
        text=figure.text,
        document=passage.document,
        page=sentence.page,
        row=sentence.number,
        heading=passage.heading,
        start=sentence.start + figure.start,
        end=sentence.start + figure.end,
        sentence=sentence.text,
        sentence_start=sentence.start,
        dated=dated,
        certain=figure.certain,
        cells=tuple((c.start - sentence.start, c.end - sentence.start) for c in cells if not c.is_empty),
    )
