"""What an index is read from: the folder itself, Milvus, or the store of a plugin.

The index folder is always written first: SQLite has transactions, and a store need not. What is committed there is then
published to the store, one generation at a time.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.errors import StoreError
from assistant.indexing.check import Fault
from assistant.indexing.layout import Recipe
from assistant.indexing.reader import NearestPassages, Reader


@dataclass(frozen=True, slots=True)
class Published:
    """The generation that a store has, what it was built with, and its size."""

    generation: int
    recipe: Recipe
    documents: int
    passages: int
    sentences: int

    def __str__(self) -> str:
        return (
            f"generation {self.generation}: {self.documents} documents, {self.passages} passages,"
            f" {self.sentences} sentences, made with {self.recipe.embedder}"
        )


class Store(Protocol):
    """The store from which questions read an index. Safe to use from several threads.

    Every method raises StoreError if the store cannot be reached or used, and IndexStateError if it is the index folder
    and damaged.
    """

    @property
    def name(self) -> str:
        """Its name in messages, as in the setting, without tokens."""
        ...

    @property
    def needs_publishing(self) -> bool:
        """Whether commits to the index folder must be published before questions see them."""
        ...

    def published(self) -> Published | None:
        """Return what readers see now, or None if nothing was ever published."""
        ...

    def belongs_to(self, index: Path) -> bool:
        """Return whether the index in this folder may be published here: it was before, or none was."""
        ...

    def publish(self, index: Path, *, take_over: bool = False) -> None:
        """Publish the current content of the index folder to readers. The caller holds the folder's write lock.

        A reading in progress continues to see its generation. If publishing is interrupted, the earlier generation
        stays. `take_over` replaces what is there, such as the index of another folder or version.

        Raises:
            StoreError: another index folder publishes here, or nothing is published and this one has no documents.
        """
        ...

    def reading(self, recipe: Recipe) -> AbstractContextManager[tuple[Reader, NearestPassages]]:
        """Open the newest generation for one question.

        Raises:
            StoreError: nothing is published.
            IndexStateError: the published index was built by another recipe, for example with another embedder.
        """
        ...

    def check(self, index: Path, /) -> tuple[Fault, ...]:
        """Return how what readers see differs from this folder; nothing if another folder publishes."""
        ...

    def close(self) -> None:
        """Close connections and release caches; the next use opens them again."""
        ...


def held_by_another(name: str) -> StoreError:
    """Return the error for publishing an index to a store that belongs to another folder."""
    return StoreError(
        f"The store {name} holds what another index folder has published. Name another database, or replace it:"
        f" `assistant index --rebuild --store {name}`."
    )


def nothing_published(name: str) -> StoreError:
    """Return the error for a store without an index."""
    return StoreError(
        f"Nothing is published in the store {name}. Where the documents are, run `assistant index --store {name}`."
    )
