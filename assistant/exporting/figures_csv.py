"""The figure ledger as CSV, safe to open in a spreadsheet, whatever that takes for the separator of its cells.

A spreadsheet that parts cells at semicolons, as most of Europe's do, or at tabs or bars, knows nothing of our commas
and quotation marks: wherever its separator stands in a text, a cell begins. So a text is one printable line, and each
sign that begins a formula (`=`, `+`, `-`, `@`, and their wide forms) has an apostrophe in front where a cell could
begin: anywhere but behind a letter or a digit. Left as they are, because a cell that they begin is no formula, are a
dash between words and a number with its sign where it stands alone behind a word or in brackets: "fell by -5.2%".
The one separator that is not thought of is the apostrophe itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO

from assistant.indexing.ledger import LedgerEntry
from assistant.printable import printable_line

COLUMNS = (
    "what", "value", "unit", "currency", "qualifier", "period", "as written", "document", "page", "heading", "start",
    "end", "sentence",
)  # fmt: skip

_NUMBER = r"\d+(?:[.,]\d+)*%?"
_DASH = r"(?<=\w )-(?= \w)"
_SIGNED = rf"(?<=\w )[+-](?={_NUMBER}\.?(?: |$))|(?<=\d%)-(?={_NUMBER}\.?(?: |$))|(?<=\()[+-](?={_NUMBER}\))"
_SIGNS = re.compile(rf"{_DASH}|{_SIGNED}|(?<![^\W_])(?P<formula>[=+\-@＝＋－＠])")


def figures_csv(entries: Iterable[LedgerEntry]) -> str:
    """Return one line an entry under a header, with commas; no text in it begins a formula, wherever it is parted."""
    out = StringIO()
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    for entry in entries:
        texts = (entry.unit, entry.currency, entry.qualifier, entry.period, entry.text, entry.document)
        lines.writerow(
            (
                _inert(entry.what),
                f"{entry.value.normalize():f}",
                *map(_inert, texts),
                entry.page or "",
                _inert(" > ".join(entry.heading)),
                entry.start,
                entry.end,
                _inert(entry.sentence),
            )
        )
    return out.getvalue()


def _inert(text: str) -> str:
    return _SIGNS.sub(lambda sign: f"'{sign[0]}" if sign["formula"] else sign[0], printable_line(text))
