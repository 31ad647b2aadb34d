"""The window, a thin skin over `Assistant`: `assistant/window/` has its tabs and what they show."""

from __future__ import annotations

import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import assistant as package
from assistant.errors import AssistantError, SettingsError
from assistant.window.brief_tab import build_brief_tab
from assistant.window.chat_tab import build_chat_tab, document_names
from assistant.window.delivery import PRIVATE
from assistant.window.documents_tab import build_documents_tab, listing_html
from assistant.window.figures_tab import build_figures_tab
from assistant.window.history_tab import build_history_tab
from assistant.window.page_images import PageImages

if TYPE_CHECKING:
    from assistant.assistant import Assistant

TITLE = "Grounded Assistant"
PROMISE = "Every sentence cites the sentence it rests on, or it is not shown."
HEADER = f"<header><h1>{TITLE}</h1><p>{PROMISE}</p></header>"
PARTS = Path(package.__file__).parent / "window"
SYSTEM_FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; frame-src 'none'; form-action 'self'"
)


def build_chat(assistant: Assistant) -> gr.Blocks:
    """Return the window of an assistant. Each browser tab has a conversation of its own.

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
                conversation = build_chat_tab(chat, assistant, new)
            with gr.Tab("Documents", id="documents", elem_id="documents-tab"):
                documents = build_documents_tab(assistant)
            with gr.Tab("Figures", id="figures", elem_id="figures-tab") as figures:
                of_figures = build_figures_tab(assistant, figures)
            with gr.Tab("Brief", id="brief", elem_id="brief-tab"):
                of_brief = build_brief_tab(assistant)
            with gr.Tab("History", id="history", elem_id="history-tab") as history:
                build_history_tab(assistant, history, tabs, conversation)

        def chosen(tab: gr.SelectData) -> tuple[Any, ...]:
            return gr.Timer(active=tab.value == "Documents"), listing_html(assistant)

        def names() -> list[gr.Dropdown]:
            return [gr.Dropdown(choices=document_names(assistant))] * len(choices)

        choices = [conversation.documents, of_figures, of_brief]
        tabs.select(chosen, None, [documents.clock, documents.listing], **PRIVATE)
        gr.on([chat.load, documents.listing.change], names, None, choices, **PRIVATE)
        new.click(lambda: gr.Tabs(selected="chat"), None, tabs, **PRIVATE)
        theme.click(None, js="() => window.switchTheme()", **PRIVATE)
    return chat


class LocalOnly:
    """Tells the browser to fetch nothing from anywhere but this server, whatever a page may come to contain."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and add the policy to each response."""

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Content-Security-Policy"] = POLICY
            await send(message)

        await self.app(scope, receive, send_with_policy)


def launch_options(assistant: Assistant) -> dict[str, Any]:
    """Return what `Blocks.launch` needs for the window to look right and to keep to this machine."""
    theme = gr.themes.Base(
        primary_hue="indigo", neutral_hue="slate", font=SYSTEM_FONT, font_mono=("ui-monospace", "Consolas", "monospace")
    )
    return {
        "theme": theme,
        "css_paths": PARTS / "window.css",
        "head": f"<script>{(PARTS / 'window.js').read_text('utf-8')}</script>",
        "footer_links": [],
        "share": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "run_history": False,
        "enable_monitoring": False,
        "app_kwargs": {"middleware": [Middleware(LocalOnly), Middleware(PageImages, assistant)]},
    }


def launch_chat(assistant: Assistant, host: str = "127.0.0.1", port: int = 7860, *, open_browser: bool = True) -> None:
    """Serve the chat window until it is interrupted; say on standard error where. Port 0 means any that is free.

    Raises:
        SettingsError: the port is taken, or the address cannot be listened on.
    """

    def warm_up() -> None:
        with suppress(AssistantError):  # the first question will say the same, in the window
            _ = assistant.model

    chat = build_chat(assistant)
    try:
        _, url, _ = chat.launch(
            server_name=host,
            server_port=port or _free_port(host),
            inbrowser=open_browser,
            prevent_thread_lock=True,
            quiet=True,
            max_file_size=assistant.settings.max_file_bytes,
            **launch_options(assistant),
        )
    except OSError as error:
        message = f"The chat window cannot listen on {host}:{port}: {error}. Try another: assistant chat --port 0"
        raise SettingsError(message) from error
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    sys.stderr.write(f"The chat window is at {url} (stop with Ctrl-C)\n")
    chat.block_thread()


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as server:
        return int(server.getsockname()[1])


if __name__ == "__main__":
    from assistant.__main__ import main

    sys.argv.insert(1, "chat")
    main()
