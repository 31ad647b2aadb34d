"""Removes from RTF markup the text that no reader can see: hidden, tiny, or white on white."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.reading.hidden import SMALLEST_PT, WHITE, Colour, LeftOut, is_lost_on

TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z'])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}]+)",
    re.DOTALL,
)
"""A token of RTF markup: a control word with its number, a byte in hexadecimal, a sign, a brace, or plain text."""
_COLOURS = "{\\colortbl"
_LONGEST_TABLE = 20_000
_DEEPEST = 10_000
_PAINTED = ("cb", "chcbpat", "highlight", "cbpat", "clcbpat", "shading", "chshdng")


@dataclass(frozen=True, slots=True)
class _Look:
    hidden: bool = False
    lost: bool = False
    tiny: bool = False
    painted: bool = False

    @property
    def hides(self) -> bool:
        return self.hidden or self.tiny or (self.lost and not self.painted)


def without_hidden(markup: str, left_out: LeftOut) -> str:
    """Return markup without hidden text, and count it; text that may have a background of its own is kept."""
    lost = {number for number, colour in enumerate(_colours(markup)) if is_lost_on(colour, WHITE)}
    kept: list[str] = []
    stack: list[_Look] = []
    look = _Look()
    for token in TOKEN.finditer(markup):
        if token["brace"] == "{" and len(stack) < _DEEPEST:
            stack.append(look)
        elif token["brace"] == "}" and stack:
            look = stack.pop()
        elif token["word"]:
            look = _changed(look, token["word"], token["number"], lost)
        if look.hides and (token["text"] or token["byte"] or token["word"] == "u"):
            left_out.add(token["text"] or "x")
        else:
            kept.append(token[0])
    return "".join(kept)


def _changed(look: _Look, word: str, number: str | None, lost: set[int]) -> _Look:
    if word == "v":
        return replace(look, hidden=number != "0")
    if word == "cf":
        return replace(look, lost=int(number or 0) in lost)
    if word == "fs":
        return replace(look, tiny=0 < int(number or 24) / 2 < SMALLEST_PT)
    if word == "plain":
        return replace(look, hidden=False, lost=False, tiny=False)
    if word in _PAINTED:
        return replace(look, painted=True)
    if word == "trowd":  # a row whose cells may have a background, which is declared before their text
        return replace(look, painted=False)
    return look


def _colours(markup: str) -> list[Colour | None]:
    """Return the colour table, whose first entry is usually the automatic colour."""
    tables = (part.partition("}") for part in markup.split(_COLOURS)[1:])
    whole = (table for table, end, _ in tables if end and "{" not in table and len(table) <= _LONGEST_TABLE)
    return [_colour(entry) for entry in next(whole, "").split(";")]


def _colour(entry: str) -> Colour | None:
    words = (token for token in TOKEN.finditer(entry) if token["number"])
    parts = {token["word"]: min(max(int(token["number"]), 0), 255) for token in words}
    red, green, blue = (parts.get(name) for name in ("red", "green", "blue"))
    return None if red is green is blue is None else (red or 0, green or 0, blue or 0)
