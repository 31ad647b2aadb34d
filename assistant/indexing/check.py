"""Checks whether an index is intact: its content is compared with its checksums, its own text, and its vectors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.disk import explained
from assistant.errors import ForeignIndexError, IndexLockedError, IndexStateError, UnwritableIndexError
from assistant.indexing.bound import recorded
from assistant.indexing.building.corpus import CorpusFile, file_digest, list_corpus
from assistant.indexing.catalogue import StoredDocument, StoredFile
from assistant.indexing.index_terms import document_words, identity_words, passage_words, sentence_words
from assistant.indexing.layout import (
    REBUILD,
    Recipe,
    check_recipe,
    current_database,
    read_checked,
    vectors_file,
    words_file,
)
from assistant.indexing.locking import writing
from assistant.indexing.ranking.vectors import PassageVectors, newest_base
from assistant.indexing.ranking.words import PassageWords
from assistant.indexing.sqlite.database import connect_to_read, digest_of, translated
from assistant.indexing.sqlite.full_text_check import RowTerms, damaged_words
from assistant.indexing.sqlite.seals import broken_parts, document_seal
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.sqlite.stored_passages import Vectors
from assistant.indexing.tokens.passages import PassageTokens
from assistant.models.encoders import LANGUAGES
from assistant.reading.passages.chunking import embedding_text

DERIVE = "Run `assistant index` to derive them again; until then each reader derives its own."
DERIVE_WORDS = "Run `assistant index` to derive them again; until then the database ranks alone, which is slower."
ENCODE = "Run `assistant index` to make them again; until then such passages are ranked without."
REBIND = "Run `assistant index --rebind`, with its own --corpus, to record it again."
REREAD = "Run `assistant index --thorough` to read it again."
_UNIT_NORM_WITHIN = 0.01
"""The tolerance for the norm of a unit vector that was stored in half precision."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of an index, and the command that repairs it."""

    what: str
    mend: str = REBUILD


def check_index(folder: Path, recipe: Recipe, wait: float = 60.0, *, token_vectors: bool = False) -> tuple[Fault, ...]:
    """Return the faults of an index; nothing if it is intact.

    `token_vectors` says whether every passage should have some. Takes the write lock, waiting for it `wait` seconds at
    most, and changes nothing but that vectors which are not whole are deleted.

    Raises:
        IndexLockedError: another process was writing all the time.
        UnwritableIndexError: the disk is full or fails.
    """
    try:
        if current_database(folder) is None:
            return (Fault(f"There is no index in {folder}.", "Run `assistant index`."),)
        with writing(folder, wait):
            database = current_database(folder)
            assert database is not None
            with explained(UnwritableIndexError, f"The index {folder} cannot be checked", "check it again"):
                return (*_all_faults(folder, database, recipe), *_token_faults(folder, database, wanted=token_vectors))
    except (IndexLockedError, UnwritableIndexError):
        raise
    except IndexStateError as error:
        return (Fault(str(error).removesuffix(REBUILD).strip()),)
    except (ValueError, TypeError) as error:
        return (Fault(f"The index contains an impossible value: {error}."),)


def _all_faults(folder: Path, database: Path, recipe: Recipe) -> tuple[Fault, ...]:
    faults = (*_source_faults(folder), *_faults(folder, database, recipe))
    return faults or tuple(_word_faults(database))  # these can only be checked if the documents are intact


def check_content(folder: Path, corpus: Path) -> tuple[Fault, ...]:
    """Return the files of the corpus whose content differs from what was indexed, although size and time are the same.

    Raises:
        DocumentError: there is no corpus folder.
        IndexStateError: there is no index, or it is damaged.
    """
    with Snapshot.newest(folder) as snapshot:
        known = snapshot.files()
    return tuple(
        Fault(f"{file.name} has other content than was indexed, although its size and time are the same.", REREAD)
        for file in list_corpus(corpus, folder).files
        if file.name in known and _changed_unseen(file, known[file.name])
    )


def _changed_unseen(file: CorpusFile, known: StoredFile) -> bool:
    if not known.sha256 or (file.size, file.mtime_ns) != (known.size, known.mtime_ns):
        return False  # the next update reads it anyway
    try:
        return file_digest(file.path, file.size, file.identity) != known.sha256
    except OSError:
        return False  # likewise


def _source_faults(folder: Path) -> Iterator[Fault]:
    try:
        recorded(folder)
    except ForeignIndexError as error:
        yield Fault(error.found, REBIND)


def _faults(folder: Path, database: Path, recipe: Recipe) -> Iterator[Fault]:
    with closing(connect_to_read(database)) as connection, translated(database):
        broken = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        yield from (Fault(f"{database.name}: {line}.") for line in broken)
        if broken:
            return
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            yield Fault(f"{database.name}: row {row} of {table} belongs to a row of {parent} that is not there.")
        broken_seals = broken_parts(connection)
        if broken_seals & {"rows", "meta"}:
            yield Fault("The catalogue of files and names was altered: its checksum differs.")
        if broken_seals & {"schema", "counters"}:
            yield Fault("The tables of the index were altered: their checksum differs.")
        yield from _names(connection)
        with Snapshot(database) as snapshot:
            check_recipe(snapshot.recipe, recipe)
            for document in snapshot.documents():
                yield from _document(connection, snapshot, document)
            yield from _vectors(folder, snapshot)
            yield from _ranked_words(folder, snapshot)


def _word_faults(database: Path) -> Iterator[Fault]:
    """Compare the word indexes with the documents."""
    with Snapshot(database) as snapshot, closing(connect_to_read(database)) as connection, translated(database):
        for level, how in damaged_words(connection, _words(snapshot)):
            yield Fault(f"The word index of the {level} {how}.")


def _words(snapshot: Snapshot) -> Iterator[RowTerms]:
    """Yield the terms that each row of the word indexes should have."""
    for stored in snapshot.documents():
        document = snapshot.document(stored.name)
        yield "documents", stored.id, document_words(document)
        yield "identities", stored.id, identity_words(document)
        for read in snapshot.read_passages(snapshot.passages_of([stored.name])).values():
            yield "passages", read.id, passage_words(read.passage)
            for id_, sentence in zip(read.sentence_ids, read.passage.sentences, strict=True):
                yield "sentences", id_, sentence_words(sentence.text, read.passage.language)


def _names(connection: sqlite3.Connection) -> Iterator[Fault]:
    nameless = connection.execute(
        "SELECT d.name FROM documents d WHERE d.name IS NOT (SELECT min(n.name) FROM names n WHERE n.document = d.id)"
    )
    yield from (Fault(f"{name!r} is not named by the first of its names.") for (name,) in nameless)


def _document(connection: sqlite3.Connection, snapshot: Snapshot, document: StoredDocument) -> Iterator[Fault]:
    (seal,) = connection.execute("SELECT seal FROM documents WHERE id = ?", (document.id,)).fetchone()
    if document_seal(connection, document.id) != seal:
        yield Fault(f"{document.name!r} was altered: its checksum differs.")
    text = snapshot.document(document.name).text
    ids = snapshot.passages_of([document.name])
    if len(ids) != document.passages:
        yield Fault(f"{document.name!r} has {len(ids)} passages instead of {document.passages}.")
    digests = {
        level: dict(connection.execute(f"SELECT id, digest FROM {level} WHERE {of} IN ({_list(ids)})"))
        for level, of in (("passages", "id"), ("sentences", "passage"))
    }
    for stored in snapshot.read_passages(ids).values():
        passage = stored.passage
        within = 0 <= passage.start < passage.end <= len(text) and passage.text == text[passage.start : passage.end]
        if not within or digests["passages"][stored.id] != digest_of(embedding_text(passage)):
            yield Fault(f"Passage {passage.number} of {document.name!r} does not match the document's text.")
        for id_, sentence in zip(stored.sentence_ids, passage.sentences, strict=True):
            inside = passage.start <= sentence.start < sentence.end <= passage.end
            if not inside or digests["sentences"][id_] != digest_of(sentence.text):
                yield Fault(f"A sentence of passage {passage.number} of {document.name!r} does not match its text.")
        if not _are_unit(stored.sentence_vectors):
            yield Fault(f"A sentence of passage {passage.number} of {document.name!r} has an invalid vector.")


def _list(ids: list[int]) -> str:
    return ",".join(map(str, ids))


def _vectors(folder: Path, snapshot: Snapshot) -> Iterator[Fault]:
    """Compare the vectors of the passages with FAISS's copy of them."""
    ids = snapshot.passage_ids()
    vectors = snapshot.passage_vectors(ids).astype(np.float32)
    if not _are_unit(vectors):
        yield Fault("A passage has a vector that is not finite or not of unit norm.")
    base = newest_base(folder, snapshot)
    if base is None:
        yield Fault("The vectors derived from the database are missing.", DERIVE)
        return
    file = vectors_file(folder, base)
    if read_checked(file) is None:
        yield Fault(f"{file.name} was missing or damaged.", DERIVE)
        return
    found_ids, found = PassageVectors.of(folder, snapshot).rows()
    if not (np.array_equal(found_ids, ids) and np.array_equal(found, vectors)):
        yield Fault(f"{file.name} contains other vectors than {snapshot.database.name}.")


def _ranked_words(folder: Path, snapshot: Snapshot) -> Iterator[Fault]:
    """Compare the words that are ranked in memory with those of the database."""
    base = newest_base(folder, snapshot)
    if base is None or not words_file(folder, base).is_file():
        return
    file = words_file(folder, base)
    words = PassageWords.of(folder, base, snapshot)
    if words is None:
        yield Fault(f"{file.name} was damaged.", DERIVE_WORDS)
        return
    expected = PassageWords.derive(snapshot).merged()
    if any(postings.to_bytes() != expected[level].to_bytes() for level, postings in words.merged().items()):
        yield Fault(f"{file.name} contains other words than {snapshot.database.name}.")


def _token_faults(folder: Path, database: Path, *, wanted: bool) -> Iterator[Fault]:
    """Read all token vectors, and count the passages that have none though they should."""
    with Snapshot(database) as snapshot:
        tokens = PassageTokens.of(folder, snapshot)
        for path in tokens.damaged():
            path.unlink(missing_ok=True)
            yield Fault(f"{path.name} was damaged.", ENCODE)
        missing = len(tokens.missing(snapshot.passage_ids_in(LANGUAGES))) if wanted else 0
        if missing:
            yield Fault(f"{missing} passages have no token vectors.", ENCODE)


def _are_unit(vectors: Vectors) -> bool:
    norms = np.linalg.norm(vectors, axis=1)
    return bool(np.all(np.abs(norms - 1.0) < _UNIT_NORM_WITHIN))
