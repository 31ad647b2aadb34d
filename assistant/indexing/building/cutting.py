"""A file into documents that are cut: the work of a process that reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import DocumentError
from assistant.indexing.building.cut import Cut, CutReading, pack, unread
from assistant.indexing.building.storable import storable
from assistant.reading.contents import Limits
from assistant.reading.opening import Identity
from assistant.reading.passages.chunking import cut_passages
from assistant.reading.passages.facets import weigh_facets
from assistant.reading.passages.packing import TokenCounter
from assistant.reading.registry import FileReading, Skipped, Source, UnopenedError, read_data, read_file
from assistant.types import Passage

if TYPE_CHECKING:
    from assistant.embedding import Embedder

Read = Callable[[Path, str, Limits, Identity | None], FileReading]
ReadData = Callable[[bytes, Path, str, Limits], FileReading]


@dataclass(frozen=True, slots=True)
class Cutting:
    """Reads a file and cuts what it gives, for an embedder that counts tokens so. It can be sent to another process.

    No more than `limits.sentences` are cut of a file, with all within it: its further documents are passed over.
    """

    limits: Limits
    count_tokens: TokenCounter
    max_tokens: int
    read: Read = read_file
    read_data: ReadData = read_data

    @classmethod
    def for_embedder(cls, embedder: Embedder, limits: Limits) -> Cutting:
        """Return what cuts for an embedder."""
        return cls(limits, embedder.count_tokens, embedder.max_tokens)

    def file(self, path: Path, name: str, identity: Identity | None) -> CutReading:
        """Return what the file at a path gives, and what is wrong with it in `skipped`."""
        try:
            return self._cut(self.read(path, name, self.limits, identity))
        except UnopenedError as error:
            return unread(name, str(error), again=True)
        except DocumentError as error:
            return unread(name, str(error))

    def data(self, data: bytes, path: Path, name: str) -> CutReading:
        """Return what the bytes of a file give, and what is wrong with them in `skipped`."""
        try:
            return self._cut(self.read_data(data, path, name, self.limits))
        except DocumentError as error:
            return unread(name, str(error))

    def _cut(self, reading: FileReading) -> CutReading:
        sources: list[Cut] = []
        skipped = list(reading.skipped)
        left = self.limits.sentences
        for source in reading.sources:
            made = self._cut_source(source, left)
            if made is None:
                reason = (
                    f"has more sentences than the {self.limits.sentences:,} that are indexed of one file, with all"
                    " within it. Split it, or raise ASSISTANT_MAX_SENTENCES."
                )
                skipped.append(Skipped(source.document.name, reason))
            else:
                sources.append(made)
                left -= made.sentences
        return CutReading(tuple(sources), tuple(skipped))

    def _cut_source(self, source: Source, most: int) -> Cut | None:
        if len(source.blocks) > most:  # each has a sentence at least
            return None
        source = storable(source)
        passages = cut_passages(source.document, source.blocks, self.count_tokens, self.max_tokens)
        if sum(len(passage.sentences) for passage in passages) > most:
            return None
        return pack(source.document, map(_weighed, passages))


def _weighed(passage: Passage) -> Passage:
    return replace(passage, facets=weigh_facets("\n".join((*passage.heading[-1:], passage.text))))
