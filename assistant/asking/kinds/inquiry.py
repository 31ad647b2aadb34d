"""What every kind of question needs to be answered, and how its answer is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.asking.answering import Stopwatch, with_provenance
from assistant.asking.kinds.layout import laid_out
from assistant.asking.kinds.replacing import replacements
from assistant.asking.kinds.versions import Replaced
from assistant.asking.kinds.wishes import Wish
from assistant.drafting.base import LanguageModel
from assistant.embedding import Embedder
from assistant.embedding.encoders.opening import Encoders
from assistant.indexing.catalogue import StoredDocument
from assistant.indexing.reader import NearestPassages, Reader, documents_in
from assistant.language.replies import reply
from assistant.retrieval.evidence import is_heading
from assistant.retrieval.gathering import Gathered, gather
from assistant.retrieval.instructions import speaks_to_a_model
from assistant.retrieval.question import Question, asked_as
from assistant.types import Answer, AnswerKind, Citation, Claim, Evidence, Form, Passage
from assistant.verifying.lasting import sealed


@dataclass(frozen=True)
class Inquiry:
    """A question of some kind and what is needed to answer it.

    `asked` is the question as it was put; `question` is the question as it was understood, without the words about the
    form of the answer, which are in `wish`. `likeliest` is its kind if that is not certain. `tokens` is how much
    evidence is gathered. `model` loads the language model when it is called. `answers_in` is the language of the answer
    if that is not the one of `question`, which was then translated; otherwise "".
    """

    kind: AnswerKind
    asked: Question
    question: Question
    wish: Wish
    reader: Reader
    nearest: NearestPassages
    embedder: Embedder
    encoders: Encoders
    tokens: int
    model: Callable[[], LanguageModel]
    watch: Stopwatch
    stopped: Callable[[], bool]
    likeliest: AnswerKind = "lookup"
    answers_in: str = ""

    @property
    def code(self) -> str:
        """The language of the question, as the documents are asked it."""
        return self.question.language

    @property
    def told_in(self) -> str:
        """The language of the answer."""
        return self.answers_in or self.question.language

    def told(self, name: str, **values: object) -> str:
        """Return one of the assistant's own phrases by name, in the language of the question."""
        return reply(name, self.told_in, **values)

    def count_of(self, documents: int) -> str:
        """Return a number of documents in words: "13 documents"."""
        return self.told("one_document" if documents == 1 else "documents", count=documents)

    def unread(self) -> str:
        """Return "3 of 9 documents could not be read" of the files of the corpus, or "" if all could."""
        unread = len({problem.name for problem in self.reader.problems() if not problem.in_part})
        return self.told("unread", count=unread, of=unread + len(self.reader.documents())) if unread else ""

    def documents(self) -> list[StoredDocument]:
        """Return the documents in the scope of the question, by name."""
        names = documents_in(self.reader, self.question.scope)
        return [one for one in self.reader.documents() if names is None or one.name in names]

    @cached_property
    def gathered(self) -> Gathered:
        """The evidence for the question, gathered when it is first looked at."""
        with self.watch.stage("retrieval"):
            return gather(self.reader, self.nearest, self.embedder, self.question, self.tokens, self.encoders)

    @cached_property
    def replaced(self) -> Replaced:
        """Which documents in the scope of the question replace which, by what they say."""
        return replacements(self.reader, self.documents())

    def answer(
        self,
        claims: Sequence[Claim],
        citations: Sequence[Citation] = (),
        *,
        opening: str = "",
        form: Form = "sentences",
        columns: Sequence[str] = (),
        certificate: str = "",
        suggestions: Sequence[str] = (),
        confidence: float = 1.0,
        model: str = "",
    ) -> Answer:
        """Return an answer made of these claims."""
        return sealed(
            Answer(
                question=self.asked.text,
                asked_as=asked_as(self.asked, self.question),
                leans_on=self.question.leans_on,
                text=laid_out(claims, opening, form, columns, code=self.told_in),
                language=self.told_in,
                abstained=False,
                confidence=round(confidence, 4),
                claims=tuple(claims),
                citations=tuple(with_provenance(self.reader, citations)),
                timings=self.watch.seconds(),
                model=model,
                index_generation=self.reader.generation,
                kind=self.kind,
                opening=opening,
                form=form,
                columns=tuple(columns),
                certificate=certificate,
                suggestions=tuple(suggestions),
            )
        )


def stating(passages: Sequence[Passage]) -> Iterator[Evidence]:
    """Yield the sentences and rows of passages that state something, each once, in order.

    Headings, header rows, hidden text and instructions to a language model are left out.
    """
    seen: set[tuple[str, int]] = set()
    for passage in passages:
        for sentence in () if passage.hidden else passage.sentences:
            place = (passage.document, sentence.start)
            empty = sentence.row is not None and not sentence.row.states_something
            if place in seen or empty or is_heading(sentence, passage.heading):
                continue
            seen.add(place)
            if not speaks_to_a_model(sentence.text):
                yield Evidence(passage, sentence, 1.0, 1.0)
