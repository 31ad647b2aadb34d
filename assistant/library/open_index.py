"""An index as it is looked at: its documents, figures and pages, and what people left beside it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from assistant.embedding import Embedder
from assistant.indexing.building.builder import recipe_of
from assistant.indexing.catalogue import StoredDocument
from assistant.indexing.from_settings import limits_of, store_of
from assistant.indexing.layout import check_recipe
from assistant.indexing.ledger import LedgerEntry
from assistant.indexing.ranking.derived import Derived, derive
from assistant.indexing.reader import NearestPassages, Reader
from assistant.indexing.scope import scope_of
from assistant.indexing.sqlite.store import Snapshot
from assistant.language.terms import terms
from assistant.memory.feedback import Feedback, Rating
from assistant.reading.pdf.pages import MarkedSentence, draw_page
from assistant.reading.registry import Skipped
from assistant.settings import Settings
from assistant.threads import Stopped
from assistant.types import Answer, Document

if TYPE_CHECKING:
    from assistant.memory.conversations import ConversationBook
    from assistant.memory.feedback_book import FeedbackBook


class OpenIndex:
    """The index of a corpus folder. Looking at it changes nothing. Safe to use from several threads."""

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

    def page_image(self, document: str, start: int, end: int, *, stopped: Stopped = lambda: False) -> bytes | None:
        """Return the page on which a sentence of a PDF begins, as PNG with the sentence's lines marked.

        `start` and `end` are the sentence's offsets in the document, as a citation has them. The PDF may lie in an
        archive or a message. None where the document is none, or the page cannot be drawn. `stopped` may be told from
        another thread, and gives it up.

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
            memory_bytes=self.settings.memory_per_file,
            stopped=stopped,
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

    def rate(self, answer: Answer, rating: Rating, comment: str = "") -> Feedback:
        """Keep what somebody thought of an answer, beside the index; a rebuild leaves it. Raises FeedbackError."""
        return self.feedback_book.add(answer, rating, comment)

    def feedback(self) -> tuple[Feedback, ...]:
        """Return what was thought of answers, oldest first. Raises FeedbackError."""
        return self.feedback_book.all()

    @cached_property
    def feedback_book(self) -> FeedbackBook:
        """Where feedback is kept. Raises SettingsError where the database's URL cannot be used."""
        from assistant.memory.feedback_book import FILE_NAME, FeedbackBook  # SQLAlchemy takes half a second

        where = self.settings.database_url or self.index / FILE_NAME
        return FeedbackBook(where, self.settings.feedback_bytes)

    @cached_property
    def conversation_book(self) -> ConversationBook:
        """Where conversations are kept. Raises SettingsError where the database's URL cannot be used."""
        from assistant.memory.conversations import FILE_NAME, ConversationBook

        return ConversationBook(self.settings.database_url or self.index / FILE_NAME)

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
