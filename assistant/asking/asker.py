"""Who asks, as far as it can be told; it goes with a question to whoever shares out the model."""

from __future__ import annotations

from contextvars import ContextVar

asker: ContextVar[str] = ContextVar("asker", default="")
"""A token and an address, or a session of the window; "" where a program asks in its own process."""
