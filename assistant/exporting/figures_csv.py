"""The figure ledger as CSV that is safe to open in a spreadsheet, whichever cell separator the spreadsheet uses.

A spreadsheet that splits cells at semicolons (common in Europe), tabs or bars ignores our commas and quotation marks:
wherever its separator occurs in a text, a new cell starts. So each text is one printable line, and every character
that starts a formula (`=`, `+`, `-`, `@` and their full-width forms) is preceded by an apostrophe wherever a cell could
start: anywhere except after a letter or a digit. Two cases are left alone, because they start no formula: a dash
between words, and a signed number on its own after a word or in brackets ("fell by -5.2%"). An apostrophe as the
separator is the one case that is not covered.

A small file, so that each format of the exports has its own.
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
    "end", "sentence", "certain",
)  # fmt: skip

_NUMBER = r"\d+(?:[.,]\d+)*%?"
_DASH = r"(?<=\w )-(?= \w)"
_SIGNED = rf"(?<=\w )[+-](?={_NUMBER}\.?(?: |$))|(?<=\d%)-(?={_NUMBER}\.?(?: |$))|(?<=\()[+-](?={_NUMBER}\))"
_SIGNS = re.compile(rf"{_DASH}|{_SIGNED}|(?<![^\W_])(?P<formula>[=+\-@＝＋－＠])")


def figures_csv(entries: Iterable[LedgerEntry]) -> str:
    """Return a header and one comma-separated line per entry; no text starts a formula, wherever it is split."""
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
                "yes" if entry.certain else "no",
            )
        )
    return out.getvalue()


def _inert(text: str) -> str:
    return _SIGNS.sub(lambda sign: f"'{sign[0]}" if sign["formula"] else sign[0], printable_line(text))
