"""Splits a text into blocks: headings, paragraphs, list items, table rows, each with its exact offsets.

Markdown is parsed by `markdown-it-py`, whose tokens know their lines. Plain text has no grammar, so three rules replace
it:

* A line continues in the next one if the next word would not have fitted (hard-wrapped text), or if the next line
  starts in lower case. Otherwise each line is a block; so is text between empty lines.
* A heading is a short line without final punctuation before longer text.
* If headings follow each other directly, each is one level below the one before; the last has the lowest level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise
from string import ascii_letters
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.language.marks import BULLETS, ITEM, is_closed
from assistant.reading.tabular.bars import Span, cells_between_bars
from assistant.reading.tabular.text_rows import PlainLine, lines_of, rows_of_lines
from assistant.types import NoteMark

Markup = Literal["plain", "markdown"]
BlockKind = Literal["heading", "paragraph", "item", "header", "row", "line"]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a text, from `start` to `end`, without surrounding space.

    `level` (from 1, outermost) and `title` (without markup) belong to headings. A `header` is the first row of a table
    with the rule below it, a `row` any other row, and a `line` a line of a text that keeps its lines, such as code.
    `cells` are the offsets of a row's cells in the text, from left to right, including empty ones. `row` is the number
    of a row in its sheet, if it has one. `hidden`: the block is on a sheet or slide that the file hides. `marks` are
    those of the notes that it refers to. `doubtful` are the offsets of figures that were recognized in a picture, and
    not twice in the same way.

    `run_in` is the heading that opens a numbered paragraph (`passages/run_in.py`), also of lists and tables below it.
    `across`, `continued` and `marked` say of a row what the file itself says, as in `tables.Row`.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    title: str = ""
    row: int | None = None
    hidden: bool = False
    cells: tuple[Span, ...] = ()
    marks: tuple[NoteMark, ...] = ()
    across: tuple[int, ...] = ()
    continued: tuple[int, ...] = ()
    marked: bool = False
    doubtful: tuple[Span, ...] = ()
    run_in: str = ""


def find_blocks(text: str, markup: Markup) -> tuple[Block, ...]:
    """Return the blocks of a text in order. Every character that is not whitespace belongs to exactly one."""
    return tuple(_markdown_blocks(text) if markup == "markdown" else _plain_blocks(text))


def front_matter(text: str) -> list[str] | None:
    """Return the lines of a text that begins with fields between two rules, with their line feeds; else None."""
    first, *_ = text.split("\n", 1)
    if first.rstrip(" \t") != _FENCE or "\n" not in text:
        return None
    lines = [f"{first}\n"]
    at = len(lines[0])
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        lines.append(text[at:end])
        if lines[-1].rstrip(" \t\n") in (_FENCE, "..."):
            return lines
        at = end
    return None


def _opens_with_a_field(line: str) -> bool:
    name, colon, _ = line.partition(":")
    return bool(colon and name) and all(c.isalnum() or c in "_-" for c in name)


def _trimmed(kind: BlockKind, text: str, start: int, end: int) -> Block | None:
    piece = text[start:end]
    stripped = piece.strip()
    begin = start + len(piece) - len(piece.lstrip())
    return Block(kind, begin, begin + len(stripped)) if stripped else None


# Markdown

_STRUCTURE = MarkdownIt("commonmark").enable("table")
_STRUCTURE.core.ruler.enableOnly(["normalize", "block"])
_INLINE = MarkdownIt("commonmark")
_FENCE = "---"
_MAX_TITLE = 500
_LEAVES: dict[str, BlockKind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "html_block": "paragraph",
    "tr_open": "row",
    "fence": "line",
    "code_block": "line",
}


def _rendered(markup: str) -> str:
    """Return the words of a heading without markup for emphasis, links and code."""
    children = _INLINE.parseInline(markup[:_MAX_TITLE])[0].children or []
    return " ".join("".join(child.content or " " * ("break" in child.type) for child in children).split())


def _leaves(tokens: Sequence[Token]) -> Iterator[tuple[BlockKind, int, int, int, str]]:
    """Yield kind, first line, line after the last, level and title of each innermost block."""
    items, in_header = 0, False
    for token, following in pairwise([*tokens, Token("", "", 0)]):
        items += token.nesting * (token.type in ("list_item_open", "list_item_close"))
        in_header = token.type == "thead_open" or (in_header and token.type != "thead_close")
        if token.map is None or token.type not in _LEAVES:
            continue
        kind, (first, after) = _LEAVES[token.type], token.map
        if kind == "heading":
            yield kind, first, after, int(token.tag[1]), _rendered(following.content)
        elif kind == "row" and in_header:
            yield "header", first, after + 1, 0, ""
        else:
            yield "item" if kind == "paragraph" and items else kind, first, after, 0, ""


def _as_row(text: str, block: Block) -> Block:
    """Return the block of a row with its cells; the rule below a header has none."""
    first_line = text[block.start : block.end].partition("\n")[0]
    return replace(block, cells=cells_between_bars(first_line, block.start))


def _markdown_blocks(text: str) -> Iterator[Block]:
    front = front_matter(text)
    body = sum(map(len, front)) if front and _opens_with_a_field(front[1]) else 0
    lines = [0, *accumulate(len(line) + 1 for line in text.split("\n")[:-1]), len(text)]
    # The parser would take a lone carriage return as a line end, and count lines differently.
    parsed = _STRUCTURE.parse("\n" * text.count("\n", 0, body) + text[body:].replace("\r", " "))

    def by_line(first: int, after: int) -> Iterator[Block]:
        for line in range(first, after):
            if block := _trimmed("line", text, lines[line], lines[line + 1]):
                yield block

    done = 0
    for kind, first, after, level, title in _leaves(parsed):
        # Rules, link definitions and empty items are in no leaf, but they are part of the document.
        yield from by_line(done, first)
        after = min(after, len(lines) - 1)
        if kind == "line":
            yield from by_line(max(done, first), after)
        elif block := _trimmed(kind, text, lines[max(done, first)], lines[max(done, after)]):
            yield _as_row(text, block) if kind in ("header", "row") else replace(block, level=level, title=title)
        done = max(done, after)
    yield from by_line(done, len(lines) - 1)


# Plain text

_MAX_HEADING = 80
_MAX_HEADING_WORDS = 12
_MAX_HEADING_CHAIN = 3
_MAX_WRAP, _MIN_WRAP = 120, 40
_IN_NUMBERS = frozenset(f"({ascii_letters}")
_STOPS = ".!?:;,…。！？：；，、|"


def _is_underline(line: str) -> bool:
    return len(line) > 2 and line[0] in "=-~*_" and not line.strip(line[0])


def _opens_an_item(line: str) -> bool:
    """Return whether a line opens with a bullet, or with up to three letters that number it."""
    mark = line.split(maxsplit=1)[0]
    numbers = 2 <= len(mark) <= 4 and mark.endswith((".", ")")) and _IN_NUMBERS.issuperset(mark[:-1])
    return len(mark) < len(line) and (mark in BULLETS or numbers)


def _wrap_width(lines: Sequence[PlainLine]) -> int:
    """Return the column at which a text was wrapped, or 0 if it was not."""
    widths = sorted(len(line.text) for line, after in pairwise(lines) if not after.after_gap)
    width = widths[int(0.95 * (len(widths) - 1))] if widths else 0
    return width if _MIN_WRAP <= width <= _MAX_WRAP else 0


def _continues(line: PlainLine, after: PlainLine, width: int) -> bool:
    if after.after_gap or ITEM.match(after.text) or _is_underline(after.text):
        return False
    next_word = min(len(after.text.split(maxsplit=1)[0]), 12)
    if len(line.text) + 1 + next_word > width > 0:
        return True
    return after.text[0].islower() and not is_closed(line.text, _STOPS) and len(line.text) >= _MIN_WRAP


def may_be_heading(text: str) -> bool:
    """Return whether a line, perhaps with its underline, is short, begins like a heading and has no final stop."""
    line, _, underline = text.partition("\n")
    if underline:
        return _is_underline(underline.strip())
    return (
        len(line) <= _MAX_HEADING
        and len(line.split()) <= _MAX_HEADING_WORDS
        and any(c.isalpha() for c in line)
        and not line[0].islower()
        and not _opens_an_item(line)
        and not is_closed(line, _STOPS)
    )


def _introduces(heading: str, after: str) -> bool:
    """Return whether a line that may be a heading is one before this text."""
    both_numbered = ITEM.match(heading) and ITEM.match(after)
    longer = len(after) > 1.5 * len(heading) and (len(after) >= 60 or is_closed(after, _STOPS))
    return not both_numbered and (longer or bool(ITEM.match(after)) or "\n" in heading)


def _plain_blocks(text: str) -> Iterator[Block]:
    lines = lines_of(text)
    width = _wrap_width(lines)
    rows = rows_of_lines(lines)
    blocks: list[Block] = []
    for index, line in enumerate(lines):
        end = line.start + len(line.text)
        previous = lines[index - 1] if index else None
        underlines = _is_underline(line.text) and previous is not None and not line.after_gap
        if index in rows:
            kind, cells = rows[index]
            if kind == "rule":
                blocks[-1] = replace(blocks[-1], end=end)
            else:
                blocks.append(Block(kind, line.start, end, cells=cells))
        elif blocks and previous and index - 1 not in rows and (underlines or _continues(previous, line, width)):
            blocks[-1] = replace(blocks[-1], end=end)
        else:
            blocks.append(Block("item" if ITEM.match(line.text) else "paragraph", line.start, end))

    chains: list[list[int]] = []
    texts = [text[block.start : block.end] for block in blocks]
    for may_be_one, run in groupby(
        range(len(blocks)), key=lambda index: not blocks[index].cells and may_be_heading(texts[index])
    ):
        chain = list(run)
        if may_be_one and chain[-1] + 1 < len(blocks) and _introduces(texts[chain[-1]], texts[chain[-1] + 1]):
            # A long run of short lines is a list or a table of contents; its last line may still be a heading.
            chains.append(chain if len(chain) <= _MAX_HEADING_CHAIN else chain[-1:])
    lowest = max(map(len, chains), default=0)
    for chain in chains:
        for index, level in zip(chain, range(lowest - len(chain) + 1, lowest + 1), strict=True):
            title = texts[index].partition("\n")[0].strip()
            blocks[index] = replace(blocks[index], kind="heading", level=level, title=title)
    yield from blocks
