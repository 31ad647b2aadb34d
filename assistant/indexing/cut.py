"""A document after cutting: everything that is stored of it except the vectors.

Its passages are held as packed bytes and unpacked a few at a time: as objects, those of a long document take many times
the memory of their text.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from assistant.indexing.index_terms import document_words, identity_words, passage_words, sentence_words
from assistant.indexing.structure import written_structure
from assistant.printable import printable_name
from assistant.reading.passages.chunking import embedding_text
from assistant.reading.registry import Skipped
from assistant.types import Document, Passage, Sentence

Halves = NDArray[np.float16]
"""Vectors as an index stores them."""
_PACKED_TOGETHER = 64
"""How many passages are unpacked at once."""
_LEVEL = 1


@dataclass(frozen=True, slots=True)
class CutPassage:
    """A passage with its search terms, and those of each of its sentences.

    The figures and rows of the sentences are only in `structure`, as they are stored.
    """

    passage: Passage
    words: str
    sentence_words: tuple[str, ...]
    structure: str

    @property
    def texts(self) -> Iterator[str]:
        """The texts to embed: its own, then those of its sentences."""
        yield embedding_text(self.passage)
        yield from (sentence.text for sentence in self.passage.sentences)


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut document with its search terms, its identity terms, and its counts."""

    document: Document
    words: str
    identity_words: str
    passages: int
    sentences: int
    figures: int
    packed: tuple[bytes, ...] = field(repr=False)

    def unpacked(self) -> Iterator[CutPassage]:
        """Yield the passages in order, unpacking them again each time."""
        for some in self.packed:
            yield from pickle.loads(zlib.decompress(some))

    @property
    def texts(self) -> Iterator[str]:
        """The texts to embed, in order, including repetitions."""
        for passage in self.unpacked():
            yield from passage.texts


@dataclass(frozen=True, slots=True)
class CutReading:
    """The cut documents of one file, and what in it could not be read.

    `again`: the file could not be opened, and may be next time. `seconds` is the time spent on it. `vectors`, if its
    texts were embedded too, are `(n, d)` in the order of `texts_of`. `faults` are errors of plugins that should have
    read some of it. `awaits` is the number of pages whose text has not been recognized yet.
    """

    sources: tuple[Cut, ...]
    skipped: tuple[Skipped, ...] = ()
    again: bool = False
    seconds: float = 0.0
    vectors: Halves | None = None
    faults: tuple[str, ...] = ()
    awaits: int = 0


def unread(name: str, reason: str, *, again: bool = False) -> CutReading:
    """Return the result of a file that could not be read."""
    return CutReading((), (Skipped(name, reason.removeprefix(f"{printable_name(name)} ")),), again)


def pack(document: Document, passages: Iterable[Passage]) -> Cut:
    """Return a document with its passages packed, and everything that is stored with them."""
    packed: list[bytes] = []
    some: list[CutPassage] = []
    counted = sentences = figures = 0

    def pack_some() -> None:
        packed.append(zlib.compress(pickle.dumps(some, pickle.HIGHEST_PROTOCOL), _LEVEL))
        some.clear()

    for passage in passages:
        structure = written_structure(passage.sentences)
        words = tuple(sentence_words(sentence.text, passage.language) for sentence in passage.sentences)
        some.append(CutPassage(_bare(passage), passage_words(passage), words, structure))
        counted += 1
        sentences += len(passage.sentences)
        figures += sum(len(sentence.figures) for sentence in passage.sentences)
        if len(some) == _PACKED_TOGETHER:
            pack_some()
    if some:
        pack_some()
    words_of = document_words(document), identity_words(document)
    return Cut(document, *words_of, counted, sentences, figures, tuple(packed))


def _bare(passage: Passage) -> Passage:
    sentences = (Sentence(s.start, s.end, s.text, s.page, s.number) for s in passage.sentences)
    return replace(passage, sentences=tuple(sentences))
