"""Rows of tables as the model reads them: figures are many tokens, and a small model takes them from any column."""

from __future__ import annotations

import re

from assistant.reading.passages.measured import cells_of, is_row

_RULE = re.compile(r"\|(?: ?:?-{3,}:? ?\|)+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def row_as_read(row: str, header: str, question: str) -> str:
    """Return a row in one line without the edges, rules and empty last cells of its table, and without other years.

    Columns are left out where the question names years that the header has, each of them: those of other years alone.
    """
    cells = cells_of(without_rule(" ".join(row.split())))
    asked = set(_YEAR.findall(question))
    years: list[set[str]] = [set() for _ in cells]
    for line in filter(is_row, header.splitlines()):
        above = cells_of(line)
        if len(above) == len(cells):
            for there, cell in zip(years, above, strict=True):
                there.update(_YEAR.findall(cell))
    if asked and asked <= set().union(*years):
        cells = [cell for cell, there in zip(cells, years, strict=True) if not there or there & asked]
    return " | ".join(cells).rstrip(" |").lstrip(" ")


def is_header(sentence: str) -> bool:
    """Say whether a sentence is the header of a table, with the rule under it."""
    return is_row(sentence) and _RULE.search(" ".join(sentence.split())) is not None


def without_rule(line: str) -> str:
    """Return a header and its rule in one line without the rule."""
    return _RULE.sub("", line).rstrip()
