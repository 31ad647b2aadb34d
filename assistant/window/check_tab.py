"""The tab Check: each sentence of a pasted text, marked as supported, contradicted or not found."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.indexing.scope import Scope
from assistant.language.figures import find_figures
from assistant.threads import asker
from assistant.types import CheckedSentence, CheckedText
from assistant.window.asked_by import asker_of
from assistant.window.delivery import Tell
from assistant.window.following import UNEXPECTED
from assistant.window.plain import count, plain, problem_html

if TYPE_CHECKING:
    from assistant.asking.assistant import Answerer

CHECKING = '<div class="doing" role="status"><span class="now">Checking each sentence…</span></div>'
NONE_YET = (
    '<p class="note">Paste a mail, a slide or another assistant\'s answer. Each sentence is held against the '
    "documents, without the language model.</p>"
)
_TOLD = {"supported": "supported", "contradicted": "contradicted", "not_found": "not found"}

logger = logging.getLogger(__name__)


def build_check_tab(assistant: Answerer, tell: Tell) -> gr.Dropdown:
    """Lay out the tab and connect its events; return the choice of documents."""
    text = gr.Textbox(label="Text to check", lines=6, max_lines=16, elem_id="text-to-check")
    with gr.Row(elem_id="check-choices"):
        documents = gr.Dropdown([], value=[], multiselect=True, label="Documents (all unless chosen)", min_width=200)
        check = gr.Button("Check the text", variant="primary", size="sm", min_width=140, elem_id="check")
    shown = gr.HTML(NONE_YET, elem_id="checked", padding=False)

    def run(text: str, among: list[str], request: gr.Request) -> Iterator[tuple[Any, ...]]:
        yield CHECKING, gr.Button(interactive=False)
        try:
            asker.set(asker_of(request))
            html = checked_html(assistant.verify(text or "", scope=Scope(among or None)))
        except AssistantError as error:
            html = problem_html(tell(error))
        except Exception:
            logger.exception("A text could not be checked.")
            html = problem_html(UNEXPECTED)
        yield html, gr.Button(interactive=True)

    check.click(
        run,
        [text, documents],
        [shown, check],
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=None,
    )
    return documents


def checked_html(checked: CheckedText) -> str:
    """Return the sentences of a text, each with its verdict and its citations, below a count of the verdicts."""
    counts = {verdict: sum(s.verdict == verdict for s in checked.sentences) for verdict in _TOLD}
    summary = ", ".join(f"{number} {_TOLD[verdict]}" for verdict, number in counts.items() if number)
    head = f'<p class="note" role="status">{plain(count(len(checked.sentences), "sentence"))}: {plain(summary)}.</p>'
    return f'{head}<ol class="checked">{"".join(map(_sentence, checked.sentences))}</ol>'


def _sentence(sentence: CheckedSentence) -> str:
    told = "".join(
        f"<details><summary>{plain(citation.whereabouts)}</summary>"
        f'<div class="passage" dir="auto">{plain(citation.told)}</div></details>'
        for citation in sentence.citations
    )
    return (
        f'<li class="{sentence.verdict}"><span class="verdict">{plain(_TOLD[sentence.verdict])}</span> '
        f'<span dir="auto">{_marked(sentence)}</span>{told}</li>'
    )


def _marked(sentence: CheckedSentence) -> str:
    """Return a sentence with unsupported words struck out or, if it is supported, with its figures in bold."""
    text = sentence.text
    loose = [(start, end, "del") for start, end in sentence.unsupported if (start, end) != (0, len(text))]
    figures = find_figures(text) if sentence.verdict == "supported" else ()
    parts, at = [], 0
    for start, end, tag in sorted((*loose, *((figure.start, figure.end, "strong") for figure in figures))):
        if start >= at:
            parts += [plain(text[at:start]), f"<{tag}>{plain(text[start:end])}</{tag}>"]
            at = end
    return "".join((*parts, plain(text[at:])))
