"""Reading a file and cutting its documents: the work of a reading process."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import DocumentError, PluginError
from assistant.indexing.cut import Cut, CutReading, pack, unread
from assistant.reading.contents import Limits
from assistant.reading.opening import Identity
from assistant.reading.passages.chunking import cut_passages
from assistant.reading.passages.facets import weigh_facets
from assistant.reading.passages.packing import TokenCounter
from assistant.reading.registry import FileReading, Skipped, Source, UnopenedError, read_data, read_file
from assistant.reading.telling.progress import READING, tell_share
from assistant.types import Passage

if TYPE_CHECKING:
    from assistant.embedding import Embedder

Read = Callable[[Path, str, Limits, Identity | None], FileReading]
ReadData = Callable[[bytes, Path, str, Limits], FileReading]
_TOLD_ALONE = 20
"""How many documents of one file are named that are beyond its limit."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Cutting:
    """Reads a file and cuts its documents, with the token count of an embedder. Can be sent to another process.

    At most `limits.sentences` are cut of a file, including everything inside it; further documents are skipped.
    """

    limits: Limits
    count_tokens: TokenCounter
    max_tokens: int
    read: Read = read_file
    read_data: ReadData = read_data

    @classmethod
    def for_embedder(cls, embedder: Embedder, limits: Limits) -> Cutting:
        """Return a cutter for an embedder."""
        return cls(limits, embedder.count_tokens, embedder.max_tokens)

    def file(self, path: Path, name: str, identity: Identity | None) -> CutReading:
        """Return the cut documents of the file at a path, with problems in `skipped`."""
        try:
            return self._cut(self.read(path, name, self.limits, identity))
        except UnopenedError as error:
            return unread(name, str(error), again=True)
        except PluginError as error:
            return _without_plugin(name, error)
        except DocumentError as error:
            return unread(name, str(error))

    def data(self, data: bytes, path: Path, name: str) -> CutReading:
        """Return the cut documents of the bytes of a file, with problems in `skipped`."""
        try:
            return self._cut(self.read_data(data, path, name, self.limits))
        except PluginError as error:
            return _without_plugin(name, error)
        except DocumentError as error:
            return unread(name, str(error))

    def _cut(self, reading: FileReading) -> CutReading:
        sources: list[Cut] = []
        skipped = list(reading.skipped)
        beyond: list[str] = []
        left = self.limits.sentences
        total = sum(len(source.document.text) for source in reading.sources)
        done = 0
        for source in reading.sources:
            made = self._cut_source(source, left, partial(_tell_cut, done, total))
            done += len(source.document.text)
            if made is None:
                beyond.append(source.document.name)
            else:
                sources.append(made)
                left -= made.sentences
        skipped += [Skipped(name, self._too_many(beyond[_TOLD_ALONE:])) for name in beyond[:_TOLD_ALONE]]
        return CutReading(tuple(sources), tuple(skipped), faults=reading.faults, awaits=reading.awaits)

    def _too_many(self, more: Sequence[str]) -> str:
        others = f", like {len(more):,} more inside the same file" if more else ""
        return (
            f"has more sentences than {self.limits.sentences:,}, the limit for one file with everything"
            f" inside it{others}. Split it, or raise ASSISTANT_MAX_SENTENCES."
        )

    def _cut_source(self, source: Source, most: int, tell: Callable[[int], None]) -> Cut | None:
        if len(source.blocks) > most:  # each has at least one sentence
            return None
        source = _storable(source)
        passages = cut_passages(source.document, source.blocks, self.count_tokens, self.max_tokens)
        if sum(len(passage.sentences) for passage in passages) > most:
            return None

        def weighed() -> Iterator[Passage]:
            for passage in passages:
                tell(passage.start)
                yield _weighed(passage)

        return pack(source.document, weighed())


def _tell_cut(before: int, total: int, characters: int) -> None:
    """Tell how much of a file is done, of whose texts so many characters are cut after those of earlier documents."""
    tell_share(READING + (1 - READING) * (before + characters) / max(total, 1))


def _without_plugin(name: str, error: PluginError) -> CutReading:
    """Return what a file gives whose plugin cannot be used now, but may be when the file is next looked at."""
    return replace(unread(name, str(error), again=True), faults=(str(error),))


def _weighed(passage: Passage) -> Passage:
    return replace(passage, facets=weigh_facets("\n".join((*passage.heading[-1:], passage.text)), passage.language))


def _storable(source: Source) -> Source:
    """Return a document without what no database holds (NUL, halves of surrogate pairs); every offset stays."""
    document = source.document
    titles = (block.title for block in source.blocks)
    if not any(map(_UNSTORABLE.search, (document.text, document.title, document.author, *titles))):
        return source
    clean = replace(
        document,
        text=_clean(document.text),
        title=_clean(document.title),
        author=_clean(document.author),
    )
    return Source(clean, tuple(replace(block, title=_clean(block.title)) for block in source.blocks))


def _clean(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)
