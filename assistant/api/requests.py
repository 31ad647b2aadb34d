"""The schemas of requests, with the descriptions that the OpenAPI page shows. Server and client both use them."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag

from assistant.api.responses import AnswerShape
from assistant.indexing.scope import Scope
from assistant.memory.feedback import MOST_COMMENT_CHARACTERS, Rating
from assistant.retrieval.question import MOST_CHARACTERS, Exchange, Question, make_question
from assistant.types import Facet
from assistant.verifying.checking import MOST_CHECKED

MOST_ANSWER_CHARACTERS = 40_000
MOST_TURNS = 100
MOST_DOCUMENTS = 1000
MOST_FIGURES = 1000


def _without_null(text: str) -> str:
    if "\0" in text:
        raise ValueError("it contains a null character; remove it")
    return text


def _with_words(text: str) -> str:
    if not any(map(str.isalnum, text)):
        raise ValueError("it is empty; ask something, for example: What are the main risks?")
    return _without_null(text)


Name = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_without_null)]
Asked = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS), AfterValidator(_with_words)]
Checked = Annotated[str, Field(min_length=1, max_length=MOST_CHECKED), AfterValidator(_with_words)]
Documents = Annotated[list[Name], Field(max_length=MOST_DOCUMENTS)]
After = Annotated[
    str,
    Field(
        max_length=10,
        description="Use only documents with this date or a later one: 2024, 2024-05 or 2024-05-31.",
        examples=["", "2024-05"],
    ),
]
FileKind = Annotated[str, Field(max_length=10, description="Use only files of this kind.", examples=["", "pdf", "md"])]


class Strict(BaseModel):
    """Rejects unknown fields, so that a misspelled field is an error and is not ignored."""

    model_config = ConfigDict(extra="forbid")


class Scoped(Strict):
    """The scope of a request: which documents and passages to use."""

    documents: Documents | None = Field(
        default=None,
        description="Use only the documents with these names, as `GET /v1/documents` lists them.",
        examples=[None],
    )
    after: After = ""
    kind: FileKind = ""
    facets: Annotated[list[Facet], Field(max_length=3)] = Field(
        default=[], description="Use only passages about these facets.", examples=[[]]
    )

    def to_scope(self) -> Scope:
        """Return the scope with these fields. Raises QuestionError if `after` is not a date."""
        return Scope(self.documents, self.facets, self.after, self.kind)


def _scoped(scope: Scope) -> dict[str, Any]:
    documents = None if scope.documents is None else list(scope.documents)
    return {"documents": documents, "after": scope.after, "kind": scope.kind, "facets": list(scope.facets)}


class ExchangeShape(Strict):
    """An earlier turn of a conversation: a question and its answer."""

    question: Asked
    answer: Annotated[str, Field(max_length=MOST_ANSWER_CHARACTERS), AfterValidator(_without_null)] = ""


Earlier = Annotated[
    Annotated[Asked, Tag("question")] | Annotated[ExchangeShape, Tag("exchange")],
    Discriminator(lambda turn: "question" if isinstance(turn, str) else "exchange"),
]


class EvidenceRequest(Scoped):
    """A question with its context."""

    question: Asked = Field(examples=["How many jobs has Quick Commerce created?"])
    history: Annotated[list[Earlier], Field(max_length=MOST_TURNS)] = Field(
        default=[],
        description="The earlier questions, oldest first, alone or with their answers; they are the context of a"
        " follow-up.",
        examples=[[]],
    )

    as_typed: bool = Field(
        default=False,
        description="Whether the question is taken as it is typed: its spelling is not corrected, no earlier question"
        " is its context, and it is not put in other words.",
    )

    def to_question(self) -> Question:
        """Return the question with these fields. Raises QuestionError if it cannot be asked."""
        turns = [turn if isinstance(turn, str) else Exchange(turn.question, turn.answer) for turn in self.history]
        return make_question(self.question, turns, self.to_scope(), as_typed=self.as_typed)

    @classmethod
    def of(cls, question: Question, **more: Any) -> Self:  # noqa: ANN401 - what a narrower request adds
        """Return the request for a question. The server validates it."""
        history = [
            ExchangeShape.model_construct(question=turn.question, answer=turn.answer) if turn.answer else turn.question
            for turn in question.earlier
        ]
        return cls.model_construct(
            question=question.text, history=history, as_typed=question.as_typed, **_scoped(question.scope), **more
        )


class AskRequest(EvidenceRequest):
    """A question and how to answer it."""

    stream: bool = Field(
        default=False, description="Send server-sent events, one verified sentence at a time.", examples=[False]
    )
    seconds: Annotated[float, Field(gt=0, le=3600)] | None = Field(
        default=None,
        description="The time limit, including time in the queue; the server's own limit by default.",
        examples=[None],
    )


class SearchRequest(EvidenceRequest):
    """A search; it does not use the language model, so it never waits for it."""

    question: Asked = Field(examples=["quick commerce"])
    k: int = Field(default=5, ge=1, le=100, description="How many passages.")


class BriefRequest(Scoped):
    """The topic and scope of a brief."""

    topic: Annotated[str, Field(max_length=400), AfterValidator(_without_null)] = Field(
        default="", description="The topic; without it, the brief covers everything.", examples=["cloud"]
    )
    seconds: Annotated[float, Field(gt=0, le=3600)] | None = Field(default=None, examples=[None])

    @classmethod
    def of(cls, topic: str, scope: Scope) -> Self:
        """Return the request for a brief."""
        return cls.model_construct(topic=topic, **_scoped(scope))


class VerifyRequest(Scoped):
    """A text to be checked against the documents, sentence by sentence."""

    text: Checked = Field(examples=["Quick Commerce created 2 million jobs."])
    seconds: Annotated[float, Field(gt=0, le=3600)] | None = Field(default=None, examples=[None])

    @classmethod
    def of(cls, text: str, scope: Scope) -> Self:
        """Return the request for a check. The server validates it."""
        return cls.model_construct(text=text, **_scoped(scope))


class FiguresQuery(BaseModel):
    """A filter for figures, and which page of the result to return."""

    document: Documents | None = Field(default=None, description="Use only this document; may be repeated.")
    after: After = ""
    kind: FileKind = ""
    text: str = Field(default="", max_length=400, description="Return only figures near these words.")
    unit: str = Field(
        default="", max_length=40, description="Return only figures with this unit (percent) or currency (CNY)."
    )
    limit: int = Field(default=100, ge=1, le=MOST_FIGURES)
    offset: int = Field(default=0, ge=0, le=10**9)

    def to_scope(self) -> Scope:
        """Return the scope with these fields. Raises QuestionError if `after` is not a date."""
        return Scope(self.document, (), self.after, self.kind)

    @classmethod
    def of(cls, scope: Scope, text: str, unit: str, limit: int, offset: int) -> Self:
        """Return the query for figures."""
        document = None if scope.documents is None else list(scope.documents)
        return cls.model_construct(
            document=document, after=scope.after, kind=scope.kind, text=text, unit=unit, limit=limit, offset=offset
        )


class UnmentionedQuery(BaseModel):
    """The question whose words to look up."""

    question: Asked


class PageImageQuery(BaseModel):
    """A place in a document: the offsets of a citation."""

    document: Name
    start: int = Field(ge=0, le=10**9)
    end: int = Field(ge=0, le=10**9)
    crop: bool = Field(default=False, description="Only the lines of the citation instead of the whole page.")


class FeedbackRequest(Strict):
    """A rating of an answer; send the answer unchanged."""

    answer: AnswerShape
    rating: Rating
    comment: Annotated[str, Field(max_length=MOST_COMMENT_CHARACTERS), AfterValidator(_without_null)] = ""
