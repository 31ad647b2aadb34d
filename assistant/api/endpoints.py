"""The endpoints of the HTTP interface, each defined once: its address, its request and its response.

The routes of the server and the calls of the client are both built from these definitions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from assistant.api.requests import (
    AskRequest,
    BriefRequest,
    EvidenceRequest,
    FeedbackRequest,
    FiguresQuery,
    PageImageQuery,
    SearchRequest,
    UnmentionedQuery,
    VerifyRequest,
)
from assistant.api.responses import (
    AnswerShape,
    DocumentsResponse,
    EvidenceResponse,
    FeedbackResponse,
    FiguresResponse,
    ProblemsResponse,
    SearchResponse,
    UnmentionedResponse,
)
from assistant.indexing.building.builder import IndexReport
from assistant.memory.feedback import Feedback
from assistant.types import Brief, CheckedText, Document

_Returned = TypeVar("_Returned")
_NAME = "{name:path}"


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[_Returned]):
    """An endpoint.

    `takes` is the schema of the JSON body, or of the query if the method is GET; None if there is neither, or a file is
    sent. A `path` may contain the name of a document.
    """

    method: Literal["GET", "POST", "DELETE"]
    path: str
    returns: type[_Returned]
    takes: type[BaseModel] | None = None
    status: int = 200

    def address(self, name: str = "") -> str:
        """Return the path, with the name of a document quoted and filled in."""
        return self.path.replace(_NAME, quote(name))


ASK = Endpoint("POST", "/v1/ask", AnswerShape, AskRequest)
BRIEF = Endpoint("POST", "/v1/brief", Brief, BriefRequest)
VERIFY = Endpoint("POST", "/v1/verify", CheckedText, VerifyRequest)
SEARCH = Endpoint("POST", "/v1/search", SearchResponse, SearchRequest)
EVIDENCE = Endpoint("POST", "/v1/evidence", EvidenceResponse, EvidenceRequest)
DOCUMENTS = Endpoint("GET", "/v1/documents", DocumentsResponse)
ADD = Endpoint("POST", "/v1/documents", IndexReport, status=201)
DOCUMENT = Endpoint("GET", f"/v1/documents/{_NAME}", Document)
REMOVE = Endpoint("DELETE", f"/v1/documents/{_NAME}", IndexReport)
PROBLEMS = Endpoint("GET", "/v1/problems", ProblemsResponse)
UNMENTIONED = Endpoint("GET", "/v1/unmentioned", UnmentionedResponse, UnmentionedQuery)
PAGE_IMAGE = Endpoint("GET", "/v1/page-image", bytes, PageImageQuery)
FIGURES = Endpoint("GET", "/v1/figures", FiguresResponse, FiguresQuery)
RATE = Endpoint("POST", "/v1/feedback", Feedback, FeedbackRequest, status=201)
FEEDBACK = Endpoint("GET", "/v1/feedback", FeedbackResponse)
