"""Headings that open a numbered paragraph, as in "3. Parking. You rent bay 7 for £35 a month".

Contracts, statutes and letters head their clauses so. The sentences behind such a heading do not repeat it, so that
without it nobody finds them. Steps of an instruction look alike ("2. Open the lid. Fill in the water."); so a run of at
least three paragraphs with consecutive numbers is headed, or none of it: each has such a heading, without an article
and with far more text behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.language.loading import DEFAULT, language
from assistant.reading.blocks import Block

LEAST = 3
_LONGEST = 45
_MOST_WORDS = 4
_BEHIND = 60
"""How many characters stand behind a heading, in the mean of a run."""
_NUMBERED = re.compile(r"(?:§+ ?|[A-Z][a-z]{2,8}\.? )?(?P<number>\d{1,3})[.)]\s+")
_HEADING = re.compile(
    rf"(?:\*\*|__)?(?P<title>[^\W\d_][^.:。：\n*]{{0,{_LONGEST}}})(?:[.:]\*\*|\*\*[.:]|[.:])\s+(?=\S)"
)
_BELOW = frozenset(("item", "row", "header", "line"))

Opened = tuple[int, int, str, int]
"""The place of a block, its number, the heading that it opens with ("" for none), and how much follows that."""


def with_run_in_headings(text: str, blocks: Sequence[Block], code: str = DEFAULT) -> tuple[Block, ...]:
    """Return the blocks of a text; those that open with a heading, and lists and tables below them, know it."""
    numbered = [one for place, block in enumerate(blocks) if (one := _opened(text, place, block, code))]
    headed = {place: title for run in _runs(numbered) if _is_headed(run) for place, _, title, _ in run}
    if not headed:
        return tuple(blocks)
    told: list[Block] = []
    title = ""
    for place, block in enumerate(blocks):
        title = headed.get(place, title if block.kind in _BELOW else "")
        told.append(replace(block, run_in=title) if title else block)
    return tuple(told)


def _opened(text: str, place: int, block: Block, code: str) -> Opened | None:
    """Return how a numbered paragraph opens; None if it is something else."""
    if block.kind not in ("paragraph", "item"):
        return None
    part = text[block.start : block.end]
    number = _NUMBERED.match(part)
    if number is None:
        return None
    found = _HEADING.match(part, number.end())
    title = " ".join(found["title"].split()) if found else ""
    words = title.casefold().split()
    is_title = title[:1] == title[:1].upper() and len(words) <= _MOST_WORDS
    articles = {word.casefold() for word in language(code).statements.articles}
    behind = block.end - block.start - found.end() if found else 0
    named = f"{number[0].strip()} {title}" if is_title and articles.isdisjoint(words) else ""
    return place, int(number["number"]), named, behind


def _runs(numbered: Sequence[Opened]) -> list[list[Opened]]:
    """Return the numbered paragraphs in runs whose numbers rise by one."""
    runs: list[list[Opened]] = []
    for before, one in pairwise([None, *numbered]):
        if one is None:
            continue
        if before is not None and one[1] == before[1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _is_headed(run: Sequence[Opened]) -> bool:
    mean = sum(behind for *_, behind in run) / len(run)
    return len(run) >= LEAST and all(title for _, _, title, _ in run) and mean >= _BEHIND
