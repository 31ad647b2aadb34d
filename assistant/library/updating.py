"""Writing to an index: updating it from its corpus, publishing it, and test-reading a file before it is added."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.disk import explained
from assistant.embedding import Embedder
from assistant.embedding.encoders.opening import Encoders
from assistant.errors import DocumentError, IndexLockedError, UnwritableIndexError
from assistant.indexing.building.builder import IndexReport, Progress, StageProgress, update_index
from assistant.indexing.building.corpus import CorpusFile
from assistant.indexing.building.cutting import Cutting
from assistant.indexing.building.reading_pool import ReadingPool
from assistant.indexing.from_settings import limits_of, readers_of, rules_of
from assistant.indexing.locking import writing
from assistant.indexing.store import Store, held_by_another
from assistant.indexing.tokens.encoding import encode_with
from assistant.reading.registry import is_supported, read_file
from assistant.settings import Settings


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
            readers=readers_of(self.settings, self.embedder),
            rebuild=rebuild,
            rebind=rebind,
            thorough=thorough,
            encode=None if tokens is None else encode_with(tokens),
            token_vectors=self.settings.token_vectors,
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
            if not reading.sources:
                raise DocumentError(f"{problem.name}: {problem.reason}")
