"""Lines that repeat from page to page (headers, footers, page numbers, stamps): left out after the first time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from assistant.reading.pdf.filings import is_page_number
from assistant.reading.pdf.lines import Line
from assistant.reading.pdf.structure.regions import LineGroups

_EDGE_LINES = 4
_RUNNING_SHARE, _RUNNING_SHARE_OF_FEW = 0.15, 0.6
_MOST_RUNNING_WORDS = 10
_FEW_PAGES, _LEAST_REPEATS = 8, 3
_STAMP_LINES = 3
_LEAST_LEFT = 0.5
"""The share of pages that must have other text; lines that are all that most pages have are their text."""
_DIGITS = re.compile(r"\d+")


def without_running_lines(pages: Sequence[LineGroups]) -> list[LineGroups]:
    """Return the columns of pages without what repeats at their top or bottom, and without page numbers."""
    edges = [{_masked(line) for run in _both_edges(page) for line in run} for page in pages]
    counts = Counter(text for texts in edges for text in texts)
    running = _repeated(counts, len(pages))
    seen: set[str] = set()
    kept = []
    for page in pages:
        at_edges: dict[int, Line] = {}
        for run in _both_edges(page):
            for line in takewhile(lambda line: _masked(line) in running and _may_be_running(line.text), run):
                at_edges[id(line)] = line
        drop = {key for key, line in at_edges.items() if _masked(line) in seen or is_page_number(line.text)}
        seen.update(map(_masked, at_edges.values()))
        kept.append(tuple(tuple(line for line in group if id(line) not in drop) for group in page))
    left = sum(any(page) for page in kept)
    return kept if left > _LEAST_LEFT * sum(any(page) for page in pages) else list(pages)


def _masked(line: Line) -> str:
    return _DIGITS.sub("#", line.text)


def _repeated(counts: Counter[str], pages: int) -> set[str]:
    share = _RUNNING_SHARE_OF_FEW if pages < _FEW_PAGES else _RUNNING_SHARE
    least = max(_LEAST_REPEATS, share * pages)
    return {text for text, count in counts.items() if count >= least and text}


def without_repeated_lines(pages: Sequence[LineGroups]) -> list[LineGroups]:
    """Return what stands aside on pages without what stands there again and again, such as a stamp in the margin."""
    masked = [[tuple(_DIGITS.sub("#", line.text) for line in group) for group in page] for page in pages]
    counts = Counter(" ".join(group) for page in masked for group in page if len(group) <= _STAMP_LINES)
    running = _repeated(counts, len(pages))
    seen: set[str] = set()
    kept = []
    for page, texts in zip(pages, masked, strict=True):
        groups = []
        for group, text in zip(page, map(" ".join, texts), strict=True):
            if text not in seen or text not in running:
                groups.append(group)
            seen.add(text)
        kept.append(tuple(groups))
    return kept


def _both_edges(page: LineGroups) -> tuple[list[Line], list[Line]]:
    lines = [line for group in page for line in group]
    return lines[:_EDGE_LINES], lines[::-1][:_EDGE_LINES]


def _may_be_running(text: str) -> bool:
    """Return whether a line that repeats except for its digits may be a running header: not a sentence or table row."""
    letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
    few_words = len(text.split()) <= _MOST_RUNNING_WORDS and not text.endswith(".")
    return not digits or is_page_number(text) or (few_words and letters > digits)
