"""Which figures of a text are doubtful, because the words that they were recognized as are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.reading.blocks import Block
from assistant.reading.ocr.sums import closed_sums
from assistant.reading.ocr.words import SeenPage
from assistant.reading.tabular.bars import Span

_TOKEN = re.compile(r"\S*\d\S*")
_LEAST_COMMON = 3
"""How many characters a word and a token must share from the start to be the same, if a note mark was cut off."""


def with_doubts(
    text: str, blocks: Iterable[Block], pages: Sequence[int], seen: Mapping[int, SeenPage]
) -> tuple[Block, ...]:
    """Return the blocks of a text with the doubtful figures of its recognized pages, which are `seen` by number.

    A page's text is assembled from its words in another order. So a word that is doubtful anywhere on a page makes all
    its occurrences on that page doubtful, except where the sum of a table proves it.
    """
    spans: list[Span] = []
    ends = (*pages[1:], len(text))
    for number, page in sorted(seen.items()):
        doubtful = {_plain(word.text) for word in page.words if not word.certain and _has_digit(word.text)}
        found = _TOKEN.finditer(text, pages[number - 1], ends[number - 1]) if doubtful else ()
        spans += [match.span() for match in found if _is_one_of(_plain(match.group()), doubtful)]
    told = tuple(blocks)
    proven = sorted(closed_sums(text, told)) if spans else []
    spans = [span for span in spans if not _is_inside(span, proven)]
    starts = [start for start, _ in spans]
    return tuple(
        replace(block, doubtful=tuple(spans[bisect_left(starts, block.start) : bisect_left(starts, block.end)]))
        for block in told
    )


def _is_inside(span: Span, cells: Sequence[Span]) -> bool:
    """Return whether a span lies in one of these cells, which are in order and do not overlap."""
    at = bisect_left(cells, (span[0] + 1, 0)) - 1
    return at >= 0 and span[1] <= cells[at][1]


def _is_one_of(token: str, doubtful: set[str]) -> bool:
    return token in doubtful or any(
        min(len(token), len(word)) >= _LEAST_COMMON and (token.startswith(word) or word.startswith(token))
        for word in doubtful
    )


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
