"""Bring an index up to its corpus: read and embed what is new, commit it in one piece, derive the vectors."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.embedding import Embedder
from assistant.errors import DocumentError, IndexLockedError, IndexStateError
from assistant.indexing.corpus import CorpusFile, compare, list_corpus
from assistant.indexing.layout import (
    Recipe,
    check_recipe,
    current_database,
    make_current,
    next_database,
    sweep,
    vectors_generations,
)
from assistant.indexing.store import Snapshot
from assistant.indexing.vectors import PassageVectors
from assistant.indexing.writer import PreparedDocument, commit, start_database
from assistant.reading.chunking import cut_passages, embedding_text
from assistant.reading.contents import Limits
from assistant.reading.facets import weigh_facets
from assistant.reading.formats import Skipped, Source, read_file

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What bringing an index up to its corpus did, by document name."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    generation: int
    seconds: float


def recipe_of(embedder: Embedder) -> Recipe:
    """Return what an index made with this embedder is built with."""
    return Recipe(embedder.name, embedder.dimension)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the folder's write lock; a second writer gets IndexLockedError at once."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", blocking=False)
        lock.acquire()
    except Timeout as error:
        message = f"Another process is writing to the index {folder}. Wait until it is done, then try again."
        raise IndexLockedError(message) from error
    except OSError as error:
        raise IndexStateError(
            f"The index folder {folder} cannot be written to ({error.strerror}). Name another with --index."
        ) from error
    try:
        yield
    finally:
        lock.release()


def prepare(source: Source, file: CorpusFile, embedder: Embedder) -> PreparedDocument:
    """Cut and embed one document."""
    document = source.document
    passages = tuple(
        replace(passage, facets=weigh_facets("\n".join((*passage.heading[-1:], passage.text))))
        for passage in cut_passages(document, source.blocks, embedder.count_tokens, embedder.max_tokens)
    )
    texts = [embedding_text(passage) for passage in passages]
    sentences = [sentence.text for passage in passages for sentence in passage.sentences]
    vectors = embedder.embed([*texts, *sentences])
    return PreparedDocument(document, file.size, file.mtime_ns, passages, vectors[: len(texts)], vectors[len(texts) :])


def update_index(
    folder: Path,
    corpus: Path,
    embedder: Embedder,
    *,
    limits: Limits,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> IndexReport:
    """Bring the index in `folder` up to the documents in `corpus`.

    Unchanged files are never embedded again. A file that cannot be read is reported and passed over. Everything is
    committed at the end, at once: until then, and whenever this is stopped, the index is what it was. `rebuild`
    starts over in a new database beside the one in use and swaps when it is whole.

    Raises:
        DocumentError: there is no corpus folder.
        IndexLockedError: another process is writing to this index.
        IndexStateError: the index is damaged, or was built with another recipe, and `rebuild` is not set.
    """
    started = time.perf_counter()
    files, unreadable = list_corpus(corpus)
    with writing(folder):
        database = None if rebuild else current_database(folder)
        fresh = database is None
        recipe = recipe_of(embedder)
        if database is None:
            database = next_database(folder)
            start_database(database, recipe, _last_generation(folder) + 1)
        with Snapshot(database) as snapshot:
            check_recipe(snapshot.recipe, recipe)
            before, indexed = snapshot.generation, snapshot.documents()
        difference = compare(files, indexed, (*(f.name for f in files), *(s.name for s in unreadable)))
        prepared, broken = _prepare_all((*difference.added, *difference.changed), embedder, limits, progress)
        generation = commit(
            database,
            remove=difference.removed,
            write=prepared,
            touch=[(file.name, file.mtime_ns) for file in difference.touched],
        )
        if fresh:
            make_current(folder, database)
        if fresh or generation != before:
            with Snapshot(database) as snapshot:
                PassageVectors.derive(snapshot).write(folder, generation)
        sweep(folder, generation)
    written = {document.document.name for document in prepared}
    return IndexReport(
        added=tuple(f.name for f in difference.added if f.name in written),
        changed=tuple(f.name for f in difference.changed if f.name in written),
        removed=difference.removed,
        unchanged=(*difference.unchanged, *(f.name for f in difference.touched)),
        skipped=tuple(sorted((*unreadable, *broken), key=lambda s: s.name)),
        generation=generation,
        seconds=time.perf_counter() - started,
    )


def _prepare_all(
    files: Sequence[CorpusFile], embedder: Embedder, limits: Limits, progress: Progress | None
) -> tuple[list[PreparedDocument], list[Skipped]]:
    prepared: list[PreparedDocument] = []
    broken: list[Skipped] = []
    for number, file in enumerate(files):
        if progress is not None:
            progress(file.name, number, len(files))
        try:
            reading = read_file(file.path, file.name, limits)
            prepared += [prepare(source, file, embedder) for source in reading.sources]
            broken += reading.skipped
        except DocumentError as error:
            broken.append(Skipped(file.name, str(error)))
    if progress is not None and files:
        progress("", len(files), len(files))
    return prepared, broken


def _last_generation(folder: Path) -> int:
    """Return the highest generation the folder has had, as far as it can be told."""
    generations = vectors_generations(folder)
    with suppress(IndexStateError):
        database = current_database(folder)
        if database is not None:
            with Snapshot(database) as snapshot:
                generations.append(snapshot.generation)
    return max(generations, default=0)
