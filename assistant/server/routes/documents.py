"""`/v1/documents` and what else is told of them, `/v1/figures` and `/v1/feedback`."""

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

from assistant.asking.asker import asker
from assistant.errors import BusyError, DocumentError, FeedbackRefusedError
from assistant.indexing.building.builder import IndexReport, Stage
from assistant.indexing.catalogue import StoredDocument
from assistant.memory.feedback import Feedback
from assistant.printable import printable_name, to_json
from assistant.server.door.throttle import Throttle
from assistant.server.failures import failure, failure_of
from assistant.server.routes.events import Events, event
from assistant.server.routes.questions import json_response, seen
from assistant.server.running import unless_gone
from assistant.server.service import Service
from assistant.server.shapes import (
    MOST_DOCUMENTS,
    MOST_FIGURES,
    After,
    DocumentsResponse,
    DocumentText,
    FeedbackRequest,
    FeedbackResponse,
    FeedbackShape,
    FiguresResponse,
    Kind,
    Name,
    ProblemsResponse,
    Question,
    UnmentionedResponse,
)
from assistant.threads import Show, Stopped, on_a_thread

MOST_NAME_BYTES = 200
RATINGS = 200
RATINGS_WITHIN_S = 3600.0
"""How many answers one client may rate at once, and then evenly within this time, so that none fills what is kept."""


def plain_name(name: str) -> str:
    """Return the name of an uploaded file, where it is a name and no way to any folder.

    Raises:
        DocumentError: it has a slash, a character that acts or a dot at its front, or is too long.
    """
    if printable_name(name) != name or "/" in name or "\\" in name or name.startswith("."):
        raise DocumentError(f"{name!a} is not a file's name alone. Send it without folders, such as report.pdf.")
    if len(name.encode("utf-8", "replace")) > MOST_NAME_BYTES:
        raise DocumentError(f"The file's name is longer than {MOST_NAME_BYTES} bytes. Give it a shorter one.")
    return name


def document_routes(service: Service) -> APIRouter:
    """Return the routes to what is indexed."""
    assistant = service.assistant
    routes = APIRouter(prefix="/v1", tags=["Documents"])

    @routes.get("/documents", response_model=DocumentsResponse)
    async def documents() -> Response:
        """List what is indexed, by name."""
        return await seen(service, lambda: {"documents": [_listed(document) for document in assistant.documents()]})

    @routes.post("/documents", response_model=IndexReport, status_code=201)
    async def add(file: UploadFile, accept: Annotated[str, Header(include_in_schema=False)] = "") -> Response:
        """Add a document, in place of any of the same name; once this answers, questions see it.

        A file that cannot be read as a document is refused with the reason, and nothing of it stays. Who accepts
        `text/event-stream` is sent events: `stage` as it is read, embedded and written, then `report` or `error`.
        """
        name = plain_name(file.filename or "")
        if "text/event-stream" in accept:
            return Events(_arriving(service, name, file.file))
        async with service.writing():
            report = await service.write(lambda: _add(service, name, file.file))
        return Response(to_json(report), 201, media_type="application/json")

    @routes.get("/documents/{name:path}", response_model=DocumentText)
    async def document(name: Name) -> Response:
        """Return a document's text, in which the offsets of citations, passages and figures count characters."""
        return await seen(service, lambda: assistant.document(name))

    @routes.delete("/documents/{name:path}", response_model=IndexReport)
    async def remove(name: Name) -> Response:
        """Take a file's documents out of the index. The file moves to the folder `.removed` of the corpus."""
        async with service.writing():
            report = await service.write(lambda: assistant.remove(name))
        return json_response(to_json(report))

    @routes.get("/problems", response_model=ProblemsResponse)
    async def problems() -> Response:
        """Tell what could not be read when the index was last brought up to date, and why."""
        return await seen(service, lambda: {"problems": assistant.problems()})

    @routes.get("/unmentioned", response_model=UnmentionedResponse)
    async def unmentioned(question: Annotated[Question, Query()]) -> Response:
        """Return the words of a question that stand in none of the documents, in any of their forms."""
        return await seen(service, lambda: {"words": assistant.unmentioned(question)})

    @routes.get("/page-image", response_class=Response, responses={200: {"content": {"image/png": {}}}})
    async def page_image(
        document: Name,
        start: Annotated[int, Query(ge=0, le=10**9)],
        end: Annotated[int, Query(ge=0, le=10**9)],
        request: Request,
    ) -> Response:
        """Return the page of a PDF on which a citation begins, with its lines marked. 404 where there is none."""
        image = await unless_gone(request, service.draw(document, start, end))
        if image is None:
            return failure(
                404, "There is no picture of that place: it is in no PDF, or its page cannot be drawn.", code="document"
            )
        return Response(image, media_type="image/png")

    @routes.get("/figures", response_model=FiguresResponse)
    async def figures(
        document: Annotated[
            list[Name] | None, Query(max_length=MOST_DOCUMENTS, description="Keep to this document; may be repeated.")
        ] = None,
        after: After = "",
        kind: Kind = "",
        text: Annotated[str, Query(max_length=400, description="Keep to figures near which these words stand.")] = "",
        unit: Annotated[str, Query(max_length=40, description="Keep to a unit (percent) or a currency (CNY).")] = "",
        limit: Annotated[int, Query(ge=1, le=MOST_FIGURES)] = 100,
        offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    ) -> Response:
        """Return the figures that stand in the documents, by document and place, each with its sentence."""

        def some() -> object:
            found = assistant.figures(documents=document, after=after, kind=kind, text=text, unit=unit)
            return {"total": len(found), "figures": [entry.to_dict() for entry in found[offset : offset + limit]]}

        return await seen(service, some)

    return routes


def feedback_routes(service: Service) -> APIRouter:
    """Return the routes to what people thought of answers."""
    assistant = service.assistant
    routes = APIRouter(prefix="/v1", tags=["Feedback"])
    ratings = Throttle(RATINGS, RATINGS_WITHIN_S)

    @routes.post("/feedback", response_model=FeedbackShape, status_code=201)
    async def rate(given: FeedbackRequest) -> Response:
        """Keep what somebody thought of an answer. `assistant feedback --export` makes an evaluation set of it."""
        seconds = ratings.wait_s(asker.get())
        if seconds:
            raise BusyError(f"You rated many answers. Rate this one in {seconds} s.", seconds)

        def rated() -> Feedback:
            answer = given.answer.to_answer()
            if not service.signing.knows(answer):
                raise FeedbackRefusedError(
                    "This server did not give this answer as it stands. Send back what /v1/ask returned, unchanged and"
                    " with its `signature`; a client of an earlier version leaves that out, and has to be updated."
                )
            return assistant.rate(answer, given.rating, given.comment)

        return Response(to_json(await service.look(rated)), 201, media_type="application/json")

    @routes.get("/feedback", response_model=FeedbackResponse)
    async def feedback() -> Response:
        """Return all feedback, oldest first; for administrators."""
        return await seen(service, lambda: {"feedback": assistant.feedback()})

    return routes


def _listed(document: StoredDocument) -> dict[str, object]:
    return {**asdict(document), "kind": document.kind}


def _add(service: Service, name: str, content: BinaryIO, stage: Stage = lambda *_: None) -> IndexReport:
    with tempfile.TemporaryDirectory(prefix="assistant-") as folder:
        arrived = Path(folder, name)
        with arrived.open("wb") as file:
            shutil.copyfileobj(content, file)
        return service.assistant.add(arrived, stage=stage)


async def _arriving(service: Service, name: str, content: BinaryIO) -> AsyncGenerator[bytes, None]:
    """Yield each stage that a document is in, then what became of it. Once begun it is finished."""

    def work(show: Show[bytes], _: Stopped) -> None:
        report = _add(service, name, content, lambda stage, share: show(event(_stage(stage, share), "stage")))
        there = [document for document in service.assistant.documents() if document.file == name]
        passages = sum(document.passages for document in there)
        told = [f"{passages:,} passage{'' if passages == 1 else 's'} indexed"]
        show(event({**asdict(report), "told": told}, "report"))

    try:
        async with service.writing(), aclosing(on_a_thread(work, "upload")) as steps:
            async for step in steps:
                yield step
    except Exception as error:  # the status is sent already: this is the outermost edge
        yield event(json.loads(bytes(failure_of(error).body)), "error")


def _stage(name: str, share: float) -> dict[str, object]:
    return {"stage": name, "share": round(share, 3)}
