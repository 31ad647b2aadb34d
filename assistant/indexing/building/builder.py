"""Bring an index up to its corpus: what is new or changed is read and embedded, a whole generation at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assistant.disk import explained
from assistant.embedding import Embedder
from assistant.errors import UnwritableIndexError
from assistant.indexing.bound import bind, check_bound
from assistant.indexing.building.arriving import sweep_arriving
from assistant.indexing.building.begun import database_for, sweep_unused, why_outdated
from assistant.indexing.building.corpus import Listing, check_corpus, list_corpus, settled_time
from assistant.indexing.building.cut import CutReading
from assistant.indexing.building.cutting import Cutting
from assistant.indexing.building.memory import release_memory
from assistant.indexing.building.planning import Look, Moved, Plan, plan
from assistant.indexing.building.preparing import Batch, Readers
from assistant.indexing.building.reading_pool import ReadingPool
from assistant.indexing.building.reading_process import ReadingRules
from assistant.indexing.catalogue import StoredFile
from assistant.indexing.layout import Recipe, check_recipe, current_database, make_current, sweep
from assistant.indexing.locking import writing
from assistant.indexing.ranking.vectors import PassageVectors
from assistant.indexing.ranking.word_base import keep_words
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.sqlite.writer import FileMove, commit
from assistant.reading.contents import Limits
from assistant.reading.registry import Skipped

Progress = Callable[[str, int, int], None]
Stage = Callable[[str, float], None]
"""Is told a stage, "reading", "embedding" or "writing", and what share of it is done."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What bringing an index up to its corpus did, by file name; `skipped` tells what could not be read, and why.

    `rebuilt` says why the index was built anew without being asked to, and is "" otherwise. `kept` tells where what
    was removed or replaced now lies, below the corpus folder.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    moved: tuple[Moved, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    generation: int = 0
    seconds: float = 0.0
    rebuilt: str = ""
    kept: tuple[str, ...] = ()


def recipe_of(embedder: Embedder) -> Recipe:
    """Return what an index made with this embedder is built with."""
    return Recipe(embedder.name, embedder.dimension)


def update_index(
    folder: Path,
    corpus: Path,
    embedder: Embedder,
    *,
    limits: Limits,
    rules: ReadingRules | None = None,
    readers: Readers | None = None,
    rebuild: bool = False,
    rebind: bool = False,
    thorough: bool = False,
    wait: float = 0.0,
    progress: Progress | None = None,
    stage: Stage = lambda *_: None,
) -> IndexReport:
    """Bring the index in `folder` up to the documents in `corpus`.

    What is gone leaves, and what has another name is renamed, before anything is read. Then files that are new or
    changed are read and committed a batch at a time; whenever this is stopped, the next run goes on from there.
    `rebuild` starts over in a new database beside the one in use and swaps when it is whole; so does an index of an
    older version, by itself. A file that cannot be read is reported and passed over, and not tried again before it
    changes.

    Args:
        folder: where the index lives, or will.
        corpus: the folder of documents.
        embedder: what makes the vectors.
        limits: how much of one file is read.
        rules: what the work on one file may take.
        readers: what reads them by these rules; processes of this machine unless given.
        rebuild: whether to start over.
        rebind: whether to go on where the index was made from another folder; else that is an error.
        thorough: whether to look into files whose size and time are what they were, too.
        wait: for how many seconds the lock of another writer is waited for.
        progress: is told the name of the file being read, how many are done, and of how many.
        stage: is told what is being done with the files that were read together, in turns.

    Raises:
        DocumentError: there is no corpus folder.
        ForeignIndexError: the index was made from another folder, and `rebind` is not set; nothing was changed.
        IndexLockedError: another process is writing to this index.
        UnwritableIndexError: the disk is full or fails, or the folder is not for this user to write; the index in use
            is a whole one, and what was begun beside it is gone.
        IndexStateError: the index is damaged, or was built with another embedder, and `rebuild` is not set.
        WorkersError: the readers cannot be reached; what was committed stays.
    """
    started = time.perf_counter()
    rules = rules or ReadingRules()
    check_corpus(corpus)
    then = "run `assistant index`; until then the index is what it was"
    with writing(folder, wait), explained(UnwritableIndexError, f"The index {folder} cannot be written", then):
        if not rebind:
            check_bound(folder, corpus)
        sweep_unused(folder)
        sweep_arriving(corpus)
        listing = list_corpus(corpus, folder)  # not before: whoever wrote meanwhile has seen what is there now
        recipe = recipe_of(embedder)
        in_use = None if rebuild else current_database(folder)
        rebuilt = "" if in_use is None or not listing.files else why_outdated(in_use, recipe)
        beside = rebuild or bool(rebuilt)
        read_by = _read_by(limits, rules)
        with database_for(folder, None if beside else in_use, recipe) as database:
            with Snapshot(database) as snapshot:
                check_recipe(snapshot.recipe, recipe)
                known = snapshot.files()
            todo = plan(listing, known, limits, read_by, thorough=thorough)
            run = _Run(folder, database, embedder, rules, read_by, published=database == in_use, stage=stage)
            if not beside:
                bind(folder, corpus)
            run.tidy(todo, known)
            if run.published:
                run.publish()
            with readers or ReadingPool(rules, Cutting.for_embedder(embedder, limits)) as pool:
                run.read(todo.read, pool, progress, publish=not beside)
            bind(folder, corpus)
            run.publish()
        with Snapshot(database) as snapshot:
            generation, now = snapshot.generation, snapshot.files()
    report = _report(listing, todo, known, now)
    return replace(report, generation=generation, seconds=time.perf_counter() - started, rebuilt=rebuilt)


def _report(
    listing: Listing, todo: Plan, known: Mapping[str, StoredFile], now: Mapping[str, StoredFile]
) -> IndexReport:
    """Return what became of each file, by what was known of it and what is known now."""
    present = {file.name for file in listing.files}
    problems = [problem for name in present & now.keys() for problem in now[name].problems]
    unreadable = {problem.name for problem in problems if problem.name in present}
    read = [look.file.name for look in todo.read if look.file.name not in unreadable]
    skipped = {*listing.skipped, *todo.unopened, *problems}
    return IndexReport(
        added=tuple(name for name in read if name not in known or not known[name].documents),
        changed=tuple(name for name in read if name in known and known[name].documents),
        moved=tuple(Moved(move.before, move.look.file.name) for move in todo.moved),
        removed=tuple(name for name in todo.removed if known[name].documents),
        unchanged=tuple(sorted({*todo.unchanged, *(look.file.name for look in todo.touched)} - unreadable)),
        skipped=tuple(sorted(skipped, key=lambda s: (s.name, s.reason))),
    )


@dataclass
class _Run:
    """One bringing up to date of one database, under the write lock."""

    folder: Path
    database: Path
    embedder: Embedder
    rules: ReadingRules
    read_by: str
    published: bool
    stage: Stage
    vectors: PassageVectors | None = None

    def tidy(self, todo: Plan, known: Mapping[str, StoredFile]) -> None:
        """Forget, rename and touch: what needs no reading."""
        if todo.removed or todo.moved:
            moved = [FileMove(move.before, self._file(move.look)) for move in todo.moved]
            commit(self.database, remove=todo.removed, move=moved)
        if todo.touched:
            touched = [replace(self._file(look), problems=known[look.file.name].problems) for look in todo.touched]
            with suppress(UnwritableIndexError):  # a time that is not remembered costs another look, and no more
                commit(self.database, touch=touched)

    def read(self, looks: Sequence[Look], pool: Readers, progress: Progress | None, *, publish: bool) -> None:
        """Read, embed and commit a batch at a time."""
        readings = self._readings(looks, pool, progress)
        done = 0
        while done < len(looks):
            self.stage("reading", 0.0)
            with Snapshot(self.database) as snapshot:
                batch = Batch(self.embedder, snapshot, self.rules)
                for look, reading in readings:
                    batch.add(self._file(look), reading)
                    done += 1
                    if batch.is_full:
                        break
                writes = batch.prepared(lambda share: self.stage("embedding", share))
            self.stage("writing", 0.0)
            commit(self.database, write=writes)
            del batch, writes
            release_memory()
            if publish:
                self.publish()
                release_memory()

    def _readings(
        self, looks: Sequence[Look], pool: Readers, progress: Progress | None
    ) -> Iterator[tuple[Look, CutReading]]:
        show = progress or (lambda *_: None)
        readings = pool.read(look.file for look in looks)
        for number, look in enumerate(looks):
            show(look.file.name, number, len(looks))
            yield look, next(readings)
        if looks:
            show("", len(looks), len(looks))

    def publish(self) -> None:
        """Let readers have what is committed, with its vectors and words beside it; sweep the rest.

        This is the one place where the vectors and words follow the database.
        """
        with Snapshot(self.database) as snapshot:
            before = self.vectors
            vectors = before.advanced(self.folder, snapshot) if before else PassageVectors.of(self.folder, snapshot)
            self.vectors = vectors.keep(self.folder, snapshot)
            keep_words(self.folder, self.vectors.base_generation, snapshot)
        if not self.published:
            make_current(self.folder, self.database)
            self.published = True
        sweep(self.folder, self.vectors.base_generation)

    def _file(self, look: Look) -> StoredFile:
        file = look.file
        return StoredFile(file.name, look.sha256, file.size, settled_time(file, time.time_ns()), self.read_by)


def _read_by(limits: Limits, rules: ReadingRules) -> str:
    """Return what decides whether a file that could not be read is worth another try."""
    try:
        program = version("grounded-assistant")
    except PackageNotFoundError:
        program = ""
    return f"{program} {limits} {replace(rules, workers=0)}"
