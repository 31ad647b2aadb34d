"""The documents and their index: brought up to date, looked at, opened for a question.

Longer than most files, so that all that can be done with documents, whoever keeps their index, stands in one place.
"""

from __future__ import annotations

import os
import re
import shutil
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from assistant.embedding import Embedder
from assistant.errors import DocumentError, IndexLockedError
from assistant.feedback import Feedback, Rating
from assistant.indexing.builder import IndexReport, Progress, Stage, recipe_of, update_index
from assistant.indexing.catalogue import StoredDocument
from assistant.indexing.check import Fault, check_index
from assistant.indexing.corpus import CorpusFile, list_corpus
from assistant.indexing.cutting import Cutting
from assistant.indexing.derived import Derived, derive
from assistant.indexing.from_settings import limits_of, readers_of, rules_of, store_of
from assistant.indexing.layout import check_recipe, current_database, is_outdated
from assistant.indexing.ledger import LedgerEntry
from assistant.indexing.locking import writing
from assistant.indexing.reader import NearestPassages, Reader
from assistant.indexing.reading_pool import ReadingPool
from assistant.indexing.scope import scope_of
from assistant.indexing.store import Snapshot
from assistant.reading.formats import Skipped, is_supported, read_file
from assistant.reading.pdf_pages import MarkedSentence, draw_page
from assistant.settings import Settings
from assistant.terms import terms
from assistant.types import Answer, Document

if TYPE_CHECKING:
    from assistant.conversations import ConversationBook
    from assistant.feedback_book import FeedbackBook


class Library:
    """The documents of a corpus folder, and their index. Safe to use from several threads."""

    def __init__(self, corpus: Path, index: Path, settings: Settings, embedder: Embedder) -> None:
        """Put a library together; nothing is read yet."""
        self.corpus = corpus
        self.index = index
        self.settings = settings
        self.embedder = embedder
        self._kept: Derived | None = None
        self._store = store_of(settings)

    @property
    def follows_corpus(self) -> bool:
        """Whether the index is brought up to the corpus folder here, and not published by somebody else.

        Raises:
            StoreError: the store cannot be used.
        """
        return self._store is None or self._store.belongs_to(self.index)

    def documents(self) -> tuple[StoredDocument, ...]:
        """Return what the index holds, by name."""
        with self.reading() as (snapshot, _):
            return snapshot.documents()

    def document(self, name: str) -> Document:
        """Return an indexed document with its text.

        Raises:
            IndexStateError: the index has no document of that name.
        """
        with self.reading() as (snapshot, _):
            return snapshot.document(name)

    def problems(self) -> tuple[Skipped, ...]:
        """Return what could not be read when the index was last brought up to date, and why, by file."""
        with self.reading() as (snapshot, _):
            return snapshot.problems()

    def unmentioned(self, question: str) -> tuple[str, ...]:
        """Return the words of a question that stand in none of the documents, in any of their forms."""
        words = {word: terms(word) for word in re.findall(r"\w+", question)}
        with self.reading() as (snapshot, _):
            known = snapshot.sentence_frequency([term for found in words.values() for term in found])
        return tuple(word for word, found in words.items() if found and not any(term in known for term in found))

    def page_image(self, document: str, start: int, end: int) -> bytes | None:
        """Return the page on which a sentence of a PDF begins, as PNG with the sentence's lines marked.

        `start` and `end` are the sentence's offsets in the document, as a citation has them. The PDF may lie in an
        archive or a message. None where the document is none, or the page cannot be drawn.

        Raises:
            IndexStateError: the index has no such document.
        """
        with self.reading() as (snapshot, _):
            found = snapshot.document(document)
        above = PurePosixPath(document), *PurePosixPath(document).parents[:-1]
        file = next((name for name in above if (self.corpus / name).is_file()), None)
        if file is None or not (document.lower().endswith(".pdf") and 0 <= start < end <= len(found.text)):
            return None
        page = max(1, bisect_right(found.pages, start))
        before = found.text[found.pages[page - 1] if found.pages else 0 : start]
        return draw_page(
            self.corpus / file,
            MarkedSentence(page, found.text[start:end], before),
            self.settings.seconds_per_file,
            document.removeprefix(str(file)).lstrip("/"),
            limits_of(self.settings),
        )

    def figures(
        self,
        *,
        documents: Sequence[str] | None = None,
        after: str = "",
        kind: str = "",
        text: str = "",
        unit: str = "",
    ) -> tuple[LedgerEntry, ...]:
        """Return the figures that stand in the documents, by document and place, each with its sentence.

        `documents`, `after` and `kind` are those of `Assistant.ask`. `text` keeps to figures near which each of its
        words stands: in their sentence, their table's header or the headings above. `unit` keeps to a unit
        ("percent") or a currency ("CNY"); calendar years are left out unless it is "year".

        Raises:
            QuestionError: `after` is no date, or there is no such kind.
            IndexStateError: there is no index, or a document is named that it does not have.
        """
        scope = scope_of(documents, after, kind)
        with self.reading() as (snapshot, _):
            return snapshot.figures(snapshot.names_within(scope), text, unit)

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

    def refresh(self, progress: Progress | None = None, *, wait: float = 0.0) -> IndexReport:
        """Bring the index up to the corpus: only what changed is read again. Raises what `update_index` raises.

        Where another process is writing, it is waited for, `wait` seconds at most.
        """
        return self._update(rebuild=False, progress=progress, wait=wait)

    def rebuild(self, progress: Progress | None = None, *, wait: float = 0.0) -> IndexReport:
        """Build the index anew beside the one in use, and swap when it is whole."""
        return self._update(rebuild=True, progress=progress, wait=wait)

    def check(self) -> tuple[Fault, ...]:
        """Return what is wrong with the index, and the command that mends it; nothing where it is whole.

        Raises:
            IndexLockedError: another process is writing to it and does not come to an end.
            StoreError: the store cannot be reached.
        """
        faults = check_index(self.index, recipe_of(self.embedder))
        return faults if faults or self._store is None else self._store.check(self.index)

    def add(self, path: str | os.PathLike[str], *, wait: float = 60.0, stage: Stage = lambda *_: None) -> IndexReport:
        """Copy a file into the corpus folder, in place of any of the same name, and index it.

        `stage` is told each stage, "reading", "embedding" and "writing", and what share of it is done (0 to 1).

        Raises:
            DocumentError: the file cannot be read as a document; nothing was copied.
            IndexLockedError: another process wrote to the index for longer than `wait` seconds; the file is copied,
                and indexed when the index is next brought up to date.
        """
        self._check_writable()
        source = Path(path)
        stage("reading", 0.0)
        self._try_to_read(source)
        target = self.corpus / source.name
        if source.resolve() != target.resolve():
            self.corpus.mkdir(parents=True, exist_ok=True)
            arriving = self.corpus / f".{source.name}.{os.getpid()}.arriving"
            shutil.copyfile(source, arriving)
            os.replace(arriving, target)
        return self._update(rebuild=False, progress=None, wait=wait, stage=stage)

    def _try_to_read(self, path: Path) -> None:
        """Raise DocumentError where a file cannot be read as a document."""
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

        A text that other files hold too stays, under their names.

        Raises:
            DocumentError: the corpus has no such file.
            IndexLockedError: another process wrote to the index for longer than `wait` seconds; the file is gone, and
                forgotten when the index is next brought up to date.
        """
        self._check_writable()
        file = next((file for file in list_corpus(self.corpus, self.index).files if file.name == name), None)
        if file is None:
            raise DocumentError(f"The corpus {self.corpus} has no document {name!r}. `assistant documents` lists them.")
        target = self.corpus / ".removed" / file.path.relative_to(self.corpus)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(file.path, target)
        return self.refresh(wait=wait)

    def rate(self, answer: Answer, rating: Rating, comment: str = "") -> Feedback:
        """Keep what somebody thought of an answer, beside the index; a rebuild leaves it. Raises FeedbackError."""
        return self.feedback_book.add(answer, rating, comment)

    def feedback(self) -> tuple[Feedback, ...]:
        """Return what was thought of answers, oldest first. Raises FeedbackError."""
        return self.feedback_book.all()

    @cached_property
    def feedback_book(self) -> FeedbackBook:
        """Where feedback is kept. Raises SettingsError where the database's URL cannot be used."""
        from assistant.feedback_book import FILE_NAME, FeedbackBook  # SQLAlchemy takes half a second

        return FeedbackBook(self.settings.database_url or self.index / FILE_NAME)

    @cached_property
    def conversation_book(self) -> ConversationBook:
        """Where conversations are kept. Raises SettingsError where the database's URL cannot be used."""
        from assistant.conversations import FILE_NAME, ConversationBook

        return ConversationBook(self.settings.database_url or self.index / FILE_NAME)

    def _update(
        self, *, rebuild: bool, progress: Progress | None, wait: float, stage: Stage = lambda *_: None
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
            wait=wait,
            progress=progress,
            stage=stage,
        )
        if self._store is not None:
            # Whoever else is writing now publishes what was committed here, too.
            with suppress(IndexLockedError), writing(self.index, wait):
                self._store.publish(self.index, take_over=rebuild)
        return report

    def _check_writable(self) -> None:
        """Raise StoreError where somebody else publishes the index."""
        if self._store is not None:
            self._store.check_publisher(self.index)

    @contextmanager
    def reading(self) -> Iterator[tuple[Reader, NearestPassages]]:
        """Look at the newest generation; its vectors and words are read once and kept until the next.

        Raises:
            IndexStateError: there is no index, it is damaged, or it was built otherwise.
            StoreError: the store cannot be used.
        """
        if self._store is not None:
            with self._store.reading(recipe_of(self.embedder)) as reader:
                yield reader, reader
            return
        with Snapshot.newest(self.index) as snapshot:
            check_recipe(snapshot.recipe, recipe_of(self.embedder))
            kept = self._kept = derive(self.index, snapshot, self._kept)
            snapshot.words = kept.words
            yield snapshot, kept.vectors

    def forget(self) -> None:
        """Let go of the vectors and words, of the store and of connections to a database; what comes next gets them."""
        self._kept = None
        if self._store is not None:
            self._store.close()
        for book in (self.__dict__.pop("feedback_book", None), self.__dict__.pop("conversation_book", None)):
            if book:
                book.close()
