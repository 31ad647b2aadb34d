"""Reads stored passages: complete for an answer, or only what ranking needs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.indexing.sqlite.database import placeholders
from assistant.indexing.structure import HAS_ROWS, sentences_in
from assistant.types import Facets, Passage

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage, its row, and the vectors of its sentences, `(sentences, d)` float32."""

    id: int
    passage: Passage
    sentence_ids: tuple[int, ...]
    sentence_vectors: Vectors


@dataclass(frozen=True, slots=True)
class Candidate:
    """What ranking needs of a passage: its document's row, its facets, and `(sentences, d)` float32 vectors.

    `has_rows`: it contains table rows.
    """

    document: int
    heading: tuple[str, ...]
    has_rows: bool
    facets: Facets
    sentence_vectors: Vectors


def _vectors(blobs: Sequence[bytes], dimension: int) -> Vectors:
    return np.frombuffer(b"".join(blobs), dtype=np.float16).reshape(-1, dimension).astype(np.float32)


@lru_cache(maxsize=20_000)
def _heading(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def read_passages(connection: sqlite3.Connection, ids: Sequence[int], dimension: int) -> dict[int, StoredPassage]:
    """Return the passages with these ids, by id; unknown ids are left out."""
    passages = connection.execute(
        'SELECT p.id, d.name, p.number, p.start, p."end", p.text,'
        " p.heading, p.header, p.page, p.hidden, d.language, p.structure, p.strategy, p.figures, p.risks"
        f" FROM passages p JOIN documents d ON d.id = p.document WHERE p.id IN ({placeholders(ids)})",
        ids,
    )
    sentences: dict[object, list[tuple[Any, ...]]] = {}
    for row in connection.execute(
        'SELECT passage, id, start, "end", page, row, vector FROM sentences'
        f" WHERE passage IN ({placeholders(ids)}) ORDER BY passage, start",
        ids,
    ):
        sentences.setdefault(row[0], []).append(row)
    return {row[0]: _passage(row, sentences.get(row[0], []), dimension) for row in passages}


def read_candidates(connection: sqlite3.Connection, ids: Sequence[int], dimension: int) -> dict[int, Candidate]:
    """Return what ranking needs of the passages with these ids, by id, in a third of the time."""
    found = connection.execute(
        f"SELECT passage, vector FROM sentences WHERE passage IN ({placeholders(ids)}) ORDER BY passage, start",
        ids,
    ).fetchall()
    vectors = _vectors([blob for _, blob in found], dimension)
    places: dict[int, list[int]] = {}
    for place, (passage, _) in enumerate(found):
        places.setdefault(passage, []).append(place)
    rows = connection.execute(
        "SELECT id, document, heading, structure LIKE ?, strategy, figures, risks FROM passages"
        f" WHERE id IN ({placeholders(ids)}) ORDER BY id",
        [HAS_ROWS, *ids],
    )
    return {
        id_: Candidate(
            document=document,
            heading=_heading(heading),
            has_rows=bool(has_rows),
            facets=Facets(*facets),
            sentence_vectors=vectors[places[id_][0] : places[id_][-1] + 1] if id_ in places else vectors[:0],
        )
        for id_, document, heading, has_rows, *facets in rows
    }


def _passage(row: tuple[Any, ...], sentences: list[tuple[Any, ...]], dimension: int) -> StoredPassage:
    id_, name, number, start, end, text, heading, header, page, hidden, language, structure, *facets = row
    parts = sentences_in(text, start, (row[2:6] for row in sentences), structure)
    passage = Passage(
        document=name,
        number=number,
        start=start,
        end=end,
        text=text,
        heading=_heading(heading),
        header=header,
        page=page,
        sentences=parts,
        facets=Facets(*facets),
        hidden=bool(hidden),
        language=language,
    )
    vectors = _vectors([row[-1] for row in sentences], dimension)
    return StoredPassage(id_, passage, tuple(row[1] for row in sentences), vectors)
