"""The tab Chat: asking, stopping, asking again, the scope of a question, and the buttons of an answer."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.exporting.markdown import answer_markdown
from assistant.printable import printable_name
from assistant.threads import on_a_thread
from assistant.types import FACETS, Answer
from assistant.window.asked_by import asked_by
from assistant.window.delivery import PRIVATE, Tell, deliver, refusal, to_copy
from assistant.window.following import EnteredQuestion, follow
from assistant.window.kept import book_of, is_reader
from assistant.window.plain import plain
from assistant.window.turns import ChatTurn, question_html, turn_html

if TYPE_CHECKING:
    from assistant.asking.assistant import Answerer
    from assistant.memory.feedback import Rating

EXAMPLES = (
    "How much will Alibaba spend on AI infrastructure, and what could go wrong?",
    "How many jobs has Quick Commerce created?",
    "What is the strategy behind quick commerce?",
)
WELCOME = """<div class="welcome"><h2>Ask your documents</h2>
<p>A small language model on this machine drafts an answer. Each sentence is checked against your documents, and every
figure must stand in the sentence it cites. What fails the check is replaced by a quotation or left out.</p>
<p>The small number after a sentence opens its source.</p></div>"""
CHOSEN = "(turns) => [turns, window.chosenTurn]"
"""The answer whose button was pressed; `window.js` records it."""

Turns = tuple[ChatTurn, ...]


@dataclass(frozen=True, slots=True)
class ChatTab:
    """What other parts of the window need from the chat.

    `reader` is the secret under which this browser's conversations are saved, `id` the id of the open conversation.
    `asking` are the events during which an answer is written.
    """

    reader: gr.BrowserState
    id: gr.State
    turns: gr.State
    messages: gr.Chatbot
    actions: gr.Row
    documents: gr.Dropdown
    asking: tuple[Any, ...]


def messages_of(turns: Sequence[ChatTurn]) -> list[gr.MessageDict]:
    """Return a conversation in the format of Gradio's chatbot."""
    messages: list[gr.MessageDict] = []
    for number, turn in enumerate(turns, start=1):
        messages.append({"role": "user", "content": question_html(turn.question)})
        messages.append({"role": "assistant", "content": list(turn_html(turn, number))})
    return messages


def _example(choice: gr.SelectData) -> str:
    return str(choice.value["text"])


def whole_answers(turns: Turns) -> list[Answer]:
    """Return the complete answers."""
    return [turn.answer for turn in turns if turn.answer and turn.is_whole]


def answer_of(turns: Turns, number: float | None) -> Answer | None:
    """Return the answer of a turn, counted from 1, if it is complete."""
    place = int(number or 0)
    return next(iter(whole_answers(turns[place - 1 : place])), None) if place > 0 else None


def document_names(assistant: Answerer) -> list[tuple[str, str]]:
    """Return the names of the documents, printable and exact; empty if there is no index."""
    try:
        return [(printable_name(document.name), document.name) for document in assistant.library.documents()]
    except AssistantError:
        return []


def _keep(assistant: Answerer, tell: Tell, reader: str, turns: Turns, id_: str) -> str:
    """Save the conversation and return its id; if that fails, the conversation continues unsaved."""
    answers = whole_answers(turns)
    if not (answers and is_reader(reader)):
        return id_
    try:
        return book_of(assistant).keep(reader, answers, id_)
    except AssistantError as error:
        gr.Warning(plain(tell(error)))
        return id_


def build_chat_tab(chat: gr.Blocks, assistant: Answerer, tell: Tell, new: gr.Button) -> ChatTab:
    """Lay out the tab and connect its events."""
    turns = gr.State(())
    replacing = gr.State(False)
    literal = gr.State(False)
    conversation = gr.State("")
    chosen = gr.Number(visible=False)
    reader = gr.BrowserState("", storage_key="assistant-reader", secret="assistant-reader")
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
    with gr.Column(elem_id="below"):
        with gr.Row(elem_id="actions"), gr.Row(visible=False) as actions:
            again = gr.Button("Ask again", size="sm", min_width=80)
            edit = gr.Button("Edit", size="sm", min_width=60)
            as_typed = gr.Button("Ask as typed", size="sm", min_width=90, visible=False)
        copy, good, bad = (gr.Button(visible="hidden", elem_id=deed) for deed in ("copy", "good", "bad"))
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
        with gr.Row(elem_id="narrow"):
            facets = gr.CheckboxGroup(
                [(facet.capitalize(), facet) for facet in FACETS],
                label="Only passages on",
                show_label=False,
                container=False,
                elem_id="facets",
            )
            with gr.Accordion("Documents and dates", open=False, elem_id="scope"):
                documents = gr.Dropdown(
                    document_names(assistant),
                    value=[],
                    multiselect=True,
                    allow_custom_value=True,  # the assistant reports an unknown name clearly
                    label="Only these documents",
                )
                after = gr.Textbox("", label="Written since (2024, 2024-05 or 2024-05-31)", max_lines=1)

    async def ask(
        asked: str,
        before: Turns,
        instead: bool,
        word_for_word: bool,
        about: list[Any],
        among: list[str],
        since: str,
        request: gr.Request,
    ) -> AsyncGenerator[tuple[Any, ...], None]:
        if not asked.strip():
            yield (gr.skip(),) * 6
            return
        if instead:
            before = before[:-1]
        earlier = tuple(turn.exchange for turn in before if not turn.problem)
        put = EnteredQuestion(
            asked, earlier, tuple(about or ()), tuple(among or ()), (since or "").strip(), word_for_word
        )
        yield (
            gr.Textbox(value="", submit_btn=False, stop_btn="Stop"),
            gr.skip(),
            gr.skip(),
            False,
            False,
            gr.Row(visible=False),
        )
        following = asked_by(request, partial(follow, assistant, put, tell=tell))
        async with aclosing(on_a_thread(following, "window")) as answering:
            async for turn in answering:
                now = (*before, turn)
                given_back = gr.Textbox(value=asked) if turn.problem else gr.skip()
                yield given_back, messages_of(now), now, gr.skip(), gr.skip(), gr.skip()

    async def settle(now: Turns, reader: str, id_: str) -> tuple[Any, ...]:
        if now and now[-1].stage:
            now = (*now[:-1], replace(now[-1], stage="", stopped=True))
        id_ = await asyncio.to_thread(_keep, assistant, tell, reader, now, id_)  # the database may be slow
        return (
            gr.Textbox(submit_btn=True, stop_btn=False),
            messages_of(now),
            now,
            gr.Row(visible=bool(now)),
            gr.Button(visible=bool(now and now[-1].was_restated)),
            id_,
        )

    def start_over() -> tuple[Any, ...]:
        return "", [], (), False, False, gr.Row(visible=False), ""

    def edited(now: Turns) -> tuple[Any, ...]:
        return now[-1].question if now else "", bool(now)

    def taken_literally(now: Turns) -> tuple[Any, ...]:
        return (*edited(now), True)

    def rate(now: Turns, number: float, rating: Rating) -> dict[str, Any] | None:
        answer = answer_of(now, number)
        if answer is None:
            return None
        try:
            assistant.memory.feedback.add(answer, rating)
        except AssistantError as error:
            raise refusal(tell(error)) from error
        return {"turn": number, "deed": "good" if rating == "up" else "bad"}

    def opened(reader: str) -> str:
        return reader if is_reader(reader) else uuid.uuid4().hex

    def copied(now: Turns, number: float) -> dict[str, str] | None:
        answer = answer_of(now, number)
        return to_copy(answer_markdown(answer)) if answer else None

    scope: list[Any] = [facets, documents, after]
    asking: dict[str, Any] = {
        "fn": ask,
        "inputs": [question, turns, replacing, literal, *scope],
        "outputs": [question, window, turns, replacing, literal, actions],
        "show_progress": "hidden",
        "concurrency_limit": None,  # the queue of the model decides who waits
    }
    typed = question.submit(**asking, api_name="ask")
    clicked = window.example_select(_example, None, question, **PRIVATE).then(**asking, api_visibility="private")
    repeated = again.click(edited, turns, [question, replacing], **PRIVATE).then(**asking, api_visibility="private")
    undone = as_typed.click(taken_literally, turns, [question, replacing, literal], **PRIVATE).then(
        **asking, api_visibility="private"
    )
    settled = [question, window, turns, actions, as_typed, conversation]
    asked = [typed, clicked, repeated, undone]
    for answered in asked:
        answered.then(settle, [turns, reader, conversation], settled, **PRIVATE)
    question.stop(None, cancels=asked, **PRIVATE)
    fresh = [question, window, turns, replacing, literal, actions, conversation]
    new.click(start_over, None, fresh, cancels=asked, **PRIVATE)
    edit.click(edited, turns, [question, replacing], **PRIVATE).then(
        None, js="() => document.querySelector('#question textarea').focus()", **PRIVATE
    )
    deliver(copy, copied, [turns, chosen], js=CHOSEN)
    deliver(good, lambda now, number: rate(now, number, "up"), [turns, chosen], js=CHOSEN)
    deliver(bad, lambda now, number: rate(now, number, "down"), [turns, chosen], js=CHOSEN)
    chat.load(opened, reader, reader, **PRIVATE)
    return ChatTab(reader, conversation, turns, window, actions, documents, tuple(asked))
