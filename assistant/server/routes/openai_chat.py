"""The OpenAI chat completions API, so that any OpenAI client can query the documents.

The last user message is the question, and the earlier ones are its history. System messages and earlier answers are
ignored: answers come only from the documents. Options such as `temperature` are accepted and have no effect.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.responses import Response

from assistant.api.requests import MOST_TURNS, Asked, AskRequest
from assistant.errors import QuestionError
from assistant.exporting.markdown import answer_body, escaped
from assistant.language.replies import left_open
from assistant.printable import to_json
from assistant.retrieval.question import MOST_CHARACTERS
from assistant.server.failures import failure_of
from assistant.server.logs import request_id
from assistant.server.routes.binding import json_response
from assistant.server.routes.events import Events, event
from assistant.server.running import unless_gone
from assistant.server.service import Service, Stage, Waiting
from assistant.types import Answer

MODEL = "grounded-assistant"
_QUESTION = TypeAdapter(Asked)


class Part(BaseModel):
    """A part of a message; only text is used."""

    model_config = ConfigDict(extra="allow")

    type: str
    text: str = ""


class ChatMessage(BaseModel):
    """A message of a conversation."""

    model_config = ConfigDict(extra="allow")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def words(self) -> str:
        """The text of the message."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class ChatRequest(BaseModel):
    """A conversation that ends with a question."""

    model_config = ConfigDict(extra="allow")

    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=2 * MOST_TURNS)] = Field(
        examples=[[{"role": "user", "content": "How many jobs has Quick Commerce created?"}]]
    )
    model: str = Field(default=MODEL, description="Ignored: there is only one model.")
    stream: bool = False


class ChatCompletion(BaseModel):
    """An answer as a chat completion, with its citations as an extra field."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[dict[str, Any]]
    citations: list[dict[str, Any]] = Field(description="The citations, as in `/v1/ask`.")
    abstained: bool
    confidence: float


def openai_routes(service: Service) -> APIRouter:
    """Return the routes of the OpenAI interface."""
    routes = APIRouter(prefix="/v1", tags=["OpenAI interface"])

    @routes.get("/models")
    async def models() -> dict[str, Any]:
        """List the only model, `grounded-assistant`."""
        return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "you"}]}

    @routes.post("/chat/completions", response_model=ChatCompletion)
    async def chat(asked: ChatRequest, request: Request) -> Response:
        """Answer the last message. Citations are in the field `citations`, and as footnotes in the text."""
        question = ask_request_of(asked.messages)
        head = {"id": f"chatcmpl-{request_id.get()}", "created": int(time.time()), "model": MODEL}
        if not asked.stream:
            return json_response(to_json(_completion(head, await unless_gone(request, service.answer(question)))))
        growing = service.answers(question)
        await anext(growing)
        return Events(_chunks(head, growing))

    return routes


def ask_request_of(messages: list[ChatMessage]) -> AskRequest:
    """Return the question at the end of a conversation. Raises QuestionError if there is none."""
    asked = [message.words.strip() for message in messages if message.role == "user"]
    if messages[-1].role != "user" or not asked:
        raise QuestionError("The last message must have the role `user`: it is the question.")
    try:
        question = _QUESTION.validate_python(asked[-1])
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise QuestionError(f"The last message is not a valid question: {reason}.") from error
    before = [text for text in asked[:-1] if text and len(text) <= MOST_CHARACTERS and "\0" not in text]
    return AskRequest.model_construct(question=question, history=before[-MOST_TURNS:])


def _completion(head: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    message = {"role": "assistant", "content": content_of(answer) + footnotes(answer)}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {**head, "object": "chat.completion", "choices": [choice], **_grounds(answer)}


def _grounds(answer: Answer) -> dict[str, Any]:
    citations = [asdict(citation) for citation in answer.citations]
    return {"citations": citations, "abstained": answer.abstained, "confidence": answer.confidence}


async def _chunks(
    head: Mapping[str, Any], growing: AsyncGenerator[Waiting | Stage | Answer, None]
) -> AsyncGenerator[bytes, None]:
    """Yield the text added by each partial answer, then the footnotes, the citations and the end marker."""

    def chunk(delta: Mapping[str, str], finish: str | None = None, **more: object) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return event({**head, "object": "chat.completion.chunk", "choices": [choice], **more})

    async with aclosing(growing):
        try:
            yield chunk({"role": "assistant", "content": ""})
            sent, answer = "", None
            async for step in growing:
                if isinstance(step, Answer):
                    answer, text = step, content_of(step)
                    if text != sent:
                        yield chunk({"content": text.removeprefix(sent)})
                    sent = text
            if answer is not None:
                if answer.citations:
                    yield chunk({"content": footnotes(answer)})
                yield chunk({}, "stop", **_grounds(answer))
            yield b"data: [DONE]\n\n"
        except Exception as error:  # the status was sent already, so the error is reported here
            yield event(json.loads(bytes(failure_of(error).body)))


def content_of(answer: Answer) -> str:
    """Return an answer as Markdown with `[n]` after each sentence; document text is escaped."""
    if not answer.claims:
        return escaped(answer.text)
    said = answer_body(answer, lambda numbers: " " + "".join(f"[{number}]" for number in numbers) if numbers else "")
    return " ".join((said, *map(escaped, left_open(answer.open_parts, answer.language))))


def footnotes(answer: Answer) -> str:
    """Return the sources of an answer as Markdown paragraphs to append to its text, or ""."""
    return "".join(
        f"\n\n[{cited.number}] {escaped(cited.whereabouts)} — “{escaped(cited.told)}”" for cited in answer.citations
    )
