"""The interface of OpenAI's chat completions, so that any client of it can talk to the documents.

The last message of the user is the question, the ones before are its history. What a system message or earlier answers
say is not read: answers come from the documents alone. Options such as `temperature` are taken and have no effect.
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

from assistant.errors import QuestionError
from assistant.printable import to_json
from assistant.server.failures import failure_of
from assistant.server.logs import request_id
from assistant.server.routes.events import Events, event
from assistant.server.routes.markdown import footnotes, inert
from assistant.server.routes.questions import json_response
from assistant.server.running import unless_gone
from assistant.server.service import Service, Stage, Waiting
from assistant.server.shapes import MOST_CHARACTERS, MOST_TURNS, AskRequest, Question
from assistant.types import Answer

MODEL = "grounded-assistant"
_QUESTION = TypeAdapter(Question)


class Part(BaseModel):
    """A part of a message; only text is read."""

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
        examples=[[{"role": "user", "content": "How fast is cloud revenue growing?"}]]
    )
    model: str = Field(default=MODEL, description="Whatever it says, the documents are asked.")
    stream: bool = False


class ChatCompletion(BaseModel):
    """An answer in the shape of a chat completion, and what other models don't have: its citations."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[dict[str, Any]]
    citations: list[dict[str, Any]] = Field(description="Those of `/v1/ask`.")
    abstained: bool
    confidence: float


def openai_routes(service: Service) -> APIRouter:
    """Return the routes of the OpenAI interface."""
    routes = APIRouter(prefix="/v1", tags=["OpenAI interface"])

    @routes.get("/models")
    async def models() -> dict[str, Any]:
        """List the one model there is: the documents."""
        return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "you"}]}

    @routes.post("/chat/completions", response_model=ChatCompletion)
    async def chat(asked: ChatRequest, request: Request) -> Response:
        """Answer the last message. Citations stand in the field `citations`, and as footnotes in the text."""
        question = as_question(asked.messages)
        head = {"id": f"chatcmpl-{request_id.get()}", "created": int(time.time()), "model": MODEL}
        if not asked.stream:
            return json_response(to_json(_completion(head, await unless_gone(request, service.answer(question)))))
        growing = service.answers(question)
        await anext(growing)
        return Events(_chunks(head, growing))

    return routes


def as_question(messages: list[ChatMessage]) -> AskRequest:
    """Return the question that a conversation ends with. Raises QuestionError where it does not end with one."""
    asked = [message.words.strip() for message in messages if message.role == "user"]
    if messages[-1].role != "user" or not asked:
        raise QuestionError("The last message has to be the user's: it is the question.")
    try:
        question = _QUESTION.validate_python(asked[-1])
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise QuestionError(f"The last message cannot be asked: {reason}.") from error
    before = [text for text in asked[:-1] if text and len(text) <= MOST_CHARACTERS and "\0" not in text]
    return AskRequest.model_construct(question=question, history=before[-MOST_TURNS:])


def _completion(head: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    message = {"role": "assistant", "content": inert(answer.text) + footnotes(answer)}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {**head, "object": "chat.completion", "choices": [choice], **_grounds(answer)}


def _grounds(answer: Answer) -> dict[str, Any]:
    citations = [asdict(citation) for citation in answer.citations]
    return {"citations": citations, "abstained": answer.abstained, "confidence": answer.confidence}


async def _chunks(
    head: Mapping[str, Any], growing: AsyncGenerator[Waiting | Stage | Answer, None]
) -> AsyncGenerator[bytes, None]:
    """Yield what each answer has more than the one before, then the footnotes, the citations and the end."""

    def chunk(delta: Mapping[str, str], finish: str | None = None, **more: object) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return event({**head, "object": "chat.completion.chunk", "choices": [choice], **more})

    async with aclosing(growing):
        try:
            yield chunk({"role": "assistant", "content": ""})
            sent, answer = "", None
            async for step in growing:
                if isinstance(step, Answer):
                    answer, text = step, inert(step.text)
                    if text != sent:
                        yield chunk({"content": text.removeprefix(sent)})
                    sent = text
            if answer is not None:
                if answer.citations:
                    yield chunk({"content": footnotes(answer)})
                yield chunk({}, "stop", **_grounds(answer))
            yield b"data: [DONE]\n\n"
        except Exception as error:  # the status is sent already: this is the outermost edge
            yield event(json.loads(bytes(failure_of(error).body)))
