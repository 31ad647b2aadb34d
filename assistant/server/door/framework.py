"""Gradio, mounted and kept small: the only module that uses its private interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from assistant.server.door.sessions import MOST
from assistant.window.page import APPEARANCE

if TYPE_CHECKING:
    import gradio as gr

EVENTS_WAITING = 200
"""How many events of all windows may wait; questions wait in our own queue behind it."""


class Framework:
    """A window as an ASGI application, and the state that it keeps for its sessions."""

    def __init__(self, window: gr.Blocks) -> None:
        """Mount a window at the root of an application of its own."""
        import gradio as gr

        window.state_session_capacity = MOST + 1  # if a session resumes after it was dropped here
        window.queue(max_size=EVENTS_WAITING)
        self.app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        gr.mount_gradio_app(self.app, window, "/", show_error=False, max_file_size=1, **APPEARANCE)
        self._queue = window._queue
        self._queue.ANALYTICS_MAX_EVENTS = 0  # Gradio would compute analytics with pandas at every event
        self._states = window.state_holder
        self.inputs = {number: len(each.inputs) for number, each in window.fns.items() if each.fn is not None}
        """The number of inputs of each event, by event number."""

    def unfetched(self, session: str) -> int:
        """Return how many events of a session are running or have an unfetched result."""
        return len(self._queue.pending_event_ids_session.get(session, ()))

    async def drop_results(self, session: str) -> None:
        """Cancel the pending events of a session and drop its unfetched results."""
        await self._queue.clean_events(session_hash=session)
        self._queue.pending_event_ids_session.pop(session, None)
        self._queue.pending_messages_per_session.pop(session, None)

    async def forget(self, session: str) -> None:
        """Drop all state of a session."""
        await self.drop_results(session)
        self._states.session_data.pop(session, None)
        self._states.time_last_used.pop(session, None)
