"""What requests and responses look like, with the words that the OpenAPI page shows."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.memory.feedback import MOST_COMMENT_CHARACTERS, Rating
from assistant.types import Answer, Citation, Claim, Evidence, Facet, Hit

MOST_CHARACTERS = 4000
MOST_TURNS = 100
MOST_DOCUMENTS = 1000
MOST_FIGURES = 1000


def _without_null(text: str) -> str:
    if "\0" in text:
        raise ValueError("it has a null character in it; leave that out")
    return text


def _with_words(text: str) -> str:
    if not re.search(r"\w", text):
        raise ValueError("it is empty; ask something, for example: What are the main risks?")
    return _without_null(text)


Name = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_without_null)]
Question = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS), AfterValidator(_with_words)]
Documents = Annotated[list[Name], Field(max_length=MOST_DOCUMENTS)]
After = Annotated[
    str,
    Field(
        max_length=10,
        description="Keep to documents that tell a date and were not written before it: 2024, 2024-05 or 2024-05-31.",
        examples=["", "2024-05"],
    ),
]
Kind = Annotated[str, Field(max_length=10, description="Keep to one kind of file.", examples=["", "pdf", "md"])]


class Strict(BaseModel):
    """Refuses fields it does not know, so that a misspelt one is told and not passed over."""

    model_config = ConfigDict(extra="forbid")


class Scoped(Strict):
    """Which documents to keep to."""

    documents: Documents | None = Field(
        default=None,
        description="Keep to the documents of these names, as `GET /v1/documents` lists them.",
        examples=[None],
    )
    after: After = ""
    kind: Kind = ""


class EvidenceRequest(Scoped):
    """A question, and what it follows on."""

    question: Question = Field(examples=["How much will Alibaba spend on AI infrastructure?"])
    history: Annotated[list[Question], Field(max_length=MOST_TURNS)] = Field(
        default=[],
        description="The questions asked before, oldest first; a follow-up is understood by them.",
        examples=[[]],
    )
    facets: Annotated[list[Facet], Field(max_length=3)] = Field(
        default=[], description="Keep to passages about these.", examples=[[]]
    )


class AskRequest(EvidenceRequest):
    """A question, and how it is to be answered."""

    stream: bool = Field(
        default=False, description="Send server-sent events, a tested sentence at a time.", examples=[False]
    )
    seconds: Annotated[float, Field(gt=0, le=3600)] | None = Field(
        default=None,
        description="How long it may take at most, its waiting included; the server's own limit where left out.",
        examples=[None],
    )


class SearchRequest(Scoped):
    """What to look for; no language model takes part, and nobody waits for one."""

    question: Question = Field(examples=["quick commerce"])
    k: int = Field(default=5, ge=1, le=100, description="How many passages.")
    facets: Annotated[list[Facet], Field(max_length=3)] = Field(default=[], examples=[[]])


class BriefRequest(Scoped):
    """What a brief is to be about."""

    topic: Annotated[str, Field(max_length=400), AfterValidator(_without_null)] = Field(
        default="", description="Everything where left out.", examples=["cloud"]
    )
    seconds: Annotated[float, Field(gt=0, le=3600)] | None = Field(default=None, examples=[None])


class AnswerShape(BaseModel):
    """An answer. Every claim cites the sentences it rests on; every figure of it stands in one of them."""

    question: str
    asked_as: str = Field(description="The question as it was understood, where that is not how it was put, or empty.")
    answer: str = Field(description="The text, with `[n]` behind each sentence for citation number n.")
    abstained: bool = Field(description="Whether the documents don't say.")
    confidence: float = Field(description="How likely the documents answer the question, 0 to 1.")
    claims: list[Claim]
    citations: list[Citation]
    timings: dict[str, float] = Field(description="Seconds by stage.")
    model: str
    index_generation: int
    signature: str = Field(default="", max_length=100, description="By which the server knows its answer again.")

    def to_answer(self) -> Answer:
        """Return the answer that this is the shape of."""
        return Answer.from_dict(self.model_dump())


class SearchResponse(BaseModel):
    """The passages that bear most on a question, best first."""

    hits: list[Hit]


class EvidenceResponse(BaseModel):
    """The sentences that a question would be answered from, best first, each with its passage."""

    evidence: list[Evidence]


class ListedDocument(BaseModel):
    """A document that the index holds."""

    id: int
    name: str
    kind: str = Field(description="What kind of file it is, by its suffix.")
    title: str
    file: str = Field(description="The file it was read from; it lies inside it where the names differ.")
    copies: list[str] = Field(description="The other names under which the same text stands.")
    author: str
    dated: str = Field(description="Its date in ISO 8601, to the day, month or year, or empty.")
    sha256: str
    pages: int
    passages: int
    figures: int
    indexed_at: str


class DocumentsResponse(BaseModel):
    """What is indexed, by name."""

    documents: list[ListedDocument]


class DocumentText(BaseModel):
    """A document as text. `pages` holds the offset at which each page or slide starts."""

    name: str
    text: str
    title: str
    sha256: str
    pages: list[int]
    author: str
    date: str


class ListedFigure(BaseModel):
    """A figure with what it measures and the sentence in which it stands; offsets count characters of the document."""

    what: str
    value: str = Field(description="The full value, as a string, so that no digit is lost.")
    unit: str
    currency: str
    qualifier: str
    period: str
    text: str
    document: str
    page: int | None
    row: int | None
    heading: list[str]
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int
    dated: str


class FiguresResponse(BaseModel):
    """Some of the figures that fit, by document and place, and how many fit in all."""

    total: int
    figures: list[ListedFigure]


class ProblemShape(BaseModel):
    """A file that was passed over, and why."""

    name: str
    reason: str


class ProblemsResponse(BaseModel):
    """What could not be read."""

    problems: list[ProblemShape]


class UnmentionedResponse(BaseModel):
    """Words that stand in no document."""

    words: list[str]


class FeedbackRequest(Strict):
    """What somebody thought of an answer, which is sent back as it came."""

    answer: AnswerShape
    rating: Rating
    comment: Annotated[str, Field(max_length=MOST_COMMENT_CHARACTERS), AfterValidator(_without_null)] = ""


class FeedbackShape(BaseModel):
    """Feedback as it is kept."""

    id: int
    given_at: str
    rating: Rating
    comment: str
    question: str
    asked_as: str
    answer: AnswerShape
    index_generation: int


class FeedbackResponse(BaseModel):
    """All feedback, oldest first."""

    feedback: list[FeedbackShape]


class StateShape(BaseModel):
    """How the server is."""

    status: Literal["ok"]


class ErrorShape(BaseModel):
    """What went wrong, the same for every 4xx and 5xx."""

    class Error(BaseModel):
        """The error itself, in the field names that clients of the OpenAI interface look for."""

        code: str = Field(description="The kind of error, for programs.", examples=["invalid_request"])
        message: str = Field(description="What was found, what was expected and what to do next.")
        param: str | None = Field(description="The field that is wrong, where it is one.")
        type: str = Field(description="`invalid_request_error`, `rate_limit_error` or `server_error`.")
        request_id: str = Field(description="To be found in the server's log, and in the header X-Request-Id.")

    error: Error
