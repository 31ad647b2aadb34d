"""Text for the clipboard and files for the reader's disk, handed to the browser as data: the server keeps no copy."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.window.plain import plain

Tell = Callable[[AssistantError], str]
"""What a reader is told of an error. Who may not look after the server is told no places on its disk."""

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": None}
"""For events of the window alone, which answer at once; only what is queued can tell of an error."""


def refusal(message: str) -> gr.Error:
    """Return what went wrong as a message above the page; Gradio takes it for HTML."""
    return gr.Error(plain(message), print_exception=False)


def to_copy(text: str) -> dict[str, str]:
    """Return what the browser copies."""
    return {"copy": text}


def to_download(name: str, content: str | bytes, kind: str) -> dict[str, str]:
    """Return a file for the browser to save; `kind` is its media type."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    return {"name": name, "kind": kind, "base64": base64.b64encode(data).decode("ascii")}


def deliver(
    button: gr.Button,
    make: Callable[..., dict[str, Any] | None],
    inputs: list[gr.components.Component],
    js: str | None = None,
) -> None:
    """Let the browser copy, save or show what `make` returns at a click; nothing happens where that is None.

    `js` is a function of the browser's that completes the inputs.
    """
    parcel = gr.JSON(visible=False)
    made = button.click(make, inputs, parcel, js=js, **PRIVATE)
    made.then(None, parcel, None, js="(parcel) => window.deliver(parcel)", **PRIVATE)
