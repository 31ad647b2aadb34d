"""What passages are put together from: blocks and whole tables, as sentences with their sizes in tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.language.sentences import split_sentences
from assistant.reading.blocks import Block
from assistant.reading.passages.packing import TokenCounter
from assistant.types import Sentence

_EXTRA_HEADER_ROWS = 3
_WORDS_AND_YEARS = re.compile(r"(?:\D|(?<!\d)(?:19|20)\d\d(?!\d))*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, its size in tokens, and whether it must stay with what follows it."""

    sentence: Sentence
    size: int
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A block, or a whole table, in pieces; `block` is the first of its blocks and `header` a table's header rows."""

    block: Block
    pieces: tuple[Piece, ...]
    size: int
    header: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether this is a heading."""
        return self.block.kind == "heading"

    @property
    def announces(self) -> bool:
        """Whether this ends in a colon, as what comes before a list does."""
        return self.pieces[-1].sentence.text.endswith((":", "："))


def find_units(text: str, blocks: Sequence[Block], count_tokens: TokenCounter) -> Iterator[Unit]:
    """Yield the units of a text in order. Each sentence is counted once, all in one batch."""
    split = [_sentences(text, block) for block in blocks]
    sizes = iter(count_tokens([sentence.text for sentences in split for sentence in sentences]))
    pieces: list[Piece] = []
    first = 0
    for index, (block, sentences) in enumerate(zip(blocks, split, strict=True)):
        leads = block.kind in ("heading", "header")
        pieces += [Piece(sentence, next(sizes), leads) for sentence in sentences]
        in_table = block.kind in ("header", "row")
        if index + 1 == len(blocks) or blocks[index + 1].kind != "row" or not in_table:
            unit = Unit(blocks[first], tuple(pieces), sum(piece.size for piece in pieces))
            yield _with_header(unit) if unit.block.kind == "header" else unit
            pieces, first = [], index + 1


def _sentences(text: str, block: Block) -> tuple[Sentence, ...]:
    part = text[block.start : block.end]
    if block.kind in ("paragraph", "item"):
        return tuple(replace(sentence, row=block.row) for sentence in split_sentences(part, block.start))
    return (Sentence(block.start, block.end, part, row=block.row),)


def _with_header(table: Unit) -> Unit:
    """The table with its header's text, and with all rows of the header marked to lead.

    Reports spread headers over rows: a first row of one wide cell, then the years. Where the first row has empty
    cells, the rows under it that hold only words and years are taken for header too.
    """
    rows = [piece.sentence.text.partition("\n")[0] for piece in table.pieces[: _EXTRA_HEADER_ROWS + 2]]
    extra = 0
    if not all(_cells(rows[0])[1:]):
        while extra + 1 < len(rows) and _is_header_like(_cells(rows[extra + 1])[1:]):
            extra += 1
    if extra + 1 == len(rows):
        # A table of words has no row at which its header would end.
        extra = 0
    pieces = tuple(replace(piece, leads=True) for piece in table.pieces[: extra + 1])
    return replace(table, pieces=pieces + table.pieces[extra + 1 :], header="\n".join(rows[: extra + 1]))


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _is_header_like(cells: Sequence[str]) -> bool:
    return any(cells) and all(_WORDS_AND_YEARS.fullmatch(cell) for cell in cells)
