"""The chat window, a thin skin over `Assistant`: `chat_turns` follows a question, `chat_view` shows it."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import assistant as package
from assistant.chat_turns import follow, on_a_thread
from assistant.chat_view import Turn, documents_html, question_html, turn_html
from assistant.errors import AssistantError, SettingsError

if TYPE_CHECKING:
    from assistant.assistant import Assistant

TITLE = "Grounded Assistant"
PROMISE = "Every sentence cites the sentence it rests on, or it is not shown."
EXAMPLES = (
    "How much will Alibaba spend on AI infrastructure, and what could go wrong?",
    "How fast is the cloud business growing, and why?",
    "What is the strategy behind quick commerce?",
)
WELCOME = """<div class="welcome"><h2>Ask your documents</h2>
<p>A small language model on this machine drafts an answer. Each sentence is tested against your documents, and every
figure has to stand in the sentence it cites. What fails the test is quoted instead, or left out.</p>
<p>The small number behind a sentence opens its source.</p></div>"""
HEADER = f"<header><h1>{TITLE}</h1><p>{PROMISE}</p></header>"
NO_DOCUMENTS = "There are none yet. Put documents into the corpus folder, then run: assistant index"
QUESTIONS_AT_ONCE = 16
STYLE = Path(package.__file__).with_name("chat.css")
SYSTEM_FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
# Following a link into a closed source opens it; browsers that do not do so by themselves are helped.
OPEN_CITED_SOURCE = """<script>document.addEventListener("click", (event) => {
  const number = event.target.closest && event.target.closest("a.cite");
  const cited = number && document.getElementById(number.hash.slice(1));
  if (cited) cited.closest("details").open = true;
});</script>"""
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; frame-src 'none'; form-action 'self'"
)


def _messages(turns: Sequence[Turn]) -> list[gr.MessageDict]:
    messages: list[gr.MessageDict] = []
    for number, turn in enumerate(turns, start=1):
        messages.append({"role": "user", "content": question_html(turn.question)})
        messages.append({"role": "assistant", "content": list(turn_html(turn, number))})
    return messages


def _documents(assistant: Assistant) -> str:
    """Return the list of documents as it is now, or why there is none."""
    try:
        documents = [(document.name, document.title) for document in assistant.documents()]
    except AssistantError as error:
        return documents_html((), str(error))
    return documents_html(documents, NO_DOCUMENTS)


def _example(choice: gr.SelectData) -> str:
    return str(choice.value["text"])


def build_chat(assistant: Assistant) -> gr.Blocks:
    """Return the chat window of an assistant. Each browser tab has a conversation of its own.

    Its questions can also be asked by a program, at the endpoint `/ask` of Gradio's clients.
    """
    chat = gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True, fill_width=True)
    with chat:
        turns = gr.State(())
        with gr.Row(elem_id="top"):
            gr.HTML(HEADER, elem_id="title")
            documents = gr.HTML(elem_id="documents")
            new = gr.Button("New chat", size="sm", scale=0, min_width=96, elem_id="new")
        window = gr.Chatbot(
            label="Conversation",
            show_label=False,
            container=False,
            scale=1,
            height="100%",
            elem_id="conversation",
            placeholder=WELCOME,
            examples=[{"text": example} for example in EXAMPLES],
            latex_delimiters=[],
            allow_tags=False,
            buttons=[],
            feedback_options=None,
            layout="bubble",
        )
        question = gr.Textbox(
            label="Question",
            show_label=False,
            container=False,
            placeholder="Ask about your documents…",
            lines=1,
            max_lines=6,
            autofocus=True,
            submit_btn=True,
            elem_id="question",
        )

        async def ask(asked: str, before: tuple[Turn, ...]) -> AsyncGenerator[tuple[Any, ...], None]:
            if not asked.strip():
                yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
                return
            history = [turn.understood for turn in before if not turn.problem]
            listed = await asyncio.to_thread(_documents, assistant)
            yield gr.Textbox(value="", submit_btn=False, stop_btn="Stop"), gr.skip(), gr.skip(), listed
            async with aclosing(on_a_thread(lambda stopped: follow(assistant, asked, history, stopped))) as answering:
                async for turn in answering:
                    now = (*before, turn)
                    given_back = gr.Textbox(value=asked) if turn.problem else gr.skip()
                    yield given_back, _messages(now), now, gr.skip()

        async def settle(now: tuple[Turn, ...]) -> tuple[Any, ...]:
            if now and now[-1].doing:
                now = (*now[:-1], replace(now[-1], doing="", stopped=True))
            return gr.Textbox(submit_btn=True, stop_btn=False), _messages(now), now

        async def start_over() -> tuple[Any, ...]:
            return "", [], ()

        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
        asking: dict[str, Any] = {
            "fn": ask,
            "inputs": [question, turns],
            "outputs": [question, window, turns, documents],
            "show_progress": "hidden",
            "concurrency_limit": QUESTIONS_AT_ONCE,
            "concurrency_id": "questions",
        }
        typed = question.submit(**asking, api_name="ask")
        clicked = window.example_select(_example, None, question, **private).then(**asking, api_visibility="private")
        for answered in (typed, clicked):
            answered.then(settle, turns, [question, window, turns], **private)
        question.stop(None, cancels=[typed, clicked], **private)
        new.click(start_over, None, [question, window, turns], cancels=[typed, clicked], **private)
        chat.load(lambda: _documents(assistant), None, documents, **private)
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


def launch_options() -> dict[str, Any]:
    """Return what `Blocks.launch` needs for the window to look right and to keep to this machine."""
    theme = gr.themes.Base(
        primary_hue="indigo", neutral_hue="slate", font=SYSTEM_FONT, font_mono=("ui-monospace", "Consolas", "monospace")
    )
    return {
        "theme": theme,
        "css_paths": STYLE,
        "head": OPEN_CITED_SOURCE,
        "footer_links": [],
        "share": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "run_history": False,
        "enable_monitoring": False,
        "app_kwargs": {"middleware": [Middleware(LocalOnly)]},
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
            **launch_options(),
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
