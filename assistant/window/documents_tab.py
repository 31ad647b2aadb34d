"""The documents: what is indexed, files to add, files to take out. `window.js` sends both to the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import gradio as gr

from assistant.errors import AssistantError
from assistant.printable import printable_name
from assistant.window.delivery import PRIVATE, Tell
from assistant.window.documents_view import documents_html
from assistant.window.plain import problem_html

if TYPE_CHECKING:
    from assistant.asking.assistant import Assistant

LOOK_EVERY_S = 2
DROP = """<label id="drop"><input type="file" multiple><b>Drop files here to add them</b> or click to choose</label>
<div role="status"><ul id="arrivals" aria-label="Files that were added or removed"></ul></div>"""


@dataclass(frozen=True, slots=True)
class DocumentsTab:
    """The list, which others watch for changes, and the clock that keeps it fresh while it is seen."""

    listing: gr.HTML
    clock: gr.Timer


def listing_html(assistant: Assistant, tell: Tell = str) -> str:
    """Return what is indexed and what could not be read, or why that cannot be told."""
    try:
        return documents_html(assistant.documents(), assistant.problems())
    except AssistantError as error:
        return problem_html(tell(error))


def build_documents_tab(assistant: Assistant, tell: Tell) -> DocumentsTab:
    """Lay out the documents, and wire them up."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=1, min_width=300):
            gr.HTML(DROP, padding=False)
            removable = gr.Dropdown([], label="Take a file out (it is kept in the folder .removed)", elem_id="remove")
            remove = gr.Button("Remove", size="sm", elem_id="remove-it")
        with gr.Column(scale=3, min_width=300):
            listing = gr.HTML(elem_id="documents", padding=False)
    clock = gr.Timer(LOOK_EVERY_S, active=False)

    def files() -> gr.Dropdown:
        try:
            names = dict.fromkeys(document.file for document in assistant.documents())
        except AssistantError:
            names = {}
        return gr.Dropdown(choices=[(printable_name(name), name) for name in names], value=None)

    remove.click(None, removable, None, js="(name) => window.takeOut(name)", **PRIVATE)
    clock.tick(lambda: listing_html(assistant, tell), None, listing, **PRIVATE)
    listing.change(files, None, removable, **PRIVATE)
    return DocumentsTab(listing, clock)
