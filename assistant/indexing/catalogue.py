"""The catalogue of an index: files, documents, and the names that connect them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.indexing.scope import Scope, kind_of
from assistant.reading.registry import Skipped

_AWAITING = " pages awaited: "


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was last seen, the recipe by which it was read, and what in it could not be read.

    `mtime_ns` is 0 if its time was too recent to be trusted. `read_by` is the recipe, with the number of pages that
    wait to be recognized, if any do. `documents` is the number of its documents, now or when it could last be read.
    """

    name: str
    sha256: str
    size: int
    mtime_ns: int
    read_by: str
    problems: tuple[Skipped, ...] = ()
    documents: int = 0

    @property
    def awaits(self) -> int:
        """The number of its pages that wait to be recognized."""
        return int(self.read_by.partition(_AWAITING)[2] or 0)

    @property
    def recipe(self) -> str:
        """The recipe alone."""
        return self.read_by.partition(_AWAITING)[0]

    def awaiting(self, pages: int) -> StoredFile:
        """Return the file with so many pages that wait to be recognized."""
        return replace(self, read_by=f"{self.recipe}{_AWAITING}{pages}" if pages else self.recipe)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """An indexed document.

    `file` is the corpus file it was read from; if the names differ, the document is inside that file. `copies` are
    other names of the same text. `dated` is its date in ISO 8601, to the day, month or year, or "". `indexed_at` is
    when it was read, in ISO 8601, UTC. `language` is the code of the language of its text.
    """

    id: int
    name: str
    title: str
    file: str
    copies: tuple[str, ...]
    author: str
    dated: str
    sha256: str
    pages: int
    passages: int
    figures: int
    indexed_at: str
    language: str = "en"

    @property
    def kind(self) -> str:
        """The kind of its file, which is the suffix: "pdf"."""
        return kind_of(self.name)


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of a text: its date in ISO 8601, or "", and its other names."""

    dated: str
    copies: tuple[str, ...]


def read_files(connection: sqlite3.Connection) -> dict[str, StoredFile]:
    """Return every file that was seen, by name."""
    problems: dict[int, list[Skipped]] = {}
    for file, name, reason in connection.execute("SELECT file, name, reason FROM problems ORDER BY name, reason"):
        problems.setdefault(file, []).append(Skipped(name, reason))
    rows = connection.execute(
        "SELECT id, name, sha256, size, mtime_ns, read_by, (SELECT count(*) FROM names WHERE file = files.id)"
        " FROM files ORDER BY name"
    )
    return {
        name: StoredFile(name, sha256, size, mtime_ns, read_by, tuple(problems.get(id_, ())), documents)
        for id_, name, sha256, size, mtime_ns, read_by, documents in rows
    }


def read_documents(connection: sqlite3.Connection) -> tuple[StoredDocument, ...]:
    """Return every document, by name."""
    copies: dict[int, list[str]] = {}
    for document, name in connection.execute(
        "SELECT n.document, n.name FROM names n JOIN documents d ON d.id = n.document"
        " WHERE n.name <> d.name ORDER BY n.name"
    ):
        copies.setdefault(document, []).append(name)
    rows = connection.execute(
        "SELECT d.id, d.name, d.title, f.name, d.author, d.dated, d.sha256, json_array_length(d.pages), d.passages,"
        " d.figures, d.indexed_at, d.language FROM documents d JOIN names n ON n.name = d.name"
        " JOIN files f ON f.id = n.file ORDER BY d.name"
    )
    return tuple(
        StoredDocument(id_, name, title, file, tuple(copies.get(id_, ())), *rest)
        for id_, name, title, file, *rest in rows
    )


def names_within(connection: sqlite3.Connection, scope: Scope) -> tuple[str, ...]:
    """Return the first names of the documents in a scope; a document may be in it by any of its names."""
    rows = connection.execute(
        "SELECT n.name, d.name, d.dated FROM names n JOIN documents d ON d.id = n.document ORDER BY d.name"
    )
    wanted = None if scope.documents is None else set(scope.documents)
    fitting = (first for name, first, dated in rows if (wanted is None or name in wanted) and scope.holds(name, dated))
    return tuple(dict.fromkeys(fitting))


def unknown_names(connection: sqlite3.Connection, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names that no document has."""
    rows = connection.execute(
        "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT name FROM names)", (json.dumps(list(names)),)
    )
    return tuple(row[0] for row in rows)


def read_provenance(connection: sqlite3.Connection, name: str) -> Provenance:
    """Return the origin of the document with this name."""
    rows = connection.execute(
        "SELECT n.name, d.dated FROM names n JOIN documents d ON d.id = n.document"
        " WHERE n.document = (SELECT document FROM names WHERE name = ?) ORDER BY n.name",
        (name,),
    ).fetchall()
    return Provenance(dated=rows[0][1] if rows else "", copies=tuple(row[0] for row in rows if row[0] != name))
