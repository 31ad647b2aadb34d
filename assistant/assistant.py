"""The assistant: the one place that knows all the rooms, and leads a question through them.

Longer than most files by what its methods promise: each is documented where it is called.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Self

from assistant.drafting.base import LanguageModel
from assistant.drafting.engines import open_language_model
from assistant.drafting.prompts import write_prompt, write_rewriting
from assistant.embedding import Embedder, open_embedder
from assistant.grounding.claims import claims_of_stream, split_claims
from assistant.grounding.compose import ABSTENTION, Composition
from assistant.grounding.confidence import confidence, measure
from assistant.indexing.scope import scope_of
from assistant.indexing.store import Snapshot
from assistant.indexing.vectors import PassageVectors
from assistant.library import Library
from assistant.reading.dates import date_of
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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the models."""
        self._model = None
        self.forget()

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
    ) -> Generator[Answer, None, None]:
        """Yield the answer each time a tested sentence joins it; the last one is what `ask` returns.

        Closing the iterator stops the model; so does `stopped`, which is asked at every piece the model writes and
        may be told from another thread. Raises what `ask` raises.
        """
        watch = Stopwatch()
        scope = scope_of(documents, after, kind)
        asked_as = question
        if leans(question, history):
            with watch.stage("rewriting"):
                asked_as = self._rewritten(question, history[-1])
        with self.reading() as (snapshot, vectors):
            with watch.stage("retrieval"):
                within = snapshot.names_within(scope)
                gathered = self._gather(snapshot, vectors, asked_as, facets, within)
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
                    citations=tuple(with_provenance(snapshot, composition.citations)),
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

    def brief(
        self, topic: str = "", *, documents: Sequence[str] | None = None, after: str = "", kind: str = ""
    ) -> Brief:
        """Return a handful of tested, cited sentences on strategy, figures and risks each.

        `topic` narrows it ("cloud"); `documents`, `after` and `kind` are those of `ask`. The model
        words what it can; the documents' own sentences fill up.

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
                if chosen:
                    with self.model.turn() as turn, watch.stage("drafting"):
                        draft = "".join(turn.stream(write_prompt(query.text, chosen), self.settings.answer_tokens))
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


def source_of(document: Document) -> str:
    """Return a document's name, with its date where it tells one."""
    date = date_of(document.name, document.text)
    return f"{document.name} ({date})" if date else document.name


def with_provenance(snapshot: Snapshot, citations: Iterable[Citation]) -> Iterator[Citation]:
    """Yield citations that tell the date of the cited document, and every file in which its text stands."""
    for citation in citations:
        found = snapshot.provenance(citation.document)
        yield replace(citation, dated=found.dated, also=found.copies)
