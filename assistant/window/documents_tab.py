"""The tab Documents: the indexed documents, files to add and to remove. `window.js` sends both to the API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import gradio as gr

from assistant.errors import AssistantError
from assistant.indexing.catalogue import StoredDocument
from assistant.library.advice import advice_on_languages
from assistant.printable import printable_name
from assistant.reading.registry import Skipped
from assistant.window.delivery import PRIVATE, Tell
from assistant.window.plain import count, plain, problem_html, with_commands

if TYPE_CHECKING:
    from assistant.asking.assistant import Answerer

LOOK_EVERY_S = 2
DROP = """<label id="drop"><input type="file" multiple><b>Drop files here to add them</b> or click to choose</label>
<div role="status"><ul id="arrivals" aria-label="Files that were added or removed"></ul></div>"""

NO_DOCUMENTS = "There are no documents yet. Drop files above, or put them into the corpus folder."
_COLUMNS = ("Document", "Kind", "Date", "Pages", "Passages", "Figures", "Indexed")


@dataclass(frozen=True, slots=True)
class DocumentsTab:
    """The list, which other tabs watch for changes, and the timer that refreshes it while it is visible."""

    listing: gr.HTML
    clock: gr.Timer


def listing_html(assistant: Answerer, tell: Tell = str) -> str:
    """Return the indexed documents and the files that could not be read, or the error."""
    try:
        library = assistant.library
        documents = library.documents()
        return documents_html(documents, library.problems(), advice_on_languages(documents, library.embedder.name))
    except AssistantError as error:
        return problem_html(tell(error))


def build_documents_tab(assistant: Answerer, tell: Tell) -> DocumentsTab:
    """Lay out the tab and connect its events."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=1, min_width=300):
            gr.HTML(DROP, padding=False)
            removable = gr.Dropdown([], label="Remove a file (it is kept in the folder .removed)", elem_id="remove")
            remove = gr.Button("Remove", size="sm", elem_id="remove-it")
        with gr.Column(scale=3, min_width=300):
            listing = gr.HTML(elem_id="documents", padding=False)
    clock = gr.Timer(LOOK_EVERY_S, active=False)

    def files() -> gr.Dropdown:
        try:
            names = dict.fromkeys(document.file for document in assistant.library.documents())
        except AssistantError:
            names = {}
        return gr.Dropdown(choices=[(printable_name(name), name) for name in names], value=None)

    remove.click(None, removable, None, js="(name) => window.takeOut(name)", **PRIVATE)
    clock.tick(lambda: listing_html(assistant, tell), None, listing, **PRIVATE)
    listing.change(files, None, removable, **PRIVATE)
    return DocumentsTab(listing, clock)


def documents_html(documents: Sequence[StoredDocument], problems: Sequence[Skipped] = (), advice: str = "") -> str:
    """Return a table of the documents, an advice on them, and a list of the files that could not be read and why."""
    if not documents:
        listed = f'<p class="note">{NO_DOCUMENTS}</p>'
    else:
        head = "".join(f'<th scope="col">{column}</th>' for column in _COLUMNS)
        rows = "".join(map(_row, documents))
        caption = f"{count(len(documents), 'document')} in the index"
        listed = (
            f'<div class="scroll" tabindex="0" role="region" aria-label="Documents"><table><caption>{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )
    advised = f'<p class="note">{with_commands(advice)}</p>' if advice else ""
    return f'<div class="documents">{listed}{advised}{_problems(problems)}</div>'


def _row(document: StoredDocument) -> str:
    copies = f"<small>also {plain(', '.join(document.copies))}</small>" if document.copies else ""
    cells = (document.kind, document.dated, document.pages or "", document.passages, document.figures)
    facts = "".join(f"<td>{plain(str(cell))}</td>" for cell in cells)
    indexed = plain(document.indexed_at[:16].replace("T", " "))
    return (
        f'<tr><th scope="row" dir="auto">{plain(document.title)}<small>{plain(document.name)}</small>{copies}</th>'
        f"{facts}<td>{indexed}</td></tr>"
    )


def _problems(problems: Sequence[Skipped]) -> str:
    unread = [one for one in problems if not one.in_part]
    partly = [one for one in problems if one.in_part]
    return _listed("What could not be read", unread) + _listed("What was read in part", partly)


def _listed(heading: str, problems: Iterable[Skipped]) -> str:
    rows = "".join(f"<li><b>{plain(one.name)}</b> {with_commands(one.reason)}</li>" for one in problems)
    return f'<div class="problem"><h2>{heading}</h2><ul>{rows}</ul></div>' if rows else ""
