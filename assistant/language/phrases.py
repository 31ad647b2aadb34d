"""Phrases of a language as one pattern: written as they are read, with a few marks for what may vary.

`(is|are)` stands for one of several; `?` after a letter or bracket makes it optional; `*` matches the rest of the word;
`…` matches up to 40 characters of the same sentence; `^` and `$` match the beginning and end of the text, whatever
punctuation is there. A space also matches a hyphen, and an apostrophe either form of it. `{year}` is a year of four
digits, `{coming}` one of this century, `{word}` one word. Case is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

YEAR = r"(?:19|20)\d\d"
YEARS = re.compile(rf"(?<!\d){YEAR}(?!\d)")
_PLACES = {"{year}": YEAR, "{coming}": r"20\d\d", "{word}": r"\w+"}
_MEANT = {
    "(": "(?:",
    " ": r"(?:[\s-]+)",
    "'": "['’]",
    "*": r"\w*",
    "…": r"[^.!?。！？]{0,40}?",
    "^": r"^\W*",
    "$": r"\W*$",
}
_PART = re.compile(r"\{\w+\}|.", re.DOTALL)
_NEVER = "(?!)"
_EDGE = r"(?!(?<=\w)\w)"
"""A position that is not inside a word, whatever character a phrase begins or ends with."""


def is_year(text: str) -> bool:
    """Return whether a text is a year and nothing else."""
    return len(text) == 4 and text.isdecimal() and text.startswith(("19", "20"))


@dataclass(frozen=True)
class Phrases:
    """Phrases as a language file lists them, and the `pattern` that finds any of them as whole words."""

    listed: tuple[str, ...] = ()
    spaced: bool = True

    def __post_init__(self) -> None:
        """Check the syntax; the pattern is compiled when it is first needed."""
        any_of(self.listed, spaced=self.spaced)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern that finds them."""
        return re.compile(any_of(self.listed, spaced=self.spaced), re.IGNORECASE)

    def __bool__(self) -> bool:
        return bool(self.listed)

    def stand_in(self, text: str) -> bool:
        """Return whether a text contains one of them."""
        return self.pattern.search(text) is not None

    def cut_from(self, text: str) -> str:
        """Return a text without them."""
        return self.pattern.sub("", text)


def any_of(phrases: Sequence[str], *, spaced: bool = True, places: Mapping[str, str] = _PLACES) -> str:
    """Return the pattern that matches any of the phrases, as whole words if the script separates words with spaces.

    `places` are the patterns of what may stand in braces.

    Raises:
        ValueError: a phrase has a mistake; the message says which and why.
    """
    made = "|".join(_pattern_of(phrase, places) for phrase in phrases)
    if not made:
        return _NEVER
    return f"{_EDGE}(?:{made}){_EDGE}" if spaced else made


def _pattern_of(phrase: str, places: Mapping[str, str]) -> str:
    if phrase != phrase.strip() or not phrase:
        raise ValueError(f"{phrase!r} has space around it, or is empty")
    parts = _PART.findall(phrase)
    unknown = next((part for part in parts if len(part) > 1 and part not in places), None)
    if unknown:
        raise ValueError(f"{phrase!r} has {unknown}; known are {', '.join(places)}")
    pattern = "".join(places.get(p) or _MEANT.get(p) or (p if p in ")|?" else re.escape(p)) for p in parts)
    depth = 0
    for before, part in pairwise(("", *parts)):
        depth += (part == "(") - (part == ")")
        if depth < 0 or (part == "?" and before in ("", "(", "|", "?")):
            raise ValueError(f"{phrase!r} has {part!r} where it stands for nothing")
    if depth:
        raise ValueError(f"{phrase!r} has a bracket that is not closed")
    return f"(?:{pattern})" if "|" in pattern else pattern


def words_pattern(words: Iterable[str]) -> str:
    """Return the pattern that matches the longest of these words, in time that hardly depends on how many they are.

    Words that begin alike share their beginning.
    """
    tree: dict[str, Any] = {}
    for word in words:
        branch = tree
        for letter in word:
            branch = branch.setdefault(letter, {})
        branch[""] = {}
    return _branches(tree) if tree else _NEVER


def _branches(tree: dict[str, Any]) -> str:
    ends = "" in tree
    grown = [("['’]" if c == "'" else r"\s" if c == " " else re.escape(c)) + _branches(t) for c, t in tree.items() if c]
    if not grown:
        return ""
    return f"(?:{'|'.join(grown)}){'?' if ends else ''}" if ends or len(grown) > 1 else grown[0]
