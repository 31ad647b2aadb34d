"""Headings made by hand: a short bold or large paragraph before text that is neither, and a title that is plain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.language.marks import is_closed
from assistant.reading.blocks import may_be_heading

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MOST_IN_A_ROW = 3
_LARGER = 1.15
_LARGEST_SHARE = 0.5
"""The largest share of a document's characters that headings have; with more, bold is not what tells them."""
USUAL_SIZE = 11.0
"""The size in points of text whose size nothing says."""
_LONGEST_TITLE, _LEAST_PROSE, _STOPS = 8, 60, ".!?。！？"
"""The words of a title that nothing marks; the letters of the paragraph that has to follow it, and how that ends."""
_NUMBER = re.compile(r"(?:§\s*)?\d{1,3}((?:\.\d{1,3})*)\.?\s")


@dataclass(frozen=True, slots=True)
class Seen:
    """A paragraph as it is seen: `free`, if no style says what it is and it may so be a heading.

    `words` are its parts, each with whether it is bold and its size in points. A table has some text and is not free.
    """

    element: Element
    text: str
    words: Sequence[tuple[str, bool, float]]
    free: bool

    @property
    def is_bold(self) -> bool:
        """Whether all its words are bold."""
        return all(bold for text, bold, _ in self.words if any(map(str.isalnum, text)))

    @property
    def size(self) -> float:
        """The size of its smallest words in points."""
        return min((size for text, _, size in self.words if text.strip()), default=USUAL_SIZE)


def headings_by_hand(seen: Sequence[Seen], top: int) -> dict[Element, int]:
    """Return the paragraphs that are headings, with their levels from `top` on; larger ones are above smaller ones."""
    filled = [one for one in seen if one.text.strip()]
    sizes = Counter[float]()
    for one in filled:
        sizes[one.size] += 0 if one.is_bold else len(one.text)
    usual = sizes.most_common(1)[0][0] if sizes else USUAL_SIZE
    length = sum(len(one.text) for one in filled)
    bold_tells = sum(len(one.text) for one in filled if one.is_bold and one.words) <= _LARGEST_SHARE * length
    chosen: list[Seen] = []
    for stands_out, group in groupby(filled, key=lambda one: _stands_out(one, usual, bold_tells=bold_tells)):
        run = list(group)
        if stands_out and run[-1] is not filled[-1] and len(run) <= _MOST_IN_A_ROW:
            chosen += run
    titles = {one.element: 1 for one in _title(filled)}
    if sum(len(one.text) for one in chosen) > _LARGEST_SHARE * length:
        return titles
    ranks = {size: rank for rank, size in enumerate(sorted({one.size for one in chosen}, reverse=True))}
    return titles | {
        one.element: top + ranks[one.size] + (_depth(one.text) if len(ranks) == 1 else 0) for one in chosen
    }


def _title(filled: Sequence[Seen]) -> Sequence[Seen]:
    """Return the first paragraph if it is a title that looks like text: a short line without a stop, before prose."""
    if len(filled) < 2 or not filled[0].free or not filled[1].free:
        return ()
    first, following = (" ".join(one.text.split()) for one in filled[:2])
    is_title = may_be_heading(first) and len(first.split()) <= _LONGEST_TITLE
    return filled[:1] if is_title and len(following) >= _LEAST_PROSE and is_closed(following, _STOPS) else ()


def _stands_out(one: Seen, usual: float, *, bold_tells: bool) -> bool:
    return (
        one.free
        and ((one.is_bold and bold_tells) or one.size >= _LARGER * usual)
        and may_be_heading(" ".join(one.text.split()))
    )


def _depth(text: str) -> int:
    found = _NUMBER.match(text)
    return found[1].count(".") if found else 0
