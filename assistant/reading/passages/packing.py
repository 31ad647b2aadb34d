"""Packs pieces of text into parts that fit a window of tokens.

Sizes are added up. That is exact for WordPiece, which first splits words at every space and punctuation mark, so that
texts joined by a space have the tokens of the one and then of the other; other tokenizers differ by a few.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import regex

TokenCounter = Callable[[Sequence[str]], list[int]]

_CLAUSE_END = re.compile(r"[;:,)\]—–。！？；：，、](?=\s|[^\x00-\x7f])|\s[—–-](?=\s)")
_CLUSTER = regex.compile(r"\X")


def cut_evenly(sizes: Sequence[int], room: int) -> list[tuple[int, int]]:
    """Return slices of `sizes` that each add up to at most `room`: as few as possible, and as equal as possible.

    Equal means the least sum of squares, found by dynamic programming over the last cut. A size above `room` gets a
    slice of its own.
    """
    if sizes and sum(sizes) <= room:
        return [(0, len(sizes))]
    least = [max(1, size) for size in sizes]
    # For each end: the least number of slices up to it, their sum of squares, and where the last one begins.
    best: list[tuple[int, int, int]] = [(0, 0, 0)]
    for end in range(1, len(least) + 1):
        begin, size = end - 1, least[end - 1]
        slices, squares, _ = best[begin]
        fewest, evenest, chosen = slices, squares + size * size, begin
        while begin > 0 and size + least[begin - 1] <= room:
            begin -= 1
            size += least[begin]
            slices, squares, _ = best[begin]
            squares += size * size
            if slices < fewest or (slices == fewest and squares <= evenest):
                fewest, evenest, chosen = slices, squares, begin
        best.append((fewest + 1, evenest, chosen))
    cuts, end = [], len(sizes)
    while end:
        cuts.append((best[end][2], end))
        end = best[end][2]
    return cuts[::-1]


def _clauses(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(cuts) if start < end]


def _cut_before(text: str, start: int, limit: int) -> int:
    """Return the best place to cut after `start` and not after `limit`: a space, or else between two characters."""
    if space := next((at + 1 for at in range(min(limit, len(text)) - 1, start, -1) if text[at].isspace()), 0):
        return space
    # What a reader sees as one character can be several: a letter with an accent, a flag, an emoji.
    ends = (match.end() for match in _CLUSTER.finditer(text, start, min(len(text), limit + 32)))
    return max((end for end in ends if end <= limit), default=limit)


def _pieces(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield pieces of at most `width` characters, cut at spaces where there are any."""
    while end - start > width:
        cut = _cut_before(text, start, start + width)
        yield start, cut
        start = cut
    yield start, end


def split_oversize(
    text: str, room: int, count_tokens: TokenCounter, begins: Sequence[int] = ()
) -> list[tuple[int, int]]:
    """Return where to cut a sentence of more than `room` tokens: parts in order, each of at most `room`.

    Cuts are made where the cells of a row begin (`begins`, from the second on), else after clauses; at a space only in
    a part that is too long by itself, and between two letters only in a longer word. The parts cover the text; a space
    between them may be in either.
    """
    spans, width = list(pairwise((0, *begins, len(text)))) if begins else _clauses(text), max(2, room)
    sizes = count_tokens([text[start:end] for start, end in spans])
    while width > 1 and max(sizes) > room:
        width //= 2
        finer = [
            piece
            for (start, end), size in zip(spans, sizes, strict=True)
            for piece in (_pieces(text, start, end, width) if size > room else [(start, end)])
        ]
        spans, sizes = finer, count_tokens([text[start:end] for start, end in finer])
    return [(spans[first][0], spans[after - 1][1]) for first, after in cut_evenly(sizes, room)]
