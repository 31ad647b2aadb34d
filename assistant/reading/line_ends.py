"""Joins the lines of a paragraph: words broken at a line end are mended, and scripts without blanks get none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from assistant.language.compounds import is_compound
from assistant.language.detection import language_of

SOFT_HYPHEN = "\u00ad"
_HYPHENS = ("-", "\u2010", SOFT_HYPHEN)
_AROUND = ".,;:!?()[]{}\"'“”‘’«»„"
_CHINESE = re.compile(r"[⺀-〿぀-ヿ㐀-鿿豈-﫿︰-﹏！-｠]")
_THAI = re.compile(r"[฀-๿]")
_SAMPLE = 200
"""How many lines of a document tell its language."""


class LineEnds:
    """How the words of one document are written within a line, which tells how those at line ends are to be read.

    Args:
        lines: the lines of the document.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = tuple(lines)

    def join(self, lines: Iterable[str]) -> str:
        """Return the lines of a paragraph as one."""
        text = ""
        for line in lines:
            text = self.joined(text, line) if text else line
        return text

    def joined(self, text: str, line: str) -> str:
        """Return a text with the line that follows it."""
        if self.breaks_a_word(text, line):
            return text[:-1] + line if not self._keeps_hyphen(text, line) else text + line
        if without_blank(text, line) or (_THAI.match(text[-1]) and _THAI.match(line)) or _counts(text, line):
            return text + line
        return f"{text.rstrip(SOFT_HYPHEN)} {line}"

    @staticmethod
    def breaks_a_word(text: str, line: str) -> bool:
        """Return whether a text ends inside a word that goes on in the next line."""
        if not text.endswith(_HYPHENS) or not line[:1].isalpha():
            return False
        letters = text[-3:-1]
        return len(letters) == 2 and letters.isalpha() and (line[0].islower() or text[-1] == SOFT_HYPHEN)

    def _keeps_hyphen(self, text: str, line: str) -> bool:
        if text[-1] == SOFT_HYPHEN:
            return False
        first, second = text.rsplit(maxsplit=1)[-1][:-1].lstrip(_AROUND), line.split(maxsplit=1)[0].rstrip(_AROUND)
        compound = f"{first}-{second}".lower()
        if compound in self._hyphenated:
            return True
        if f"{first}{second}".lower() in self._words:
            return False
        return is_compound(first.rsplit("-", 1)[-1], second.split("-", 1)[0], self._language)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word.strip(_AROUND).lower() for line in self._lines for word in line.split())

    @cached_property
    def _hyphenated(self) -> frozenset[str]:
        return frozenset(word.replace("\u2010", "-") for word in self._words if "-" in word or "\u2010" in word)

    @cached_property
    def _language(self) -> str:
        return language_of(" ".join(self._lines[:_SAMPLE]))


def without_blank(text: str, following: str) -> bool:
    """Return whether a text and what follows it are of Chinese or Japanese, which have no blanks within a sentence."""
    return bool(_CHINESE.match(text[-1:]) and _CHINESE.match(following))


def _counts(text: str, line: str) -> bool:
    """Return whether a Chinese line ends before or after a number."""
    return bool(
        (_CHINESE.match(text[-1:]) and line[:1].isdecimal()) or (text[-1:].isdecimal() and _CHINESE.match(line))
    )
