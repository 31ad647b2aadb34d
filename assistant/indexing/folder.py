"""The index folder as a store: SQLite, with the vectors and words derived from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.indexing.check import Fault
from assistant.indexing.layout import Recipe, can_be_read, check_recipe, current_database
from assistant.indexing.ranking.derived import Derived, derive
from assistant.indexing.reader import NearestPassages, Reader
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.store import Published
from assistant.indexing.tokens.passages import PassageTokens


class IndexFolder:
    """An index that is read where it is written. Vectors and words are loaded once per generation."""

    needs_publishing = False

    def __init__(self, folder: Path) -> None:
        """Use the index in this folder; nothing is read yet."""
        self.folder = folder
        self._derived: Derived | None = None
        self._tokens = PassageTokens(())

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.folder)

    def published(self) -> Published | None:
        """Return the committed generation, or None if there is none."""
        if current_database(self.folder) is None:
            return None
        with Snapshot.newest(self.folder) as snapshot:
            counts = (snapshot.row_count(level) for level in ("documents", "passages", "sentences"))
            return Published(snapshot.generation, snapshot.recipe, *counts)

    def belongs_to(self, index: Path) -> bool:
        """Return whether it is this folder."""
        return index.absolute() == self.folder.absolute()

    def publish(self, index: Path, *, take_over: bool = False) -> None:
        """Do nothing: what is committed here is what readers see."""

    @contextmanager
    def reading(self, recipe: Recipe) -> Iterator[tuple[Reader, NearestPassages]]:
        """Open the newest generation.

        Raises:
            IndexStateError: there is no index, it is damaged, or it was built with other settings.
        """
        with Snapshot.newest(self.folder) as snapshot:
            if not can_be_read(snapshot.recipe, recipe):
                check_recipe(snapshot.recipe, recipe)
            derived = self._derived = derive(self.folder, snapshot, self._derived)
            snapshot.words = derived.words
            snapshot.tokens = self._tokens = self._tokens.advanced(self.folder, snapshot)
            yield snapshot, derived.vectors

    def check(self, _index: Path, /) -> tuple[Fault, ...]:
        """Return nothing: readers see the folder itself, which `check_index` checks."""
        return ()

    def close(self) -> None:
        """Release the vectors and words."""
        self._derived = None
        self._tokens = PassageTokens(())
