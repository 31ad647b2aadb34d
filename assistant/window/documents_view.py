"""The documents of an index as HTML: what is there, what could not be read, and how files that were dropped fare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.indexing.catalogue import StoredDocument
from assistant.reading.formats import Skipped
from assistant.window.plain import count, plain, with_commands

NO_DOCUMENTS = "There are none yet. Drop files above, or put them into the corpus folder."
STAGES = ("received", "reading", "embedding", "writing", "done")
"""What a file goes through, or "failed"; all but the first and the last by the names `Library.add` tells."""
_COLUMNS = ("Document", "Kind", "Date", "Pages", "Passages", "Figures", "Indexed")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that somebody dropped: its name, how it fares, and what there is to say of it.

    `share` is how much of a stage is done, from 0 to 1.
    """

    name: str
    state: str = "received"
    told: str = ""
    share: float = 0.0


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


def arrivals_html(arrivals: Sequence[Arrival]) -> str:
    """Return the files that were dropped, one a line, each with its stage and how far it has come."""
    rows = []
    for arrival in arrivals:
        name = plain(arrival.name)
        told = with_commands(arrival.told) if arrival.told else _stage(arrival)
        rows.append(
            f'<li class="{arrival.state}"><span class="name">{name}</span>'
            f'<progress aria-label="{name}" value="{_come(arrival):.2f}"></progress>'
            f'<span class="told">{told}</span></li>'
        )
    return f'<div role="status"><ul class="arrivals">{"".join(rows)}</ul></div>' if rows else ""


def _come(arrival: Arrival) -> float:
    """Return how far a file has come, from 0 to 1; each stage counts alike, however long it takes."""
    if arrival.state not in STAGES:
        return 0.0
    return min(1.0, (STAGES.index(arrival.state) + arrival.share) / (len(STAGES) - 1))


def _stage(arrival: Arrival) -> str:
    return f"{arrival.state}, {arrival.share:.0%}" if arrival.share else arrival.state
