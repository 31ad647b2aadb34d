"""The figure ledger as HTML: a table whose rows expand to the sentence, and a bar chart of comparable figures."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from assistant.indexing.ledger import LedgerEntry
from assistant.window.plain import count, plain
from assistant.window.readable import RowPlace
from assistant.window.sources import Excerpt, marked_html, page_html, where_of

MOST_ROWS = 300
MOST_BARS = 12
WIDE = 100
"""The ratio of the largest to the smallest beyond which small bars could not be distinguished."""
SORTS: dict[str, Callable[[LedgerEntry], Any]] = {
    "Value, largest first": lambda entry: (entry.measure == "", entry.measure, -entry.value),
    "Value, smallest first": lambda entry: (entry.measure == "", entry.measure, entry.value),
    "Place in the documents": lambda entry: (entry.document, entry.start),
    "What it measures": lambda entry: entry.what.casefold(),
    "Period": lambda entry: (entry.period == "", entry.period.casefold()),
}
_COLUMNS = ("What", "As written", "Value", "Unit", "Period", "Document")


def sorted_entries(entries: Sequence[LedgerEntry], sort: str) -> list[LedgerEntry]:
    """Return the entries in one of the orders of `SORTS`; values sort within their unit, those without one last."""
    return sorted(entries, key=SORTS[sort])


def measures(entries: Sequence[LedgerEntry]) -> list[str]:
    """Return the units and currencies of figures, most frequent first."""
    found = Counter(entry.measure for entry in entries if entry.measure)
    return sorted(found, key=lambda measure: (-found[measure], measure))


def figures_html(entries: Sequence[LedgerEntry]) -> str:
    """Return the ledger as a table; each row expands to its sentence."""
    if not entries:
        return '<p class="note">No figure matches. Remove a filter, or add documents.</p>'
    shown = entries[:MOST_ROWS]
    head = "".join(f'<th scope="col">{column}</th>' for column in _COLUMNS)
    more = f", the first {len(shown)} shown; filter them, or download all" if len(shown) < len(entries) else ""
    caption = f"{count(len(entries), 'figure')}{more}"
    return (
        '<div class="scroll figures" tabindex="0" role="region" aria-label="Figures">'
        f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(map(_row, shown))}</tbody></table></div>"
    )


def _row(entry: LedgerEntry) -> str:
    figure = Excerpt(
        entry.sentence[: entry.start - entry.sentence_start],
        entry.text,
        entry.sentence[entry.end - entry.sentence_start :],
        rows=(RowPlace(0, len(entry.sentence), entry.cells),) if entry.cells else (),
    )
    sentence = (
        f'<details><summary>{plain(entry.what or entry.text)}</summary><div class="passage" dir="auto">'
        f'{marked_html(figure)}<div class="place">{plain(where_of(entry.heading, entry.place))}</div></div>'
        f"{page_html(entry.document, entry.page, entry.sentence_start, entry.sentence_end)}</details>"
    )
    written = f"{entry.qualifier} {entry.text}{'' if entry.certain else ' (uncertain)'}".strip()
    cells = (written, f"{entry.value.normalize():,f}", entry.measure, entry.period, entry.document)
    facts = "".join(f"<td>{plain(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{sentence}</th>{facts}</tr>'


def bars_html(entries: Sequence[LedgerEntry], measure: str = "") -> str:
    """Return a bar chart of the largest figures of one unit or currency, or "" if there are fewer than two.

    Without a `measure`, the most frequent one is used. If the largest is more than `WIDE` times the smallest, the axis
    is logarithmic, and a note says so.
    """
    measure = measure or next(iter(measures(entries)), "")
    alike = sorted((entry for entry in entries if entry.measure == measure and measure), key=lambda e: -abs(e.value))
    if len(alike) < 2 or not alike[0].value:
        return ""
    shown = alike[:MOST_BARS]
    largest, smallest = abs(shown[0].value), min(abs(entry.value) for entry in shown if entry.value)
    left = f", the largest {MOST_BARS} of {len(alike)}" if len(alike) > MOST_BARS else ""
    caption = f"<figcaption>Figures in {plain(measure)}{left}</figcaption>"
    if largest <= WIDE * smallest:
        bars = "".join(_bar(entry, float(abs(entry.value) / largest)) for entry in shown)
        return f'<figure class="bars">{caption}<ul>{bars}</ul></figure>'
    start = math.ceil(smallest.log10()) - 1  # so that the smallest has a visible bar
    tens = float(largest.log10()) - start
    bars = "".join(
        _bar(entry, (float(abs(entry.value).log10()) - start) / tens if entry.value else 0) for entry in shown
    )
    axis = (
        f'<p class="axis">Logarithmic axis from {plain(f"{Decimal(10) ** start:,f}")}: each line is ten times the one '
        "before, so lengths are no amounts.</p>"
    )
    return f'<figure class="bars tens" style="--ten: {1 / tens:.4%}">{caption}<ul>{bars}</ul>{axis}</figure>'


def _bar(entry: LedgerEntry, share: float) -> str:
    sign = " below" if entry.value < 0 else ""
    return (
        f'<li><span class="what">{plain(entry.what or entry.document)}</span>'
        f'<span class="track"><span class="bar{sign}" style="width: {share:.2%}"></span></span>'
        f'<span class="value">{plain(entry.text)}</span></li>'
    )
