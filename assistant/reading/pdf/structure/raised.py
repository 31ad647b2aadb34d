"""Raised and lowered characters of a line, told by where they stand; what they mean is told as for any format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from assistant.reading.notation.raised import Shift, TextRun, written
from assistant.reading.pdf.letters import OBLIQUE
from assistant.reading.pdf.lines import Line
from assistant.reading.pdf.words import Word

_RAISED, _RAISED_ALIKE, _LOWERED = 0.1, 0.2, 0.07
"""How far the baseline is moved, as a share of the font height, of a smaller letter and of one of the same size."""
_SMALLER = 0.93
_ADJACENT = 0.3
_BRACKETS = "()[],. "
_LABEL = re.compile(r"[(\[]?(?:\d{1,3}|[a-z]|[*∗†‡§¶#◊]{1,3})[)\]]?")
_PLAIN_LABEL = re.compile(r"[(\[]?\d{1,2}[)\].]?|[*∗†‡§¶]{1,3}")
Write = Callable[[TextRun, str, str], str]
"""Returns a run as it is written between the texts before and behind it."""


def settled_with(mark: Callable[[str], str], lines: Iterable[Line]) -> Callable[[Sequence[Line]], list[Line]]:
    """Return a function that puts the raised and lowered characters of lines into their words.

    Args:
        mark: what stands for the mark of a note, given its label.
        lines: all lines of the document, which tell the labels of its notes.
    """
    labels = frozenset(filter(None, map(_raised_label, lines)))
    return lambda its: [_settled(line, partial(written, mark=mark, labels=labels)) for line in its]


def opens_a_note(line: Line) -> bool:
    """Return whether a line opens with the label of a footnote, raised or not."""
    return bool(_raised_label(line) or (len(line.words) > 1 and _PLAIN_LABEL.fullmatch(line.words[0].text)))


def _raised_label(line: Line) -> str:
    """Return the raised label with which a note opens, without brackets, or ""."""
    if len(line.words) < 2:
        return ""
    first, following = line.words[:2]
    is_label = _shift(first, following) == "raised" and _LABEL.fullmatch(first.text)
    return first.text.strip(_BRACKETS) if is_label else ""


def _shift(word: Word, beside: Word) -> Shift:
    """Return whether a word stands higher or lower than the one beside it."""
    up = beside.base - word.base
    is_small = word.size < _SMALLER * beside.size
    if up > (_RAISED if is_small else _RAISED_ALIKE) * beside.size and word.size * _SMALLER < beside.size:
        return "raised"
    return "lowered" if is_small and -up > _LOWERED * beside.size else ""


def _settled(line: Line, write: Write) -> Line:
    level = len({round(word.base, 1) for word in line.words}) == 1
    if level or not line.is_text or line.words[0].turn == OBLIQUE:
        return line
    words: list[Word] = []
    rest = list(line.words)
    shifted = False
    while rest:
        word = rest.pop(0)
        before = words[-1] if words else None
        if before is None or word.left - before.right > _ADJACENT * before.size:
            words.append(word)
            shifted = False
        elif place := _shift(word, before):
            while rest and _shift(rest[0], before) == place and _touches(word, rest[0]):
                word = _glued(word, rest[0], rest.pop(0).text)
            said = " ".join(one.text for one in words)
            words[-1] = _glued(before, word, write(TextRun(word.text, place), said, _behind(rest)))
            shifted = True
        elif shifted and (word.continues or not any(map(str.isalnum, word.text))):
            words[-1] = _glued(before, word, word.text)
        else:
            words.append(word)
            shifted = False
    return Line(tuple(words))


def _touches(word: Word, following: Word) -> bool:
    return following.left - word.right <= _ADJACENT * word.size


def _behind(rest: Sequence[Word]) -> str:
    """Return what follows a raised text, after a blank unless it is of the same word."""
    if not rest:
        return ""
    return rest[0].text if rest[0].continues else f" {rest[0].text}"


def _glued(word: Word, part: Word, text: str) -> Word:
    return replace(word, text=word.text + text, right=max(word.right, part.right))
