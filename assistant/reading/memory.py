"""How much memory a process that works on somebody's file may take."""

from __future__ import annotations

from contextlib import suppress


def limit_memory(memory_bytes: int) -> None:
    """Let this process take so many bytes of memory and no more, where the system can hold it to that."""
    with suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
