"""Memory that was freed goes back to the system; the C library keeps what many small objects took."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def release_memory() -> None:
    """Give back what is free, where the C library can (glibc)."""
    with suppress(OSError, TypeError, AttributeError):  # of other libraries and systems
        ctypes.CDLL(None).malloc_trim(0)
