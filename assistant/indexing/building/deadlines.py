"""What is overdue is ended, by one thread for all: a timer for each would take longer than a small file does."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LONGEST_S = 3600.0
"""How long the thread sleeps at most; the system takes no wait of any length."""


class Deadlines:
    """Watches over what has to be done in time. Safe to use from threads; its own starts with the first of them."""

    def __init__(self) -> None:
        """Watch over nothing yet."""
        self._due: dict[object, tuple[float, Callable[[], None]]] = {}
        self._changed = threading.Condition()
        self._wakes_at = math.inf
        self._thread: threading.Thread | None = None

    @contextmanager
    def within(self, seconds: float, overdue: Callable[[], None]) -> Iterator[None]:
        """Call `overdue` where what is done in the context takes longer than so many seconds."""
        key, due = object(), time.monotonic() + seconds
        with self._changed:
            self._due[key] = due, overdue
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="deadlines", daemon=True)
                self._thread.start()
            elif due < self._wakes_at:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._due.pop(key, None)

    def _watch(self) -> None:
        while True:
            with self._changed:
                self._wakes_at = min((due for due, _ in self._due.values()), default=math.inf)
                left = self._wakes_at - time.monotonic()
                if left > 0:
                    self._changed.wait(min(left, _LONGEST_S))
                late = [key for key, (due, _) in self._due.items() if due <= time.monotonic()]
                overdue = [self._due.pop(key)[1] for key in late]
            for call in overdue:
                call()
