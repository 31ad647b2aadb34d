"""A connection to a server: it sends requests, and turns responses into values or the errors that they report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from assistant.api.endpoints import Endpoint
from assistant.errors import AssistantError, BusyError, QuestionError, ServerError

_CONNECT_S = 10.0
_Returned = TypeVar("_Returned")


class Connection:
    """The connection pool of one server. Safe to use from several threads."""

    def __init__(self, url: str, token: str = "", transport: httpx.BaseTransport | None = None) -> None:
        """Connect to the server at this URL. No other address is ever contacted."""
        self.url = url.rstrip("/")
        self.http = httpx.Client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=httpx.Timeout(None, connect=_CONNECT_S),  # the server enforces the time limit
            trust_env=False,
            transport=transport,
        )

    def call(
        self,
        endpoint: Endpoint[_Returned],
        sent: BaseModel | None = None,
        *,
        name: str = "",
        **more: Any,  # noqa: ANN401
    ) -> _Returned:
        """Return the response of an endpoint as a value."""
        response = self.request(endpoint, sent, name=name, **more)
        with self._reaching():
            return read_as(endpoint.returns, response.json())

    def request(
        self,
        endpoint: Endpoint[Any],
        sent: BaseModel | None = None,
        *,
        name: str = "",
        **more: Any,  # noqa: ANN401
    ) -> httpx.Response:
        """Return the response of an endpoint; raise the error if it is one."""
        with self._reaching():
            response = self.http.request(endpoint.method, endpoint.address(name), **_sent(endpoint, sent), **more)
            if response.is_error:
                raise _error(response)
            return response

    def events(self, endpoint: Endpoint[Any], sent: BaseModel) -> Iterator[tuple[str, Any]]:
        """Yield the name and data of each server-sent event of an endpoint."""
        stream = self.http.stream(endpoint.method, endpoint.address(), **_sent(endpoint, sent))
        with self._reaching(), stream as response:
            if response.is_error:
                response.read()
                raise _error(response)
            yield from _events(response.iter_lines())

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Translate exceptions of httpx."""
        try:
            yield
        except httpx.HTTPError as error:
            raise ServerError(
                f"The server {self.url} cannot be reached: {error}. Is `assistant serve` running?"
            ) from error
        except (ValueError, KeyError) as error:
            raise ServerError(f"The server at {self.url} is not `assistant serve`, or is another version.") from error


def _sent(endpoint: Endpoint[Any], sent: BaseModel | None) -> dict[str, Any]:
    """Return a request's fields as httpx takes them: in the query if the method is GET, else as JSON."""
    if sent is None:
        return {}
    if endpoint.method == "GET":
        return {"params": sent.model_dump(mode="json", exclude_none=True)}
    return {"json": sent.model_dump(mode="json")}


def read_as(kind: type[_Returned], data: object) -> _Returned:
    """Return a response as a value of the expected type. Raises ServerError if it does not fit."""
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        raise ServerError(
            f"The server's response cannot be read ({error.error_count()} fields). Is it another version?"
        ) from error


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
        error = error_of(response.json()["error"])
    except (ValueError, KeyError, TypeError):
        return ServerError(f"The server responded with {response.status_code} {response.reason_phrase} only.")
    if isinstance(error, BusyError):
        error.retry_after = int(response.headers.get("retry-after", error.retry_after))
    return error


def error_of(told: Mapping[str, Any]) -> AssistantError:
    """Return the error in a server's response, with the class that it had there."""
    kinds = {kind.code: kind for kind in _kinds(AssistantError)} | {"invalid_request": QuestionError}
    return kinds.get(told["code"], ServerError)(told["message"])


def _kinds(kind: type[AssistantError]) -> Iterator[type[AssistantError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)
