"""The documents of an index as HTML: what is there, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.indexing.catalogue import StoredDocument
from assistant.reading.registry import Skipped
from assistant.window.plain import count, plain, with_commands

NO_DOCUMENTS = "There are none yet. Drop files above, or put them into the corpus folder."
_COLUMNS = ("Document", "Kind", "Date", "Pages", "Passages", "Figures", "Indexed")


def documents_html(documents: Sequence[StoredDocument], problems: Sequence[Skipped] = ()) -> str:
    """Return a table of the documents, and a list of what could not be read and why."""
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
    return f'<div class="documents">{listed}{_problems(problems)}</div>'


def _row(document: StoredDocument) -> str:
    copies = f"<small>also {plain(', '.join(document.copies))}</small>" if document.copies else ""
    cells = (document.kind, document.dated, document.pages or "", document.passages, document.figures)
    facts = "".join(f"<td>{plain(str(cell))}</td>" for cell in cells)
    indexed = plain(document.indexed_at[:16].replace("T", " "))
    return (
        f'<tr><th scope="row" dir="auto">{plain(document.title)}<small>{plain(document.name)}</small>{copies}</th>'
        f"{facts}<td>{indexed}</td></tr>"
    )


def _problems(problems: Iterable[Skipped]) -> str:
    rows = "".join(f"<li><b>{plain(one.name)}</b> {with_commands(one.reason)}</li>" for one in problems)
    return f'<div class="problem"><h2>What could not be read</h2><ul>{rows}</ul></div>' if rows else ""
