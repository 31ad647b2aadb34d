"""Text for the clipboard and files to download, sent to the browser as data: the server keeps no copy."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.window.plain import plain

Tell = Callable[[AssistantError], str]
"""Returns the message for an error. Users who are not administrators see no paths of the server."""

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": None}
"""Options of events for the window only, which run at once; only queued events can show an error."""


def refusal(message: str) -> gr.Error:
    """Return an error as a message above the page; Gradio treats its text as HTML."""
    return gr.Error(plain(message), print_exception=False)


def to_copy(text: str) -> dict[str, str]:
    """Return a text for the clipboard."""
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
    """Make a click copy, save or show what `make` returns; nothing happens if that is None.

    `js` is a JavaScript function that completes the inputs.
    """
    parcel = gr.JSON(visible=False)
    made = button.click(make, inputs, parcel, js=js, **PRIVATE)
    made.then(None, parcel, None, js="(parcel) => window.deliver(parcel)", **PRIVATE)
