"""The assistant: the one place that knows all the rooms, and leads a question through them."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Self

from assistant.drafting.base import LanguageModel
from assistant.drafting.engines import open_language_model
from assistant.drafting.prompts import write_prompt, write_rewriting
from assistant.embedding import Embedder, open_embedder
from assistant.errors import DocumentError, IndexStateError
from assistant.grounding.claims import claims_of_stream, split_claims
from assistant.grounding.compose import ABSTENTION, Composition
from assistant.grounding.confidence import confidence, measure
from assistant.indexing.builder import IndexReport, Progress, recipe_of, update_index
from assistant.indexing.layout import check_recipe, current_database
from assistant.indexing.store import Snapshot, StoredDocument
from assistant.indexing.vectors import PassageVectors
from assistant.reading.contents import Limits
from assistant.reading.dates import date_of
from assistant.reading.formats import read_file
from assistant.retrieval.briefing import choose_for_brief, question_of
from assistant.retrieval.evidence import rank_sentences
from assistant.retrieval.gathering import Gathered, gather
from assistant.retrieval.history import checked_rewriting, leans, stand_alone
from assistant.retrieval.query import make_query
from assistant.retrieval.search import search
from assistant.settings import Settings
from assistant.timing import Stopwatch
from assistant.types import FACETS, Answer, Brief, Citation, Document, Evidence, Facet, Hit, Section

ANSWERED = 0.8
"""The least confidence to answer at: a wrong answer costs as much as four refusals (Chow, 1970, "On optimum
recognition error and reject tradeoff")."""


REWRITING_TOKENS = 60
BRIEF_PASSAGES = 12
BRIEF_SENTENCES = 5


class Assistant:
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
        self.corpus = corpus
        self.index = index
        self.settings = settings
        self.embedder = embedder
        self._model = model
        self._loading = threading.Lock()
        self._vectors: tuple[Path, int, PassageVectors] | None = None

    @classmethod
    def open(
        cls,
        corpus: str | os.PathLike[str] = "corpus",
        index: str | os.PathLike[str] = "index",
        settings: Settings | None = None,
    ) -> Self:
        """Open the index of a corpus, building it where there is none yet.

        Raises:
            DocumentError: there is no corpus folder to build from.
            IndexStateError: the index is damaged or was built otherwise; the message names the command that mends it.
            ModelError: the embedding model is missing or damaged.
        """
        settings = settings or Settings()
        opened = cls(Path(corpus), Path(index), settings, open_embedder(settings))
        if current_database(opened.index) is None:
            opened.refresh()
        else:
            with opened.reading():
                pass
        return opened

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the models."""
        self._model = None
        self._vectors = None

    @property
    def model(self) -> LanguageModel:
        """The language model, loaded when it is first asked for."""
        with self._loading:
            if self._model is None:
                self._model = open_language_model(self.settings)
            return self._model

    # --- asking ---------------------------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        facets: Sequence[Facet] = (),
        documents: Sequence[str] | None = None,
    ) -> Answer:
        """Answer a question; every sentence of the answer cites what it rests on.

        `history` holds the questions asked before, oldest first. `facets` and `documents` keep to passages about
        those facets and to the documents of those names.

        Raises:
            QuestionError: the question is empty or too long.
            IndexStateError: there is no index, or a document is named that it does not have.
            ModelError: a model is missing, damaged or does not answer.
        """
        *_, answer = self.stream(question, history=history, facets=facets, documents=documents)
        return answer

    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        facets: Sequence[Facet] = (),
        documents: Sequence[str] | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Generator[Answer, None, None]:
        """Yield the answer each time a tested sentence joins it; the last one is what `ask` returns.

        Closing the iterator stops the model; so does `stopped`, which is asked at every piece the model writes and
        may be told from another thread. Raises what `ask` raises.
        """
        watch = Stopwatch()
        asked_as = question
        if leans(question, history):
            with watch.stage("rewriting"):
                asked_as = self._rewritten(question, history[-1])
        with self.reading() as (snapshot, vectors):
            with watch.stage("retrieval"):
                gathered = self._gather(snapshot, vectors, asked_as, facets, documents)
            query, evidence = gathered.query, gathered.evidence
            composition = Composition(
                query.text, evidence, gathered.ranked, lambda name: source_of(snapshot.document(name))
            )
            certainty: dict[str, float] = dict.fromkeys(query.parts, 0.0)
            model = self.model

            def answer(*, final: bool = False) -> Answer:
                abstained = final and not composition.claims
                return Answer(
                    question=question,
                    asked_as=asked_as if asked_as != question else "",
                    text=ABSTENTION if abstained else composition.text,
                    abstained=abstained,
                    confidence=round(max(certainty.values()), 4),
                    claims=tuple(composition.claims),
                    citations=tuple(composition.citations),
                    timings=watch.seconds(),
                    model=model.name,
                    index_generation=snapshot.generation,
                )

            for order in gathered.orders:
                composition.quote(order)
                certainty[query.parts[0]] = max(certainty[query.parts[0]], order.score)
            if gathered.orders or not evidence:
                yield answer(final=True)
                return
            with model.turn() as turn:
                with watch.stage("judging"):
                    prompt = write_prompt(query.text, evidence)
                    for part in query.parts:
                        signals = measure(part, prompt, evidence, turn, gathered.rarity)
                        certainty[part] = confidence(signals, model.name)
                told = [part for part, sure in certainty.items() if sure >= ANSWERED]
                composition.untold = [part for part in query.parts if part not in told]
                for part in told:
                    pieces = turn.stream(write_prompt(part, evidence), self.settings.answer_tokens)
                    with closing(pieces):
                        claims = claims_of_stream(takewhile(lambda _: not stopped(), pieces))
                        while True:
                            with watch.stage("drafting"):
                                claim = next(claims, None)
                            if claim is None:
                                break
                            with watch.stage("grounding"):
                                grew = composition.add(claim)
                            if grew:
                                yield answer()
                    if stopped():
                        break
                if told and not composition.untold and not stopped():
                    composition.quote_best()
            yield answer(final=True)

    def brief(self, topic: str = "", *, documents: Sequence[str] | None = None) -> Brief:
        """Return a handful of tested, cited sentences on strategy, figures and risks each.

        `topic` narrows it ("cloud"), `documents` keeps to those. The model words what it can; the documents' own
        sentences fill up.

        Raises:
            IndexStateError: there is no index, or a document is named that it does not have.
            ModelError: a model is missing, damaged or does not answer.
        """
        watch = Stopwatch()
        with self.reading() as (snapshot, vectors):
            for name in documents or ():
                snapshot.document(name)
            citations: list[Citation] = []
            sections = []
            for facet in FACETS:
                query = make_query(question_of(facet, topic), self.embedder)
                with watch.stage("retrieval"):
                    found = search(snapshot, vectors, query, BRIEF_PASSAGES, documents=documents, facets=(facet,))
                    ranked = rank_sentences(found, query)
                    chosen = choose_for_brief(ranked, facet, topic, BRIEF_SENTENCES)
                composition = Composition(
                    query.text,
                    chosen,
                    ranked,
                    lambda name: source_of(snapshot.document(name)),
                    citations=citations,
                )
                if chosen:
                    with self.model.turn() as turn, watch.stage("drafting"):
                        draft = "".join(turn.stream(write_prompt(query.text, chosen), self.settings.answer_tokens))
                    for claim in split_claims(draft):
                        composition.add(claim)
                for item in chosen:
                    if len(composition.claims) < BRIEF_SENTENCES:
                        composition.quote(item)
                sections.append(Section(facet, composition.text or ABSTENTION, tuple(composition.claims)))
            return Brief(
                topic, tuple(sections), tuple(citations), watch.seconds(), self.model.name, snapshot.generation
            )

    def search(
        self,
        question: str,
        k: int = 5,
        *,
        facets: Sequence[Facet] = (),
        documents: Sequence[str] | None = None,
    ) -> list[Hit]:
        """Return the k passages that bear most on a question, best first; no language model takes part."""
        with self.reading() as (snapshot, vectors):
            for name in documents or ():
                snapshot.document(name)
            query = make_query(question, self.embedder)
            found = search(snapshot, vectors, query, k, documents=documents, facets=facets)
        return [Hit(item.stored.passage, item.score) for item in found]

    def evidence(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        facets: Sequence[Facet] = (),
        documents: Sequence[str] | None = None,
    ) -> tuple[Evidence, ...]:
        """Return the sentences that a question would be answered from; no language model takes part."""
        with self.reading() as (snapshot, vectors):
            asked_as = stand_alone(question, history)
            return self._gather(snapshot, vectors, asked_as, facets, documents).evidence

    def _rewritten(self, question: str, before: str) -> str:
        """Return a follow-up as a question that stands alone, in the model's words where they can be trusted."""
        with self.model.turn() as turn:
            words = "".join(turn.stream(write_rewriting(question, before), REWRITING_TOKENS))
        return checked_rewriting(words, question, before)

    def _gather(
        self,
        snapshot: Snapshot,
        vectors: PassageVectors,
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

    # --- documents ------------------------------------------------------------------------------------------------

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

    def refresh(self, progress: Progress | None = None) -> IndexReport:
        """Bring the index up to the corpus: only what changed is read again. Raises what `update_index` raises."""
        return self._update(rebuild=False, progress=progress)

    def rebuild(self, progress: Progress | None = None) -> IndexReport:
        """Build the index anew beside the one in use, and swap when it is whole."""
        return self._update(rebuild=True, progress=progress)

    def add(self, path: str | os.PathLike[str]) -> IndexReport:
        """Copy a file into the corpus folder, in place of any of the same name, and index it.

        Raises:
            DocumentError: the file cannot be read as a document; nothing was copied.
        """
        source = Path(path)
        read_file(source, source.name, self._limits)
        target = self.corpus / source.name
        if source.resolve() != target.resolve():
            self.corpus.mkdir(parents=True, exist_ok=True)
            arriving = self.corpus / f".{source.name}.{os.getpid()}.arriving"
            shutil.copyfile(source, arriving)
            os.replace(arriving, target)
        return self.refresh()

    def remove(self, name: str) -> IndexReport:
        """Take a document out of the index; its file moves to the folder `.removed` of the corpus, and is not lost.

        Raises:
            DocumentError: the corpus has no such document.
        """
        path = self.corpus / name
        if not path.resolve().is_relative_to(self.corpus.resolve()) or not path.is_file():
            raise DocumentError(f"The corpus {self.corpus} has no document {name!r}. `assistant index` lists them.")
        target = self.corpus / ".removed" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
        return self.refresh()

    @property
    def _limits(self) -> Limits:
        settings = self.settings
        return Limits(
            file_bytes=settings.max_file_bytes,
            expanded_bytes=settings.max_expanded_bytes,
            pages=settings.max_pages,
            text_characters=settings.max_text_characters,
        )

    def _update(self, *, rebuild: bool, progress: Progress | None) -> IndexReport:
        return update_index(
            self.index,
            self.corpus,
            self.embedder,
            limits=self._limits,
            rebuild=rebuild,
            progress=progress,
        )

    @contextmanager
    def reading(self) -> Iterator[tuple[Snapshot, PassageVectors]]:
        """Look at the newest generation; its vectors are read once and kept until the next."""
        database = current_database(self.index)
        if database is None:
            raise IndexStateError(f"There is no index in {self.index}. Run `assistant index`.")
        with Snapshot(database) as snapshot:
            check_recipe(snapshot.recipe, recipe_of(self.embedder))
            kept = self._vectors
            if kept is None or kept[:2] != (database, snapshot.generation):
                kept = (database, snapshot.generation, PassageVectors.of(self.index, snapshot))
                self._vectors = kept
            yield snapshot, kept[2]


def source_of(document: Document) -> str:
    """Return a document's name, with its date where it tells one."""
    date = date_of(document.name, document.text)
    return f"{document.name} ({date})" if date else document.name
