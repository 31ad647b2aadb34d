"""An assistant that runs elsewhere, with the methods and the values of one that runs here."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter, ValidationError

from assistant.errors import AssistantError, BusyError, DocumentError, QuestionError, ServerError
from assistant.indexing.building.builder import IndexReport
from assistant.indexing.catalogue import StoredDocument
from assistant.indexing.ledger import LedgerEntry
from assistant.memory.feedback import Feedback, Rating
from assistant.reading.registry import Skipped
from assistant.types import Answer, Brief, Document, Evidence, Facet, Hit

_CONNECT_S = 10.0
_FIGURES_AT_ONCE = 1000
_BRIEF = TypeAdapter(Brief)
_DOCUMENT = TypeAdapter(Document)
_DOCUMENTS = TypeAdapter(tuple[StoredDocument, ...])
_EVIDENCE = TypeAdapter(tuple[Evidence, ...])
_FEEDBACK = TypeAdapter(Feedback)
_FIGURES = TypeAdapter(tuple[LedgerEntry, ...])
_HITS = TypeAdapter(list[Hit])
_PROBLEMS = TypeAdapter(tuple[Skipped, ...])
_REPORT = TypeAdapter(IndexReport)
Made = TypeVar("Made")


class RemoteAssistant:
    """Asks the assistant behind a server's URL. Made by `Assistant.connect`; safe to use from several threads.

    Each method takes, returns and raises what that of `Assistant` does; and ServerError where the server does not
    answer, BusyError where too many questions are waiting there, AccessError where it does not let you in.
    """

    def __init__(self, url: str, *, token: str = "", transport: httpx.BaseTransport | None = None) -> None:
        """Talk to the server at this URL and to nothing else."""
        self.url = url.rstrip("/")
        self._http = httpx.Client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=httpx.Timeout(None, connect=_CONNECT_S),  # the server keeps the deadline
            trust_env=False,
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

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
        """Answer a question; see `Assistant.ask`."""
        asked = _asked(question, history=history, facets=facets, documents=documents, after=after, kind=kind)
        return _answer(self._call("POST", "/v1/ask", json=asked))

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
        stage: Callable[[str], None] = lambda _: None,
    ) -> Generator[Answer, None, None]:
        """Yield the answer as it grows; see `Assistant.stream`. `stopped` is asked whenever something arrives."""
        asked = _asked(question, history=history, facets=facets, documents=documents, after=after, kind=kind)
        with self._reaching(), self._http.stream("POST", "/v1/ask", json={**asked, "stream": True}) as response:
            if response.is_error:
                response.read()
                raise _error(response)
            for name, data in _events(response.iter_lines()):
                if stopped():
                    return
                if name == "error":
                    raise _error_of(data["error"])
                if name == "stage":
                    stage(data["stage"])
                if name in ("partial", "answer"):
                    yield _answer(data)

    def brief(
        self, topic: str = "", *, documents: Sequence[str] | None = None, after: str = "", kind: str = ""
    ) -> Brief:
        """Sum up strategy, figures and risks; see `Assistant.brief`."""
        wanted = {"topic": topic, "documents": _listed(documents), "after": after, "kind": kind}
        return _made(_BRIEF, self._call("POST", "/v1/brief", json=wanted))

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
        """Return the k passages that bear most on a question; see `Assistant.search`."""
        wanted = {"question": question, "k": k, "facets": list(facets), "documents": _listed(documents)}
        return _made(_HITS, self._call("POST", "/v1/search", "hits", json={**wanted, "after": after, "kind": kind}))

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
        """Return the sentences that a question would be answered from; see `Assistant.evidence`."""
        asked = _asked(question, history=history, facets=facets, documents=documents, after=after, kind=kind)
        return _made(_EVIDENCE, self._call("POST", "/v1/evidence", "evidence", json=asked))

    def documents(self) -> tuple[StoredDocument, ...]:
        """Return what the index holds; see `Library.documents`."""
        return _made(_DOCUMENTS, self._call("GET", "/v1/documents", "documents"))

    def document(self, name: str) -> Document:
        """Return an indexed document with its text; see `Library.document`."""
        return _made(_DOCUMENT, self._call("GET", _path(name)))

    def add(self, path: str | os.PathLike[str]) -> IndexReport:
        """Send a file to be indexed; see `Library.add`."""
        source = Path(path)
        try:
            with source.open("rb") as file:
                return _made(_REPORT, self._call("POST", "/v1/documents", files={"file": (source.name, file)}))
        except OSError as error:
            raise DocumentError(f"{source} cannot be read: {error.strerror}.") from error

    def remove(self, name: str) -> IndexReport:
        """Take a file's documents out of the index; see `Library.remove`."""
        return _made(_REPORT, self._call("DELETE", _path(name)))

    def figures(
        self,
        *,
        documents: Sequence[str] | None = None,
        after: str = "",
        kind: str = "",
        text: str = "",
        unit: str = "",
    ) -> tuple[LedgerEntry, ...]:
        """Return the figures that stand in the documents; see `Library.figures`."""
        wanted = {"document": _listed(documents) or [], "after": after, "kind": kind, "text": text, "unit": unit}
        found: list[Any] = []
        some = [None] * _FIGURES_AT_ONCE
        while len(some) == _FIGURES_AT_ONCE:
            page = {"limit": _FIGURES_AT_ONCE, "offset": len(found)}
            some = self._call("GET", "/v1/figures", "figures", params={**wanted, **page})
            found += some
        return _made(_FIGURES, found)

    def problems(self) -> tuple[Skipped, ...]:
        """Return what could not be read; see `Library.problems`."""
        return _made(_PROBLEMS, self._call("GET", "/v1/problems", "problems"))

    def unmentioned(self, question: str) -> tuple[str, ...]:
        """Return the words of a question that stand in no document; see `Library.unmentioned`."""
        return tuple(self._call("GET", "/v1/unmentioned", "words", params={"question": question}))

    def page_image(self, document: str, start: int, end: int) -> bytes | None:
        """Return the page of a PDF on which a sentence begins, as PNG; see `Library.page_image`."""
        wanted: dict[str, str | int] = {"document": document, "start": start, "end": end}
        with self._reaching():
            response = self._http.get("/v1/page-image", params=wanted)
            if not response.is_error:
                return response.content
            error = _error(response)
            if isinstance(error, DocumentError):
                return None
            raise error

    def rate(self, answer: Answer, rating: Rating, comment: str = "") -> Feedback:
        """Keep what somebody thought of an answer; see `Library.rate`."""
        given = {"answer": {**answer.to_dict(), "signature": answer.signature}, "rating": rating, "comment": comment}
        return _made(_FEEDBACK, self._call("POST", "/v1/feedback", json=given))

    def feedback(self) -> tuple[Feedback, ...]:
        """Return what was thought of answers; see `Library.feedback`."""
        kept = self._call("GET", "/v1/feedback", "feedback")
        return tuple(_made(_FEEDBACK, each) for each in kept)

    def _call(self, method: str, path: str, part: str = "", **request: Any) -> Any:  # noqa: ANN401
        """Return what the server answers, or one part of it."""
        with self._reaching():
            response = self._http.request(method, path, **request)
            if response.is_error:
                raise _error(response)
            answered = response.json()
            return answered[part] if part else answered

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Translate what httpx raises."""
        try:
            yield
        except httpx.HTTPError as error:
            raise ServerError(
                f"The server {self.url} cannot be reached: {error}. Is `assistant serve` running?"
            ) from error
        except (ValueError, KeyError) as error:
            raise ServerError(f"What answers at {self.url} is not `assistant serve`, or another version.") from error


def _asked(question: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    lists = {name: list(more[name]) for name in ("history", "facets")}
    return {**more, **lists, "question": question, "documents": _listed(more["documents"])}


def _listed(documents: Sequence[str] | None) -> list[str] | None:
    return None if documents is None else list(documents)


def _path(name: str) -> str:
    return f"/v1/documents/{quote(name)}"


def _made(adapter: TypeAdapter[Made], data: object) -> Made:
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        raise ServerError(
            f"The server's answer cannot be read ({error.error_count()} fields). Is it another version?"
        ) from error


def _answer(data: Mapping[str, Any]) -> Answer:
    try:
        return Answer.from_dict(data)
    except (AttributeError, KeyError, TypeError) as error:
        raise ServerError("The server's answer cannot be read. Is it another version?") from error


def _events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    """Yield the name and data of each server-sent event, as this server writes them: one line of data."""
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def _error(response: httpx.Response) -> AssistantError:
    try:
        error = _error_of(response.json()["error"])
    except (ValueError, KeyError, TypeError):
        return ServerError(f"The server answered {response.status_code} {response.reason_phrase} and no more.")
    if isinstance(error, BusyError):
        error.retry_after = int(response.headers.get("retry-after", error.retry_after))
    return error


def _error_of(told: Mapping[str, Any]) -> AssistantError:
    """Return the error that a server tells, as the class it was there."""
    kinds = {kind.code: kind for kind in _kinds(AssistantError)} | {"invalid_request": QuestionError}
    return kinds.get(told["code"], ServerError)(told["message"])


def _kinds(kind: type[AssistantError]) -> Iterator[type[AssistantError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)
