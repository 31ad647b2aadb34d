"""Raised and lowered characters of a line: exponents, ordinals, indices, and the marks of footnotes.

A mark is no part of the word or figure before it, an exponent is: "$1,250³" is $1,250 with a mark, "10⁶" is 10^6. What
a raised number is shows in what it stands behind, and in whether a note on the page opens with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.reading.pdf.lines import Line
from assistant.reading.pdf.words import Word

_RAISED, _RAISED_ALIKE, _LOWERED = 0.1, 0.2, 0.07
"""How far the baseline is moved, as a share of the font height, of a smaller letter and of one of the same size."""
_SMALLER = 0.93
_ADJACENT = 0.3
_TIMES = ("×", "x", "·", "∙", "⋅", "*")
_POWER = re.compile(r"[-−–+]?\d{1,3}")
_TEN = re.compile(r"(?:.*[^\d.,])?10")
_UNIT = re.compile(r"(?:.*[\d\s/·⋅.(])?(?:[kcdmµμn]?m|ft|in|yd|mi|s|kg|h|min|cd|mol|K|A)")
"""What takes a power: units of length, and those that stand below a fraction's line ("kg m⁻³", "m s⁻²")."""
_VARIABLE = re.compile(r"(?:.*[^\w])?[^\W\d_]")
_MARK = re.compile(r"[(\[]?(?:\d{1,3}|[a-z]|[*∗†‡§¶#◊]{1,3})(?:[,;–-](?:\d{1,3}|[a-z]|[*∗†‡§¶#◊]{1,3}))*[)\]]?,?")
_UP = str.maketrans("0123456789-−–+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺")
_BRACKETS = "()[],. "
_POWERS_OF_VARIABLES = frozenset("23")


def settle(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page with its raised and lowered characters in their words, and the marks taken out."""
    opening = {mark for line in lines if (mark := _opening_mark(line))}
    return [_settled(line, opening) for line in lines]


_PLAIN_MARK = re.compile(r"[(\[]?\d{1,2}[)\].]?|[*∗†‡§¶]{1,3}")


def opens_a_note(line: Line) -> bool:
    """Return whether a line opens with the mark of a footnote, raised or not."""
    return bool(_opening_mark(line) or (len(line.words) > 1 and _PLAIN_MARK.fullmatch(line.words[0].text)))


def _opening_mark(line: Line) -> str:
    """Return the raised mark with which a note opens, without brackets, or ""."""
    if len(line.words) < 2:
        return ""
    first, following = line.words[:2]
    text = first.text.strip(_BRACKETS)
    return text if _is_raised(first, following) and _MARK.fullmatch(first.text) else ""


def _is_raised(word: Word, beside: Word) -> bool:
    least = _RAISED if word.size < _SMALLER * beside.size else _RAISED_ALIKE
    return beside.base - word.base > least * beside.size and word.size < beside.size / _SMALLER


def _is_lowered(word: Word, beside: Word) -> bool:
    return word.base - beside.base > _LOWERED * beside.size and word.size < _SMALLER * beside.size


def _settled(line: Line, opening: set[str]) -> Line:
    if not line.is_text or len({round(word.base, 1) for word in line.words}) == 1:
        return line
    words: list[Word] = []
    marks: list[tuple[int, str]] = []
    rest = list(line.words)
    shifted = False
    while rest:
        word = rest.pop(0)
        before = words[-1] if words else None
        if before is None or word.left - before.right > _ADJACENT * before.size:
            words.append(word)
            shifted = False
        elif _is_lowered(word, before):
            words[-1] = _glued(before, word, word.text)
            shifted = True
        elif _is_raised(word, before):
            while rest and _is_raised(rest[0], before) and rest[0].left - word.right <= _ADJACENT * word.size:
                word = _glued(word, rest[0], rest.pop(0).text)
            told = _told(words, word.text, opening)
            if told is None:
                marks.append((len(words) - 1, word.text.strip(_BRACKETS)))
            words[-1] = _glued(before, word, told or "")
            shifted = True
        elif shifted and (word.continues or not any(map(str.isalnum, word.text))):
            words[-1] = _glued(before, word, word.text)
        else:
            words.append(word)
            shifted = False
    return Line(tuple(words), tuple(marks))


def _glued(word: Word, part: Word, text: str) -> Word:
    return replace(word, text=word.text + text, right=max(word.right, part.right))


def _told(words: Sequence[Word], raised: str, opening: set[str]) -> str | None:
    """Return how a raised text is written behind the last word, or None if it is the mark of a note."""
    before, bare = words[-1].text, raised.strip(_BRACKETS)
    is_noted = bare in opening
    if _POWER.fullmatch(raised):
        is_signed = not raised[0].isdigit()
        multiplies = (len(words) > 1 and words[-2].text.endswith(_TIMES)) or before.removesuffix("10").endswith(_TIMES)
        if _TEN.fullmatch(before) and (multiplies or is_signed or not is_noted):
            return f"^{raised.translate(str.maketrans('−–', '--'))}"
        if _UNIT.fullmatch(before) and (is_signed or raised in _POWERS_OF_VARIABLES):
            counts = before != before.strip("0123456789.,") or (len(words) > 1 and words[-2].text[-1:].isdigit())
            if is_signed or counts or not is_noted:
                return raised.translate(_UP)
        if _VARIABLE.fullmatch(before) and not is_noted and (is_signed or raised in _POWERS_OF_VARIABLES):
            return raised.translate(_UP)
        return raised if is_signed else None
    if before[-1:].isdigit() and raised.isalpha() and (len(raised) > 1 or raised in "eoaªº"):
        return raised
    return None if _MARK.fullmatch(raised) else raised
