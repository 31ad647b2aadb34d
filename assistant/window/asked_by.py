"""Each browser asks for itself, so that they take turns at the model, however many tabs one has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import gradio as gr

from assistant.asking.asker import asker
from assistant.threads import Show, Stopped

ASKED_BY = "x-asked-by"
"""The header in which the server tells the window which browser asks; what a client sends by that name is dropped."""

Item = TypeVar("Item")


def asker_of(request: gr.Request) -> str:
    """Return by what name the browser that a request comes from asks, or its tab where it has no name."""
    return f"window {request.headers.get(ASKED_BY) or request.session_hash}"


def asked_by(request: gr.Request, work: Callable[[Show[Item], Stopped], None]) -> Callable[[Show[Item], Stopped], None]:
    """Return some work, for a thread of its own, that asks in the name of a browser."""

    def asking(show: Show[Item], stopped: Stopped) -> None:
        asker.set(asker_of(request))
        work(show, stopped)

    return asking
