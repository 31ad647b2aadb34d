"""Splits a text into sentences, each with its exact offsets.

The boundaries are those of `sentencex` (rules for some 300 languages, by the Wikimedia Foundation), which led the
libraries compared in `benchmarks/reading/sentences.py`. Five of its habits do not suit citations and are corrected
here: it separates a list marker from its sentence, it finds sentences inside "ASP.NET", it starts a new sentence before
a footnote mark instead of after it, it takes a code fence for the end of the sentence before, and it starts none with a
digit behind the full stop of Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from sentencex import get_sentence_boundaries

from assistant.language.loading import DEFAULT, language
from assistant.language.marks import ITEM, NUMBER, label_of
from assistant.language.phrases import words_pattern
from assistant.printable import encodable
from assistant.types import Sentence

_FOOTNOTE = r"\[(?:\d[\d,–\- ]*|[a-z]{1,2}|(?i:notes?|n\.?) ?\w{1,3}|[a-z]+ needed)\]|:\d[\d–-]*"
_FOOTNOTES_AND_SPACE = re.compile(rf"(?:(?:{_FOOTNOTE})+(?=\s|$))?\s*")
_FENCE = re.compile(r"(?<=[.!?])\s+(?=```|~~~)")
_STOP_OR_PAIR = re.compile(r"[。！？｡][”’」』）]*(?=[0-9０-９])|([“「『（])|([”」』）])")
"""A full stop of Chinese before a digit, or what opens or closes a quotation or a bracket."""
_LINE = re.compile(r"(?<=\S)[^\S\n]*\n[^\S\n]*(?=\S)")
_GOES_ON = frozenset(",;:(-–—，、；：（")
_MOST_LETTERS = 4
_LONGEST_ABBREVIATION = 16
_LONGEST_LABEL = 80
_UNSPACED_STOPS = frozenset("。！？｡．…；」』”’）")
_BOLD = re.compile(r"\s*(?:\*\*|__)(?=\w)")
_AT_ONCE = 10_000
"""How many characters of a paragraph the library gets at once; few paragraphs have more."""


def _starts(text: str, code: str) -> Iterator[int]:
    """Yield where sentences may start according to the library, in order, after any footnote marks and space."""
    body = _marked_up_to(text, 0)
    # Lone surrogates cannot be encoded for the library; a replacement of the same length keeps the offsets.
    told = encodable(text)
    past = body
    for boundary in _boundaries(told, body, code):
        if boundary < past and text[boundary].isspace():  # the end of the text before the start that was yielded last
            continue
        skipped = _FOOTNOTES_AND_SPACE.match(text, boundary)
        past = skipped.end() if skipped else len(text)
        yield past


def _boundaries(text: str, start: int, code: str) -> Iterator[int]:
    """Yield where sentences begin according to the library, from a position on, in order.

    Its time can grow with the square of the length, so a long text is split in parts. Each part begins at the last
    sentence of the one before, which may go on.
    """
    while start < len(text):
        part = text[start : start + _AT_ONCE]
        begins = [start + int(boundary["start_index"]) for boundary in get_sentence_boundaries(code, part)]
        yield from begins
        goes_on = begins and begins[-1] > start and start + len(part) < len(text)
        start = begins[-1] if goes_on else start + len(part)


def _before_digits(text: str) -> Iterator[int]:
    """Yield where sentences of Chinese may start with a digit, in order; not within a quotation or a bracket."""
    depth = 0
    for found in _STOP_OR_PAIR.finditer(text):
        opens, closes = found.groups()
        if opens:
            depth += 1
        elif closes:
            depth = max(0, depth - 1)
        else:
            depth = max(0, depth - (found.end() - found.start() - 1))
            if not depth:
                yield found.end()


def _marked_up_to(text: str, start: int) -> int:
    """Return where the list mark or number of what begins at `start` ends, in bold type or not; `start` if it has none.

    "**7. Lift.** The lift is old." begins with a number, and "7." is no sentence.
    """
    bold = _BOLD.match(text, start)
    begin = bold.end() if bold else start
    marker = ITEM.match(text, begin) or NUMBER.match(text, begin)
    return marker.end() if marker else start


def _is_break(text: str, previous: int, start: int, code: str) -> bool:
    """Return whether the sentence that begins at `previous` really ends before `start`."""
    before = text[start - 1]
    if not before.isspace():
        return before in _UNSPACED_STOPS
    if _marked_up_to(text, previous) >= start:
        return False
    ended = text[max(previous, start - _LONGEST_ABBREVIATION) : start].rstrip()
    return not (ended.endswith(".") and _is_abbreviated(ended[:-1], text[start : start + 2], code))


def _is_abbreviated(ended: str, following: str, code: str) -> bool:
    """Return whether a text ends in an abbreviation: a known one, a short word before a small one, or an ordinal."""
    if _ordinal(code).search(ended):
        return True
    fits = (ended[: -len(word)] for word in language(code).abbreviations if ended.endswith(word))
    if any(not _is_of_a_word(before[-1:]) for before in fits):
        return True
    word = list(takewhile(_is_of_a_word, reversed(ended)))
    return following.islower() and 0 < len(word) <= _MOST_LETTERS and all(map(str.isalpha, word))


@cache
def _ordinal(code: str) -> re.Pattern[str]:
    """Return the pattern of an ordinal in figures at the end of a text, without its full stop."""
    return re.compile(rf"\b(?:{words_pattern(language(code).before_ordinals)})\s\d{{1,2}}$", re.IGNORECASE)


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _labels(text: str) -> Iterator[int]:
    """Yield where a line with a label begins, unless the line before goes on in it."""
    for match in _LINE.finditer(text):
        line = text[match.end() : match.end() + _LONGEST_LABEL]
        if text[match.start() - 1] not in _GOES_ON and not line[0].islower() and label_of(line):
            yield match.end()


def split_sentences(text: str, offset: int = 0, code: str = DEFAULT) -> tuple[Sentence, ...]:
    """Return the sentences of a text in a language, in order, without surrounding whitespace.

    Every character that is not whitespace belongs to exactly one sentence. An empty line ends a sentence; a line break
    alone does only if the next line begins with a label ("Date: 3 May"). `offset` is where the text starts in its
    document, and is added to all offsets.
    """
    cuts = [0]
    fences = (match.end() for match in _FENCE.finditer(text))
    labels = set(_labels(text))
    for start in sorted({*_starts(text, code), *fences, *labels, *_before_digits(text)}):
        if cuts[-1] < start < len(text) and (start in labels or _is_break(text, cuts[-1], start, code)):
            cuts.append(start)
    sentences = []
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            begin = start + len(piece) - len(piece.lstrip())
            sentences.append(Sentence(offset + begin, offset + begin + len(stripped), stripped))
    return tuple(sentences)
