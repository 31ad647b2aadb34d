"""The ASGI application: the API, MCP and the window."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.server.door.middleware import Edge, is_api
from assistant.server.failures import RESPONSES, add_handlers
from assistant.server.routes.documents import document_routes, feedback_routes
from assistant.server.routes.mcp_tools import mcp_app, mcp_server
from assistant.server.routes.openai_chat import openai_routes
from assistant.server.routes.questions import question_routes
from assistant.server.routes.state import add_docs, state_routes
from assistant.server.service import Service

if TYPE_CHECKING:
    import gradio as gr

    from assistant.server.door.window import WindowDoor

DESCRIPTION = """
Ask your documents. Every sentence of an answer cites its source sentence, and every figure stands in that sentence, or
it is not shown. If the documents don't answer the question, `abstained` is true.

- **Questions**: `POST /v1/ask` answers, `/v1/search` finds passages without the language model, `/v1/brief` summarises,
  `/v1/verify` checks a text sentence by sentence.
  Questions queue for the one model, and clients take turns. A full queue answers 429 with `Retry-After`.
- **Documents**: `/v1/documents` lists, adds and removes; `/v1/figures` is every figure with its sentence.
- **OpenAI interface**: point any client at `/v1`; the model is called `grounded-assistant`.
- **MCP**: the tools `ask`, `search`, `verify` and `list_documents` at `/mcp` (streamable HTTP).

If the server requires a token, send `Authorization: Bearer TOKEN`. Every error has the shape `ErrorShape`, and every
response has a header `X-Request-Id`, which the server's log contains too.
"""


class Server:
    """The ASGI application. `edge` is its middleware; `service` is what it serves."""

    def __init__(self, service: Service, window: gr.Blocks | None = None) -> None:
        """Serve the API, and the window if there is one."""
        self.service = service
        mcp = mcp_server(service)
        self.api = _api(service)
        self._mcp = mcp_app(mcp)

        self._window: WindowDoor | None = None

        @asynccontextmanager
        async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
            async with AsyncExitStack() as running:
                await running.enter_async_context(mcp.session_manager.run())
                if self._window is not None:
                    app = self._window.framework.app
                    await running.enter_async_context(app.router.lifespan_context(app))
                    await running.enter_async_context(self._window.sweeping())
                yield

        # Requests to unknown addresses end here, so that the error has the usual shape.
        self._outer = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
        add_handlers(self._outer)
        if window is not None:
            from assistant.server.door.framework import Framework
            from assistant.server.door.window import WindowDoor

            self._window = WindowDoor(Framework(window))
        self.edge = Edge(
            self._route, service.door, service.assistant.metrics, service.assistant.library.settings.max_file_bytes
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, or the lifespan events."""
        await self.edge(scope, receive, send)

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        app: ASGIApp = self._outer
        if scope["type"] == "http":
            if is_api(scope["path"]):
                app = self._mcp if scope["path"].startswith("/mcp") else self.api
            elif self._window is not None:
                app = self._window
        await app(scope, receive, send)


def _api(service: Service) -> FastAPI:
    api = FastAPI(
        title="Grounded Assistant",
        version=version("grounded-assistant"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        responses=RESPONSES,
    )
    add_handlers(api)
    for routes in (
        question_routes(service),
        document_routes(service),
        feedback_routes(service),
        openai_routes(service),
        state_routes(service),
    ):
        api.include_router(routes)
    add_docs(api)
    return api
