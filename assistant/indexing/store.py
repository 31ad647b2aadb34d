"""What an index is read from: the folder itself, Milvus, or what a plugin brings.

The folder of the index is written first, wherever it is read from: SQLite has transactions, and a store need not. What
is committed there is then published to the store, a whole generation at a time.
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
    """The generation that a store has, what it was built with, and how much it holds."""

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
    """What questions read an index from. Safe to use from several threads.

    Every method raises StoreError where the store cannot be reached or used, and IndexStateError where it is the folder
    of the index and that is damaged.
    """

    @property
    def name(self) -> str:
        """What messages call it, as the setting names it; without tokens."""
        ...

    @property
    def needs_publishing(self) -> bool:
        """Whether what is committed to the folder of the index has to be published before questions see it."""
        ...

    def published(self) -> Published | None:
        """Return what readers see now, or None where nothing was ever published."""
        ...

    def belongs_to(self, index: Path) -> bool:
        """Return whether the index in this folder may be published here: it has been before, or none has."""
        ...

    def publish(self, index: Path, *, take_over: bool = False) -> None:
        """Let readers see what the folder of the index holds now; whoever calls holds its write lock.

        A reading that has begun goes on seeing its generation. One that dies on the way leaves the earlier generation.
        `take_over` replaces whatever is there, another folder's index or another version's.

        Raises:
            StoreError: another index folder publishes here; or nothing is published, and this one has no documents.
        """
        ...

    def reading(self, recipe: Recipe) -> AbstractContextManager[tuple[Reader, NearestPassages]]:
        """Look at the newest generation, for one question.

        Raises:
            StoreError: nothing is published.
            IndexStateError: what is published was built otherwise than by this recipe, say with another embedder.
        """
        ...

    def check(self, index: Path, /) -> tuple[Fault, ...]:
        """Return how what readers see differs from what this folder holds; nothing where another one publishes."""
        ...

    def close(self) -> None:
        """Let go of connections and of what is kept in memory; what is asked next gets them anew."""
        ...


def held_by_another(name: str) -> StoreError:
    """Return what to raise where an index is to be published to a store that belongs to another folder."""
    return StoreError(
        f"The store {name} holds what another index folder has published. Name another database, or replace it:"
        f" `assistant index --rebuild --store {name}`."
    )


def nothing_published(name: str) -> StoreError:
    """Return what to raise where a store holds no index."""
    return StoreError(
        f"Nothing is published in the store {name}. Where the documents are, run `assistant index --store {name}`."
    )
