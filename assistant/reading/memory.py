"""Limits the memory of a process that works on a file."""

from __future__ import annotations

from contextlib import suppress


def limit_memory(memory_bytes: int) -> None:
    """Limit the memory of this process to this many bytes, if the system supports it."""
    with suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
