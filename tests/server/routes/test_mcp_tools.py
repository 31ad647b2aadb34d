from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from assistant.errors import IndexStateError
from tests.server.conftest import HEAD, TOKEN, HeldModel, Running, eventually

Run = Callable[..., Running]
Told = TypeVar("Told")


def told(server: Running, ask: Callable[[Client], Awaitable[Told]], token: str = TOKEN) -> Told:
    async def asking() -> Told:
        head = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=head, trust_env=False, timeout=20) as http,
            Client(streamable_http_client(f"{server.url}/mcp", http_client=http)) as client,
        ):
            return await ask(client)

    return asyncio.run(asking())


@pytest.fixture
def server(run: Run) -> Running:
    return run(server_token=TOKEN)


def test_the_client_finds_the_four_tools(server: Running) -> None:
    async def ask(client: Client) -> dict[str, Any]:
        return {tool.name: tool for tool in (await client.list_tools()).tools}

    tools = told(server, ask)
    assert sorted(tools) == ["ask", "list_documents", "search", "verify"]
    assert all(tool.description for tool in tools.values())


def test_a_question_is_answered_with_its_citations(server: Running) -> None:
    async def ask(client: Client) -> Any:
        return await client.call_tool("ask", {"question": "How much did cloud revenue rise?"})

    result = told(server, ask)
    assert not result.is_error
    assert result.structured_content["answer"] == "Cloud revenue rose 26 percent. [1]"
    assert result.structured_content["citations"][0]["document"] == "report.md"


def test_a_text_is_checked(server: Running) -> None:
    async def ask(client: Client) -> Any:
        return (await client.call_tool("verify", {"text": "Bananas are healthy."})).structured_content

    (sentence,) = told(server, ask)["sentences"]
    assert (sentence["verdict"], sentence["text"]) == ("not_found", "Bananas are healthy.")


def test_passages_and_documents_are_told(server: Running) -> None:
    async def ask(client: Client) -> tuple[Any, Any]:
        found = await client.call_tool("search", {"question": "delays", "k": 1})
        return found.structured_content, (await client.call_tool("list_documents", {})).structured_content

    found, listed = told(server, ask)
    assert found["hits"][0]["passage"]["heading"] == ["Risks"]
    assert [document["name"] for document in listed["documents"]] == ["report.md"]


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("ask", {"question": ""}, "question"),
        ("ask", {"question": "Who?", "documents": ["nope.md"]}, "no document 'nope.md'"),
        ("search", {"question": "x", "k": 1000}, "k"),
        ("verify", {"text": " "}, "text"),
        ("verify", {"text": "a " * 30_000}, "text"),
        ("search", {"question": "x", "after": "soon"}, "not a date"),
    ],
)
def test_a_call_that_cannot_be_answered_says_why(
    server: Running, tool: str, arguments: dict[str, Any], words: str
) -> None:
    async def ask(client: Client) -> Any:
        return await client.call_tool(tool, arguments)

    result = told(server, ask)
    assert result.is_error
    assert words in result.content[0].text


def test_without_the_token_nobody_gets_in(server: Running) -> None:
    with server.client() as client:
        assert client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).status_code == 401


@pytest.mark.parametrize("version", ["2025-06-18", None])
def test_a_client_that_goes_away_stops_its_question_and_the_queue_moves_on(run: Run, version: str | None) -> None:
    model = HeldModel("Cloud revenue rose 26 percent. " * 30)
    server = run(model, server_token=TOKEN)
    question = {"question": "How much did cloud revenue rise?"}
    if version:
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": question}}
        accept = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": version}
        server.abandon("/mcp", call, lambda: model.began.wait(60), {**HEAD, **accept})
    else:

        async def ask(client: Client) -> None:
            asked = asyncio.create_task(client.call_tool("ask", question))
            assert await asyncio.to_thread(model.began.wait, 60)
            asked.cancel()
            with suppress(asyncio.CancelledError):
                await asked

        told(server, ask)
    model.let_go.set()
    assert eventually(lambda: server.service.queue.having_their_turn == 0)
    assert model.closed_early == 1
    with server.client(headers=HEAD) as client:
        assert client.post("/v1/ask", json=question).status_code == 200


@pytest.mark.parametrize(
    "error", [IndexStateError("The index /secret/place is damaged."), OSError("/secret/place is gone")]
)
def test_a_tool_tells_no_place_of_the_server(
    server: Running, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(server.service.assistant, "search", failing)
    monkeypatch.setattr(server.service.assistant.library, "documents", failing)

    async def ask(client: Client) -> list[Any]:
        return [await client.call_tool("search", {"question": "delays"}), await client.call_tool("list_documents", {})]

    for result in told(server, ask):
        assert result.is_error
        assert "secret" not in str(result)
        assert "log" in result.content[0].text
