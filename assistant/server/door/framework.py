"""The window's framework, mounted and kept small: the one place that touches what Gradio does not publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from assistant.server.door.sessions import MOST
from assistant.window.page import APPEARANCE

if TYPE_CHECKING:
    import gradio as gr

EVENTS_WAITING = 200
"""How many events of all windows may wait; questions wait in a queue of our own behind it."""


class Framework:
    """A window as an ASGI application, and what it keeps of its sessions."""

    def __init__(self, window: gr.Blocks) -> None:
        """Mount a window at the root of an application of its own."""
        import gradio as gr

        window.state_session_capacity = MOST + 1  # should one be begun again after it was forgotten here
        window.queue(max_size=EVENTS_WAITING)
        self.app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        gr.mount_gradio_app(self.app, window, "/", show_error=False, max_file_size=1, **APPEARANCE)
        self._queue = window._queue
        self._queue.ANALYTICS_MAX_EVENTS = 0  # it would count them, with pandas, at every event
        self._states = window.state_holder
        self.inputs = {number: len(each.inputs) for number, each in window.fns.items() if each.fn is not None}
        """How many values each event takes, by its number."""

    def unfetched(self, session: str) -> int:
        """Return how many events of a session are running, or have a result that nobody fetched."""
        return len(self._queue.pending_event_ids_session.get(session, ()))

    async def drop_results(self, session: str) -> None:
        """Stop what a session waits for, and let go of what it did not fetch."""
        await self._queue.clean_events(session_hash=session)
        self._queue.pending_event_ids_session.pop(session, None)
        self._queue.pending_messages_per_session.pop(session, None)

    async def forget(self, session: str) -> None:
        """Let go of all that is kept of a session."""
        await self.drop_results(session)
        self._states.session_data.pop(session, None)
        self._states.time_last_used.pop(session, None)
