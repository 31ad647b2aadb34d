"""The documents and their index: read, updated, added to and removed from.

Longer than most files, so that everything that can be done with documents is described in one place.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from assistant.disk import explained
from assistant.embedding import Embedder
from assistant.embedding.encoders.opening import Encoders, open_encoders
from assistant.errors import DocumentError, QuestionError, UnknownFileError
from assistant.indexing.bound import check_bound
from assistant.indexing.building.builder import IndexReport, Progress, StageProgress, recipe_of
from assistant.indexing.building.corpus import list_corpus
from assistant.indexing.building.recognized import recognized_in
from assistant.indexing.catalogue import StoredDocument
from assistant.indexing.check import Fault, check_content, check_index
from assistant.indexing.from_settings import limits_of, store_of
from assistant.indexing.layout import check_recipe, current_database, is_outdated
from assistant.indexing.ledger import LedgerEntry
from assistant.indexing.reader import NearestPassages, Reader, documents_in
from assistant.indexing.scope import EVERYTHING, Scope
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.store import Store
from assistant.language.detection import language_of
from assistant.language.terms import terms
from assistant.library.deprecation import takes_scope
from assistant.library.removed import FOLDER as REMOVED
from assistant.library.removed import Quota, Removed, bring, delete_versions, put_aside, removed_files
from assistant.library.updating import Updating
from assistant.reading.pdf.pages import SHOWN_AS_PAGES, MarkedSentence, draw_page
from assistant.reading.registry import Skipped
from assistant.settings import Settings
from assistant.threads import Stopped
from assistant.types import Document, Passage


class Library:
    """The documents of a corpus folder and their index. Safe to use from several threads."""

    def __init__(
        self,
        corpus: Path,
        index: Path,
        settings: Settings,
        embedder: Embedder,
        store: Store | None = None,
        encoders: Encoders | None = None,
    ) -> None:
        """Create a library; nothing is read yet. What is not given is taken from the settings."""
        self.corpus = corpus
        self.index = index
        self.settings = settings
        self.embedder = embedder
        self._store = store_of(settings, index) if store is None else store
        self._encoders = encoders
        self._updating = Updating(corpus, index, settings, embedder, self._store, lambda: self.encoders)

    @property
    def encoders(self) -> Encoders:
        """What looks again at what was found, as far as it is wanted and installed."""
        if self._encoders is None:
            self._encoders = open_encoders(self.settings)
        return self._encoders

    @property
    def follows_corpus(self) -> bool:
        """Whether the index is updated here from the corpus folder, rather than published by another machine.

        Raises:
            StoreError: the store cannot be used.
        """
        return self._store.belongs_to(self.index)

    @contextmanager
    def reading(self) -> Iterator[tuple[Reader, NearestPassages]]:
        """Open the newest generation of the index for reading.

        Raises:
            IndexStateError: there is no index, it is damaged, or it was built with other settings.
            StoreError: the store cannot be used.
        """
        with self._store.reading(recipe_of(self.embedder)) as (reader, nearest):
            yield reader, nearest

    def close(self) -> None:
        """Close the store and its caches; the next call opens it again."""
        self._store.close()

    def documents(self) -> tuple[StoredDocument, ...]:
        """Return the indexed documents, by name."""
        with self.reading() as (snapshot, _):
            return snapshot.documents()

    def document(self, name: str) -> Document:
        """Return an indexed document with its text.

        Raises:
            IndexStateError: the index has no document of that name.
        """
        with self.reading() as (snapshot, _):
            return snapshot.document(name)

    def passages_at(self, document: str, start: int, end: int) -> tuple[Passage, ...]:
        """Return the passages of a document that overlap a range of offsets, in order."""
        with self.reading() as (snapshot, _):
            return tuple(snapshot.passages_at(document, start, end))

    def problems(self) -> tuple[Skipped, ...]:
        """Return the files that could not be read in the last update of the index, and why."""
        with self.reading() as (snapshot, _):
            return snapshot.problems()

    def unmentioned(self, question: str) -> tuple[str, ...]:
        """Return the words of a question that no document contains in any form."""
        spoken = language_of(question)
        with self.reading() as (snapshot, _):
            codes = snapshot.languages() or (spoken,)
            words = {
                word: [term for code in codes for term in terms(word, code, spoken)]
                for word in "".join(c if c.isalnum() else " " for c in question).split()
            }
            known = snapshot.sentence_frequency([term for found in words.values() for term in found])
        return tuple(word for word, found in words.items() if found and not any(term in known for term in found))

    def page_image(
        self, document: str, start: int, end: int, *, crop: bool = False, stopped: Stopped = lambda: False
    ) -> bytes | None:
        """Return the page of a PDF or picture on which a sentence begins, as PNG, with the sentence's lines marked.

        `crop` leaves only these lines, if they are found. `start` and `end` are the sentence's offsets in the document,
        as in a citation. The file may be inside an archive or a message. Returns None if the document has no pages to
        show or the page cannot be rendered. If `stopped` returns True, which may depend on another thread, rendering is
        abandoned.

        Raises:
            IndexStateError: the index has no such document.
        """
        with self.reading() as (snapshot, _):
            found = snapshot.document(document)
        above = PurePosixPath(document), *PurePosixPath(document).parents[:-1]
        file = next((name for name in above if (self.corpus / name).is_file()), None)
        if file is None or not (document.lower().endswith(SHOWN_AS_PAGES) and 0 <= start < end <= len(found.text)):
            return None
        page = max(1, bisect_right(found.pages, start))
        before = found.text[found.pages[page - 1] if found.pages else 0 : start]
        return draw_page(
            self.corpus / file,
            MarkedSentence(page, found.text[start:end], before, crop),
            self.settings.seconds_per_file,
            document.removeprefix(str(file)).lstrip("/"),
            replace(limits_of(self.settings), recognized_in=str(recognized_in(self.index))),
            memory_bytes=self.settings.memory_per_file,
            stopped=stopped,
        )

    @takes_scope
    def figures(self, *, scope: Scope | None = None, text: str = "", unit: str = "") -> tuple[LedgerEntry, ...]:
        """Return the figures in the documents of a scope, by document and position, each with its sentence.

        `text` selects figures that have each of its words nearby: in their sentence, their table's header or the
        headings above. `unit` selects a unit ("percent") or a currency ("CNY"); calendar years are left out unless it
        is "year".

        Raises:
            QuestionError: the scope names facets, which figures do not have, or a kind of file that is not read.
            IndexStateError: there is no index, or the scope names a document that it does not have.
        """
        scope = scope or EVERYTHING
        if scope.facets:
            raise QuestionError("Figures belong to no facet. Leave `facets` out of the scope.")
        with self.reading() as (snapshot, _):
            return snapshot.figures(documents_in(snapshot, scope), text, unit)

    def ensure_index(self) -> None:
        """Build the index if there is none yet, or one of an older version.

        Raises:
            DocumentError: there is no corpus folder to build the index from.
            IndexStateError: the index is damaged or was built with other settings; the message names the command to
                run.
            StoreError: the store cannot be used, or nothing is published there and there are no documents here.
        """
        if self._store.needs_publishing and self._store.published() is not None:
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
        """Update the index from the corpus; only changed files are read again. Raises what `update_index` raises.

        If another process is writing, this one waits for at most `wait` seconds. `rebind` binds an index that was made
        from another folder to this one. `thorough` also reads files whose size and time are unchanged.
        """
        return self._updating.update(progress=progress, wait=wait, rebind=rebind, thorough=thorough)

    def recognize(
        self, progress: Progress | None = None, *, wait: float = 0.0, stopped: Stopped = lambda: False
    ) -> IndexReport | None:
        """Recognize the text of the scanned pages that wait for it, a few at a time, each time as a new generation.

        Every page that was recognized is kept, so it may be interrupted at any time and continues there. `progress` is
        called with "recognizing text" and numbers of pages. Returns the last report, or None if nothing waited. Raises
        what `refresh` raises.
        """
        return self._updating.recognize(progress, wait, stopped)

    def rebuild(self, progress: Progress | None = None, *, wait: float = 0.0, rebind: bool = False) -> IndexReport:
        """Build the index anew beside the one in use, and replace that when complete. Raises what `refresh` raises."""
        return self._updating.update(rebuild=True, progress=progress, wait=wait, rebind=rebind)

    def check(self, *, thorough: bool = False) -> tuple[Fault, ...]:
        """Return the faults of the index, each with the command that repairs it; nothing if it is intact.

        `thorough` also reads every file of the corpus, and reports those that changed although size and time did not.

        Raises:
            DocumentError: `thorough` is set, and there is no corpus folder.
            ForeignIndexError: `thorough` is set, and the index was made from another folder.
            IndexLockedError: another process is writing to the index and does not finish.
            UnwritableIndexError: the disk is full or fails.
            StoreError: the store cannot be reached.
        """
        faults = check_index(self.index, recipe_of(self.embedder), token_vectors=self.encoders.tokens is not None)
        faults = faults or self._store.check(self.index)
        if faults or not thorough:
            return faults
        check_bound(self.index, self.corpus)
        return check_content(self.index, self.corpus)

    def add(
        self, path: str | os.PathLike[str], *, wait: float = 60.0, stage: StageProgress = lambda *_: None
    ) -> IndexReport:
        """Copy a file into the corpus folder, replacing any of the same name, and index it.

        A replaced file is kept in the folder `.removed` of the corpus; `kept` in the report says where. `stage` is
        called with each stage, "reading", "embedding" and "writing", and the share of it that is done (0 to 1).

        Raises:
            DocumentError: the file cannot be read as a document or cannot be copied, or the replaced file cannot be
                kept; nothing was copied.
            ForeignIndexError: the index was made from another folder; nothing was copied.
            IndexLockedError: another process wrote to the index for longer than `wait` seconds; the file was copied and
                will be indexed by the next update.
        """
        source = Path(path)
        then = "add it again; nothing was changed"
        with explained(DocumentError, f"{source.name} cannot be added to the documents", then):
            self._updating.check_writable()
            self.corpus.mkdir(parents=True, exist_ok=True)
            check_bound(self.index, self.corpus)
            stage("reading", 0.0)
            self._updating.try_to_read(source)
            kept = bring(source, self.corpus, self._quota)
        report = self._updating.update(wait=wait, stage=stage)
        return replace(report, kept=kept)

    def remove(self, name: str, *, wait: float = 60.0) -> IndexReport:
        """Remove a file's documents from the index, and move the file to the folder `.removed` of the corpus.

        There it is kept under its name and the time, beside earlier versions; `kept` in the report says where. A text
        that other files also contain stays in the index under their names.

        Raises:
            UnknownFileError: the corpus has no such file.
            DocumentError: the file cannot be moved; nothing was changed.
            ForeignIndexError: the index was made from another folder; nothing was changed.
            IndexLockedError: another process wrote to the index for longer than `wait` seconds; the file was moved, and
                the next update removes it from the index.
        """
        self._updating.check_writable()
        check_bound(self.index, self.corpus)
        file = next((file for file in list_corpus(self.corpus, self.index).files if file.name == name), None)
        if file is None:
            raise UnknownFileError(f"The corpus has no document {name!r}. `assistant documents` lists them.")
        then = "remove it again; nothing was changed"
        with explained(DocumentError, f"{name} cannot be put aside in the folder {REMOVED} of the documents", then):
            kept = put_aside(self.corpus, file.path, self._quota)
        return replace(self.refresh(wait=wait), kept=kept)

    def removed(self) -> tuple[Removed, ...]:
        """Return the earlier versions that `add` and `remove` kept, by name, the latest of each name last."""
        return removed_files(self.corpus)

    def purge(self, versions: Iterable[Removed]) -> None:
        """Delete earlier versions permanently.

        Raises:
            DocumentError: one cannot be deleted; those before it were.
        """
        with explained(DocumentError, f"Not all of them can be deleted from {self.corpus / REMOVED}", "purge again"):
            delete_versions(self.corpus, versions)

    @property
    def _quota(self) -> Quota:
        return Quota(self.settings.removed_bytes, self.settings.removed_files)
