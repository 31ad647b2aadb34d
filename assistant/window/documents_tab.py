"""The documents: what is indexed, files to add, files to take out."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.printable import printable_name
from assistant.threads import Show, Stopped, on_a_thread
from assistant.window.delivery import PRIVATE
from assistant.window.documents_view import Arrival, arrivals_html, documents_html
from assistant.window.following import UNEXPECTED
from assistant.window.plain import count, problem_html

if TYPE_CHECKING:
    from assistant.assistant import Assistant

LOOK_EVERY_S = 2

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DocumentsTab:
    """The list, which others watch for changes, and the clock that keeps it fresh while it is seen."""

    listing: gr.HTML
    clock: gr.Timer


def listing_html(assistant: Assistant) -> str:
    """Return what is indexed and what could not be read, or why that cannot be told."""
    try:
        return documents_html(assistant.documents(), assistant.problems())
    except AssistantError as error:
        return problem_html(str(error))


def bring(assistant: Assistant, path: Path, show: Show[Arrival], _: Stopped = lambda: False) -> None:
    """Add a file that somebody dropped, and show how it fares; then delete what was sent. Once begun it is finished."""
    try:
        report = assistant.add(path, stage=lambda stage, share: show(Arrival(path.name, stage, share=share)))
    except AssistantError as error:
        show(Arrival(path.name, "failed", str(error).removeprefix(printable_name(path.name)).lstrip(": ")))
    except Exception:
        logger.exception("The file %r could not be added.", path.name)
        show(Arrival(path.name, "failed", UNEXPECTED))
    else:
        found = [document for document in assistant.documents() if document.file == path.name]
        notes = [problem.reason for problem in report.skipped if problem.name.split("/")[0] == path.name]
        told = f"{count(sum(document.passages for document in found), 'passage')} indexed"
        show(Arrival(path.name, "done", "; ".join((told, *notes))))
    finally:
        path.unlink(missing_ok=True)


def build_documents_tab(assistant: Assistant) -> DocumentsTab:
    """Lay out the documents, and wire them up."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=1, min_width=300):
            dropped = gr.File(label="Drop files here to add them", file_count="multiple", height=150, elem_id="drop")
            arrivals = gr.HTML(elem_id="arrivals", padding=False)
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

    async def add(paths: list[str] | None) -> AsyncGenerator[tuple[Any, ...], None]:
        faring = [Arrival(Path(path).name) for path in paths or ()]
        for number, path in enumerate(paths or ()):
            async with aclosing(on_a_thread(partial(bring, assistant, Path(path)), "window")) as arriving:
                async for faring[number] in arriving:
                    yield arrivals_html(faring), gr.skip(), gr.skip(), gr.skip()
            yield arrivals_html(faring), listing_html(assistant), gr.skip(), gr.skip()
        yield arrivals_html(faring), listing_html(assistant), files(), None

    def take_out(name: str | None) -> tuple[Any, ...]:
        if not name:
            return gr.skip(), gr.skip(), gr.skip()
        try:
            assistant.remove(name)
        except AssistantError as error:
            return problem_html(str(error)), listing_html(assistant), files()
        return arrivals_html([Arrival(name, "done", "removed")]), listing_html(assistant), files()

    writing: dict[str, Any] = {
        "api_visibility": "private",
        "show_progress": "hidden",
        "concurrency_limit": 1,
        "concurrency_id": "index",
    }
    dropped.upload(add, dropped, [arrivals, listing, removable, dropped], **writing)
    remove.click(take_out, removable, [arrivals, listing, removable], **writing)
    clock.tick(lambda: listing_html(assistant), None, listing, **PRIVATE)
    listing.change(files, None, removable, **PRIVATE)
    return DocumentsTab(listing, clock)
