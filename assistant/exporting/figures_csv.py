"""The figure ledger as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from assistant.indexing.ledger import LedgerEntry

COLUMNS = (
    "what", "value", "unit", "currency", "qualifier", "period", "as written", "document", "page", "heading", "start",
    "end", "sentence",
)  # fmt: skip


def figures_csv(entries: Iterable[LedgerEntry]) -> str:
    """Return one line an entry under a header. A text that a spreadsheet would compute gets an apostrophe in front."""
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
                _inert(" ".join(entry.sentence.split())),
            )
        )
    return out.getvalue()


def _inert(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) else text
