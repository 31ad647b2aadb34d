"""Writing to an index: updating it from its corpus, publishing it, and test-reading a file before it is added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.disk import explained
from assistant.embedding import Embedder
from assistant.embedding.encoders.opening import Encoders
from assistant.errors import DocumentError, IndexLockedError, UnwritableIndexError
from assistant.indexing.building.builder import IndexReport, Progress, StageProgress, update_index
from assistant.indexing.building.corpus import CorpusFile, list_corpus
from assistant.indexing.building.cutting import Cutting
from assistant.indexing.building.reading_pool import ReadingPool
from assistant.indexing.building.recognized import kept_pages, recognized_in
from assistant.indexing.from_settings import limits_of, readers_of, rules_of
from assistant.indexing.layout import current_database
from assistant.indexing.locking import writing
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.store import Store, held_by_another
from assistant.indexing.tokens.encoding import encode_with
from assistant.reading.registry import is_supported, read_file
from assistant.settings import Settings
from assistant.threads import Stopped

_PAGES_AT_ONCE, _FILES_AT_ONCE = 8, 8
"""How many pages of how many files are recognized before they can be searched: a minute or two on two cores."""
_SECONDS_PER_PAGE = 60.0
"""How much longer a file may take for each page that is recognized: ten times as long as on a slow core."""


@dataclass(frozen=True, slots=True)
class Updating:
    """Updates the index of a corpus, and publishes it to a store."""

    corpus: Path
    index: Path
    settings: Settings
    embedder: Embedder
    store: Store
    encoders: Callable[[], Encoders]

    def update(
        self,
        *,
        rebuild: bool = False,
        rebind: bool = False,
        thorough: bool = False,
        progress: Progress | None = None,
        awaiting: bool = False,
        wait: float = 0.0,
        stage: StageProgress = lambda *_: None,
    ) -> IndexReport:
        """Update the index from the corpus, or build it anew, and publish it. Raises what `update_index` raises."""
        if not rebuild:
            self.check_writable()
        tokens = self.encoders().tokens
        report = update_index(
            self.index,
            self.corpus,
            self.embedder,
            limits=limits_of(self.settings),
            rules=rules_of(self.settings),
            readers=None if awaiting else readers_of(self.settings, self.embedder),
            rebuild=rebuild,
            rebind=rebind,
            thorough=thorough,
            encode=None if tokens is None else encode_with(tokens),
            token_vectors=self.settings.token_vectors,
            awaiting=awaiting,
            wait=wait,
            progress=progress,
            stage=stage,
        )
        if self.store.needs_publishing:
            # The process that is writing now also publishes what was committed here.
            told = explained(UnwritableIndexError, f"The index {self.index} cannot be published", "run it again")
            with suppress(IndexLockedError), writing(self.index, wait), told:
                self.store.publish(self.index, take_over=rebuild)
        return report

    def recognize(self, progress: Progress | None, wait: float, stopped: Stopped) -> IndexReport | None:
        """Recognize what waits for it, a few pages of each file at a time; see `Library.recognize`."""
        if current_database(self.index) is None or not self.store.belongs_to(self.index):
            return None
        before = self._awaiting()
        total, stuck = sum(before.values()), set[str]()
        report = None
        while (names := [name for name in before if name not in stuck][:_FILES_AT_ONCE]) and not stopped():
            done = total - sum(before.values())

            def told(pages: int, done: int = done) -> None:
                if progress:
                    progress("recognizing text", min(done + pages, total), total)

            self._recognize_some(names, told)
            report = self.update(awaiting=True, wait=wait)
            after = self._awaiting()
            stuck |= {name for name in names if after.get(name, 0) >= before[name]}
            before = after
        if progress and total:
            progress("", total - sum(before.values()), total)
        return report

    def _awaiting(self) -> dict[str, int]:
        """Return the files with pages that wait to be recognized, and how many do."""
        with Snapshot.newest(self.index) as snapshot:
            return {name: file.awaits for name, file in snapshot.files().items() if file.awaits}

    def _recognize_some(self, names: Sequence[str], told: Callable[[int], None]) -> None:
        """Recognize some pages of each of these files and keep them; nothing is written to the index meanwhile.

        `told` is called with the number of pages kept so far.
        """
        before = kept_pages(self.index)
        told(0)
        files = [file for file in list_corpus(self.corpus, self.index).files if file.name in names]
        limits, rules = limits_of(self.settings), rules_of(self.settings)
        limits = replace(limits, recognized_in=str(recognized_in(self.index)), recognized_pages=_PAGES_AT_ONCE)
        patient = replace(rules, seconds=rules.seconds + _SECONDS_PER_PAGE * _PAGES_AT_ONCE)
        cutting = Cutting.for_embedder(self.embedder, limits)
        with ReadingPool(patient, cutting, lambda *_: told(max(0, kept_pages(self.index) - before))) as pool:
            for _ in pool.read(files):
                continue

    def check_writable(self) -> None:
        """Raise StoreError if another machine publishes the index."""
        if not self.store.belongs_to(self.index):
            raise held_by_another(self.store.name)

    def try_to_read(self, path: Path) -> None:
        """Raise DocumentError if a file cannot be read as a document."""
        if path.name.startswith("."):
            raise DocumentError(f"{path.name} is a hidden file, which is not read. Give it a name without the dot.")
        if not (path.is_file() and is_supported(path)):
            read_file(path, path.name, limits_of(self.settings))  # raises an error that says what is wrong
        status = path.stat()
        cutting = Cutting.for_embedder(self.embedder, limits_of(self.settings))
        with ReadingPool(rules_of(self.settings), cutting) as pool:
            (reading,) = pool.read([CorpusFile(path.name, path, status.st_size, status.st_mtime_ns)])
        for problem in reading.skipped:
            if not (reading.sources or reading.awaits):
                raise DocumentError(f"{problem.name}: {problem.reason}")
