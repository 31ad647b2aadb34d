"""Finds the cells of tables that are written as text, with bars between cells."""

from __future__ import annotations

import re
from itertools import pairwise

Span = tuple[int, int]
"""The offsets at which a part of a text begins and ends."""

_BAR = re.compile(r"(?<!\\)\|")


def cells_between_bars(line: str, start: int) -> tuple[Span, ...]:
    """Return the offsets of the cells of a row, from left to right, without surrounding space; at least one.

    A bar after a backslash separates nothing. Bars at the edges, also after quotation marks (`>`), enclose the row.

    Args:
        line: the row.
        start: where the row begins in its text, to which the offsets refer.
    """
    bars = [match.start() for match in _BAR.finditer(line)]
    parts = [(before + 1, after) for before, after in pairwise((-1, *bars, len(line)))]
    if bars and not line[bars[-1] + 1 :].strip():
        parts.pop()
    if bars and not line[: bars[0]].replace(">", "").strip():
        parts.pop(0)
    parts = parts or [(len(line), len(line))]
    return tuple(_trimmed(line, begin, end, start) for begin, end in parts)


def is_row(text: str) -> bool:
    """Return whether a line of text is a row of a table, as a model repeats one: bars part several cells."""
    return len(cells_between_bars(text, 0)) > 1


def is_rule(line: str) -> bool:
    """Return whether a line is the rule below a table's header."""
    return "-" in line and all(c in "|:-" or c.isspace() for c in line)


def _trimmed(line: str, begin: int, end: int, start: int) -> Span:
    part = line[begin:end]
    stripped = part.strip()
    first = start + begin + (len(part) - len(part.lstrip()) if stripped else 0)
    return first, first + len(stripped)
