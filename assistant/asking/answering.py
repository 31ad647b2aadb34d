"""One question on its way from the evidence to a tested answer: judged, drafted part by part, and grounded."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import takewhile

from assistant.asking.timing import Stopwatch
from assistant.calculating.working import WORKED_OUT, work_out
from assistant.drafting.base import LanguageModel, Turn
from assistant.drafting.prompts import write_prompt
from assistant.indexing.reader import Reader
from assistant.language.dates import date_of
from assistant.retrieval.gathering import Gathered
from assistant.types import Answer, Citation, Document
from assistant.verifying.claims import claims_of_stream
from assistant.verifying.compose import ABSTENTION, Composition
from assistant.verifying.confidence import SURE, answered_from, assess


class Answering:
    """The answer to one question while it grows."""

    def __init__(
        self,
        question: str,
        asked_as: str,
        gathered: Gathered,
        snapshot: Reader,
        model: LanguageModel,
        watch: Stopwatch,
        stopped: Callable[[], bool],
    ) -> None:
        """Answer from what was gathered; `asked_as` is the question as it was understood."""
        self._question = question
        self._asked_as = asked_as
        self._query = gathered.query
        self._gathered = gathered
        self._snapshot = snapshot
        self._model = model
        self._watch = watch
        self._stopped = stopped
        self._read = gathered.best
        self._certainty: dict[str, float] = dict.fromkeys(self._query.parts, 0.0)
        self._composition = Composition(
            self._query.text, gathered.evidence, gathered.ranked, lambda name: source_of(snapshot.document(name))
        )

    def answers(self, tokens: int) -> Generator[Answer, None, None]:
        """Yield the answer as it grows, drafting at most so many tokens a part; the last one is final."""
        orders = self._gathered.orders
        for order in orders:
            self._composition.quote(order)
            first = self._query.parts[0]
            self._certainty[first] = max(self._certainty[first], order.score)
        if not orders:
            self._work_out()
        open_parts = [part for part in self._query.parts if not self._certainty[part]]
        if self._gathered.evidence and open_parts and not orders:
            with self._model.turn() as turn:
                with self._watch.stage("judging"):
                    told = self._told(turn, open_parts)
                for part in told:
                    yield from self._drafted(turn, part, tokens)
                    if self._stopped():
                        break
                untold = [part for part in open_parts if part not in told]
                if told and not untold and not self._stopped():
                    self._composition.quote_best()
                self._composition.untold = untold  # not before: each answer begins with the one before it
        yield self._answer(final=True)

    def _work_out(self) -> None:
        """Work out the parts of the question that ask for a change, a share, an average or a sum of rows found."""
        for part in self._query.parts:
            if worked := work_out(part, self._gathered.ranked):
                self._composition.add_worked(worked)
                self._certainty[part] = WORKED_OUT

    def _told(self, turn: Turn, parts: Sequence[str]) -> list[str]:
        """Return those of some parts of the question that the evidence answers, in the judgement of model and measures.

        The best of the evidence is read first, and what is left of it only where that leaves a doubt.
        """
        judges_as = self._model.judges_as
        for helping in self._gathered.in_helpings:
            self._read = helping
            for part in parts:
                self._certainty[part] = assess(part, self._read, turn, self._gathered.rarity, judges_as)
            if min(self._certainty[part] for part in parts) >= SURE or self._stopped():
                break
        return [part for part in parts if self._certainty[part] >= answered_from(judges_as)]

    def _drafted(self, turn: Turn, part: str, tokens: int) -> Iterator[Answer]:
        """Yield the answer each time a claim on a part of the question passes its test."""
        pieces = turn.stream(write_prompt(part, self._read), tokens)
        with closing(pieces):
            claims = claims_of_stream(takewhile(lambda _: not self._stopped(), pieces))
            while True:
                with self._watch.stage("drafting"):
                    claim = next(claims, None)
                if claim is None:
                    return
                with self._watch.stage("grounding"):
                    grew = self._composition.add(claim, part)
                if grew:
                    yield self._answer()

    def _answer(self, *, final: bool = False) -> Answer:
        abstained = final and not self._composition.claims
        return Answer(
            question=self._question,
            asked_as=self._asked_as if self._asked_as != self._question else "",
            text=ABSTENTION if abstained else self._composition.text,
            abstained=abstained,
            confidence=round(max(self._certainty.values()), 4),
            claims=tuple(self._composition.claims),
            citations=tuple(with_provenance(self._snapshot, self._composition.citations)),
            timings=self._watch.seconds(),
            model=self._model.name,
            index_generation=self._snapshot.generation,
        )


def source_of(document: Document) -> str:
    """Return a document's name, with its date where it tells one."""
    date = date_of(document.name, document.text)
    return f"{document.name} ({date})" if date else document.name


def with_provenance(snapshot: Reader, citations: Iterable[Citation]) -> Iterator[Citation]:
    """Yield citations that tell the date of the cited document, and every file in which its text stands."""
    for citation in citations:
        found = snapshot.provenance(citation.document)
        yield replace(citation, dated=found.dated, also=found.copies)
