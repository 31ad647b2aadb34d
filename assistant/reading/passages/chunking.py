"""Cuts a document into passages: parts that follow its structure and fit the embedder's window.

A passage is one paragraph, several short ones under one heading, or a part of a table. Longer texts are cut between
sentences or rows, into parts of similar length; only a sentence that is too long by itself is cut inside, after a
clause or a word. Passages do not overlap, and together they contain the whole document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from assistant.language.figures import find_figures
from assistant.reading.blocks import Block
from assistant.reading.passages.packing import TokenCounter, cut_evenly, split_oversize
from assistant.reading.passages.run_in import with_run_in_headings
from assistant.reading.passages.units import Piece, Unit, find_units
from assistant.reading.tabular.bars import Span
from assistant.reading.tabular.table_structure import with_figures, without_cells_outside
from assistant.types import Document, Figure, Passage, Sentence

SMALLEST_WINDOW = 32
_SHORT = 40
"""The number of tokens below which a paragraph is too short to be a passage of its own."""
_TARGET = 128
"""The number of tokens up to which short paragraphs are merged."""
_CONTEXT_SHARE = 4
"""The heading path may fill this fraction of the window (1/4), and so may a table's header."""
_MOST_CHARACTERS = 16
"""The maximum number of characters that a token is assumed to cover."""
_WIDEST = 10_000
"""The maximum number of characters that a passage spans; only whitespace between sentences makes one so wide."""


@dataclass(frozen=True, slots=True)
class _Section:
    """Consecutive headings and the text below them; `path` ends with the last heading, or with that of a paragraph."""

    path: tuple[str, ...]
    units: tuple[Unit, ...]


@dataclass(slots=True)
class _Run:
    """Units that are cut together, collected one by one."""

    units: list[Unit] = field(default_factory=list)
    size: int = 0
    text_size: int = 0
    holds_full_paragraph: bool = False

    def add(self, unit: Unit) -> None:
        """Add a unit."""
        self.units.append(unit)
        self.size += unit.size
        if not unit.is_heading:
            self.text_size += unit.size
            self.holds_full_paragraph |= unit.size >= _SHORT

    def takes(self, unit: Unit, room: int) -> bool:
        """Return whether a unit belongs to the collected ones, if a passage has room for this many tokens."""
        last = self.units[-1]
        if last.is_heading:
            return True
        if last.header:
            return False
        if unit.header or self.text_size < _SHORT:
            return self.text_size < _SHORT
        announced = unit.block.kind == "item" and last.announces
        if unit.size >= _SHORT and not announced:
            return False
        return self.size + unit.size <= (room if announced or self.holds_full_paragraph else _TARGET)


def embedding_text(passage: Passage) -> str:
    """Return what is embedded for a passage: heading path, header of the table and text, on lines of their own.

    A heading that is in the text itself is not repeated in the path.
    """
    in_text = {line.strip("#=- \t") for line in passage.text.splitlines()} if passage.heading else set()
    path = " > ".join(title for title in passage.heading if title not in in_text)
    return "\n".join(part for part in (path, passage.header, passage.text) if part)


def cut_passages(
    document: Document, blocks: Sequence[Block], count_tokens: TokenCounter, max_tokens: int
) -> tuple[Passage, ...]:
    """Return the passages of a document in order, numbered from 0, with their sentences and the figures of these.

    Facets are left at zero.

    Args:
        document: the document to cut.
        blocks: the blocks of its text.
        count_tokens: returns the number of tokens of each text as the embedder counts them, with or without special
            tokens.
        max_tokens: the maximum number of tokens, counted in the same way, of a passage's `embedding_text`.

    Raises:
        ValueError: `max_tokens` is below SMALLEST_WINDOW, or cannot be kept with this tokenizer.
    """
    if max_tokens < SMALLEST_WINDOW:
        raise ValueError(f"max_tokens is {max_tokens}; passages need a window of at least {SMALLEST_WINDOW} tokens.")
    special = count_tokens([""])[0]

    def measure(texts: Sequence[str]) -> list[int]:
        # For WordPiece a very long run of letters is one unknown token; a passage must not grow with it.
        sizes = count_tokens(texts) if texts else []
        return [max(n - special, ceil(len(t) / _MOST_CHARACTERS)) for n, t in zip(sizes, texts, strict=True)]

    blocks = with_run_in_headings(document.text, blocks, document.language)
    sections = tuple(_sections(find_units(document.text, blocks, measure, document.language)))
    window = max_tokens - special
    while window > SMALLEST_WINDOW // 2:
        passages = tuple(_passages(document, sections, measure, window))
        longest = max(count_tokens([embedding_text(p) for p in passages]), default=0) if passages else 0
        if longest <= max_tokens:
            doubtful = [span for block in blocks for span in block.doubtful]
            return tuple(_with_figures(passage, doubtful) for passage in _marked(passages, blocks))
        # Only if a tokenizer finds more tokens in a text than in its parts.
        window -= longest - max_tokens
    raise ValueError(f"No cut of {document.name} fits {max_tokens} tokens; give a larger window.")


def _with_figures(passage: Passage, doubtful: Sequence[Span]) -> Passage:
    """Return a passage with the figures of its sentences; none if it is hidden, since that proves nothing.

    A figure that overlaps with one of the `doubtful` spans is uncertain.
    """
    if passage.hidden:
        return passage
    here = [span for span in doubtful if span[0] < passage.end and passage.start < span[1]]
    found = ((s, find_figures(s.text, passage.language, in_table=s.row is not None)) for s in passage.sentences)
    told = ((s, tuple(_doubted(figure, s.start, here) for figure in figures)) for s, figures in found)
    return replace(passage, sentences=tuple(with_figures(sentence, figures) for sentence, figures in told))


def _doubted(figure: Figure, sentence: int, doubtful: Sequence[Span]) -> Figure:
    start, end = sentence + figure.start, sentence + figure.end
    return replace(figure, certain=False) if any(a < end and start < b for a, b in doubtful) else figure


def _marked(passages: tuple[Passage, ...], blocks: Sequence[Block]) -> tuple[Passage, ...]:
    """Mark the passages of hidden sheets or slides, each of which begins with a heading of its own."""
    hidden = [block for block in blocks if block.hidden]
    if not hidden:
        return passages
    starts = [block.start for block in hidden]

    def is_hidden(passage: Passage) -> bool:
        before = bisect_right(starts, passage.end - 1)
        return before > 0 and hidden[before - 1].end > passage.start

    return tuple(replace(passage, hidden=True) if is_hidden(passage) else passage for passage in passages)


def _sections(units: Iterable[Unit]) -> Iterator[_Section]:
    path: list[Unit] = []
    gathered: list[Unit] = []
    for unit in units:
        changes = bool(gathered) and unit.block.run_in != gathered[-1].block.run_in
        if (unit.is_heading or changes) and gathered and not gathered[-1].is_heading:
            yield _section(path, gathered)
            gathered = []
        if unit.is_heading:
            path = [above for above in path if above.block.level < unit.block.level] + [unit]
        gathered.append(unit)
    if gathered:
        yield _section(path, gathered)


def _section(path: Sequence[Unit], units: Sequence[Unit]) -> _Section:
    titles = (*(unit.block.title for unit in path), units[-1].block.run_in)
    return _Section(tuple(title for title in titles if title), tuple(units))


def _passages(
    document: Document, sections: Sequence[_Section], measure: TokenCounter, window: int
) -> Iterator[Passage]:
    titles = sorted({title for section in sections for title in section.path})
    sizes = dict(zip(titles, measure(titles), strict=True))
    share = window // _CONTEXT_SHARE
    number = 0
    for section in sections:
        path, path_size = _fitting_path(section.path, sizes, share, measure)
        for run in _runs(section.units, window - path_size):
            table = run[-1] if run[-1].header else None
            header = _shortened(table.header, share, measure) if table else ""
            for part in _parts(run, window - path_size - sum(measure([header])), measure):
                start, end = part[0].start, part[-1].end
                text = document.text[start:end]
                yield Passage(
                    document=document.name,
                    number=number,
                    start=start,
                    end=end,
                    text=text,
                    heading=path,
                    header=header if table and start >= table.block.end else "",
                    page=_page(document, start),
                    sentences=tuple(replace(s, page=_page(document, s.start)) for s in part),
                    language=document.language,
                )
                number += 1


def _page(document: Document, offset: int) -> int | None:
    return max(1, bisect_right(document.pages, offset)) if document.pages else None


def _fitting_path(
    path: tuple[str, ...], sizes: dict[str, int], room: int, measure: TokenCounter
) -> tuple[tuple[str, ...], int]:
    """Return as many of the innermost titles as fit, and their size; the last is shortened if it does not fit alone."""
    for first in range(len(path)):
        # One more token for the separator between two titles.
        size = sum(sizes[title] + 1 for title in path[first:])
        if size <= room:
            return path[first:], size
    return ((_shortened(path[-1], room, measure),), room) if path else ((), 0)


def _shortened(text: str, room: int, measure: TokenCounter) -> str:
    """Return a text, or its beginning with an ellipsis if it has too many tokens."""
    if measure([text])[0] <= room:
        return text
    return text[: split_oversize(text, room - 1, measure)[0][1]].rstrip() + "…"


def _runs(units: Iterable[Unit], room: int) -> Iterator[list[Unit]]:
    """Yield the units that are cut together: short ones with neighbours, and an announcement with what it announces."""
    run = _Run()
    for unit in units:
        if run.units and not run.takes(unit, room):
            yield run.units
            run = _Run()
        run.add(unit)
    yield run.units


def _parts(run: Sequence[Unit], room: int, measure: TokenCounter) -> Iterator[list[Sentence]]:
    """Yield the sentences of each passage that the units are cut into."""
    atoms: list[list[Piece]] = []
    size = 0
    for unit in run:
        # Text before a table in the same run introduces it.
        leads_up = bool(run[-1].header) and unit is not run[-1]
        for piece in unit.pieces:
            for fitting in _fitting(replace(piece, leads=piece.leads or leads_up), room, measure):
                if atoms and atoms[-1][-1].leads and size + fitting.size <= room:
                    atoms[-1].append(fitting)
                    size += fitting.size
                else:
                    atoms.append([fitting])
                    size = fitting.size
    for first, after in cut_evenly([sum(piece.size for piece in atom) for atom in atoms], room):
        yield from _narrow([piece.sentence for atom in atoms[first:after] for piece in atom])


def _narrow(part: list[Sentence]) -> Iterator[list[Sentence]]:
    """Yield sentences in as many parts as the whitespace between them requires; nearly always one."""
    begin = 0
    for number, sentence in enumerate(part):
        if number > begin and sentence.end - part[begin].start > _WIDEST:
            yield part[begin:number]
            begin = number
    yield part[begin:]


def _fitting(piece: Piece, room: int, measure: TokenCounter) -> Iterator[Piece]:
    """Yield the piece, or its parts if it does not fit."""
    if piece.size <= room:
        yield piece
        return
    text = piece.sentence.text
    cells = piece.sentence.row.cells[1:] if piece.sentence.row else ()
    begins = sorted({cell.start - piece.sentence.start for cell in cells if cell.start > piece.sentence.start})
    for start, end in split_oversize(text, room, measure, begins):
        part = text[start:end].strip()
        if part:
            begin = piece.sentence.start + start + text[start:end].index(part)
            row = piece.sentence.row and without_cells_outside(piece.sentence.row, begin, begin + len(part))
            sentence = replace(piece.sentence, start=begin, end=begin + len(part), text=part, row=row)
            yield Piece(sentence, measure([part])[0], piece.leads)
