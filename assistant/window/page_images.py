"""The pages of PDFs as pictures, at an address of the window's own; which page and sentence, the index decides."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import AssistantError
from assistant.window.sources import PAGE_IMAGE

if TYPE_CHECKING:
    from assistant.assistant import Assistant

AT_ONCE = 2
"""How many pages are drawn at a time, each in a process of its own; other requests wait."""


class PageImages:
    """Answers requests for a page's picture, and passes all others on.

    A request names an indexed document and the offsets of a sentence in it; no path of a file is ever taken from it.
    """

    def __init__(self, app: ASGIApp, assistant: Assistant) -> None:
        """Wrap an application."""
        self.app = app
        self.assistant = assistant
        self._drawing = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the picture, or 404 where there is none."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].endswith(f"/{PAGE_IMAGE}"):
            await self.app(scope, receive, send)
            return
        image = await self._image(Request(scope))
        answer = (
            Response("There is no picture of this page.", 404, media_type="text/plain")
            if image is None
            else Response(image, media_type="image/png", headers={"Cache-Control": "private, max-age=600"})
        )
        await answer(scope, receive, send)

    async def _image(self, request: Request) -> bytes | None:
        asked = request.query_params
        try:
            start, end = int(asked.get("start", "")), int(asked.get("end", ""))
            async with self._drawing:
                return await run_in_threadpool(self.assistant.page_image, asked.get("document", ""), start, end)
        except (ValueError, AssistantError):
            return None
