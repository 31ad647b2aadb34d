"""The schemas of responses, with the descriptions that the OpenAPI page shows. Server and client both use them."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, Field, TypeAdapter

from assistant.indexing.catalogue import StoredDocument
from assistant.indexing.ledger import LedgerEntry
from assistant.memory.feedback import Feedback
from assistant.reading.registry import Skipped
from assistant.types import Answer, AnswerKind, CheckedSentence, Citation, Claim, Evidence, Form, FoundSentence, Hit

_DOCUMENT = TypeAdapter(StoredDocument)
_ENTRY = TypeAdapter(LedgerEntry)


class AnswerShape(BaseModel):
    """An answer. Every claim cites its source sentences, and every figure stands in one of them."""

    question: str
    asked_as: str = Field(description="The question as it was understood if it was rewritten, else empty.")
    leans_on: list[str] = Field(default=[], description="The earlier questions that a follow-up was understood with.")
    answer: str = Field(description="The text, with `[n]` after each sentence for citation number n.")
    open_parts: list[str] = Field(default=[], description="The parts of the question that the documents don't answer.")
    abstained: bool = Field(description="True if the documents don't answer the question.")
    confidence: float = Field(description="The probability that the documents answer the question, 0 to 1.")
    claims: list[Claim]
    citations: list[Citation]
    timings: dict[str, float] = Field(description="Seconds per stage.")
    model: str
    index_generation: int
    verifier: str = Field(default="", max_length=100, description="The version of what proved the claims.")
    seal: str = Field(default="", max_length=100, description="A hash of claims and citations: shows changes.")
    kind: AnswerKind = Field(default="lookup", description="What was asked for: a fact, a list, a summary, …")
    opening: str = Field(default="", description='What stands before the claims: "No.", "6 items:", or "".')
    form: Form = Field(default="sentences", description="How the claims are laid out in the text.")
    columns: list[str] = Field(default=[], description="The headings of an answer in the form of a table.")
    certificate: str = Field(default="", description="What was looked through, for a list, count or summary.")
    unmentioned: list[str] = Field(default=[], description="Without an answer: the words that no document contains.")
    suggestions: list[str] = Field(default=[], description="Questions that the documents do answer.")
    language: str = Field(default="en", max_length=10, description="The language of its own sentences (ISO 639-1).")
    translation: str = Field(
        default="", description="Claims in another language, as the model translates them; unproven."
    )
    found: FoundSentence | None = Field(default=None, description="In a stream: the best sentence, at first.")
    signature: str = Field(
        default="", max_length=100, description="The server's signature of the answer, required to rate it."
    )

    def to_answer(self) -> Answer:
        """Return the answer with these fields."""
        return Answer.from_dict(self.model_dump())

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Return the fields of an answer, with its signature."""
        return cls.model_validate({**answer.to_dict(), "signature": answer.signature})


class VerifyResponse(BaseModel):
    """What checking a text found, by sentence."""

    sentences: list[CheckedSentence]
    index_generation: int
    verifier: str
    seconds: float


class SearchResponse(BaseModel):
    """The most relevant passages, best first."""

    hits: list[Hit]


class EvidenceResponse(BaseModel):
    """The sentences from which a question would be answered, best first, each with its passage."""

    evidence: list[Evidence]


class ListedDocument(BaseModel):
    """An indexed document."""

    id: int
    name: str
    kind: str = Field(description="The kind of file, from its suffix.")
    title: str
    file: str = Field(description="The file it was read from; if the names differ, the document is inside that file.")
    copies: list[str] = Field(description="Other names of the same text.")
    author: str
    dated: str = Field(description="Its date in ISO 8601, to the day, month or year, or empty.")
    sha256: str
    pages: int
    passages: int
    figures: int
    indexed_at: str
    language: str = Field(description="The language of its text, by its ISO 639-1 code.")

    def to_document(self) -> StoredDocument:
        """Return the document with these fields."""
        return _DOCUMENT.validate_python(self.model_dump())


class DocumentsResponse(BaseModel):
    """The indexed documents, sorted by name."""

    documents: list[ListedDocument]


class ListedFigure(BaseModel):
    """A figure with what it measures and its sentence; offsets count characters of the document."""

    what: str
    value: str = Field(description="The full value as a string, so that no digit is lost.")
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
    certain: bool = Field(default=True, description="False if two readings of a picture do not agree on it.")

    def to_entry(self) -> LedgerEntry:
        """Return the figure with these fields."""
        return _ENTRY.validate_python(self.model_dump())


class FiguresResponse(BaseModel):
    """One page of the matching figures, in order of document and place, and how many match in total."""

    total: int
    figures: list[ListedFigure]


class ProblemsResponse(BaseModel):
    """The files that could not be read."""

    problems: list[Skipped]


class UnmentionedResponse(BaseModel):
    """Words that no document contains."""

    words: list[str]


class FeedbackResponse(BaseModel):
    """All feedback, oldest first; each with the answer as it was given."""

    feedback: list[Feedback]


class StateShape(BaseModel):
    """The state of the server."""

    status: Literal["ok"]


class ErrorShape(BaseModel):
    """An error; the same shape for every 4xx and 5xx."""

    class Error(BaseModel):
        """The error, with the field names that OpenAI clients expect."""

        code: str = Field(description="The kind of error, for programs.", examples=["invalid_request"])
        message: str = Field(description="What was found, what was expected, and what to do next.")
        param: str | None = Field(description="The invalid field, if there is one.")
        type: str = Field(description="`invalid_request_error`, `rate_limit_error` or `server_error`.")
        request_id: str = Field(description="The id of the request in the server's log and in the header X-Request-Id.")

    error: Error
