"""What passages are put together from: blocks and whole tables, as sentences with their sizes in tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.language.loading import DEFAULT
from assistant.language.sentences import split_sentences
from assistant.reading.blocks import Block
from assistant.reading.passages.packing import TokenCounter
from assistant.reading.tabular.table_structure import rows_of_tables
from assistant.types import Sentence, TableRow

_LONGEST_NOTE = 500


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


def find_units(text: str, blocks: Sequence[Block], count_tokens: TokenCounter, code: str = DEFAULT) -> Iterator[Unit]:
    """Yield the units of a text in order. Each sentence is counted once, all in one batch."""
    rows = rows_of_tables(text, blocks, code)
    split = [_sentences(text, block, rows.get(index), code) for index, block in enumerate(blocks)]
    sizes = iter(count_tokens([sentence.text for sentences in split for sentence in sentences]))
    pieces: list[Piece] = []
    header: list[str] = []
    first = 0
    for index, (block, sentences) in enumerate(zip(blocks, split, strict=True)):
        row = rows.get(index)
        if row and row.is_header and len(header) == index - first:
            header.append(text[block.start : block.end].partition("\n")[0])
        leads = block.kind == "heading" or bool(row and row.is_header)
        pieces += [Piece(sentence, next(sizes), leads) for sentence in sentences]
        if index + 1 == len(blocks) or blocks[index + 1].kind != "row" or row is None:
            yield Unit(blocks[first], tuple(pieces), sum(piece.size for piece in pieces), "\n".join(header))
            pieces, header, first = [], [], index + 1


def _sentences(text: str, block: Block, row: TableRow | None, code: str) -> tuple[Sentence, ...]:
    part = text[block.start : block.end]
    if block.kind in ("paragraph", "item"):
        found = split_sentences(part, block.start, code)
        return tuple(replace(one, number=block.row, notes=_notes(text, block, one)) for one in found)
    whole = Sentence(block.start, block.end, part, number=block.row, row=row)
    return (replace(whole, notes=_notes(text, block, whole)),) if block.marks else (whole,)


def _notes(text: str, block: Block, sentence: Sentence) -> tuple[str, ...]:
    """Return the texts of the notes that a sentence refers to."""
    own = (mark for mark in block.marks if mark.end and sentence.start <= mark.at <= sentence.end)
    return tuple(dict.fromkeys(text[mark.start : min(mark.end, mark.start + _LONGEST_NOTE)] for mark in own))
