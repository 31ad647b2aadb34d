"""Data that all questions on one generation of a published index share, read once."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.errors import StoreError
from assistant.indexing.milvus.client import Entity, Milvus, listed
from assistant.indexing.milvus.rows import COPY, FIRST, GONE, STALE, piece_ids
from assistant.indexing.milvus.state import Pieces, State
from assistant.indexing.milvus.vocabulary import Vocabulary, vocabulary_from
from assistant.reading.registry import Skipped

STRONG_FOR_S = 10.0
"""How long after a generation is first seen every node is asked to have caught up; then they have (Milvus lets bounded
reads be five seconds behind, `common.gracefulTime`)."""


@dataclass(frozen=True)
class View:
    """A generation of a store. Safe to share."""

    milvus: Milvus
    state: State

    @cached_property
    def first_seen(self) -> float:
        """When this generation was first seen, by this machine's clock."""
        return time.monotonic()

    @property
    def strong(self) -> bool:
        """Whether reads must wait for every node."""
        return time.monotonic() - self.first_seen < STRONG_FOR_S

    @cached_property
    def content(self) -> str:
        """The expression for the rows of passages, sentences and texts that this generation has."""
        gone = sorted(row["document"] for row in self._marks if row["role"] == GONE)
        return f"born <= {self.state.generation}" + (f" and document not in {listed(gone)}" if gone else "")

    @cached_property
    def documents(self) -> str:
        """The same for the rows of documents."""
        stale = sorted(row["card"] for row in self._marks if row["role"] == STALE)
        shown = f"{self.content} and role in [{FIRST}, {COPY}]"
        return shown + (f" and id not in {listed(stale)}" if stale else "")

    @cached_property
    def _marks(self) -> list[Entity]:
        which = f"born <= {self.state.generation} and role >= {GONE}"
        return list(self.milvus.all_rows(self.state.collections.documents, which, ["document", "role", "card"]))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of this generation."""
        return vocabulary_from(self.text("vocabulary", self.state.vocabulary))

    @cached_property
    def problems(self) -> tuple[Skipped, ...]:
        """The files that could not be read."""
        return tuple(Skipped(**problem) for problem in json.loads(self.text("problems", self.state.problems)))

    def text(self, key: str, pieces: Pieces) -> str:
        """Return a text that belongs to a whole generation."""
        ids = piece_ids(f"{key}@{pieces.born}", pieces.count)
        found = self.pieces(ids)
        return "".join(found[id_] for id_ in ids)

    def pieces(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Return pieces of long texts by id; StoreError where one is missing."""
        rows = self.milvus.by_id(self.state.collections.pieces, ids, ["text"], strong=self.strong)
        found = {row["id"]: str(row["text"]) for row in rows}
        if missing := [id_ for id_ in ids if id_ not in found]:
            where = self.milvus.address.written
            raise StoreError(
                f"The store {where} lacks {missing[0]!r} of generation {self.state.generation}. Ask again; if it stays,"
                f" publish it again: `assistant index --rebuild --store {where}`."
            )
        return found
