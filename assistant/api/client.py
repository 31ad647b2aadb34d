"""The client of a remote assistant, with the same methods and values as a local one."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import httpx

from assistant.api import endpoints
from assistant.api.connection import Connection, error_of, read_as
from assistant.api.requests import (
    MOST_FIGURES,
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
from assistant.api.responses import AnswerShape, ListedFigure
from assistant.errors import DocumentError
from assistant.indexing.building.builder import IndexReport
from assistant.indexing.catalogue import StoredDocument
from assistant.indexing.ledger import LedgerEntry
from assistant.indexing.scope import EVERYTHING, Scope
from assistant.library.deprecation import moved, takes_scope
from assistant.memory.feedback import Feedback, Rating
from assistant.reading.registry import Skipped
from assistant.retrieval.question import Exchange, Question, as_question
from assistant.types import Answer, Brief, CheckedText, Document, Evidence, Hit

_FIGURES_AT_ONCE = MOST_FIGURES
MOVED = {
    name: f"library.{name}"
    for name in ("add", "document", "documents", "figures", "page_image", "problems", "remove", "unmentioned")
}
"""The former attributes of a remote assistant, and where each is now."""


class RemoteAssistant:
    """An assistant at the URL of a server. Created by `Assistant.connect`; safe to use from several threads.

    Each method takes, returns and raises what the method of `Assistant` does, and each of `library` what the method of
    `Library` does. It also raises ServerError if the server does not answer, BusyError if too many questions are
    waiting, and AccessError if the token is refused.
    """

    def __init__(self, url: str, *, token: str = "", transport: httpx.BaseTransport | None = None) -> None:
        """Connect to the server at this URL. No other address is ever contacted."""
        self._server = Connection(url, token, transport)
        self.url = self._server.url
        self.library = RemoteLibrary(self._server)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    if not TYPE_CHECKING:  # a type checker should not accept every name as one that moved

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever moved
            """Return an attribute that moved to the library, with a deprecation warning."""
            return moved(self, name, MOVED)

    def close(self) -> None:
        """Close the connections."""
        self._server.http.close()

    @takes_scope
    def ask(
        self, question: str | Question, *, history: Sequence[str | Exchange] = (), scope: Scope | None = None
    ) -> Answer:
        """Answer a question; see `Assistant.ask`."""
        asked = AskRequest.of(as_question(question, history, scope))
        return self._server.call(endpoints.ASK, asked).to_answer()

    @takes_scope
    def stream(
        self,
        question: str | Question,
        *,
        history: Sequence[str | Exchange] = (),
        scope: Scope | None = None,
        stopped: Callable[[], bool] = lambda: False,
        stage: Callable[[str], None] = lambda _: None,
    ) -> Generator[Answer, None, None]:
        """Yield the answer as it grows; see `Assistant.stream`. `stopped` is called whenever an event arrives."""
        asked = AskRequest.of(as_question(question, history, scope), stream=True)
        for name, data in self._server.events(endpoints.ASK, asked):
            if stopped():
                return
            if name == "error":
                raise error_of(data["error"])
            if name == "stage":
                stage(data["stage"])
            if name in ("found", "partial", "answer"):
                yield read_as(AnswerShape, data).to_answer()

    @takes_scope
    def brief(self, topic: str = "", *, scope: Scope | None = None) -> Brief:
        """Summarise strategy, figures and risks; see `Assistant.brief`."""
        return self._server.call(endpoints.BRIEF, BriefRequest.of(topic, scope or EVERYTHING))

    @takes_scope
    def verify(self, text: str, *, scope: Scope | None = None) -> CheckedText:
        """Check a text sentence by sentence; see `Assistant.verify`."""
        return self._server.call(endpoints.VERIFY, VerifyRequest.of(text, scope or EVERYTHING))

    @takes_scope
    def search(self, question: str | Question, k: int = 5, *, scope: Scope | None = None) -> list[Hit]:
        """Return the k passages that are most relevant to a question; see `Assistant.search`."""
        return self._server.call(endpoints.SEARCH, SearchRequest.of(as_question(question, scope=scope), k=k)).hits

    @takes_scope
    def evidence(
        self, question: str | Question, *, history: Sequence[str | Exchange] = (), scope: Scope | None = None
    ) -> tuple[Evidence, ...]:
        """Return the evidence for a question; see `Assistant.evidence`."""
        asked = EvidenceRequest.of(as_question(question, history, scope))
        return tuple(self._server.call(endpoints.EVIDENCE, asked).evidence)

    def rate(self, answer: Answer, rating: Rating, comment: str = "") -> Feedback:
        """Rate an answer; see `Assistant.rate`."""
        given = FeedbackRequest.model_construct(answer=AnswerShape.of(answer), rating=rating, comment=comment)
        return self._server.call(endpoints.RATE, given)

    def feedback(self) -> tuple[Feedback, ...]:
        """Return all feedback; see `Assistant.feedback`."""
        return tuple(self._server.call(endpoints.FEEDBACK).feedback)


class RemoteLibrary:
    """The documents behind a server's URL; see `Library`."""

    def __init__(self, server: Connection) -> None:
        """Use the connections of a remote assistant."""
        self._server = server

    def documents(self) -> tuple[StoredDocument, ...]:
        """Return the indexed documents; see `Library.documents`."""
        return tuple(listed.to_document() for listed in self._server.call(endpoints.DOCUMENTS).documents)

    def document(self, name: str) -> Document:
        """Return an indexed document with its text; see `Library.document`."""
        return self._server.call(endpoints.DOCUMENT, name=name)

    def add(self, path: str | os.PathLike[str]) -> IndexReport:
        """Send a file to be indexed; see `Library.add`."""
        source = Path(path)
        try:
            with source.open("rb") as file:
                return self._server.call(endpoints.ADD, files={"file": (source.name, file)})
        except OSError as error:
            raise DocumentError(f"{source} cannot be read: {error.strerror}.") from error

    def remove(self, name: str) -> IndexReport:
        """Remove a file; see `Library.remove`."""
        return self._server.call(endpoints.REMOVE, name=name)

    @takes_scope
    def figures(self, *, scope: Scope | None = None, text: str = "", unit: str = "") -> tuple[LedgerEntry, ...]:
        """Return the figures of the documents in a scope; see `Library.figures`."""
        found: list[ListedFigure] = []
        total = 1
        while len(found) < total:
            wanted = FiguresQuery.of(scope or EVERYTHING, text, unit, _FIGURES_AT_ONCE, len(found))
            some = self._server.call(endpoints.FIGURES, wanted)
            found += some.figures
            total = some.total if some.figures else 0
        return tuple(figure.to_entry() for figure in found)

    def problems(self) -> tuple[Skipped, ...]:
        """Return the files that could not be read; see `Library.problems`."""
        return tuple(self._server.call(endpoints.PROBLEMS).problems)

    def unmentioned(self, question: str) -> tuple[str, ...]:
        """Return the words of a question that no document contains; see `Library.unmentioned`."""
        asked = UnmentionedQuery.model_construct(question=question)
        return tuple(self._server.call(endpoints.UNMENTIONED, asked).words)

    def page_image(self, document: str, start: int, end: int, *, crop: bool = False) -> bytes | None:
        """Return the page on which a sentence starts, as PNG; see `Library.page_image`."""
        wanted = PageImageQuery.model_construct(document=document, start=start, end=end, crop=crop)
        try:
            return self._server.request(endpoints.PAGE_IMAGE, wanted).content
        except DocumentError:
            return None
