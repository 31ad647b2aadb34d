"""`/v1/ask`, `/v1/search`, `/v1/evidence`, `/v1/brief` and `/v1/verify`."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.api.endpoints import ASK, BRIEF, EVIDENCE, SEARCH, VERIFY
from assistant.api.requests import AskRequest, BriefRequest, EvidenceRequest, SearchRequest, VerifyRequest
from assistant.printable import to_json
from assistant.server.failures import failure_of
from assistant.server.routes.binding import json_response, seen, serves
from assistant.server.routes.events import Events, event
from assistant.server.running import unless_gone
from assistant.server.service import Service, Stage, Waiting
from assistant.server.signing import Signing
from assistant.types import Answer

_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `stream`, events `waiting`, `stage`, `found`, `partial`; `answer` or `error`.",
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


def question_routes(service: Service) -> APIRouter:
    """Return the routes of questions."""
    routes = APIRouter(tags=["Questions"])

    @serves(routes, ASK, responses=_STREAMED)
    async def ask(asked: AskRequest, request: Request) -> Response:
        """Answer a question from the documents; every sentence of the answer cites its source.

        Questions queue for the model. Closing the connection cancels a question. With `stream`, the response is
        server-sent events: `waiting` (how many are ahead), `stage` when a stage starts, `found` with the best
        sentence before the model has read it, `partial` when a verified sentence is added, then `answer` with the whole
        answer, or `error`.
        """
        if not asked.stream:
            answer = await unless_gone(request, service.answer(asked))
            return json_response(to_json(service.signing.signed(answer)))
        growing = service.answers(asked)
        waiting = await anext(
            growing
        )  # an invalid question or a full queue must set the status, so the first event is awaited
        assert isinstance(waiting, Waiting)
        return Events(_events(waiting, growing, service.signing))

    @serves(routes, SEARCH)
    async def search(wanted: SearchRequest) -> Response:
        """Return the most relevant passages for a question, best first, without using the language model."""

        def found() -> object:
            return {"hits": service.assistant.search(wanted.to_question(), wanted.k)}

        return await seen(service, found)

    @serves(routes, EVIDENCE)
    async def evidence(wanted: EvidenceRequest) -> Response:
        """Return the sentences from which a question would be answered, without using the language model."""

        def found() -> object:
            return {"evidence": service.assistant.evidence(wanted.to_question())}

        return await seen(service, found)

    @serves(routes, BRIEF)
    async def brief(wanted: BriefRequest, request: Request) -> Response:
        """Summarise strategy, figures and risks in a few verified, cited sentences each."""
        return json_response(to_json(await unless_gone(request, service.brief(wanted))))

    @serves(routes, VERIFY)
    async def verify(wanted: VerifyRequest, request: Request) -> Response:
        """Check a text: for each sentence, whether the documents support or contradict it, without the language model.

        Checks queue with the questions. Closing the connection cancels one.
        """
        return json_response(to_json(await unless_gone(request, service.verify(wanted))))

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
                yield event(last, "found" if step.found else "partial")
        if last is not None:
            yield event(last, "answer")
    except Exception as error:  # the status was sent already, so the error is reported here
        yield event(json.loads(bytes(failure_of(error).body)), "error")
    finally:
        await growing.aclose()
