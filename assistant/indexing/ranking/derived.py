"""What is derived from a generation: vectors, and words of a large index, in memory and in files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.indexing.layout import words_file, words_generations, write_checked
from assistant.indexing.ranking.index_parameters import ranks_in_memory
from assistant.indexing.ranking.vectors import PassageVectors
from assistant.indexing.ranking.words import PassageWords
from assistant.indexing.sqlite.store import Snapshot


@dataclass(frozen=True, slots=True)
class Derived:
    """The derived data of one generation of a database."""

    database: Path
    generation: int
    vectors: PassageVectors
    words: PassageWords | None


def derive(folder: Path, snapshot: Snapshot, kept: Derived | None) -> Derived:
    """Return the derived data for a snapshot of the index in `folder`, reading only what `kept` lacks."""
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


def keep_derived(folder: Path, snapshot: Snapshot, earlier: PassageVectors | None = None) -> PassageVectors:
    """Write the files that readers of this snapshot open, unless the folder has some that are close enough.

    `earlier` are the vectors of an earlier generation. Returns those of this one; the files are named by its
    `base_generation`. The caller holds the write lock.

    Raises:
        OSError: the disk is full or fails.
    """
    vectors = earlier.advanced(folder, snapshot) if earlier else PassageVectors.of(folder, snapshot)
    vectors = vectors.keep(folder, snapshot)
    _keep_words(folder, vectors.base_generation, snapshot)
    return vectors


def _keep_words(folder: Path, generation: int, snapshot: Snapshot) -> None:
    """Make sure that the folder has words beside the vectors of this generation, if the index is large enough."""
    file = words_file(folder, generation)
    if file.is_file() or not ranks_in_memory(snapshot.passage_count()):
        return
    older = max((g for g in words_generations(folder) if snapshot.started <= g <= snapshot.generation), default=None)
    words = None if older is None else PassageWords.of(folder, older, snapshot)
    write_checked(file, *(words or PassageWords.derive(snapshot)).merged_bytes())
