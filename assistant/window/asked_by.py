"""The identity of a browser in the queue: browsers take turns at the model, however many tabs each has open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import gradio as gr

from assistant.threads import Show, Stopped, asker

ASKED_BY = "x-asked-by"
"""The header in which the server passes the id of the browser to the window; one sent by a client is dropped."""

_Item = TypeVar("_Item")


def asker_of(request: gr.Request) -> str:
    """Return the id of the browser of a request, or of its tab if the browser has none."""
    return f"window {request.headers.get(ASKED_BY) or request.session_hash}"


def asked_by(
    request: gr.Request, work: Callable[[Show[_Item], Stopped], None]
) -> Callable[[Show[_Item], Stopped], None]:
    """Return `work` wrapped to run on a thread of its own as this browser."""

    def asking(show: Show[_Item], stopped: Stopped) -> None:
        asker.set(asker_of(request))
        work(show, stopped)

    return asking
