"""One question on the way from evidence to a tested answer: judged, drafted part by part, and grounded."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from itertools import takewhile

from assistant.calculating.working import WORKED_OUT, work_out
from assistant.drafting.base import LanguageModel, Turn
from assistant.drafting.prompts import write_prompt
from assistant.indexing.reader import Reader
from assistant.language.replies import reply
from assistant.retrieval.answer_type import of_the_kind
from assistant.retrieval.evidence import spoken_in
from assistant.retrieval.gathering import Gathered
from assistant.retrieval.query import asked_part
from assistant.retrieval.question import Question, asked_as
from assistant.types import Answer, Citation, Document, Evidence, FoundSentence
from assistant.verifying.claims import claims_of_stream
from assistant.verifying.compose import Composition
from assistant.verifying.confidence import HOPELESS, SURE, answered_from, assess, judges_with, promise
from assistant.verifying.lasting import sealed
from assistant.verifying.rewording import ModelReader
from assistant.verifying.showing import citation_of
from assistant.verifying.verdicts import Verdict, verdict_from

DECIDING = 3
"""How many of the best sentences may decide between yes and no."""
SHOWN_FROM = 0.7
"""The confidence from which the best sentence is shown before a model has read it."""


class Stopwatch:
    """Adds up the seconds of named stages, and reports each stage as it begins, if it is another than the last."""

    def __init__(self, begins: Callable[[str], None] = lambda _: None) -> None:
        self._begins = begins
        self._started = time.perf_counter()
        self._stages: dict[str, float] = {}
        self._last = ""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time inside the block towards a stage."""
        if name != self._last:
            self._begins(name)
        self._last = name
        started = time.perf_counter()
        try:
            yield
        finally:
            self._stages[name] = self._stages.get(name, 0.0) + time.perf_counter() - started

    def seconds(self) -> dict[str, float]:
        """Return the seconds of each stage so far, in the order in which they began, and of everything as `total`."""
        times = {**self._stages, "total": time.perf_counter() - self._started}
        return {name: round(value, 4) for name, value in times.items()}


class Answering:
    """The answer to one question while it grows."""

    def __init__(
        self,
        question: Question,
        gathered: Gathered,
        snapshot: Reader,
        model: LanguageModel,
        watch: Stopwatch,
        stopped: Callable[[], bool],
        *,
        yes_or_no: bool = False,
        least: float = 0.0,
        told_in: str = "",
    ) -> None:
        """Prepare to answer a question from the evidence gathered for it as it was understood.

        It is answered from a confidence of `least`, if that is more than the model's own. `told_in` is the language of
        the answer, by default that of the question.
        """
        self._question = question
        self._understood = gathered.query.question
        self._parts = self._understood.parts
        self._gathered = gathered
        self._snapshot = snapshot
        self._model = model
        self._watch = watch
        self._stopped = stopped
        self._yes_or_no, self._least = yes_or_no, least
        self._told_in = told_in or self._understood.language
        self._read = gathered.best
        self._certainty = dict.fromkeys(self._parts, 0.0)
        self._composition = Composition(
            self._understood,
            gathered.evidence,
            () if yes_or_no else gathered.ranked,
            source_of=lambda name: source_of(snapshot.document(name)),
            told_in=self._told_in,
            around=gathered.around,
        )

    def answers(self, tokens: int) -> Generator[Answer, None, None]:
        """Yield the answer as it grows, with at most `tokens` drafted for each part; the last answer is complete."""
        orders = self._gathered.orders
        for order in orders:
            self._composition.quote(order)
            first = self._parts[0]
            self._certainty[first] = max(self._certainty[first], order.score)
        if not orders:
            self._work_out()
            yield from self._draft([part for part in self._parts if not self._certainty[part]], tokens)
        yield self._answer(final=True)

    def _draft(self, parts: Sequence[Question], tokens: int) -> Iterator[Answer]:
        """Yield the answer while the parts that the evidence answers are drafted; the others stay open."""
        told: Sequence[Question] = ()
        if parts and self._gathered.evidence:
            if found := self._found(parts[0]):
                yield self._answer(found=found)
            with self._model.turn() as turn:
                with self._watch.stage("judging"):
                    told = self._told(turn, parts)
                self._composition.judge = partial(self._judged, turn)
                for part in told:
                    yield from self._drafted(turn, part, tokens)
                    if self._stopped():
                        break
                if told and len(told) == len(parts) and not self._stopped():
                    self._composition.quote_best()
                with self._watch.stage("grounding"):
                    self._doubt(told)
        # Only now, since each answer begins with the one before it.
        self._composition.open_parts = [self._named(part) for part in parts if part not in told]

    def _doubt(self, told: Sequence[Question]) -> None:
        """Let an answer be no surer than that the sentences it cites answer by themselves.

        All of the evidence may answer, and the model still take the wrong sentence of it.
        """
        for part in told if not self._stopped() else ():
            self._certainty[part] = min(self._certainty[part], self._composition.sure(part))

    def _found(self, part: Question) -> FoundSentence | None:
        """Return the best sentence, to be shown while the model reads, if it is likely to answer."""
        promised = promise(part.whole, self._gathered.evidence, self._gathered.rarity)
        best = max(self._gathered.best, key=lambda item: item.score)
        if promised is None or promised < SHOWN_FROM or best.sentence.row:
            return None
        figures = of_the_kind(best.sentence.stated, self._gathered.query.expects)
        (citation,) = with_provenance(self._snapshot, [citation_of(best, 1)])
        return FoundSentence(citation, tuple((figure.start, figure.end) for figure in figures))

    def _work_out(self) -> None:
        """Calculate the parts of the question that ask for a change, a share, an average or a sum of given rows."""
        for part in self._parts:
            if worked := work_out(part, self._gathered.ranked):
                self._composition.add_worked(worked)
                self._certainty[part] = WORKED_OUT

    def _told(self, turn: Turn, parts: Sequence[Question]) -> list[Question]:
        """Return the parts of the question that the evidence answers, as judged by the model and the signals.

        The best evidence is read first, the rest only if a doubt remains, and what lies beyond it only if no part is
        answered and there is hope. Then that is evidence as well.
        """
        least = max(self._least, answered_from(self._judges_as))
        told: list[Question] = []
        of_evidence = len(self._gathered.passes)
        for number, read in enumerate(self._gathered.readings, start=1):
            if told and number > of_evidence:
                break
            self._read = read
            for part in parts:
                verdict = self._verdict(part, self._read)
                self._certainty[part] = assess(
                    part.whole, self._read, turn, self._gathered.rarity, self._judges_as, part.posed, verdict
                )
            certain = [self._certainty[part] for part in parts]
            told = [part for part in parts if self._certainty[part] >= least]
            if number > of_evidence:
                self._composition.evidence = self._gathered.evidence + self._gathered.beyond
            is_hopeless = number == of_evidence and max(certain) < HOPELESS
            if min(certain) >= SURE or is_hopeless or self._stopped():
                break
        return told

    def _verdict(self, part: Question, evidence: Sequence[Evidence]) -> Verdict | None:
        """Return the verdict of the best sentences of the best passage, None if yes or no is not asked for.

        It is "" if none of them is sure, or they disagree.
        """
        if not self._yes_or_no:
            return None
        best, *others = sorted(evidence, key=lambda item: -item.score)[:DECIDING]
        passage = best.passage.document, best.passage.start
        beside = [item for item in others if (item.passage.document, item.passage.start) == passage]
        asked = asked_part(part.whole)
        told = {verdict_from(asked, item, part.language) for item in (best, *beside)} - {""}
        return told.pop() if len(told) == 1 else ""

    @property
    def _judges_as(self) -> str:
        return judges_with(self._model.judges_as, self._gathered.evidence)

    def _judged(self, turn: Turn, part: Question, evidence: Sequence[Evidence]) -> float:
        """Return the confidence that some sentences answer a part of the question."""
        verdict = self._verdict(part, evidence)
        return assess(part.whole, evidence, turn, self._gathered.rarity, self._judges_as, part.posed, verdict)

    def _drafted(self, turn: Turn, part: Question, tokens: int) -> Iterator[Answer]:
        """Yield the answer each time a claim about a part of the question passes its test.

        What is worded as in the documents is proven at once. The model reads any other claim when it has written all.
        """
        pieces = turn.stream(write_prompt(part.whole, self._read), tokens)
        to_read: list[str] = []
        with closing(pieces):
            code = spoken_in(self._read)
            claims = claims_of_stream(takewhile(lambda _: not self._stopped(), pieces), code)
            while True:
                with self._watch.stage("drafting"):
                    claim = next(claims, None)
                if claim is None:
                    break
                with self._watch.stage("grounding"):
                    if to_read or not self._composition.proves(claim):
                        to_read.append(claim)
                        continue
                    grew = self._composition.add(claim, part)
                if grew:
                    yield self._answer()
        self._composition.reader = ModelReader(turn, self._model.judges_as)
        for claim in to_read:
            with self._watch.stage("grounding"):
                grew = not self._stopped() and self._composition.add(claim, part)
            if grew:
                yield self._answer()

    def _named(self, part: Question) -> str:
        """Return a part in words: a later one without the first, on which it may depend."""
        return part.whole if part == self._parts[0] else part.now

    def _sure(self) -> float:
        """Return the confidence in the least certain part that is told; of a refusal, in the most certain."""
        told = [sure for part, sure in self._certainty.items() if self._named(part) not in self._composition.open_parts]
        return min(told) if told and self._composition.claims else max(self._certainty.values())

    def _answer(self, *, final: bool = False, found: FoundSentence | None = None) -> Answer:
        abstained = final and not self._composition.claims
        left = [self._named(part) for part in self._parts] if abstained else self._composition.open_parts
        answer = Answer(
            question=self._question.text,
            asked_as=asked_as(self._question, self._understood),
            leans_on=self._understood.leans_on,
            text=reply("refused", self._told_in) if abstained else self._composition.text,
            language=self._told_in,
            open_parts=tuple(left),
            abstained=abstained,
            confidence=round(self._sure(), 4),
            claims=tuple(self._composition.claims),
            citations=tuple(with_provenance(self._snapshot, self._composition.citations)),
            timings=self._watch.seconds(),
            model=self._model.name,
            index_generation=self._snapshot.generation,
            found=found,
        )
        return sealed(answer) if final else answer


def source_of(document: Document) -> str:
    """Return a document's name, with its date if it has one."""
    return f"{document.name} ({document.date.iso})" if document.date.iso else document.name


def with_provenance(snapshot: Reader, citations: Iterable[Citation]) -> Iterator[Citation]:
    """Yield the citations with the date and hash of the cited document, and every file that contains its text."""
    hashes: dict[str, str] = {}
    for citation in citations:
        name = citation.document
        found = snapshot.provenance(name)
        hashes[name] = hashes.get(name) or snapshot.document(name).sha256
        yield replace(citation, dated=found.dated, also=found.copies, sha256=hashes[name])
