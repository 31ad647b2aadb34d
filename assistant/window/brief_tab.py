"""The tab Brief: cited strategy, figures and risks, to read and to download."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.exporting.brief_docx import brief_docx
from assistant.exporting.markdown import brief_markdown
from assistant.indexing.scope import Scope
from assistant.language.loading import DEFAULT
from assistant.language.replies import reply
from assistant.threads import asker
from assistant.types import Brief
from assistant.window.asked_by import asker_of
from assistant.window.delivery import Tell, deliver, to_download
from assistant.window.following import UNEXPECTED, find_excerpts
from assistant.window.plain import plain, problem_html
from assistant.window.sources import Excerpt, claims_html, sources_html

if TYPE_CHECKING:
    from assistant.asking.assistant import Answerer

WRITING = '<div class="doing" role="status"><span class="now">Writing strategy, figures and risks…</span></div>'
NONE_YET = '<p class="note">A few cited sentences each on strategy, figures and risks. Takes about half a minute.</p>'
_PLACE = "brief"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

logger = logging.getLogger(__name__)


def build_brief_tab(assistant: Answerer, tell: Tell) -> gr.Dropdown:
    """Lay out the tab and connect its events; return the choice of documents."""
    brief = gr.State(None)
    with gr.Row(elem_id="brief-choices"):
        documents = gr.Dropdown([], value=[], multiselect=True, label="Documents (all unless chosen)", min_width=200)
        topic = gr.Textbox(label="Topic (optional)", max_lines=1, min_width=200)
        write = gr.Button("Write the brief", variant="primary", size="sm", min_width=140, elem_id="write")
    shown = gr.HTML(NONE_YET, elem_id="brief", padding=False)
    with gr.Row(visible=False) as downloads:
        as_markdown = gr.Button("Download as Markdown", size="sm")
        as_word = gr.Button("Download as Word", size="sm")

    def run(among: list[str], topic: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        yield WRITING, None, gr.Row(visible=False), gr.Button(interactive=False)
        made: Brief | None = None
        try:
            asker.set(asker_of(request))
            made = assistant.brief(topic.strip(), scope=Scope(among or None))
            html = brief_html(made, find_excerpts(assistant, made.citations))
        except AssistantError as error:
            html = problem_html(tell(error))
        except Exception:
            logger.exception("The brief on %r could not be written.", topic)
            html = problem_html(UNEXPECTED)
        yield html, made, gr.Row(visible=made is not None), gr.Button(interactive=True)

    def markdown(made: Brief | None) -> dict[str, str] | None:
        return to_download("brief.md", brief_markdown(made), "text/markdown") if made else None

    def word(made: Brief | None) -> dict[str, str] | None:
        return to_download("brief.docx", brief_docx(made), _WORD) if made else None

    gr.on(
        [write.click, topic.submit],
        run,
        [documents, topic],
        [shown, brief, downloads, write],
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=None,
    )
    deliver(as_markdown, markdown, [brief])
    deliver(as_word, word, [brief])
    return documents


def brief_html(brief: Brief, excerpts: Mapping[int, Excerpt]) -> str:
    """Return a section for each facet, then the sources, collapsed."""
    nothing = reply("refused", DEFAULT)
    sections = "".join(
        f"<section><h2>{section.facet.capitalize()}</h2>"
        f"{claims_html(section.claims, brief.citations, _PLACE) or f'<p>{plain(nothing)}</p>'}</section>"
        for section in brief.sections
    )
    sources = "".join(sources_html(brief.citations, excerpts, _PLACE))
    return f'<div class="brief"><div class="answer" dir="auto">{sections}</div>{sources}</div>'
