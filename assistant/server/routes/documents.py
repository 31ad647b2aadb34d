"""The routes of documents, figures and feedback."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Header, Query, Request, UploadFile
from starlette.responses import Response

from assistant.api.endpoints import (
    ADD,
    DOCUMENT,
    DOCUMENTS,
    FEEDBACK,
    FIGURES,
    PAGE_IMAGE,
    PROBLEMS,
    RATE,
    REMOVE,
    UNMENTIONED,
)
from assistant.api.requests import FeedbackRequest, FiguresQuery, Name, PageImageQuery, UnmentionedQuery
from assistant.errors import BusyError, DocumentError, FeedbackRefusedError
from assistant.indexing.building.builder import IndexReport, StageProgress
from assistant.indexing.catalogue import StoredDocument
from assistant.memory.feedback import Feedback
from assistant.printable import printable_name, to_json
from assistant.server.door.throttle import Throttle
from assistant.server.failures import failure, failure_of
from assistant.server.routes.binding import json_response, seen, serves
from assistant.server.routes.events import Events, event
from assistant.server.running import unless_gone
from assistant.server.service import Service
from assistant.threads import Show, Stopped, asker, on_a_thread

MOST_NAME_BYTES = 200
RATINGS = 200
RATINGS_WITHIN_S = 3600.0
"""How many answers a client may rate at once, and then evenly within this time, so that none fills the storage."""


def plain_name(name: str) -> str:
    """Return the name of an uploaded file if it is a plain name without a path.

    Raises:
        DocumentError: it contains a slash or an unsafe character, starts with a dot, or is too long.
    """
    if printable_name(name) != name or "/" in name or "\\" in name or name.startswith("."):
        raise DocumentError(f"{name!a} is not a plain file name. Send a name without folders, such as report.pdf.")
    if len(name.encode("utf-8", "replace")) > MOST_NAME_BYTES:
        raise DocumentError(f"The file name is longer than {MOST_NAME_BYTES} bytes. Use a shorter one.")
    return name


def document_routes(service: Service) -> APIRouter:
    """Return the routes of documents and figures."""
    library = service.assistant.library
    routes = APIRouter(tags=["Documents"])

    @serves(routes, DOCUMENTS)
    async def documents() -> Response:
        """List the indexed documents by name."""
        return await seen(service, lambda: {"documents": [_listed(document) for document in library.documents()]})

    @serves(routes, ADD)
    async def add(file: UploadFile, accept: Annotated[str, Header(include_in_schema=False)] = "") -> Response:
        """Add a document, or replace the one of the same name. When this returns, questions see it.

        A file that cannot be read as a document is refused with the reason, and nothing is stored. With
        `Accept: text/event-stream` the response is events: `stage` while the file is read, embedded and written, then
        `report` or `error`.
        """
        name = plain_name(file.filename or "")
        if "text/event-stream" in accept:
            return Events(_arriving(service, name, file.file))
        async with service.writing():
            report = await service.write(lambda: _add(service, name, file.file))
        return Response(to_json(report), 201, media_type="application/json")

    @serves(routes, DOCUMENT)
    async def document(name: Name) -> Response:
        """Return the text of a document. The offsets of citations, passages and figures count its characters."""
        return await seen(service, lambda: library.document(name))

    @serves(routes, REMOVE)
    async def remove(name: Name) -> Response:
        """Remove a file and its documents from the index. The file moves to the folder `.removed` of the corpus."""
        async with service.writing():
            report = await service.write(lambda: library.remove(name))
        return json_response(to_json(report))

    @serves(routes, PROBLEMS)
    async def problems() -> Response:
        """List the files that the last update of the index could not read, and why."""
        return await seen(service, lambda: {"problems": library.problems()})

    @serves(routes, UNMENTIONED)
    async def unmentioned(asked: Annotated[UnmentionedQuery, Query()]) -> Response:
        """Return the words of a question that no document contains in any form."""
        return await seen(service, lambda: {"words": library.unmentioned(asked.question)})

    @serves(routes, PAGE_IMAGE, response_class=Response, responses={200: {"content": {"image/png": {}}}})
    async def page_image(place: Annotated[PageImageQuery, Query()], request: Request) -> Response:
        """Return the picture of the page on which a citation starts, with its lines marked; 404 if there is none."""
        image = await unless_gone(request, service.draw(place.document, place.start, place.end, crop=place.crop))
        if image is None:
            return failure(
                404,
                "There is no picture: the document has no pages to show, or the page cannot be rendered.",
                code="document",
            )
        return Response(image, media_type="image/png")

    @serves(routes, FIGURES)
    async def figures(wanted: Annotated[FiguresQuery, Query()]) -> Response:
        """Return the figures of the documents with their sentences, in order of document and place."""

        def some() -> object:
            found = library.figures(scope=wanted.to_scope(), text=wanted.text, unit=wanted.unit)
            page = found[wanted.offset : wanted.offset + wanted.limit]
            return {"total": len(found), "figures": [entry.to_dict() for entry in page]}

        return await seen(service, some)

    return routes


def feedback_routes(service: Service) -> APIRouter:
    """Return the routes of feedback."""
    kept = service.assistant.memory
    routes = APIRouter(tags=["Feedback"])
    ratings = Throttle(RATINGS, RATINGS_WITHIN_S)

    @serves(routes, RATE)
    async def rate(given: FeedbackRequest) -> Response:
        """Rate an answer. `assistant feedback --export` turns the ratings into an evaluation set."""
        seconds = ratings.wait_s(asker.get())
        if seconds:
            raise BusyError(f"You have rated many answers. Rate this one in {seconds} s.", seconds)

        def rated() -> Feedback:
            answer = given.answer.to_answer()
            if not service.signing.knows(answer):
                raise FeedbackRefusedError(
                    "This server did not give exactly this answer. Send what /v1/ask returned, unchanged and"
                    " with its `signature`. A client of an earlier version omits the signature and must be updated."
                )
            return kept.feedback.add(answer, given.rating, given.comment)

        return Response(to_json(await service.look(rated)), 201, media_type="application/json")

    @serves(routes, FEEDBACK)
    async def feedback() -> Response:
        """Return all feedback, oldest first; needs an `admin:` token."""
        return await seen(service, lambda: {"feedback": kept.feedback.all()})

    return routes


def _listed(document: StoredDocument) -> dict[str, object]:
    return {**asdict(document), "kind": document.kind}


def _add(service: Service, name: str, content: BinaryIO, stage: StageProgress = lambda *_: None) -> IndexReport:
    with tempfile.TemporaryDirectory(prefix="assistant-") as folder:
        arrived = Path(folder, name)
        with arrived.open("wb") as file:
            shutil.copyfileobj(content, file)
        return service.assistant.library.add(arrived, stage=stage)


async def _arriving(service: Service, name: str, content: BinaryIO) -> AsyncGenerator[bytes, None]:
    """Yield each stage of adding a document, then the result. Once started, it runs to its end."""

    def work(show: Show[bytes], _: Stopped) -> None:
        report = _add(service, name, content, lambda stage, share: show(event(_stage(stage, share), "stage")))
        there = [document for document in service.assistant.library.documents() if document.file == name]
        passages = sum(document.passages for document in there)
        told = [f"{passages:,} passage{'' if passages == 1 else 's'} indexed"]
        show(event({**asdict(report), "told": told}, "report"))

    try:
        async with service.writing(), aclosing(on_a_thread(work, "upload")) as steps:
            async for step in steps:
                yield step
    except Exception as error:  # the status was sent already, so the error is reported here
        yield event(json.loads(bytes(failure_of(error).body)), "error")


def _stage(name: str, share: float) -> dict[str, object]:
    return {"stage": name, "share": round(share, 3)}
