"""Hold what is published against the index that it was published from."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from assistant.errors import StoreError
from assistant.indexing.milvus.reading import MilvusReader
from assistant.indexing.milvus.state import check_edition
from assistant.indexing.milvus.view import View
from assistant.indexing.sqlite.check import Fault
from assistant.indexing.sqlite.store import Snapshot

_AT_ONCE = 200


def check_published(view: View, snapshot: Snapshot) -> Iterator[Fault]:
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
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        here, there = snapshot.read_passages(some), reader.read_passages(some)
        if here.keys() != there.keys() or any(
            here[id_].passage != there[id_].passage
            or not np.array_equal(here[id_].sentence_vectors, there[id_].sentence_vectors)
            for id_ in some
        ):
            return False
    return True
