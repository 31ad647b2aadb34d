"""`/v1/ask`, `/v1/search`, `/v1/evidence` and `/v1/brief`."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.printable import to_json
from assistant.server.failures import failure_of
from assistant.server.routes.events import Events, event
from assistant.server.routes.large import response_of
from assistant.server.running import unless_gone
from assistant.server.service import Service, Stage, Waiting
from assistant.server.shapes import (
    AnswerShape,
    AskRequest,
    BriefRequest,
    EvidenceRequest,
    EvidenceResponse,
    SearchRequest,
    SearchResponse,
)
from assistant.server.signing import Signing
from assistant.types import Answer, Brief

_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `stream`, events: `waiting`, `stage`, `partial`, then `answer` or `error`.",
        "content": {
            "text/event-stream": {
                "schema": {
                    "type": "object",
                    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
                },
                "example": 'event: waiting\ndata: {"ahead": 0}\n\nevent: partial\ndata: {"answer": "…"}\n\n',
            }
        },
    }
}


def json_response(content: bytes | str) -> Response:
    """Return JSON that is written already."""
    return response_of(content, "application/json")


async def seen(service: Service, what: Callable[[], object]) -> Response:
    """Return in JSON what a function that reads the index returns; read and written on a thread, as it may be large."""
    return await service.look(lambda: json_response(to_json(what())))


def question_routes(service: Service) -> APIRouter:
    """Return the routes that ask."""
    routes = APIRouter(prefix="/v1", tags=["Questions"])

    @routes.post("/ask", response_model=AnswerShape, responses=_STREAMED)
    async def ask(asked: AskRequest, request: Request) -> Response:
        """Answer a question from the documents; every sentence of the answer cites what it rests on.

        Questions wait for each other. Closing the connection takes a question back. With `stream`, the answer comes
        as server-sent events: `waiting` (how many are ahead), `stage` as each stage begins, `partial` each time a
        tested sentence joined the answer, `answer` with the whole of it, or `error`.
        """
        if not asked.stream:
            answer = await unless_gone(request, service.answer(asked))
            return json_response(to_json(service.signing.signed(answer)))
        growing = service.answers(asked)
        waiting = await anext(growing)  # what is wrong with the question, or a full queue, has a status of its own
        assert isinstance(waiting, Waiting)
        return Events(_events(waiting, growing, service.signing))

    @routes.post("/search", response_model=SearchResponse)
    async def search(wanted: SearchRequest) -> Response:
        """Return the passages that bear most on a question, best first. No language model takes part."""

        def found() -> object:
            hits = service.assistant.search(
                wanted.question,
                wanted.k,
                facets=wanted.facets,
                documents=wanted.documents,
                after=wanted.after,
                kind=wanted.kind,
            )
            return {"hits": hits}

        return await seen(service, found)

    @routes.post("/evidence", response_model=EvidenceResponse)
    async def evidence(wanted: EvidenceRequest) -> Response:
        """Return the sentences that a question would be answered from, best first. No language model takes part."""

        def found() -> object:
            evidence = service.assistant.evidence(
                wanted.question,
                history=wanted.history,
                facets=wanted.facets,
                documents=wanted.documents,
                after=wanted.after,
                kind=wanted.kind,
            )
            return {"evidence": evidence}

        return await seen(service, found)

    @routes.post("/brief", response_model=Brief)
    async def brief(wanted: BriefRequest, request: Request) -> Response:
        """Sum up strategy, figures and risks, in a handful of tested and cited sentences each."""
        return json_response(to_json(await unless_gone(request, service.brief(wanted))))

    return routes


async def _events(
    waiting: Waiting, growing: AsyncGenerator[Waiting | Stage | Answer, None], signing: Signing
) -> AsyncGenerator[bytes, None]:
    try:
        yield event({"ahead": waiting.ahead}, "waiting")
        last = None
        async for step in growing:
            if isinstance(step, Stage):
                yield event({"stage": step.name}, "stage")
            elif isinstance(step, Answer):
                last = signing.signed(step)
                yield event(last, "partial")
        if last is not None:
            yield event(last, "answer")
    except Exception as error:  # the status is sent already: this is the outermost edge
        yield event(json.loads(bytes(failure_of(error).body)), "error")
    finally:
        await growing.aclose()
