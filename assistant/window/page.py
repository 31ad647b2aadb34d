"""The page of the window: its tabs, theme and scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.window.brief_tab import build_brief_tab
from assistant.window.chat_tab import build_chat_tab, document_names
from assistant.window.check_tab import build_check_tab
from assistant.window.delivery import PRIVATE, Tell
from assistant.window.documents_tab import build_documents_tab, listing_html
from assistant.window.figures_tab import build_figures_tab
from assistant.window.history_tab import build_history_tab

if TYPE_CHECKING:
    from assistant.asking.assistant import Answerer

TITLE = "Grounded Assistant"
PROMISE = "Every sentence cites its source, or it is not shown."
HEADER = f"<header><h1>{TITLE}</h1><p>{PROMISE}</p></header>"
_PARTS = Path(__file__).parent
_SYSTEM_FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
APPEARANCE: dict[str, Any] = {
    "theme": gr.themes.Base(
        primary_hue="indigo",
        neutral_hue="slate",
        font=_SYSTEM_FONT,
        font_mono=("ui-monospace", "Consolas", "monospace"),
    ),
    "css_paths": _PARTS / "window.css",
    "head": f"<script>{(_PARTS / 'window.js').read_text('utf-8')}</script>",
    "footer_links": [],
    "ssr_mode": False,
    "pwa": False,
    "mcp_server": False,
    "run_history": False,
    "enable_monitoring": False,
}
"""Options of the framework: how to show the page, and which of its own parts to hide."""


def build_window(assistant: Answerer, tell: Tell = str) -> gr.Blocks:
    """Return the window of an assistant. Each browser tab has a conversation of its own.

    `tell` returns the message that users see for an error.

    Its questions can also be asked by a program, at the endpoint `/ask` of Gradio's clients.
    """
    chat = gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True, fill_width=True)
    with chat:
        with gr.Row(elem_id="top"):
            gr.HTML(HEADER, elem_id="title")
            new = gr.Button("New chat", size="sm", scale=0, min_width=96, elem_id="new")
            theme = gr.Button("Light or dark", size="sm", scale=0, min_width=96, elem_id="theme")
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Chat", id="chat", elem_id="chat-tab"):
                conversation = build_chat_tab(chat, assistant, tell, new)
            with gr.Tab("Documents", id="documents", elem_id="documents-tab"):
                documents = build_documents_tab(assistant, tell)
            with gr.Tab("Figures", id="figures", elem_id="figures-tab") as figures:
                of_figures = build_figures_tab(assistant, tell, figures)
            with gr.Tab("Brief", id="brief", elem_id="brief-tab"):
                of_brief = build_brief_tab(assistant, tell)
            with gr.Tab("Check", id="check", elem_id="check-tab"):
                of_check = build_check_tab(assistant, tell)
            with gr.Tab("History", id="history", elem_id="history-tab") as history:
                build_history_tab(assistant, tell, history, tabs, conversation)

        def chosen(tab: gr.SelectData) -> tuple[Any, ...]:
            return gr.Timer(active=tab.value == "Documents"), listing_html(assistant, tell)

        def names() -> list[gr.Dropdown]:
            return [gr.Dropdown(choices=document_names(assistant))] * len(choices)

        choices = [conversation.documents, of_figures, of_brief, of_check]
        tabs.select(chosen, None, [documents.clock, documents.listing], **PRIVATE)
        gr.on([chat.load, documents.listing.change], names, None, choices, **PRIVATE)
        new.click(lambda: gr.Tabs(selected="chat"), None, tabs, **PRIVATE)
        theme.click(None, js="() => window.switchTheme()", **PRIVATE)
    return chat
