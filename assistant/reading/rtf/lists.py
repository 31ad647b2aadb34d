"""The automatic numbers of an RTF document whose writer left them to the reader: lists by name, without their text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.reading.notation.counting import displayed

_WORD = re.compile(
    r"\\(?P<word>[a-z]+)(?P<number>-?\d{1,9})? ?|\\'(?P<byte>[0-9a-fA-F]{2})|(?P<brace>[{}])|(?P<text>[^\\{}])"
)
_STYLES = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal",
    6: "cardinalText", 7: "ordinalText", 22: "decimalZero", 23: "bullet", 255: "none",
}  # fmt: skip
_LEVELS = 9
_LONGEST_TABLE = 2_000_000


@dataclass(slots=True)
class _Level:
    """One level: its format, its first number, and its text, in which a level's number is `chr(level)`."""

    style: int = 0
    start: int = 1
    text: str = ""


@dataclass(slots=True)
class RtfLists:
    """Counts the paragraphs of the lists of one document, which must be given in their order."""

    _levels: dict[int, list[_Level]]
    _list_of: dict[int, int]
    _counted: dict[int, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, markup: str) -> RtfLists:
        """Read the tables of lists from the markup of a document."""
        levels: dict[int, list[_Level]] = {}
        listed: list[_Level] = []
        for word, number, text in _words(_group(markup, "{\\*\\listtable")):
            if word == "list":
                listed = []
            elif word == "listlevel":
                listed.append(_Level())
            elif word == "listid" and number is not None:
                levels.setdefault(number, listed)
            elif listed and number is not None and word in ("levelnfc", "levelnfcn"):
                listed[-1].style = number
            elif listed and number is not None and word == "levelstartat":
                listed[-1].start = number
            elif listed and word == "leveltext":
                listed[-1].text = text[1:].rstrip(";")
        list_of: dict[int, int] = {}
        current = 0
        for word, number, _ in _words(_group(markup, "{\\*\\listoverridetable")):
            if word == "listid":
                current = number or 0
            elif word == "ls" and number is not None:
                list_of[number] = current
        return cls(levels, list_of)

    def number(self, override: int, level: int) -> str:
        """Count a paragraph of a list at a level, and return its number, "" for a bullet."""
        listed = self._list_of.get(override, -1)
        levels = self._levels.get(listed, [])
        if not 0 <= level < min(len(levels), _LEVELS):
            return ""
        numbers = self._counted.setdefault(listed, {})
        numbers[level] = numbers.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in numbers if one > level]:
            del numbers[deeper]
        if levels[level].style == 23:
            return ""

        def shown(character: str) -> str:
            at = ord(character)
            if at >= min(len(levels), _LEVELS):
                return character
            return displayed(numbers.get(at, levels[at].start), _STYLES.get(levels[at].style, "decimal"))

        return "".join(map(shown, levels[level].text)).strip()


def _group(markup: str, opening: str) -> str:
    """Return the group that begins so, up to its closing brace, or ""."""
    start = markup.find(opening)
    if start < 0:
        return ""
    depth = 0
    for match in _WORD.finditer(markup, start, start + _LONGEST_TABLE):
        depth += {"{": 1, "}": -1}.get(match["brace"] or "", 0)
        if not depth:
            return markup[start : match.end()]
    return ""


def _words(group: str) -> list[tuple[str, int | None, str]]:
    """Return the control words of a group in order, with their numbers and the text behind each."""
    found: list[tuple[str, int | None, list[str]]] = []
    for match in _WORD.finditer(group):
        if match["word"] == "leveltemplateid":  # inside the text of a level
            continue
        if match["word"]:
            found.append((match["word"], int(match["number"]) if match["number"] else None, []))
        elif found and (match["text"] or match["byte"]):
            found[-1][2].append(match["text"] or chr(int(match["byte"], 16)))
    return [(word, number, "".join(text)) for word, number, text in found]
