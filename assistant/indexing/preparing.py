"""What was read is cut, and embedded together with what was read beside it; what was embedded before is not again.

Workers on other machines may cut and embed, too: what comes `CutReading` is taken as it is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from assistant.embedding import Embedder
from assistant.indexing.catalogue import StoredFile
from assistant.indexing.corpus import CorpusFile
from assistant.indexing.store import Snapshot, Vectors
from assistant.indexing.writer import FileWrite, Prepared
from assistant.reading.chunking import cut_passages, embedding_text
from assistant.reading.facets import weigh_facets
from assistant.reading.formats import FileReading, Skipped, Source
from assistant.types import Document, Passage

TEXTS = 1024
"""How many texts are gathered before they are embedded and written, about; a crash costs no more than these."""
AT_ONCE = 64
"""How many texts one call embeds: for so long a question has to wait for the embedder, at most."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Cut:
    """A document and its passages; None where the same text is held, or being prepared, already."""

    document: Document
    passages: tuple[Passage, ...] | None


@dataclass(frozen=True, slots=True)
class CutReading:
    """What one file gave, cut already; `vectors` are those of its texts, `(d,)` each, where they were embedded too."""

    sources: tuple[Cut, ...]
    skipped: tuple[Skipped, ...]
    vectors: Mapping[str, Vectors] = field(default_factory=dict)


class Readers(AbstractContextManager["Readers"], Protocol):
    """What reads the files of a corpus, several at once, and lets go of its workers at the end of the context."""

    def read(self, files: Iterable[CorpusFile]) -> Iterator[FileReading | CutReading]:
        """Yield what each file gave, in order; what is wrong with one is told under its own name in `skipped`."""


@dataclass
class Batch:
    """Files that were read, waiting to be embedded and written together. `snapshot` is what the index holds so far."""

    embedder: Embedder
    snapshot: Snapshot
    texts: int = 0
    _files: list[tuple[StoredFile, tuple[Cut, ...] | None]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _embedded: dict[str, Vectors] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Say whether it is time to write."""
        return self.texts >= TEXTS

    def add(self, file: StoredFile, reading: FileReading | CutReading) -> StoredFile:
        """Take in what a file gave; return what is to be remembered of it, with its problems.

        A file that could not be read at all keeps the documents it had.
        """
        sources: dict[str, Source | Cut] = {}
        problems = list(reading.skipped)
        for source in reading.sources:
            if source.document.name in sources:
                problems.append(Skipped(source.document.name, "the file holds another one of this name"))
            else:
                sources[source.document.name] = source
        file = replace(file, problems=tuple(problems))
        failed = any(problem.name == file.name for problem in problems) and not sources
        self._files.append((file, None if failed else tuple(map(self._cut, sources.values()))))
        if isinstance(reading, CutReading):
            self._embedded.update(reading.vectors)
        return file

    def _cut(self, source: Source | Cut) -> Cut:
        source = storable(source) if isinstance(source, Source) else source
        document = source.document
        if document.text in self._seen or self.snapshot.holds_text(document.text):
            return Cut(document, None)
        self._seen.add(document.text)
        cut = cut_source(source, self.embedder) if isinstance(source, Source) else source
        self.texts += sum(1 + len(passage.sentences) for passage in cut.passages or ())
        return cut

    def prepared(self, embedded: Callable[[float], None] = lambda _: None) -> tuple[FileWrite, ...]:
        """Embed what has not been embedded before, each text once, and return all files ready to be written.

        `embedded` is told what share is done.
        """
        cuts = [cut for _, of_file in self._files for cut in of_file or ()]
        vectors = self._vectors(dict.fromkeys(text for cut in cuts for text in texts_of(cut.passages or ())), embedded)

        def ready(cut: Cut) -> Prepared | Document:
            if cut.passages is None:
                return cut.document
            sentences = [sentence.text for passage in cut.passages for sentence in passage.sentences]
            return Prepared(
                cut.document,
                cut.passages,
                self._stacked([vectors[embedding_text(passage)] for passage in cut.passages]),
                self._stacked([vectors[text] for text in sentences]),
            )

        return tuple(FileWrite(file, None if of is None else tuple(map(ready, of))) for file, of in self._files)

    def _vectors(self, texts: Iterable[str], embedded: Callable[[float], None]) -> dict[str, Vectors]:
        wanted = list(texts)
        known = self._embedded | dict(self.snapshot.vectors_of(wanted))
        # Texts of about one length are embedded together, because the longest of them sets the price for all.
        new = sorted((text for text in wanted if text not in known), key=len)
        for first in range(0, len(new), AT_ONCE):
            embedded(first / len(new))
            some = new[first : first + AT_ONCE]
            known.update(zip(some, self.embedder.embed(some), strict=True))
            time.sleep(0.001)  # a question that waits for the embedder has its turn here
        return known

    def _stacked(self, vectors: Sequence[Vectors]) -> Vectors:
        return np.array(vectors, dtype=np.float32).reshape(len(vectors), self.embedder.dimension)


def cut_source(source: Source, embedder: Embedder) -> Cut:
    """Cut a storable document into the passages that this embedder reads."""
    cut = cut_passages(source.document, source.blocks, embedder.count_tokens, embedder.max_tokens)
    return Cut(
        source.document,
        tuple(
            replace(passage, facets=weigh_facets("\n".join((*passage.heading[-1:], passage.text)))) for passage in cut
        ),
    )


def texts_of(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield what is embedded of passages: their own texts and those of their sentences."""
    for passage in passages:
        yield embedding_text(passage)
        yield from (sentence.text for sentence in passage.sentences)


def storable(source: Source) -> Source:
    """Return a document without what no database holds (NUL, halves of surrogate pairs); every offset stays."""
    document = source.document
    titles = (block.title for block in source.blocks)
    if not any(map(_UNSTORABLE.search, (document.text, document.title, document.author, document.date, *titles))):
        return source
    clean = replace(
        document,
        text=_clean(document.text),
        title=_clean(document.title),
        author=_clean(document.author),
        date=_clean(document.date),
    )
    return Source(clean, tuple(replace(block, title=_clean(block.title)) for block in source.blocks))


def _clean(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)
