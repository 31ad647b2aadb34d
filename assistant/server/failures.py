"""Errors as HTTP responses: a status and one shape of body."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.api.responses import ErrorShape
from assistant.errors import (
    AccessError,
    AssistantError,
    BusyError,
    CorpusError,
    DeadlineError,
    DocumentError,
    FeedbackError,
    FeedbackFullError,
    FeedbackRefusedError,
    IndexLockedError,
    IndexStateError,
    ModelError,
    PluginError,
    QuestionError,
    SettingsError,
    StoreError,
    UnknownDocumentError,
    UnknownFileError,
    WorkersError,
)
from assistant.printable import to_json
from assistant.server.logs import request_id
from assistant.server.queue import ClosingError
from assistant.server.running import GoneError

GONE = 499
"""The status that nginx logs for a client that closed its connection; nobody receives it."""
UNEXPECTED = "Internal error. The server's log has the details under this request id."
_STATUS: tuple[tuple[type[AssistantError], int], ...] = (
    (QuestionError, 400),
    (AccessError, 401),
    (UnknownDocumentError, 404),
    (UnknownFileError, 404),
    (CorpusError, 503),
    (DocumentError, 422),
    (BusyError, 429),
    (IndexLockedError, 503),
    (IndexStateError, 503),
    (StoreError, 503),
    (ModelError, 503),
    (PluginError, 503),
    (FeedbackRefusedError, 422),
    (FeedbackError, 503),
    (WorkersError, 503),
    (ClosingError, 503),
    (DeadlineError, 504),
)
_CODES = {
    400: "invalid_request",
    401: "access",
    403: "foreign",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid_request",
    429: "busy",
}
_ADVICE = {
    404: "There is nothing at this address. /docs lists all addresses.",
    405: "This address does not support that method. /docs lists the methods.",
}
_RETRY_AFTER_S = 5
OURS_TO_MEND = (
    CorpusError,
    IndexStateError,
    StoreError,
    ModelError,
    PluginError,
    FeedbackError,
    SettingsError,
    WorkersError,
)
"""Errors that the client cannot fix; their messages contain paths of the server."""
_THEIRS = (UnknownDocumentError, FeedbackRefusedError, FeedbackFullError)
"""The ones of them that are shown to clients anyway."""
_OURS = "The server cannot do this now: its index, store, model or disk needs attention."
_LOCKED = "Another process is writing to the index. Try again later."

logger = logging.getLogger("assistant.server")

RESPONSES: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorShape, "description": what}
    for status, what in {
        400: "The question or the JSON is invalid.",
        401: "A token is required.",
        403: "The token lacks the permission, or the request comes from another site or names another host.",
        404: "There is no such document.",
        408: "The request took too long to arrive.",
        413: "The request is too large.",
        415: "The content type of the body is not supported here.",
        422: "A field is missing, unknown or invalid; `param` names it.",
        429: "Too many questions are waiting, or too many wrong tokens were tried; `Retry-After` says when to retry.",
        503: "The index, a model or the server is not ready.",
        504: "The time limit for the answer was exceeded.",
    }.items()
}


def failure(
    status: int, message: str, *, code: str = "", param: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an error response."""
    kind = "rate_limit_error" if status == 429 else "invalid_request_error" if status < 500 else "server_error"
    error = {
        "code": code or _CODES.get(status, "server"),
        "message": message,
        "param": param,
        "type": kind,
        "request_id": request_id.get(),
    }
    return Response(to_json({"error": error}), status, headers=headers, media_type="application/json")


def failure_of(error: Exception) -> Response:
    """Return the response to an error; the details of an unexpected one go to the log only."""
    if isinstance(error, HTTPException):
        return failure(error.status_code, _ADVICE.get(error.status_code, str(error.detail)), headers=error.headers)
    if not isinstance(error, AssistantError):
        return failure(500, told_to_clients(error))
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    headers = {}
    if status in (429, 503):
        headers["Retry-After"] = str(error.retry_after if isinstance(error, BusyError) else _RETRY_AFTER_S)
    return failure(status, told_to_clients(error), code=error.code, headers=headers)


def told_to_clients(error: Exception) -> str:
    """Return the message for the client; errors that only the administrator can fix are detailed in the log only."""
    if not isinstance(error, AssistantError):
        logger.error("%s", type(error).__name__, exc_info=error)
        return UNEXPECTED
    if isinstance(error, IndexLockedError):
        return _LOCKED
    if isinstance(error, OURS_TO_MEND) and not isinstance(error, _THEIRS):
        logger.error("%s", type(error).__name__, extra={"error": str(error)})
        return f"{_OURS} Ask the administrator; the server's log has the details under this request id."
    return str(error)


def add_handlers(app: FastAPI) -> None:
    """Make an application respond to every error in the one shape."""

    async def told(_: Request, error: Exception) -> Response:
        return failure_of(error)

    async def of_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return _invalid(request, error)

    async def gone(_: Request, __: Exception) -> Response:
        return Response(status_code=GONE)

    async def unexpected(_: Request, __: Exception) -> Response:
        return failure(500, UNEXPECTED)

    app.add_exception_handler(AssistantError, told)
    app.add_exception_handler(HTTPException, told)
    app.add_exception_handler(RequestValidationError, of_validation)
    app.add_exception_handler(GoneError, gone)
    app.add_exception_handler(Exception, unexpected)


def _invalid(request: Request, error: RequestValidationError) -> Response:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        where = first["loc"][-1]
        return failure(400, f"The body is not JSON: {first['ctx']['error']}, at character {where}.")
    expected = "multipart/form-data" if _wants_form(request) else "application/json"
    found = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and first["loc"][0] == "body" and found != expected:
        return failure(415, f"The content type is {found!a}; it must be {expected}.")
    where = ".".join(str(part) for part in first["loc"][1:])
    message = str(first["msg"]).removeprefix("Value error, ")
    return failure(422, f"{where or 'The body'}: {message}. /docs lists what is accepted.", param=where or None)


def _wants_form(request: Request) -> bool:
    return request.url.path.rstrip("/") == "/v1/documents"
