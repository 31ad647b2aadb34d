"""A store beyond this machine: published to by one index folder, read by any number of machines."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import StoreAccessError, StoreAwayError, StoreError
from assistant.indexing.layout import Recipe, check_recipe, replace_file
from assistant.indexing.milvus.address import address_of
from assistant.indexing.milvus.checking import check_published
from assistant.indexing.milvus.client import Milvus
from assistant.indexing.milvus.publishing import clear, publish
from assistant.indexing.milvus.reading import MilvusReader
from assistant.indexing.milvus.state import State, check_edition, newest_state, read_state
from assistant.indexing.milvus.view import View
from assistant.indexing.sqlite.check import Fault
from assistant.indexing.sqlite.store import Snapshot

PUBLISHER_FILE = "publisher"


class MilvusStore:
    """An index published to Milvus. Connects when it is first needed; safe to use from several threads."""

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
        """Let go of the connection."""
        with self._connecting:
            if self._milvus is not None:
                self._milvus.close()
            self._milvus, self._view, self._checked = None, None, False

    @property
    def milvus(self) -> Milvus:
        """The connection."""
        with self._connecting:
            if self._milvus is None:
                self._milvus = Milvus(self.address, self._token, self._seconds)
            return self._milvus

    def state(self) -> State | None:
        """Return what is published, or None where nothing is. Raises StoreError."""
        if self._checked:
            return newest_state(self.milvus)
        state = read_state(self.milvus)
        self._checked = state is not None
        return state

    def is_published(self) -> bool:
        """Say whether anything is."""
        return self.state() is not None

    def belongs_to(self, index: Path) -> bool:
        """Say whether this index folder may publish here: it has before, or nobody has."""
        return _is_publisher(index, self.state())

    def check_publisher(self, index: Path) -> None:
        """Raise StoreError where another index folder publishes here."""
        self._check_publisher(index, self.state())

    def _check_publisher(self, index: Path, state: State | None) -> None:
        if not _is_publisher(index, state):
            where = self.address.written
            raise StoreError(
                f"The store {where} holds what another index folder has published. Name another database, or replace"
                f" it: `assistant index --rebuild --store {where}`."
            )

    def publish(self, index: Path, *, take_over: bool = False) -> State:
        """Let readers have what the index folder holds now; whoever calls holds its write lock.

        `take_over` replaces whatever the store holds, another folder's index or another version's.

        Raises:
            StoreError: another index folder publishes there, or the store cannot be used; or nothing is published and
                this folder has no documents either.
        """
        state = self._state_or_clear() if take_over else self.state()
        if not take_over:
            self._check_publisher(index, state)
        with Snapshot.newest(index) as snapshot:
            if state is None and not take_over and not snapshot.row_count("documents"):
                raise self._nothing_published()  # a machine that only answers would else become the one that publishes
            return publish(self.milvus, snapshot, state, _publisher_of(index, make=True))

    def check(self, index: Path) -> tuple[Fault, ...]:
        """Return what is published otherwise than the index folder has it; nothing where that publishes elsewhere.

        Raises:
            StoreError: the store cannot be reached.
        """
        state = self.state()
        if state is None or state.publisher != _publisher_of(index):
            return ()
        with Snapshot.newest(index) as snapshot:
            return tuple(check_published(View(self.milvus, state), snapshot))

    def _state_or_clear(self) -> State | None:
        """Return the state, or clear away what is none that can be read."""
        try:
            return self.state()
        except (StoreAwayError, StoreAccessError):
            raise
        except StoreError:
            clear(self.milvus)
            self._checked = False
            return None

    @contextmanager
    def reading(self, recipe: Recipe) -> Iterator[MilvusReader]:
        """Look at the newest generation.

        Raises:
            StoreError: the store cannot be used, or nothing is published.
            IndexStateError: what is published was built otherwise, say with another embedder.
        """
        view = self._newest()
        check_recipe(view.state.recipe, recipe)
        yield MilvusReader(view)

    def _nothing_published(self) -> StoreError:
        return StoreError(
            f"Nothing is published in the store {self.address.written}. Where the documents are, run"
            f" `assistant index --store {self.address.written}`."
        )

    def _newest(self) -> View:
        milvus, view, state = self.milvus, self._view, self.state()
        if state is None:
            raise self._nothing_published()
        if view is not None and view.state == state and view.milvus is milvus:
            return view
        if view is None or view.state.edition != state.edition:
            check_edition(milvus, state)
        self._view = made = View(milvus, state)
        return made


def _is_publisher(index: Path, state: State | None) -> bool:
    return state is None or state.publisher == _publisher_of(index)


def _publisher_of(index: Path, *, make: bool = False) -> str:
    """Return by what stores know an index folder, "" where it has not published anything yet; `make` gives it one."""
    file = index / PUBLISHER_FILE
    if file.is_file():
        return file.read_text("ascii").strip()
    if not make:
        return ""
    name = uuid.uuid4().hex
    replace_file(file, name.encode("ascii"))
    return name
