"""The documents and their index: brought up to date, added to, taken from."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from assistant.disk import explained
from assistant.errors import DocumentError, IndexLockedError, UnknownFileError, UnwritableIndexError
from assistant.indexing.bound import check_bound
from assistant.indexing.building.builder import IndexReport, Progress, Stage, recipe_of, update_index
from assistant.indexing.building.corpus import CorpusFile, list_corpus
from assistant.indexing.building.cutting import Cutting
from assistant.indexing.building.reading_pool import ReadingPool
from assistant.indexing.from_settings import limits_of, readers_of, rules_of
from assistant.indexing.layout import check_recipe, current_database, is_outdated
from assistant.indexing.locking import writing
from assistant.indexing.sqlite.check import Fault, check_content, check_index
from assistant.indexing.sqlite.store import Snapshot
from assistant.library.open_index import OpenIndex
from assistant.library.removed import FOLDER as REMOVED
from assistant.library.removed import Quota, bring, put_aside
from assistant.reading.registry import is_supported, read_file


class Library(OpenIndex):
    """The documents of a corpus folder, and their index. Safe to use from several threads."""

    def ensure_index(self) -> None:
        """Build the index where there is none yet, or where an older version left it.

        Raises:
            DocumentError: there is no corpus folder to build from.
            IndexStateError: the index is damaged or was built otherwise; the message names the command that mends it.
            StoreError: the store cannot be used, or nothing is published there and there are no documents here either.
        """
        if self._store is not None and self._store.is_published():
            with self.reading():
                return
        if current_database(self.index) is not None:
            with Snapshot.newest(self.index) as snapshot:
                if not is_outdated(snapshot.recipe, recipe_of(self.embedder)):
                    check_recipe(snapshot.recipe, recipe_of(self.embedder))
                    return
        self.refresh()

    def refresh(
        self, progress: Progress | None = None, *, wait: float = 0.0, rebind: bool = False, thorough: bool = False
    ) -> IndexReport:
        """Bring the index up to the corpus: only what changed is read again. Raises what `update_index` raises.

        Where another process is writing, it is waited for, `wait` seconds at most. `rebind` gives an index that was
        made from another folder this one. `thorough` looks into files whose size and time are what they were, too.
        """
        return self._update(progress=progress, wait=wait, rebind=rebind, thorough=thorough)

    def rebuild(self, progress: Progress | None = None, *, wait: float = 0.0, rebind: bool = False) -> IndexReport:
        """Build the index anew beside the one in use, and swap when it is whole. Raises what `refresh` raises."""
        return self._update(rebuild=True, progress=progress, wait=wait, rebind=rebind)

    def check(self, *, thorough: bool = False) -> tuple[Fault, ...]:
        """Return what is wrong with the index, and the command that mends it; nothing where it is whole.

        `thorough` also reads every file of the corpus, and tells those that changed behind their size and time.

        Raises:
            DocumentError: `thorough` is wanted, and there is no corpus folder.
            ForeignIndexError: `thorough` is wanted, and the index was made from another folder.
            IndexLockedError: another process is writing to it and does not come to an end.
            UnwritableIndexError: the disk is full or fails.
            StoreError: the store cannot be reached.
        """
        faults = check_index(self.index, recipe_of(self.embedder))
        if not faults and self._store is not None:
            faults = self._store.check(self.index)
        if faults or not thorough:
            return faults
        check_bound(self.index, self.corpus)
        return check_content(self.index, self.corpus)

    def add(self, path: str | os.PathLike[str], *, wait: float = 60.0, stage: Stage = lambda *_: None) -> IndexReport:
        """Copy a file into the corpus folder, in place of any of the same name, and index it.

        What it replaces is kept in the folder `.removed` of the corpus; `kept` in the report says where. `stage` is
        told each stage, "reading", "embedding" and "writing", and what share of it is done (0 to 1).

        Raises:
            DocumentError: the file cannot be read as a document or cannot be copied, or what it replaces cannot be
                kept; nothing was copied.
            ForeignIndexError: the index was made from another folder; nothing was copied.
            IndexLockedError: another process wrote to the index for longer than `wait` seconds; the file is copied,
                and indexed when the index is next brought up to date.
        """
        source = Path(path)
        then = "add it again; nothing was changed"
        with explained(DocumentError, f"{source.name} cannot be added to the documents", then):
            self._check_writable()
            self.corpus.mkdir(parents=True, exist_ok=True)
            check_bound(self.index, self.corpus)
            stage("reading", 0.0)
            self._try_to_read(source)
            kept = bring(source, self.corpus, self._quota)
        report = self._update(wait=wait, stage=stage)
        return replace(report, kept=kept)

    def _try_to_read(self, path: Path) -> None:
        """Raise DocumentError where a file cannot be read as a document."""
        if path.name.startswith("."):
            raise DocumentError(f"{path.name} is a hidden file, which is not read. Give it a name without the dot.")
        if not (path.is_file() and is_supported(path)):
            read_file(path, path.name, limits_of(self.settings))  # says what is wrong
        status = path.stat()
        cutting = Cutting.for_embedder(self.embedder, limits_of(self.settings))
        with ReadingPool(rules_of(self.settings), cutting) as pool:
            (reading,) = pool.read([CorpusFile(path.name, path, status.st_size, status.st_mtime_ns)])
        for problem in reading.skipped:
            if not reading.sources:
                raise DocumentError(f"{problem.name}: {problem.reason}")

    def remove(self, name: str, *, wait: float = 60.0) -> IndexReport:
        """Take a file's documents out of the index; it moves to the folder `.removed` of the corpus, and is not lost.

        There it lies under its name and the time, beside whatever had that name before; `kept` in the report says
        where. A text that other files hold too stays, under their names.

        Raises:
            UnknownFileError: the corpus has no such file.
            DocumentError: it cannot be moved or kept; nothing was changed.
            ForeignIndexError: the index was made from another folder; nothing was changed.
            IndexLockedError: another process wrote to the index for longer than `wait` seconds; the file is gone, and
                forgotten when the index is next brought up to date.
        """
        self._check_writable()
        check_bound(self.index, self.corpus)
        file = next((file for file in list_corpus(self.corpus, self.index).files if file.name == name), None)
        if file is None:
            raise UnknownFileError(f"The corpus has no document {name!r}. `assistant documents` lists them.")
        then = "remove it again; nothing was changed"
        with explained(DocumentError, f"{name} cannot be put aside in the folder {REMOVED} of the documents", then):
            kept = put_aside(self.corpus, file.path, self._quota)
        return replace(self.refresh(wait=wait), kept=kept)

    @property
    def _quota(self) -> Quota:
        return Quota(self.settings.removed_bytes, self.settings.removed_files)

    def _update(
        self,
        *,
        rebuild: bool = False,
        rebind: bool = False,
        thorough: bool = False,
        progress: Progress | None = None,
        wait: float = 0.0,
        stage: Stage = lambda *_: None,
    ) -> IndexReport:
        if not rebuild:
            self._check_writable()
        report = update_index(
            self.index,
            self.corpus,
            self.embedder,
            limits=limits_of(self.settings),
            rules=rules_of(self.settings),
            readers=readers_of(self.settings, self.embedder),
            rebuild=rebuild,
            rebind=rebind,
            thorough=thorough,
            wait=wait,
            progress=progress,
            stage=stage,
        )
        if self._store is not None:
            # Whoever else is writing now publishes what was committed here, too.
            told = explained(UnwritableIndexError, f"The index {self.index} cannot be published", "run it again")
            with suppress(IndexLockedError), writing(self.index, wait), told:
                self._store.publish(self.index, take_over=rebuild)
        return report

    def _check_writable(self) -> None:
        """Raise StoreError where somebody else publishes the index."""
        if self._store is not None:
            self._store.check_publisher(self.index)
