"""What is derived of a generation and kept in memory until the next: the vectors, and the words of a large index."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.indexing.ranking.vectors import PassageVectors
from assistant.indexing.ranking.word_base import PassageWords
from assistant.indexing.sqlite.store import Snapshot


@dataclass(frozen=True, slots=True)
class Derived:
    """What goes with one generation of a database."""

    database: Path
    generation: int
    vectors: PassageVectors
    words: PassageWords | None


def derive(folder: Path, snapshot: Snapshot, kept: Derived | None) -> Derived:
    """Return what goes with a snapshot of the index in `folder`, reading of it only what is not kept."""
    if kept is None or kept.database != snapshot.database:
        vectors, words = PassageVectors.of(folder, snapshot), None
    elif kept.generation == snapshot.generation:
        return kept
    else:
        vectors, words = kept.vectors.advanced(folder, snapshot), kept.words
    if words is not None and words.base_generation == vectors.base_generation:
        words = words.advanced(snapshot)
    else:
        words = PassageWords.of(folder, vectors.base_generation, snapshot)
    return Derived(snapshot.database, snapshot.generation, vectors, words)
