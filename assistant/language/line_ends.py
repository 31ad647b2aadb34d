"""Joins the lines of a paragraph: words broken at a line end are mended, and scripts without blanks get none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from assistant.language.compounds import is_compound
from assistant.language.detection import language_of
from assistant.language.loading import language
from assistant.language.marks import is_closed
from assistant.language.word_lists import is_word

SOFT_HYPHEN = "\u00ad"
_HYPHENS = ("-", "\u2010", SOFT_HYPHEN)
_DASHES = (*_HYPHENS, "–", "—", "/")
_LAST_PART, _FIRST_PART = re.compile(r"[^\W\d_]+$"), re.compile(r"[^\W\d_]+")
_AROUND = ".,;:!?()[]{}\"'“”‘’«»„"
_CHINESE_BEGINS = "\u2e7f"
_CHINESE = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60]")
_THAI = re.compile("[\u0e00-\u0e7f]")
_LONGEST = 60
_FULL, _LONGEST_WRAPPED, _LONGEST_MENDED = 0.8, 80, 2_000
"""How full a line is that goes on in the next, as a share of the longest one; how long a line is that was wrapped at a
width; and how long one is that nothing is added to."""
_STOPS = ".!?:;。！？：；」』"
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

    def goes_on(self, text: str, line: str) -> bool:
        """Return whether what follows a text in the next line belongs to its last word."""
        return self.breaks_a_word(text, line) and not self.joined(text, line).endswith(f" {line}")

    def joined(self, text: str, line: str) -> str:
        """Return a text with the line that follows it."""
        if self.breaks_a_word(text, line):
            return self._mended(text, line)
        if without_blank(text, line) or (_THAI.match(text[-1]) and _THAI.match(line)) or _counts(text, line):
            return text + line
        return f"{text.rstrip(SOFT_HYPHEN)} {line}"

    @staticmethod
    def breaks_a_word(text: str, line: str) -> bool:
        """Return whether a text ends inside a word, or a row of words with hyphens, that goes on in the next line."""
        return text[-1:] in _DASHES and text[-2:-1].isalnum() and line[:1].isalnum()

    def _mended(self, text: str, line: str) -> str:
        whole = text[:-1] + line
        if text[-1] == SOFT_HYPHEN:
            return whole
        first, second = _LAST_PART.search(text[-_LONGEST:-1]), _FIRST_PART.match(line)
        if text[-1] not in _HYPHENS or not first or not second or not (line[0].islower() and first[0][-1].islower()):
            return text + line
        compound, one_word = f"{first[0]}-{second[0]}".lower(), f"{first[0]}{second[0]}".lower()
        if compound in self._hyphenated:
            return text + line
        if one_word in self._words:
            return whole
        if second[0] in language(self._language).conjunctions and not is_word(one_word, self._language):
            return f"{text} {line}"  # "long- and short-term"
        return text + line if is_compound(first[0], second[0], self._language) else whole

    @cached_property
    def _words(self) -> frozenset[str]:
        """The words of the document in small letters, without the pieces at line ends."""
        words: set[str] = set()
        for line in self._lines:
            words.update(word.strip(_AROUND) for word in line.lower().split())
        return frozenset(words)

    @cached_property
    def _hyphenated(self) -> frozenset[str]:
        """All neighbouring parts of words with hyphens: "state-of-the-art" has "state-of"."""
        found: set[str] = set()
        for word in self._words:
            parts = word.replace("\u2010", "-").split("-")
            found.update(f"{first}-{second}" for first, second in pairwise(parts) if first and second)
        return frozenset(found)

    @cached_property
    def _language(self) -> str:
        return language_of(" ".join(self._lines[:_SAMPLE]))


def without_blank(text: str, following: str) -> bool:
    """Return whether a text and what follows it are of Chinese or Japanese, which have no blanks within a sentence."""
    return text[-1:] > _CHINESE_BEGINS and bool(_CHINESE.match(text[-1:]) and _CHINESE.match(following))


def _counts(text: str, line: str) -> bool:
    """Return whether a Chinese line ends before or after a number."""
    return bool(
        (_CHINESE.match(text[-1:]) and line[:1].isdecimal()) or (text[-1:].isdecimal() and _CHINESE.match(line))
    )


def mended(text: str) -> str:
    """Return a plain text whose lines end with whole words, and whose Chinese paragraphs are lines.

    The rest of a broken word moves up to where it begins; line ends are kept otherwise.
    """
    lines = text.split("\n")
    if not any(line.rstrip(" \t").endswith(_HYPHENS) for line in lines) and text.isascii():
        return text
    ends = LineEnds(lines)
    full = _FULL * max((len(line) for line in lines if len(line) <= _LONGEST_WRAPPED), default=0)
    kept = [lines[0]]
    for before, line in pairwise(lines):
        above, below = kept[-1].rstrip(" \t"), line.lstrip(" \t")
        word, _, rest = below.partition(" ")
        is_full = full <= len(before) <= _LONGEST_WRAPPED
        if len(above) > _LONGEST_MENDED:
            kept.append(line)
        elif above.endswith(_HYPHENS) and ends.goes_on(above, word):
            kept[-1] = ends.joined(above, word)
            kept += [rest] if rest else []
        elif is_full and without_blank(above, below) and not is_closed(above, _STOPS):
            kept[-1] = above + below
        else:
            kept.append(line)
    return "\n".join(kept)
