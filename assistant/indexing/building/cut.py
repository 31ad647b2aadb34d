"""A document that is cut: all that is written of it but its vectors.

Its passages are kept as packed bytes, a few unpacked at a time: as objects, those of a long document take many times
their text.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.indexing.building.indexed_words import document_words, identity_words, passage_words, sentence_words
from assistant.language.figures import find_figures
from assistant.printable import printable_name
from assistant.reading.passages.chunking import embedding_text
from assistant.reading.registry import Skipped
from assistant.types import Document, Figure, Passage

Halves = NDArray[np.float16]
"""Vectors as an index keeps them."""
_PACKED_TOGETHER = 64
"""How many passages are unpacked at once."""
_LEVEL = 1


@dataclass(frozen=True, slots=True)
class CutPassage:
    """A passage with the words it is found by and, for each of its sentences, those and the figures."""

    passage: Passage
    words: str
    sentence_words: tuple[str, ...]
    figures: tuple[tuple[Figure, ...], ...]

    @property
    def texts(self) -> Iterator[str]:
        """What is embedded of it: its own text, then those of its sentences."""
        yield embedding_text(self.passage)
        yield from (sentence.text for sentence in self.passage.sentences)


@dataclass(frozen=True, slots=True)
class Cut:
    """A document that is cut, with the words it is found by and those it is recognised by, and how much it holds."""

    document: Document
    words: str
    identity_words: str
    passages: int
    sentences: int
    figures: int
    packed: tuple[bytes, ...] = field(repr=False)

    def unpacked(self) -> Iterator[CutPassage]:
        """Yield the passages in order, each anew."""
        for some in self.packed:
            yield from pickle.loads(zlib.decompress(some))

    @property
    def texts(self) -> Iterator[str]:
        """What is embedded of it, in order, repeats included."""
        for passage in self.unpacked():
            yield from passage.texts


@dataclass(frozen=True, slots=True)
class CutReading:
    """What one file gave, cut, and what in it could not be read.

    `again` says that the file could not be opened, which may be otherwise the next time. `seconds` is what the work on
    it has taken. `vectors` are those of its texts, `(n, d)` in the order of `texts_of`, where they were embedded, too.
    """

    sources: tuple[Cut, ...]
    skipped: tuple[Skipped, ...] = ()
    again: bool = False
    seconds: float = 0.0
    vectors: Halves | None = None


def unread(name: str, reason: str, *, again: bool = False) -> CutReading:
    """Return what a file gave that could not be read."""
    return CutReading((), (Skipped(name, reason.removeprefix(f"{printable_name(name)} ")),), again)


def pack(document: Document, passages: Iterable[Passage]) -> Cut:
    """Return a document with its passages packed, and all that is written beside them."""
    packed: list[bytes] = []
    some: list[CutPassage] = []
    counted = sentences = figures = 0

    def pack_some() -> None:
        packed.append(zlib.compress(pickle.dumps(some, pickle.HIGHEST_PROTOCOL), _LEVEL))
        some.clear()

    for passage in passages:
        # What is hidden proves nothing, so its figures are none of the ledger's.
        found = tuple(() if passage.hidden else find_figures(sentence.text) for sentence in passage.sentences)
        words = tuple(sentence_words(sentence.text) for sentence in passage.sentences)
        some.append(CutPassage(passage, passage_words(passage), words, found))
        counted += 1
        sentences += len(found)
        figures += sum(map(len, found))
        if len(some) == _PACKED_TOGETHER:
            pack_some()
    if some:
        pack_some()
    words_of = document_words(document), identity_words(document)
    return Cut(document, *words_of, counted, sentences, figures, tuple(packed))
