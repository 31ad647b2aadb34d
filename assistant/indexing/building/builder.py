"""Updating an index from its corpus: new and changed files are read and embedded, one generation per batch.

Longer than most files, so that an update is in one place from its plan to its last commit.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assistant.disk import explained
from assistant.embedding import Embedder
from assistant.errors import UnwritableIndexError
from assistant.indexing.bound import bind, check_bound
from assistant.indexing.building.arriving import sweep_arriving
from assistant.indexing.building.begun import database_for, sweep_unused, why_outdated
from assistant.indexing.building.begun_vectors import BegunVectors
from assistant.indexing.building.corpus import Listing, check_corpus, list_corpus, settled_time
from assistant.indexing.building.cutting import Cutting
from assistant.indexing.building.planning import HashedFile, Moved, Plan, newly_unsupported, plan
from assistant.indexing.building.preparing import Batch, Readers
from assistant.indexing.building.reading_pool import ReadingPool
from assistant.indexing.building.reading_process import ReadingRules
from assistant.indexing.building.recognized import recognized_in, sweep_recognized
from assistant.indexing.catalogue import StoredFile
from assistant.indexing.cut import CutReading
from assistant.indexing.layout import Recipe, check_recipe, current_database, make_current, sweep
from assistant.indexing.locking import writing
from assistant.indexing.ranking.derived import keep_derived
from assistant.indexing.ranking.vectors import PassageVectors
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.sqlite.writer import FileMove, FileWrite, commit
from assistant.indexing.tokens.encoding import Encoding, passage_texts
from assistant.indexing.tokens.passages import PORTION, Encode, PassageTokens, sweep_tokens
from assistant.models.encoders import LANGUAGES
from assistant.models.recognizers import installed_recognizers
from assistant.plugins import FORMATS, log_once
from assistant.reading.contents import Limits
from assistant.reading.registry import Skipped

Progress = Callable[[str, int, int], None]
StageProgress = Callable[[str, float], None]
"""Called with a stage, "reading", "embedding" or "writing", and the share of it that is done."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an update did, by file name; `skipped` lists what could not be read, and why.

    `rebuilt` says why the index was rebuilt without being asked to, or is "". `kept` lists where replaced and removed
    versions are now, relative to the corpus folder. `awaits` is the number of pages that wait for their text to be
    recognized.
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
    awaits: int = 0


def recipe_of(embedder: Embedder) -> Recipe:
    """Return the recipe of an index built with this embedder."""
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
    encode: Encode | None = None,
    token_vectors: bool = True,
    awaiting: bool = False,
    wait: float = 0.0,
    progress: Progress | None = None,
    stage: StageProgress = lambda *_: None,
) -> IndexReport:
    """Update the index in `folder` from the documents in `corpus`.

    Deletions and renames come first, before anything is read. Then new and changed files are read and committed batch
    by batch; if this is interrupted, the next run continues there. `rebuild` starts over in a new database beside the
    one in use and swaps them at the end; an index of an older version is rebuilt automatically. A file that cannot be
    read is reported and skipped, and not retried before it changes.

    Args:
        folder: the folder of the index.
        corpus: the folder of documents.
        embedder: makes the vectors.
        limits: how much of one file is read.
        rules: the limits on time and memory per file.
        readers: reads the files; by default processes of this machine.
        rebuild: whether to start over.
        rebind: whether to continue if the index belongs to another folder; otherwise that is an error.
        thorough: whether to hash files even if their size and time are unchanged.
        encode: makes the token vectors of passages; without it, the index keeps those that it has.
        token_vectors: whether it keeps any.
        awaiting: whether to read files again that have pages waiting to be recognized; what was recognized since is
            then part of their text.
        wait: how many seconds to wait for the lock of another writer.
        progress: called with the name of the file being read, or "embedding", with its share, the number of
            finished files, and the total; with "token vectors" and numbers of passages where an index is given those
            that it lacks.
        stage: called with the stage of the current batch and its share that is done.

    Raises:
        DocumentError: the corpus folder does not exist.
        ForeignIndexError: the index belongs to another folder, and `rebind` is not set; nothing was changed.
        IndexLockedError: another process is writing to this index.
        UnwritableIndexError: the disk is full or failing, or the folder is not writable; the index in use is intact,
            and what was begun beside it is deleted.
        IndexStateError: the index is damaged, or was built with another embedder, and `rebuild` is not set.
        WorkersError: the readers cannot be reached; what was committed stays.
    """
    started = time.perf_counter()
    rules = rules or ReadingRules()
    check_corpus(corpus)
    then = "run `assistant index`; until then the index is unchanged"
    with writing(folder, wait), explained(UnwritableIndexError, f"The index {folder} cannot be written", then):
        if not rebind:
            check_bound(folder, corpus)
        sweep_unused(folder)
        sweep_arriving(corpus)
        listing = list_corpus(corpus, folder)  # not earlier, since another process may have written meanwhile
        recipe = recipe_of(embedder)
        in_use = None if rebuild else current_database(folder)
        rebuilt = "" if in_use is None or not listing.files else why_outdated(in_use, recipe)
        beside = rebuild or bool(rebuilt)
        read_by = _read_by(limits, rules)
        with database_for(folder, None if beside else in_use, recipe) as database:
            with Snapshot(database) as snapshot:
                check_recipe(snapshot.recipe, recipe)
                known = snapshot.files()
            todo = plan(listing, known, limits, read_by, thorough=thorough, awaiting=awaiting)
            encoding = Encoding(encode) if encode is not None and token_vectors else None
            begun = BegunVectors(folder, recipe)
            published = database == in_use
            run = _Run(folder, database, embedder, rules, read_by, encoding, token_vectors, published, stage, begun)
            if not beside:
                bind(folder, corpus)
            run.tidy(todo, known)
            if unsupported := newly_unsupported(listing.skipped, known, read_by):
                commit(database, write=[FileWrite(file, None) for file in unsupported])
            if run.published:
                run.publish(progress)
            reading = replace(limits, recognized_in=str(recognized_in(folder)))
            cutting, waits_for = Cutting.for_embedder(embedder, reading), run.waits_for
            with readers or ReadingPool(rules, cutting, waits_for) as pool:
                run.read(todo.read, pool, progress, publish=not beside)
            bind(folder, corpus)
            run.publish()
        with Snapshot(database) as snapshot:
            generation, now = snapshot.generation, snapshot.files()
            sweep_recognized(folder, snapshot)
    report = _report(listing, todo, known, now)
    return replace(report, generation=generation, seconds=time.perf_counter() - started, rebuilt=rebuilt)


def _report(
    listing: Listing, todo: Plan, known: Mapping[str, StoredFile], now: Mapping[str, StoredFile]
) -> IndexReport:
    """Return what happened to each file, from its record before and after."""
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
        awaits=sum(now[name].awaits for name in present & now.keys()),
    )


@dataclass
class _Run:
    """One update of one database, under the write lock."""

    folder: Path
    database: Path
    embedder: Embedder
    rules: ReadingRules
    read_by: str
    encoding: Encoding | None
    token_vectors: bool
    published: bool
    stage: StageProgress
    begun: BegunVectors
    tokens_later: bool = False
    vectors: PassageVectors | None = None
    tokens: PassageTokens = PassageTokens(())  # noqa: RUF009 - never changed
    show_share: Callable[[str, float], None] = lambda *_: None

    def tidy(self, todo: Plan, known: Mapping[str, StoredFile]) -> None:
        """Delete, rename and touch: the changes that need no reading."""
        if todo.removed or todo.moved:
            moved = [FileMove(move.before, self._file(move.look)) for move in todo.moved]
            commit(self.database, remove=todo.removed, move=moved)
        if todo.touched:
            before = ((look, known[look.file.name]) for look in todo.touched)
            touched = [replace(self._file(look), problems=b.problems).awaiting(b.awaits) for look, b in before]
            with suppress(UnwritableIndexError):  # a missing time only costs another hash
                commit(self.database, touch=touched)

    def read(self, looks: Sequence[HashedFile], pool: Readers, progress: Progress | None, *, publish: bool) -> None:
        """Read, embed and commit batch by batch."""
        readings = self._readings(looks, pool, progress)
        done = 0
        while done < len(looks):
            self.stage("reading", 0.0)
            with Snapshot(self.database) as snapshot:
                batch = Batch(self.embedder, snapshot, self.rules, self.begun)
                for look, reading in readings:
                    batch.add(self._file(look), reading)
                    done += 1
                    if batch.is_full:
                        break
                writes = self._embedded(batch, snapshot)
            self.stage("writing", 0.0)
            commit(self.database, write=writes)
            if publish:
                self.begun.clear()
            del batch, writes
            _release_memory()
            if publish:
                self.publish(progress if self.tokens_later else None)
                _release_memory()
        if looks and progress:
            progress("", len(looks), len(looks))

    def _embedded(self, batch: Batch, snapshot: Snapshot) -> tuple[FileWrite, ...]:
        """Return the files of a batch with their vectors; those of the tokens are held ready for `publish`.

        Of a large file `publish` makes them, portion by portion, when the file can be found already.
        """
        encoding = self.encoding
        if encoding is None:
            return batch.prepared(self.embeds)
        writes = batch.prepared(lambda share: self.embeds(share / 2))
        texts = passage_texts(writes)
        self.tokens_later = len(texts) > PORTION
        ahead = () if self.tokens_later else texts
        encoding.ahead(ahead, snapshot, self.tokens, lambda share: self.embeds(0.5 + share / 2))
        return writes

    def embeds(self, share: float) -> None:
        """Tell how far the batch is that is embedded."""
        self.stage("embedding", share)
        self.show_share("embedding", share)

    def waits_for(self, name: str, share: float) -> None:
        """Tell how far the file is for which the update waits."""
        self.stage("reading", share)
        self.show_share(name, share)

    def _readings(
        self, looks: Sequence[HashedFile], pool: Readers, progress: Progress | None
    ) -> Iterator[tuple[HashedFile, CutReading]]:
        show = progress or (lambda *_: None)
        number = 0
        self.show_share = lambda name, share: show(f"{name} ({share:.0%})", number, len(looks))
        readings = pool.read(look.file for look in looks)
        for number, look in enumerate(looks):
            show(look.file.name, number, len(looks))
            reading = next(readings)
            for fault in reading.faults:  # the process that read it has no log
                log_once(fault)
            yield look, reading

    def publish(self, progress: Progress | None = None) -> None:
        """Publish the committed generation with its vector, word and token files; delete old files.

        This is the only place where those files follow the database.
        """
        with Snapshot(self.database) as snapshot:
            self.vectors = keep_derived(self.folder, snapshot, self.vectors)
            is_first = current_database(self.folder) is None
            if is_first:  # nobody waits for its token vectors
                make_current(self.folder, self.database)
            self.keep_tokens(snapshot, progress)
            if not (self.published or is_first):
                make_current(self.folder, self.database)
            self.published = True
            sweep(self.folder, self.vectors.base_generation)
            sweep_tokens(self.folder, snapshot if self.token_vectors else None)

    def keep_tokens(self, snapshot: Snapshot, progress: Progress | None = None) -> None:
        """Write the token vectors of the passages that have none, where the index is to have any."""
        if self.encoding is None or self.vectors is None:
            return
        read = LANGUAGES.issuperset(snapshot.languages())
        wanted = self.vectors.ids if read else snapshot.passage_ids_in(LANGUAGES)
        told = partial(progress, "token vectors") if progress else lambda *_: None
        tokens = self.tokens.advanced(self.folder, snapshot)
        self.tokens = tokens.kept(self.folder, snapshot, wanted, self.encoding, told)

    def _file(self, look: HashedFile) -> StoredFile:
        file = look.file
        return StoredFile(file.name, look.sha256, file.size, settled_time(file, time.time_ns()), self.read_by)


def _read_by(limits: Limits, rules: ReadingRules) -> str:
    """Return a key that changes when a file that failed is worth a retry."""
    try:
        program = version("grounded-assistant")
    except PackageNotFoundError:
        program = ""
    plugins = sorted({f"{one.package} {one.version}" for one in FORMATS.plugins})
    return " ".join((program, str(limits), str(replace(rules, workers=0)), *plugins, *installed_recognizers()))


def _release_memory() -> None:
    """Return freed memory to the system where the C library can (glibc); it keeps what small objects took."""
    with suppress(OSError, TypeError, AttributeError):  # of other libraries and systems
        ctypes.CDLL(None).malloc_trim(0)
