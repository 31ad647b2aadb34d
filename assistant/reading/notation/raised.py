"""What raised and lowered characters mean: a power, a part of a word, or the mark of a note.

"10" with a raised 6 is a power, "m" with a raised 2 a unit, and "$1,250" with a raised 3 refers to a note. Which one it
is follows from what is raised, what stands before and behind it, and whether the document has a note with that label.
Each of these is a sign with a weight, fitted by `benchmarks/reading/raised.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Shift = Literal["", "raised", "lowered"]
STRUCK = "~~"
"""What stands before and behind text that is struck out, as in Markdown."""


@dataclass(frozen=True, slots=True)
class TextRun:
    """A part of a line and its place; `refers`: the file says that it is the mark of a note. `struck`: struck out."""

    text: str
    place: Shift = ""
    refers: bool = False
    struck: bool = False


_LEVEL = "0123456789+-=()n"
_UP, _DOWN = str.maketrans(_LEVEL, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"), str.maketrans(_LEVEL[:-1], "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_FROM_ABOVE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_MINUS = str.maketrans("−–‒", "---")
_LONGEST_MARK = 12
_SEEN = 60
"""How many characters before a raised one are looked at."""
_LABEL = re.compile(
    r"\s*(?:\[(\w{1,3})\]|\((\w{1,3})\)|(\d{1,3}|[a-z])\)?|([*†‡§¶#]{1,3}))(?:\s+(?=\S)|(?=[^\W\d_]{3}))"
)

_ORDINALS = frozenset("eoaªº")
_MEASURED = "[kMmµμcdnh]?m|[mµμn]?s|ft|in|yd|mi|sec|min"
"""Units of length and time, whose squares and cubes are units too."""
_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:{pattern})$"))
    for name, pattern in (
        ("times ten", r"[×x·⋅∙*]\s?10"),
        ("ten", r"(?<![\d.,$€£¥])10"),
        ("unit", rf"(?:(?<![^\W\d_])|(?<=[·⋅/]))(?:{_MEASURED})"),
        ("letter", r"(?<![^\W_])[^\W\d_]|[\])}⁰¹²³⁴-⁹₀-₉][^\W\d_]"),
        ("formula", r"[=+*/·×]\s?\d*[^\W\d_]{1,3}|\([^()]{0,40}[-+−*/×·=^][^()]{0,40}\)|[₀-₉][\])]?"),
        ("roman", r"(?<![^\W_])[IVXLC]{2,7}"),
        ("small number", r"(?<![\d.,$€£¥])\d{1,2}"),
        ("figure", r"\d|\d\s?[%‰]"),
        ("short word", r"(?<![^\W\d_])[^\W\d_]{2}"),
        ("word", r"[^\W\d_]"),
        ("symbol", r"\S"),
    )
)
_RAISED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("signed", re.compile(r"[-+]\s?\d+(?:[.,/]\d+)?|[-+]\w|\d?[-+]")),
    ("one", re.compile("1")),
    ("two", re.compile("[23]")),
    ("digit", re.compile(r"\d")),
    ("number", re.compile(r"\d{2,3}")),
    ("formula", re.compile(r"\d+[./]\d+|.*[-+*/=·×^].*\w.*|\d*[a-zA-Z]\d+|\d+[a-zA-Z]")),
    ("several", re.compile(r"(?:\d{1,3}|[a-z])(?:\s?[,;–-]\s?(?:\d{1,3}|[a-z]))+,?|[\[(].{1,5}[\])],?|\d{1,3}[,)]")),
    ("ordinal", re.compile("[eoªº]")),
    ("early", re.compile("[a-h]")),
    ("late", re.compile(r"[^\W\d_]")),
    ("letters", re.compile(r"[^\W\d_]{2,}\.?|[^\W\d_]{1,6}\.")),
    ("sign", re.compile(r"[™®©℠°ºª′″'∘]+")),
    ("symbols", re.compile(r"[^\w\s]+")),
)
_NEXT = re.compile(r"(?P<element>[A-Z][a-z]?(?![a-z]))|(?P<letters>\w)|(?P<operator>\s?[=+×·⋅^/(∙])|(?P<rest>)")
_WEIGHTS = {
    "figure before": 4.3, "word before": 4.0, "short word before": 2.2, "symbol before": 2.1, "roman before": 1.8,
    "gap before": 1.5, "small number before": 0.4, "letter before": -1.4, "formula before": -3.0, "unit before": -3.2,
    "ten before": -3.2, "times ten before": -5.6,
    "one raised": 5.9, "symbols raised": 3.3, "several raised": 2.7, "two raised": 1.7, "digit raised": 1.6,
    "number raised": 1.0, "early raised": 0.5, "formula raised": -0.8, "late raised": -2.1, "ordinal raised": -2.9,
    "letters raised": -3.3, "sign raised": -3.7, "signed raised": -4.0,
    "rest behind": 2.5, "element behind": -1.1, "operator behind": -1.4,
    "labelled": 0.8, "no notes": -0.8,
}  # fmt: skip
"""The weight of each sign in log odds for a note's mark: 263 of 267 examples, 258 by the weights of the others."""
_INTERCEPT = -3.5


def note_labels(beginnings: Iterable[str]) -> frozenset[str]:
    """Return the labels of notes that the paragraphs of a document seem to begin with: "3 Without tax"."""
    return frozenset(map(note_label, beginnings)) - {""}


def note_label(text: str) -> str:
    """Return the label that a text begins with if it may be a note, else ""."""
    found = _LABEL.match(text[:_SEEN])
    return next(filter(None, found.groups())) if found else ""


def signs_of(before: str, raised: str, after: str, labels: Collection[str]) -> tuple[str, ...]:
    """Return the signs of what a raised text means, given the text around it and the labels of the document's notes."""
    plain = raised.strip().translate(_MINUS)
    kind = next((name for name, pattern in _RAISED if pattern.fullmatch(plain)), "other")
    seen = before[-_SEEN:]
    stands = next((name for name, pattern in _BEFORE if pattern.search(seen)), "gap")
    follows = _NEXT.match(after)
    next_ = (follows and follows.lastgroup) or "rest"
    known = "labelled" if plain.strip("()[],") in labels else "unlabelled" if labels else "no notes"
    return (f"{stands} before", f"{kind} raised", f"{next_} behind", known)


def is_note_mark(before: str, raised: str, after: str, labels: Collection[str] = ()) -> bool:
    """Return whether a raised text refers to a note, rather than being a power or a part of a word."""
    return sum(_WEIGHTS.get(sign, 0.0) for sign in signs_of(before, raised, after, labels)) + _INTERCEPT > 0


def in_line(pieces: Iterable[TextRun], mark: Callable[[str], str], labels: Collection[str] = ()) -> str:
    """Return the pieces as one text: powers as "10^6", units and formulas as "m²" and "CO₂", ordinals as "21st".

    A note's mark is replaced by what `mark` returns for it. `labels` are those of the document's notes. Text that is
    struck out stands between "~~".
    """
    joined = _joined(pieces)
    texts: list[str] = []
    before = ""
    struck = False
    for at, piece in enumerate(joined):
        if piece.struck != struck and piece.text.strip():
            said = texts.pop() if texts and struck else ""
            texts += [said.rstrip(), STRUCK, said[len(said.rstrip()) :]]
            struck = piece.struck
        after = "".join(one.text for one in joined[at + 1 : at + 3])[:_SEEN]
        text = written(piece, before, after, mark, labels)
        texts.append(text)
        before = (before + text)[-_SEEN:]
    return "".join([*texts, STRUCK] if struck else texts)


def _joined(pieces: Iterable[TextRun]) -> list[TextRun]:
    """Return the pieces with neighbours of one place joined."""
    groups = groupby((one for one in pieces if one.text), key=lambda one: (one.place, one.refers, one.struck))
    return [TextRun("".join(one.text for one in run), *looks) for looks, run in groups]


def written(run: TextRun, before: str, after: str, mark: Callable[[str], str], labels: Collection[str] = ()) -> str:
    """Return one run between the texts around it; see `in_line`."""
    if not run.place:
        return run.text
    return _lowered(before, run.text) if run.place == "lowered" else _raised(run, before, after, mark, labels)


def _raised(piece: TextRun, before: str, after: str, mark: Callable[[str], str], labels: Collection[str]) -> str:
    text = piece.text.strip().translate(_FROM_ABOVE)
    if not text or (len(text) > _LONGEST_MARK and not piece.refers):
        return piece.text
    if not before.strip() and not piece.refers and after.strip() and not _is_isotope(text, after):
        return f"{text} " if after[:1].strip() else text  # the label of a note, at its beginning
    if piece.refers or is_note_mark(before, text, after, labels):
        gap = piece.text[len(piece.text.rstrip()) :]
        return f"{mark(text)}{gap}"
    if text in ("o", "O", "0", "º") and before[-1:].isdigit() and re.match(r"\s?[CFK]?\b", after) and text != "0":
        return "°"
    plain = text.translate(_MINUS)
    if before[-1:].isdigit() and not any(c.isalpha() for c in text):
        return f"^{plain}"
    if all(c in _LEVEL[:-1] for c in plain):
        return plain.translate(_UP)
    if (text.isalpha() and len(text) > 1) or not re.search(r"(?<!\w)\w$|[)\]]$|\d$", before):
        return {"TM": "™", "SM": "℠", "R": "®"}.get(text, text)
    if plain in _ORDINALS and not re.search(r"(?<!\w)[^\W\d_]$|[)\]]$", before):
        return plain
    return f"^{plain}" if len(plain) == 1 else f"^({plain})"


def _is_isotope(text: str, after: str) -> bool:
    return text.isdigit() and re.match(r"[A-Z][a-z]?(?![a-z])", after) is not None


def _lowered(before: str, text: str) -> str:
    plain = text.translate(_MINUS).strip()
    if plain and all(c in _LEVEL[:-1] for c in plain):
        return text.replace(text.strip(), plain.translate(_DOWN))
    return f"_{text}" if before[-1:].isalpha() and not before[-2:-1].isalpha() else text
