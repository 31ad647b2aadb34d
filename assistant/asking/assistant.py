"""The assistant: it leads a question through search, drafting and verification.

Longer than most files, because the public methods and what they raise are described in one place.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from assistant.asking.across import answered_across
from assistant.asking.answering import Stopwatch
from assistant.asking.brief import write_brief
from assistant.asking.checking import check_answer, check_text
from assistant.asking.given import AnswerKey, GivenAnswers
from assistant.asking.kinds.classifying import TALK, KindsOfQuestion
from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.translating import with_translations
from assistant.asking.understanding import to_search_for, understood
from assistant.drafting import LanguageModel, open_language_model
from assistant.embedding import Embedder, open_embedder
from assistant.errors import AssistantError
from assistant.indexing.scope import EVERYTHING, Scope
from assistant.indexing.store import Store
from assistant.library.deprecation import moved, takes_library, takes_scope
from assistant.library.library import Library
from assistant.memory import Memory
from assistant.memory.feedback import Feedback, Rating
from assistant.retrieval.gathering import gather
from assistant.retrieval.looks import find_and_read
from assistant.retrieval.query import make_query
from assistant.retrieval.question import (
    Exchange,
    Question,
    as_question,
)
from assistant.settings import Settings
from assistant.types import Answer, Brief, CheckedText, Evidence, Hit, ProofAgain

if TYPE_CHECKING:
    from assistant.api.client import RemoteAssistant

_OF_THE_LIBRARY = (
    "add check corpus document documents embedder ensure_index figures follows_corpus index page_image problems reading"
    " rebuild refresh remove settings unmentioned"
).split()
MOVED = {name: f"library.{name}" for name in _OF_THE_LIBRARY} | {
    "conversation_book": "memory.conversations",
    "feedback_book": "memory.feedback",
    "forget": "library.close",
}
"""The former attributes of an assistant, and where each is now."""


class Answerer(Protocol):
    """Answers questions on a library: an assistant, or a queue in front of one."""

    library: Library
    memory: Memory

    def stream(
        self,
        question: str | Question,
        *,
        stopped: Callable[[], bool] = ...,
        stage: Callable[[str], None] = ...,
    ) -> Generator[Answer, None, None]:
        """Yield the answer as it grows; see `Assistant.stream`."""
        ...

    def brief(self, topic: str = "", *, scope: Scope | None = None) -> Brief:
        """Return a brief; see `Assistant.brief`."""
        ...

    def search(self, question: str | Question, k: int = 5) -> list[Hit]:
        """Return the passages that are most relevant to a question; see `Assistant.search`."""
        ...

    def verify(self, text: str, *, scope: Scope | None = None) -> CheckedText:
        """Return what the documents say of each sentence of a text; see `Assistant.verify`."""
        ...


class Assistant:
    """Answers questions about the documents of a library.

    Safe to use from several threads; concurrent questions are drafted one after the other. Each question sees one
    generation of the index, the newest when it is asked.
    """

    @takes_library(Library)
    def __init__(self, library: Library, model: LanguageModel | None = None, memory: Memory | None = None) -> None:
        """Create an assistant for a library.

        Without a model, the one in the library's settings is loaded for the first question. Without a memory, feedback
        and conversations are stored beside the index, or where the settings say.
        """
        self.library = library
        self.memory = memory or Memory(library.index, library.settings)
        self._model = model
        self._given = GivenAnswers()
        self._kinds = KindsOfQuestion(library.embedder)
        self._loading = threading.Lock()

    @classmethod
    def open(
        cls,
        corpus: str | os.PathLike[str] = "corpus",
        index: str | os.PathLike[str] = "index",
        settings: Settings | None = None,
        *,
        model: LanguageModel | None = None,
        embedder: Embedder | None = None,
        store: Store | None = None,
    ) -> Self:
        """Open the index of a corpus; build it if there is none yet, or one of an older version.

        A model, embedder or store that is not given is taken from the settings. Settings that are not given are read
        from the environment.

        Raises:
            DocumentError: there is no corpus folder to build the index from.
            IndexStateError: the index is damaged or was built with other settings; the message names the command to
                run.
            ModelError: the embedding model is missing or damaged.
        """
        settings = settings or Settings()
        library = Library(Path(corpus), Path(index), settings, embedder or open_embedder(settings), store)
        library.ensure_index()
        return cls(library, model)

    @staticmethod
    def connect(url: str, *, token: str = "") -> RemoteAssistant:
        """Return an assistant that `assistant serve` runs at a URL: the same methods, over HTTP."""
        from assistant.api.client import RemoteAssistant

        return RemoteAssistant(url, token=token)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    if not TYPE_CHECKING:  # a type checker should not accept every name as one that moved

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever moved
            """Return an attribute that moved to the library or the memory, with a deprecation warning."""
            return moved(self, name, MOVED)

    def close(self) -> None:
        """Release the models, the remembered answers, the library and the memory."""
        self._model = None
        self._given = GivenAnswers()
        self.library.close()
        self.memory.close()

    @property
    def model(self) -> LanguageModel:
        """The language model, loaded when it is first used."""
        with self._loading:
            if self._model is None:
                self._model = open_language_model(self.library.settings)
            return self._model

    def begin_loading(self) -> None:
        """Begin to load the language model on a thread, before the first question; that question raises any error."""
        if self._model is None:
            threading.Thread(target=self._load, name="language model").start()

    def _load(self) -> None:
        with suppress(AssistantError):
            _ = self.model

    @takes_scope
    def ask(
        self, question: str | Question, *, history: Sequence[str | Exchange] = (), scope: Scope | None = None
    ) -> Answer:
        """Answer a question; every sentence of the answer cites its source.

        `history` contains the earlier questions, or turns of question and answer, oldest first. `scope` limits the
        documents and passages to answer from. A `Question` has both already.

        Raises:
            QuestionError: the question is empty or too long, or the scope names a kind of file that is not read.
            IndexStateError: there is no index, or the scope names a document that it does not have.
            ModelError: a model is missing, damaged or does not answer.
        """
        *_, answer = self.stream(question, history=history, scope=scope)
        return answer

    @takes_scope
    def stream(
        self,
        question: str | Question,
        *,
        history: Sequence[str | Exchange] = (),
        scope: Scope | None = None,
        stopped: Callable[[], bool] = lambda: False,
        stage: Callable[[str], None] = lambda _: None,
    ) -> Generator[Answer, None, None]:
        """Yield the answer each time a tested sentence is added; the last one is what `ask` returns.

        Before the first, an answer without text may come that has only the best sentence, in `found`.
        Closing the iterator stops the model; so does `stopped` when it returns True. It is called after every piece
        that the model writes, and may depend on another thread. `stage` is called with the name of each stage as it
        begins, as in `timings`: "rewriting", "retrieval", "judging", then alternately "drafting" and "grounding".
        Raises what `ask` raises.
        """
        watch = Stopwatch(stage)
        asked = as_question(question, history, scope)
        library = self.library
        with library.reading() as (reader, nearest):
            key = AnswerKey(asked.text, asked.context, asked.scope, asked.as_typed, reader.database, reader.generation)
            given = self._given.recall(key)
            if given is not None:
                yield replace(given, timings=watch.seconds())
                return
            told = understood(asked, reader, self._kinds, lambda: self.model, watch)
            if told.kind not in TALK:
                self.begin_loading()
            inquiry = Inquiry(
                told.kind,
                asked,
                told.question,
                told.wish,
                reader,
                nearest,
                library.embedder,
                library.encoders,
                library.settings.evidence_tokens,
                lambda: self.model,
                watch,
                stopped,
                likeliest=told.likeliest,
            )
            for answer in with_translations(answered_across(inquiry, library), inquiry):
                yield answer
            if not stopped():
                self._given.keep(key, answer)

    @takes_scope
    def brief(
        self, topic: str = "", *, scope: Scope | None = None, stopped: Callable[[], bool] = lambda: False
    ) -> Brief:
        """Return a few tested, cited sentences each on strategy, figures and risks.

        `topic` narrows the brief ("cloud"). `scope` is that of `ask`; its facets are those that get a section.
        `stopped` is that of `stream`. Sentences of the documents follow where the model's own do not suffice.

        Raises:
            QuestionError: the topic is too long, or the scope names a kind of file that is not read.
            IndexStateError: there is no index, or the scope names a document that it does not have.
            ModelError: a model is missing, damaged or does not answer.
        """
        library = self.library
        with library.reading() as (reader, nearest):
            tokens = library.settings.answer_tokens
            return write_brief(
                topic,
                scope or EVERYTHING,
                reader,
                nearest,
                library.embedder,
                library.encoders,
                self.model,
                tokens,
                stopped,
            )

    @takes_scope
    def search(self, question: str | Question, k: int = 5, *, scope: Scope | None = None) -> list[Hit]:
        """Return the k passages that are most relevant to a question, best first, without using the language model."""
        asked = as_question(question, scope=scope)
        with self.library.reading() as (reader, nearest):
            query = make_query(to_search_for(asked, reader), self.library.embedder, reader.languages())
            found = find_and_read(reader, nearest, query, k, self.library.encoders)
        return [Hit(item.stored.passage, item.score) for item in found]

    @takes_scope
    def evidence(
        self, question: str | Question, *, history: Sequence[str | Exchange] = (), scope: Scope | None = None
    ) -> tuple[Evidence, ...]:
        """Return the sentences from which a question would be answered, without using the language model."""
        asked = as_question(question, history, scope)
        library = self.library
        with library.reading() as (reader, nearest):
            tokens = library.settings.evidence_tokens
            sought = to_search_for(asked, reader)
            return gather(reader, nearest, library.embedder, sought, tokens, library.encoders).evidence

    @takes_scope
    def verify(
        self, text: str, *, scope: Scope | None = None, stopped: Callable[[], bool] = lambda: False
    ) -> CheckedText:
        """Return what the documents say of each sentence of any text; no language model takes part.

        `stopped` may be told from another thread; the sentences left are then not checked.

        Raises:
            QuestionError: the text is empty or too long, or the scope keeps to a kind of file that is not read.
            IndexStateError: there is no index, or the scope names a document that it does not have.
        """
        with self.library.reading() as (reader, nearest):
            return check_text(text, scope or EVERYTHING, reader, nearest, self.library.embedder, stopped)

    def verify_answer(self, answer: Answer) -> tuple[ProofAgain, ...]:
        """Return what became of the proof of each claim of an answer that was given earlier, in order."""
        with self.library.reading() as (reader, _):
            return check_answer(answer, reader)

    def rate(self, answer: Answer, rating: Rating, comment: str = "") -> Feedback:
        """Store a rating of an answer; rebuilding the index keeps it. Raises FeedbackError."""
        return self.memory.feedback.add(answer, rating, comment)

    def feedback(self) -> tuple[Feedback, ...]:
        """Return all ratings of answers, oldest first. Raises FeedbackError."""
        return self.memory.feedback.all()
