"""Embedding of cut documents in batches; a text that was embedded before is not embedded again.

Remote workers may embed too: vectors that come with a reading are used as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from assistant.embedding import Embedder
from assistant.indexing.building.begun_vectors import BegunVectors
from assistant.indexing.building.corpus import CorpusFile
from assistant.indexing.building.embedding_texts import Keep, embed_texts, texts_of
from assistant.indexing.building.reading_process import ReadingRules, took_too_long
from assistant.indexing.catalogue import StoredFile
from assistant.indexing.cut import Cut, CutReading, Halves
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.sqlite.writer import FileWrite, Prepared
from assistant.reading.registry import Skipped
from assistant.types import Document

TEXTS = 1024
"""About how many texts are collected before they are embedded and written; a crash loses at most these."""

_LOOKED_UP_AT_ONCE = 2000


def _keep_none(_texts: Sequence[str], _vectors: Halves) -> None:
    """Keep no vectors."""


class Readers(AbstractContextManager["Readers"], Protocol):
    """Reads the files of a corpus, several at once, and stops its workers at the end of the context."""

    def read(self, files: Iterable[CorpusFile]) -> Iterator[CutReading]:
        """Yield the result of each file, in order; problems are in `skipped` under the file's own name."""


@dataclass
class _Read:
    """A file and its result: None if it could not be read, only a document if its text is already indexed."""

    file: StoredFile
    documents: tuple[Cut | Document, ...] | None
    seconds: float

    @property
    def cuts(self) -> list[Cut]:
        return [one for one in self.documents or () if isinstance(one, Cut)]

    @property
    def size(self) -> int:
        """The bytes of the file or of its new texts, whichever is larger."""
        return max(self.file.size, sum(len(cut.document.text.encode()) for cut in self.cuts))

    def without(self, reason: str) -> _Read:
        """Return the file with one more problem, marked as unreadable."""
        problems = (*self.file.problems, Skipped(self.file.name, reason))
        return _Read(replace(self.file, problems=problems), None, self.seconds)


@dataclass
class Batch:
    """Files that were read and wait to be embedded and written together. `snapshot` is the index so far.

    `begun` keeps the vectors of large files until they are written.
    """

    embedder: Embedder
    snapshot: Snapshot
    rules: ReadingRules = field(default_factory=ReadingRules)
    begun: BegunVectors | None = None
    texts: int = 0
    _files: list[_Read] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _vectors: dict[str, Halves] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Return whether it is time to write."""
        return self.texts >= TEXTS

    def add(self, file: StoredFile, reading: CutReading) -> StoredFile:
        """Add the result of a file; return its record, with its problems.

        A file that could not be read keeps its documents; one that could not even be opened is recorded so that the
        next run tries it again.
        """
        sources: dict[str, Cut] = {}
        problems = list(reading.skipped)
        for source in reading.sources:
            if source.document.name in sources:
                problems.append(Skipped(source.document.name, "the file contains another one of this name"))
            else:
                sources[source.document.name] = source
        file = replace(file, problems=tuple(problems)).awaiting(reading.awaits)
        if reading.again:
            file = replace(file, sha256="", mtime_ns=0)
        if reading.vectors is not None:
            self._vectors.update(zip(texts_of(reading.sources), reading.vectors, strict=True))
        failed = any(problem.name == file.name for problem in problems) and not sources
        documents = None if failed else tuple(map(self._new, sources.values()))
        self._files.append(_Read(file, documents, reading.seconds))
        return file

    def _new(self, cut: Cut) -> Cut | Document:
        text = cut.document.text
        if text in self._seen or self.snapshot.holds_text(text):
            return cut.document
        self._seen.add(text)
        self.texts += cut.passages + cut.sentences
        return cut

    def prepared(self, embedded: Callable[[float], None] = lambda _: None) -> tuple[FileWrite, ...]:
        """Embed all new texts, each once, and return all files ready to be written.

        A file with very many texts is embedded alone, and skipped if that takes too long. `embedded` is called with the
        share that is done.
        """
        new = [self._new_texts(read.cuts) for read in self._files]
        together = list(dict.fromkeys(text for texts in new if len(texts) <= TEXTS for text in texts))
        done, total = 0, len(together) + sum(len(texts) for texts in new if len(texts) > TEXTS)

        def embed(texts: Sequence[str], seconds: float = float("inf"), keep: Keep = _keep_none) -> None:
            nonlocal done
            before = done
            vectors = embed_texts(self.embedder, texts, seconds, lambda some: embedded((before + some) / total), keep)
            self._vectors.update(zip(texts, vectors, strict=True))
            done += len(texts)

        embed(together)
        for place, (read, texts) in enumerate(zip(self._files, new, strict=True)):
            if len(texts) > TEXTS:
                seconds = self.rules.seconds_to_embed(read.size)
                try:
                    embed(texts, seconds, self.begun.keep if self.begun else _keep_none)
                except TimeoutError:
                    self._files[place] = read.without(took_too_long("embedding", seconds))
        return tuple(self._ready(read) for read in self._files)

    def _new_texts(self, cuts: Sequence[Cut]) -> list[str]:
        """Return the texts without vectors, after reusing those of the index and of an interrupted update."""
        texts = [text for text in texts_of(cuts) if text not in self._vectors]
        for first in range(0, len(texts), _LOOKED_UP_AT_ONCE):
            found = self.snapshot.vectors_of(texts[first : first + _LOOKED_UP_AT_ONCE])
            if found:
                self._vectors.update(zip(found, np.array(list(found.values()), np.float16), strict=True))
        if self.begun:
            self._vectors.update(self.begun.of([text for text in texts if text not in self._vectors]))
        return [text for text in texts if text not in self._vectors]

    def _ready(self, read: _Read) -> FileWrite:
        if read.documents is None:
            return FileWrite(read.file, None)
        documents = (Prepared(one, self._vectors) if isinstance(one, Cut) else one for one in read.documents)
        return FileWrite(read.file, tuple(documents))
