"""Cells of a table that say only yes or no, in words of a language or by a mark."""

from __future__ import annotations

from typing import Literal

from assistant.language.loading import language

YesOrNo = Literal["yes", "no"]
_YES = frozenset("✓✔☑√")
_NO = frozenset("✗✘☒✕☐")


def yes_or_no(text: str, code: str) -> YesOrNo | None:
    """Return what a text says if it says nothing but yes or no ("Yes", "nein", "✓", "false"); None if it says more."""
    mark, words = text.strip(), language(code).verdicts
    if mark in _YES or (mark and words.cells_yes.stand_in(mark)):
        return "yes"
    return "no" if mark in _NO or (mark and words.cells_no.stand_in(mark)) else None
