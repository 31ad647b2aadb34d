"""The tab Figures: a table that sorts and filters, a bar chart of comparable figures, and CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.exporting.figures_csv import figures_csv
from assistant.indexing.ledger import LedgerEntry
from assistant.indexing.scope import Scope
from assistant.window.delivery import PRIVATE, Tell, deliver, refusal, to_download
from assistant.window.figures_view import SORTS, bars_html, figures_html, measures, sorted_entries
from assistant.window.plain import problem_html

if TYPE_CHECKING:
    from assistant.asking.assistant import Answerer

EVERYTHING = "All units"


def build_figures_tab(assistant: Answerer, tell: Tell, tab: gr.Tab) -> gr.Dropdown:
    """Lay out the tab and connect its events; return the choice of documents."""
    with gr.Row(elem_id="figure-filters"):
        text = gr.Textbox(label="With these words", max_lines=1, min_width=140)
        unit = gr.Dropdown([EVERYTHING], value=EVERYTHING, label="Unit or currency", min_width=140)
        documents = gr.Dropdown([], value=[], multiselect=True, label="Documents", min_width=140)
        sort = gr.Dropdown(list(SORTS), value=next(iter(SORTS)), label="Sorted by", min_width=140)
        download = gr.Button("Download as CSV", size="sm", min_width=140, elem_id="csv")
    bars = gr.HTML(elem_id="bars", padding=False)
    table = gr.HTML(elem_id="ledger", padding=False)

    def entries(text: str, unit: str, among: list[str]) -> tuple[LedgerEntry, ...]:
        measure = "" if unit == EVERYTHING else unit
        return assistant.library.figures(scope=Scope(among or None), text=text, unit=measure)

    def show(text: str, unit: str, among: list[str], sort: str) -> tuple[Any, ...]:
        try:
            found = entries(text, unit, among)
            known = measures(assistant.library.figures(scope=Scope(among or None)))
        except AssistantError as error:
            return "", problem_html(tell(error)), gr.skip()
        measure = "" if unit == EVERYTHING else unit
        choices = [EVERYTHING, *known]
        return (
            bars_html(found, measure),
            figures_html(sorted_entries(found, sort)),
            gr.Dropdown(choices=choices, value=unit if unit in choices else EVERYTHING),
        )

    def as_csv(text: str, unit: str, among: list[str], sort: str) -> dict[str, str] | None:
        try:
            found = entries(text, unit, among)
        except AssistantError as error:
            raise refusal(tell(error)) from error
        return to_download("figures.csv", figures_csv(sorted_entries(found, sort)), "text/csv")

    chosen: list[Any] = [text, unit, documents, sort]
    seen = [bars, table, unit]
    gr.on([text.change, unit.input, documents.input, sort.input, tab.select], show, chosen, seen, **PRIVATE)
    deliver(download, as_csv, chosen)
    return documents
