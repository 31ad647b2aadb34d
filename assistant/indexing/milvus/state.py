"""The state of a store, in one row: writing it is the commit."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from assistant.errors import StoreError
from assistant.indexing.layout import Recipe
from assistant.indexing.milvus.client import Milvus
from assistant.indexing.milvus.schema import (
    NOTHING,
    SCHEMA_VERSION,
    STATE,
    STATE_COLLECTION,
    Edition,
    collections_of,
)

_CURRENT = "current"
_REPUBLISH = "Publish it again: `assistant index --rebuild --store {}`."


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in pieces: the generation it was written with, and the number of pieces."""

    born: int
    count: int


@dataclass(frozen=True, slots=True)
class State:
    """Which generation of which index readers see, in which edition, and what its words are ranked by.

    `publisher` tells the index folder that it comes from, `started` the database in that folder. `rows` and `means` are
    how many rows each level has, and how many terms a row had on average when the edition was begun. `languages` are
    those of its documents. `left` are the editions that readers may still be looking at, and when each was left, in
    seconds of the Unix epoch.
    """

    publisher: str
    started: int
    generation: int
    edition: str
    recipe: Recipe
    rows: dict[str, int]
    means: dict[str, float]
    vocabulary: Pieces
    problems: Pieces
    languages: tuple[str, ...] = ()
    left: dict[str, int] = field(default_factory=dict)
    schema: int = field(default=SCHEMA_VERSION)

    @property
    def collections(self) -> Edition:
        """The names of the collections."""
        return Edition(self.edition)


def read_state(milvus: Milvus) -> State | None:
    """Return the state of a store, or None if nothing was ever published to it.

    Raises:
        StoreError: another version of this program published it, or the collection was made by another program.
    """
    if STATE not in milvus.collections():
        return None
    check_fields(milvus, {STATE: STATE_COLLECTION.dimensions()})
    milvus.load(STATE)
    return newest_state(milvus)


def newest_state(milvus: Milvus) -> State | None:
    """Return the state of a store that was checked before."""
    rows = milvus.by_id(STATE, [_CURRENT], ["state"], strong=True)
    return _state_from(json.loads(rows[0]["state"]), milvus) if rows else None


def write_state(milvus: Milvus, state: State) -> None:
    """Commit a generation for readers; all of its rows must have been written before."""
    text = json.dumps(asdict(state))
    milvus.write(STATE, [{"id": _CURRENT, "state": text, "unused": NOTHING}])


def _state_from(said: dict[str, Any], milvus: Milvus) -> State:
    where = milvus.address.written
    if said.get("schema") != SCHEMA_VERSION:
        raise StoreError(
            f"The store {where} was published with schema {said.get('schema')}, this version reads {SCHEMA_VERSION}."
            f" {_REPUBLISH.format(where)}"
        )
    parts = {name: Pieces(**said[name]) for name in ("vocabulary", "problems")}
    return State(**{**said, **parts, "languages": tuple(said["languages"]), "recipe": Recipe(**said["recipe"])})


def check_edition(milvus: Milvus, state: State) -> None:
    """Load the collections of a published index; StoreError if they do not match its state."""
    expected = collections_of(state.collections, state.recipe.dimension)
    check_fields(milvus, {name: collection.dimensions() for name, collection in expected.items()})
    for name in expected:
        milvus.load(name)


def check_fields(milvus: Milvus, expected: dict[str, dict[str, int]]) -> None:
    """Raise StoreError if a collection is missing or has other fields or dimensions."""
    where = milvus.address.written
    present = milvus.collections()
    for name, fields in expected.items():
        found = milvus.fields(name) if name in present else None
        if found is None:
            raise StoreError(f"The store {where} has no collection {name!r}. {_REPUBLISH.format(where)}")
        if found != fields:
            differing = sorted(key for key in {*found, *fields} if found.get(key) != fields.get(key))
            told = ", ".join(
                f"{key} ({found.get(key, 'missing')}, not {fields.get(key, 'there')})" for key in differing
            )
            raise StoreError(
                f"The collection {name!r} of the store {where} has another schema: {told}. Name another database,"
                f" or drop that collection. {_REPUBLISH.format(where)}"
            )
