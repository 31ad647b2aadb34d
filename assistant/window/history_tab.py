"""The tab History: saved conversations, to reopen, export or delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.exporting.markdown import conversation_markdown
from assistant.printable import printable_line, to_json
from assistant.window.chat_tab import ChatTab, messages_of
from assistant.window.delivery import PRIVATE, Tell, deliver, refusal, to_download
from assistant.window.kept import book_of, is_reader, kept_turns

if TYPE_CHECKING:
    from assistant.asking.assistant import Answerer

NOTE = """<p class="note">Conversations are stored on the machine that runs this window, for this browser only.</p>"""


def build_history_tab(assistant: Answerer, tell: Tell, tab: gr.Tab, tabs: gr.Tabs, chat: ChatTab) -> None:
    """Lay out the tab and connect its events."""
    gr.HTML(NOTE, padding=False)
    kept = gr.Radio([], label="Conversations, most recent first", elem_id="conversations")
    with gr.Row(elem_id="history-actions"):
        reopen = gr.Button("Open", size="sm", variant="primary", min_width=120)
        as_markdown = gr.Button("Export as Markdown", size="sm", min_width=120)
        as_json = gr.Button("Export as JSON", size="sm", min_width=120)
        delete = gr.Button("Delete", size="sm", min_width=120)

    def listed(reader: str) -> gr.Radio:
        try:
            conversations = book_of(assistant).all(reader) if is_reader(reader) else ()
        except AssistantError as error:
            raise refusal(tell(error)) from error
        choices = [
            (f"{printable_line(each.title)} ({each.changed_at[:16].replace('T', ' ')})", each.id)
            for each in conversations
        ]
        return gr.Radio(choices=choices, value=choices[0][1] if choices else None)

    def opened(reader: str, id_: str | None) -> tuple[Any, ...]:
        if not id_ or not is_reader(reader):
            return (gr.skip(),) * 5
        try:
            turns = kept_turns(assistant, reader, id_)
        except AssistantError as error:
            raise refusal(tell(error)) from error
        return messages_of(turns), turns, id_, gr.Row(visible=True), gr.Tabs(selected="chat")

    def deleted(reader: str, id_: str | None) -> gr.Radio:
        try:
            if id_ and is_reader(reader):
                book_of(assistant).delete(reader, id_)
        except AssistantError as error:
            raise refusal(tell(error)) from error
        return listed(reader)

    def exported(reader: str, id_: str | None, kind: str) -> dict[str, str] | None:
        if not id_ or not is_reader(reader):
            return None
        try:
            conversation = book_of(assistant).read(reader, id_)
        except AssistantError as error:
            raise refusal(tell(error)) from error
        if kind == "markdown":
            text = conversation_markdown(conversation.title, conversation.answers)
            return to_download("conversation.md", text, "text/markdown")
        told = {"title": conversation.title, "answers": [answer.to_dict() for answer in conversation.answers]}
        return to_download("conversation.json", to_json(told, indent=2), "application/json")

    chosen: list[Any] = [chat.reader, kept]
    tab.select(listed, chat.reader, kept, **PRIVATE)
    reopen.click(
        opened, chosen, [chat.messages, chat.turns, chat.id, chat.actions, tabs], cancels=list(chat.asking), **PRIVATE
    ).then(None, js="() => window.showRating()", **PRIVATE)
    delete.click(deleted, chosen, kept, **PRIVATE)
    deliver(as_markdown, lambda reader, id_: exported(reader, id_, "markdown"), chosen)
    deliver(as_json, lambda reader, id_: exported(reader, id_, "json"), chosen)
