"""Multiplies an index inside its database: an hour of writing in a few minutes.

Each copy has ids of its own, one indexed term in eight replaced by another of the corpus, and vectors with noise, as in
`benchmarks/scale/synthetic.py`. The displayed text of a passage is that of the original. So searching, opening and
adding cost the same as in an index that was written document by document; only `--check` distinguishes the two.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import numpy as np

from assistant.indexing.sqlite.database import connect
from assistant.indexing.sqlite.seals import Sealing
from benchmarks.scale.synthetic import REPLACED, with_noise

_AT_ONCE = 2_000
_VOCABULARY = 200_000
_PASSAGE = (
    'id, document, number, start, "end", heading, header, page, strategy, figures, risks, text, hidden, structure,'
    " digest, vector"
)
_SENTENCE = 'id, passage, start, "end", page, row, digest, vector'


def multiply(database: Path, times: int) -> None:
    """Multiply the content of an index."""
    with closing(connect(database)) as connection:
        tables = ("files", "documents", "passages", "sentences")
        last = {table: int(connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0]) for table in tables}
        vocabulary = _vocabulary(connection, last["sentences"])
        sealing = Sealing(connection)
        for turn in range(1, times):
            connection.execute("BEGIN IMMEDIATE")
            _copy(connection, turn, last, vocabulary)
            connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")
            sealing.seal()
            connection.execute("COMMIT")
            print(f"{turn + 1} times", flush=True)


def _vocabulary(connection: sqlite3.Connection, sentences: int) -> list[str]:
    """Return terms in about their frequency in the sentences."""
    found: list[str] = []
    for (terms,) in connection.execute(f"SELECT terms FROM sentences_fts LIMIT {min(sentences, _VOCABULARY // 10)}"):
        found += terms.split()
    return found[:_VOCABULARY]


def _copy(connection: sqlite3.Connection, turn: int, last: dict[str, int], vocabulary: list[str]) -> None:
    chance, noise = random.Random(turn), np.random.default_rng(turn)
    by = {table: turn * number for table, number in last.items()}
    prefix = f"times-{turn}/"
    connection.execute(
        f"INSERT INTO files SELECT id + {by['files']}, ? || name, sha256, size, mtime_ns, read_by FROM files"
        f" WHERE id <= {last['files']}",
        (prefix,),
    )
    connection.execute(
        f"INSERT INTO documents SELECT id + {by['documents']}, ? || name, title, author, date, dated, sha256, text,"
        " lower(hex(randomblob(32))), pages, passages, figures, indexed_at, seal FROM documents"
        f" WHERE id <= {last['documents']}",
        (prefix,),
    )
    connection.execute(
        f"INSERT INTO names SELECT ? || name, document + {by['documents']}, file + {by['files']} FROM names"
        f" WHERE document <= {last['documents']}",
        (prefix,),
    )
    for table, columns in (("passages", _PASSAGE), ("sentences", _SENTENCE)):
        parent = by["documents" if table == "passages" else "passages"]
        rows = connection.execute(f"SELECT {columns} FROM {table} WHERE id <= {last[table]} ORDER BY id")
        marks = ",".join("?" * (columns.count(",") + 1))
        for some in _blocks(rows):
            vectors = np.frombuffer(b"".join(row[-1] for row in some), np.float16).reshape(len(some), -1)
            moved = with_noise(vectors.astype(np.float32), noise).astype(np.float16)
            connection.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})",
                (
                    (row[0] + by[table], row[1] + parent, *row[2:-2], os.urandom(16), vector.tobytes())
                    for row, vector in zip(some, moved, strict=True)
                ),
            )
    for level in ("identities", "documents", "passages", "sentences"):
        table = "documents" if level == "identities" else level
        rows = connection.execute(f"SELECT rowid, terms FROM {level}_fts WHERE rowid <= {last[table]} ORDER BY rowid")
        for some in _blocks(rows):
            connection.executemany(
                f"INSERT INTO {level}_fts (rowid, terms) VALUES (?, ?)",
                [(row + by[table], _changed(terms, vocabulary, chance)) for row, terms in some],
            )


def _blocks(rows: Iterator[tuple]) -> Iterator[list[tuple]]:  # type: ignore[type-arg]  # rows of any table
    while some := list(islice(rows, _AT_ONCE)):
        yield some


def _changed(terms: str, vocabulary: list[str], chance: random.Random) -> str:
    words = terms.split()
    if not words:
        return terms
    number = int(len(words) * REPLACED + chance.random())
    for place, word in zip(
        chance.choices(range(len(words)), k=number), chance.choices(vocabulary, k=number), strict=True
    ):
        words[place] = word
    return " ".join(words)
