"""The assistant: the one place that knows all the rooms, and leads a question through them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from assistant.asking.answering import Answering, source_of, with_provenance
from assistant.asking.remembered import Asked, RememberedAnswers
from assistant.asking.timing import Stopwatch
from assistant.drafting.base import LanguageModel
from assistant.drafting.engines import open_language_model
from assistant.drafting.prompts import write_prompt, write_rewriting
from assistant.embedding import Embedder, open_embedder
from assistant.errors import AssistantError
from assistant.indexing.reader import NearestPassages, Reader
from assistant.indexing.scope import scope_of
from assistant.library.library import Library
from assistant.retrieval.briefing import choose_for_brief, question_of
from assistant.retrieval.evidence import rank_sentences
from assistant.retrieval.gathering import Gathered, gather
from assistant.retrieval.history import checked_rewriting, leans, stand_alone
from assistant.retrieval.query import make_query
from assistant.retrieval.search import search
from assistant.settings import Settings
from assistant.types import FACETS, Answer, Brief, Citation, Evidence, Facet, Hit, Section
from assistant.verifying.claims import split_claims
from assistant.verifying.compose import ABSTENTION, Composition

if TYPE_CHECKING:
    from assistant.server.client import RemoteAssistant


REWRITING_TOKENS = 60
BRIEF_PASSAGES = 12
BRIEF_SENTENCES = 5


class Assistant(Library):
    """Answers questions about the documents of a corpus folder, through an index folder.

    Safe to use from several threads; questions asked at once are drafted one after the other. Each question sees
    one generation of the index, and the next question sees the newest.
    """

    def __init__(
        self,
        corpus: Path,
        index: Path,
        settings: Settings,
        embedder: Embedder,
        model: LanguageModel | None = None,
    ) -> None:
        """Put an assistant together. Without a model, the one in the settings is loaded for the first question."""
        super().__init__(corpus, index, settings, embedder)
        self._model = model
        self._remembered = RememberedAnswers()
        self._loading = threading.Lock()

    @classmethod
    def open(
        cls,
        corpus: str | os.PathLike[str] = "corpus",
        index: str | os.PathLike[str] = "index",
        settings: Settings | None = None,
    ) -> Self:
        """Open the index of a corpus, building it where there is none yet or an older version left it.

        Raises:
            DocumentError: there is no corpus folder to build from.
            IndexStateError: the index is damaged or was built otherwise; the message names the command that mends it.
            ModelError: the embedding model is missing or damaged.
        """
        settings = settings or Settings()
        opened = cls(Path(corpus), Path(index), settings, open_embedder(settings))
        opened.ensure_index()
        return opened

    @staticmethod
    def connect(url: str, *, token: str = "") -> RemoteAssistant:
        """Return the same methods over HTTP, for an assistant that `assistant serve` runs at a URL."""
        from assistant.server.client import RemoteAssistant

        return RemoteAssistant(url, token=token)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the models, and of the answers that were given."""
        self._model = None
        self._remembered = RememberedAnswers()
        self.forget()

    @property
    def model(self) -> LanguageModel:
        """The language model, loaded when it is first asked for."""
        with self._loading:
            if self._model is None:
                self._model = open_language_model(self.settings)
            return self._model

    def begin_loading(self) -> None:
        """Begin to load the language model, on a thread, where a question is sure to come; errors show when it does."""
        if self._model is None:
            threading.Thread(target=self._load, name="language model").start()

    def _load(self) -> None:
        with suppress(AssistantError):
            _ = self.model

    # --- asking ---------------------------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        facets: Sequence[Facet] = (),
        documents: Sequence[str] | None = None,
        after: str = "",
        kind: str = "",
    ) -> Answer:
        """Answer a question; every sentence of the answer cites what it rests on.

        `history` holds the questions asked before, oldest first. `facets` and `documents` keep to passages about
        those facets and to the documents of those names; `after` ("2024", "2024-05", "2024-05-31") to documents that
        tell a date and were not written before it; `kind` to one kind of file ("pdf").

        Raises:
            QuestionError: the question is empty or too long, `after` is no date, or there is no such kind.
            IndexStateError: there is no index, or a document is named that it does not have.
            ModelError: a model is missing, damaged or does not answer.
        """
        *_, answer = self.stream(question, history=history, facets=facets, documents=documents, after=after, kind=kind)
        return answer

    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        facets: Sequence[Facet] = (),
        documents: Sequence[str] | None = None,
        after: str = "",
        kind: str = "",
        stopped: Callable[[], bool] = lambda: False,
        stage: Callable[[str], None] = lambda _: None,
    ) -> Generator[Answer, None, None]:
        """Yield the answer each time a tested sentence joins it; the last one is what `ask` returns.

        Closing the iterator stops the model; so does `stopped`, which is asked at every piece the model writes and
        may be told from another thread. `stage` is told of each stage as it begins, by its name in `timings`:
        "rewriting", "retrieval", "judging", then "drafting" and "grounding" in turns. Raises what `ask` raises.
        """
        watch = Stopwatch(stage)
        scope = scope_of(documents, after, kind)
        before = history[-1] if leans(question, history) else ""
        with self.reading() as (snapshot, vectors):
            asked = Asked(question, before, tuple(facets), scope, snapshot.database, snapshot.generation)
            remembered = self._remembered.recall(asked, watch)
            if remembered is not None:
                yield remembered
                return
            self.begin_loading()
            asked_as = question
            if before:
                with watch.stage("rewriting"):
                    asked_as = self._rewritten(question, before)
            with watch.stage("retrieval"):
                within = snapshot.names_within(scope)
                gathered = self._gather(snapshot, vectors, asked_as, facets, within)
            answering = Answering(question, asked_as, gathered, snapshot, self.model, watch, stopped)
            for answer in answering.answers(self.settings.answer_tokens):
                yield answer
            if not stopped():
                self._remembered.keep(asked, answer)

    def brief(
        self,
        topic: str = "",
        *,
        documents: Sequence[str] | None = None,
        after: str = "",
        kind: str = "",
        stopped: Callable[[], bool] = lambda: False,
    ) -> Brief:
        """Return a handful of tested, cited sentences on strategy, figures and risks each.

        `topic` narrows it ("cloud"); `documents`, `after` and `kind` are those of `ask`, `stopped` is that of `stream`.
        The model words what it can; the documents' own sentences fill up.

        Raises:
            IndexStateError: there is no index, or a document is named that it does not have.
            ModelError: a model is missing, damaged or does not answer.
        """
        watch = Stopwatch()
        scope = scope_of(documents, after, kind)
        with self.reading() as (snapshot, vectors):
            within = snapshot.names_within(scope)
            citations: list[Citation] = []
            sections = []
            for facet in FACETS:
                query = make_query(question_of(facet, topic), self.embedder)
                with watch.stage("retrieval"):
                    found = search(snapshot, vectors, query, BRIEF_PASSAGES, documents=within, facets=(facet,))
                    ranked = rank_sentences(found, query)
                    chosen = choose_for_brief(ranked, facet, topic, BRIEF_SENTENCES)
                composition = Composition(
                    query.text,
                    chosen,
                    ranked,
                    lambda name: source_of(snapshot.document(name)),
                    citations=citations,
                )
                if chosen and not stopped():
                    with self.model.turn() as turn, watch.stage("drafting"):
                        pieces = turn.stream(write_prompt(query.text, chosen), self.settings.answer_tokens)
                        with closing(pieces):
                            draft = "".join(takewhile(lambda _: not stopped(), pieces))
                    for claim in split_claims(draft):
                        composition.add(claim)
                for item in chosen:
                    if len(composition.claims) < BRIEF_SENTENCES:
                        composition.quote(item)
                sections.append(Section(facet, composition.text or ABSTENTION, tuple(composition.claims)))
            cited = tuple(with_provenance(snapshot, citations))
            return Brief(topic, tuple(sections), cited, watch.seconds(), self.model.name, snapshot.generation)

    def search(
        self,
        question: str,
        k: int = 5,
        *,
        facets: Sequence[Facet] = (),
        documents: Sequence[str] | None = None,
        after: str = "",
        kind: str = "",
    ) -> list[Hit]:
        """Return the k passages that bear most on a question, best first; no language model takes part."""
        scope = scope_of(documents, after, kind)
        with self.reading() as (snapshot, vectors):
            query = make_query(question, self.embedder)
            within = snapshot.names_within(scope)
            found = search(snapshot, vectors, query, k, documents=within, facets=facets)
        return [Hit(item.stored.passage, item.score) for item in found]

    def evidence(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        facets: Sequence[Facet] = (),
        documents: Sequence[str] | None = None,
        after: str = "",
        kind: str = "",
    ) -> tuple[Evidence, ...]:
        """Return the sentences that a question would be answered from; no language model takes part."""
        scope = scope_of(documents, after, kind)
        with self.reading() as (snapshot, vectors):
            asked_as = stand_alone(question, history)
            return self._gather(snapshot, vectors, asked_as, facets, snapshot.names_within(scope)).evidence

    def _rewritten(self, question: str, before: str) -> str:
        """Return a follow-up as a question that stands alone, in the model's words where they can be trusted."""
        with self.model.turn() as turn:
            words = "".join(turn.stream(write_rewriting(question, before), REWRITING_TOKENS))
        return checked_rewriting(words, question, before)

    def _gather(
        self,
        snapshot: Reader,
        vectors: NearestPassages,
        question: str,
        facets: Sequence[Facet],
        documents: Sequence[str] | None,
    ) -> Gathered:
        return gather(
            snapshot,
            vectors,
            self.embedder,
            question,
            self.settings.evidence_tokens,
            documents=documents,
            facets=facets,
        )
