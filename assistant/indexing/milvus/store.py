"""Milvus as a store: published to by one index folder, read by any number of machines."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from assistant.disk import replace_file
from assistant.errors import StoreAccessError, StoreAwayError, StoreError
from assistant.indexing.check import Fault
from assistant.indexing.layout import Recipe, check_recipe
from assistant.indexing.milvus.address import address_of
from assistant.indexing.milvus.client import Milvus
from assistant.indexing.milvus.publishing import clear, publish
from assistant.indexing.milvus.reading import MilvusReader
from assistant.indexing.milvus.state import State, check_edition, newest_state, read_state
from assistant.indexing.milvus.view import View
from assistant.indexing.reader import NearestPassages, Reader
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.store import Published, held_by_another, nothing_published
from assistant.settings import Settings

PUBLISHER_FILE = "publisher"
_COMPARED_AT_ONCE = 200


def open_milvus(_value: str, settings: Settings) -> MilvusStore:
    """Return the store of the settings. Raises SettingsError where its address cannot be used."""
    return MilvusStore(settings.store, settings.store_token, settings.store_seconds)


class MilvusStore:
    """An index published to Milvus. Connects when it is first needed; safe to use from several threads."""

    needs_publishing = True

    def __init__(self, written: str, token: str, seconds: float) -> None:
        """Take an address, a token and the seconds one request may take. Raises SettingsError for a bad address."""
        self.address = address_of(written)
        self._token = token
        self._seconds = seconds
        self._connecting = threading.Lock()
        self._milvus: Milvus | None = None
        self._view: View | None = None
        self._checked = False

    def close(self) -> None:
        """Close the connection."""
        with self._connecting:
            if self._milvus is not None:
                self._milvus.close()
            self._milvus, self._view, self._checked = None, None, False

    @property
    def name(self) -> str:
        """Its address."""
        return self.address.written

    @property
    def milvus(self) -> Milvus:
        """The connection."""
        with self._connecting:
            if self._milvus is None:
                self._milvus = Milvus(self.address, self._token, self._seconds)
            return self._milvus

    def state(self) -> State | None:
        """Return the published state, or None if nothing is published. Raises StoreError."""
        if self._checked:
            return newest_state(self.milvus)
        state = read_state(self.milvus)
        self._checked = state is not None
        return state

    def published(self) -> Published | None:
        """Return what readers see now, or None where nothing is published. Raises StoreError."""
        state = self.state()
        if state is None:
            return None
        counts = (state.rows[level] for level in ("documents", "passages", "sentences"))
        return Published(state.generation, state.recipe, *counts)

    def belongs_to(self, index: Path) -> bool:
        """Return whether this index folder may publish here: it did before, or nobody has."""
        return _is_publisher(index, self.state())

    def publish(self, index: Path, *, take_over: bool = False) -> None:
        """Publish the current generation of the index folder; the caller holds its write lock.

        `take_over` replaces whatever the store holds, another folder's index or another version's.

        Raises:
            StoreError: another index folder publishes there, or the store cannot be used; or nothing is published and
                this folder has no documents either.
        """
        state = self._state_or_clear() if take_over else self.state()
        if not take_over and not _is_publisher(index, state):
            raise held_by_another(self.name)
        with Snapshot.newest(index) as snapshot:
            if state is None and not take_over and not snapshot.row_count("documents"):
                raise nothing_published(self.name)  # a machine that only answers would else become the publisher
            publish(self.milvus, snapshot, state, _publisher_of(index, make=True))

    def check(self, index: Path) -> tuple[Fault, ...]:
        """Return the differences between store and index folder; none if the folder publishes elsewhere.

        Raises:
            StoreError: the store cannot be reached.
        """
        state = self.state()
        if state is None or state.publisher != _publisher_of(index):
            return ()
        with Snapshot.newest(index) as snapshot:
            return tuple(_check_published(View(self.milvus, state), snapshot))

    def _state_or_clear(self) -> State | None:
        """Return the state, or delete a state that cannot be read."""
        try:
            return self.state()
        except (StoreAwayError, StoreAccessError):
            raise
        except StoreError:
            clear(self.milvus)
            self._checked = False
            return None

    @contextmanager
    def reading(self, recipe: Recipe) -> Iterator[tuple[Reader, NearestPassages]]:
        """Open the newest generation.

        Raises:
            StoreError: the store cannot be used, or nothing is published.
            IndexStateError: the published index was built differently, for example with another embedder.
        """
        view = self._newest()
        check_recipe(view.state.recipe, recipe)
        reader = MilvusReader(view)
        yield reader, reader

    def _newest(self) -> View:
        milvus, view, state = self.milvus, self._view, self.state()
        if state is None:
            raise nothing_published(self.name)
        if view is not None and view.state == state and view.milvus is milvus:
            return view
        if view is None or view.state.edition != state.edition:
            check_edition(milvus, state)
        self._view = made = View(milvus, state)
        return made


def _is_publisher(index: Path, state: State | None) -> bool:
    return state is None or state.publisher == _publisher_of(index)


def _publisher_of(index: Path, *, make: bool = False) -> str:
    """Return the id under which an index folder publishes, "" if it has none yet; `make` creates one."""
    file = index / PUBLISHER_FILE
    if file.is_file():
        return file.read_text("ascii").strip()
    if not make:
        return ""
    name = uuid.uuid4().hex
    replace_file(file, name.encode("ascii"))
    return name


def _check_published(view: View, snapshot: Snapshot) -> Iterator[Fault]:
    """Yield what of a published index is not as in the database: catalogue, texts, passages with their vectors."""
    where = view.milvus.address.written
    if view.state.generation != snapshot.generation:
        told = f"The store {where} has generation {view.state.generation}, the index {snapshot.generation}."
        yield Fault(told, "Run `assistant index` to publish it.")
        return
    mend = f"Run `assistant index --rebuild --store {where}`."
    try:
        check_edition(view.milvus, view.state)
        reader = MilvusReader(view)
        if reader.documents() != snapshot.documents() or reader.problems() != snapshot.problems():
            yield Fault(f"The store {where} lists other documents than the index.", mend)
            return
        for document in snapshot.documents():
            if not _same(reader, snapshot, document.id, document.name):
                yield Fault(f"{document.name} is in the store {where} otherwise than in the index.", mend)
    except StoreError as error:
        yield Fault(str(error), mend)


def _same(reader: MilvusReader, snapshot: Snapshot, row: int, name: str) -> bool:
    if reader.document(name) != snapshot.document(name):
        return False
    ids = sorted(snapshot.passages_in([row]))
    for first in range(0, len(ids), _COMPARED_AT_ONCE):
        some = ids[first : first + _COMPARED_AT_ONCE]
        here, there = snapshot.read_passages(some), reader.read_passages(some)
        if here.keys() != there.keys() or any(
            here[id_].passage != there[id_].passage
            or not np.array_equal(here[id_].sentence_vectors, there[id_].sentence_vectors)
            for id_ in some
        ):
            return False
    return True
