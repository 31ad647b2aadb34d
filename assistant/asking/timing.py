"""Where a question spends its time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stopwatch:
    """Adds up the seconds of named stages, and tells of each when it begins."""

    def __init__(self, begins: Callable[[str], None] = lambda _: None) -> None:
        self._begins = begins
        self._started = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time inside the block towards a stage."""
        self._begins(name)
        started = time.perf_counter()
        try:
            yield
        finally:
            self._stages[name] = self._stages.get(name, 0.0) + time.perf_counter() - started

    def seconds(self) -> dict[str, float]:
        """Return the seconds of each stage so far, in the order they began, and of all of it as `total`."""
        times = {**self._stages, "total": time.perf_counter() - self._started}
        return {name: round(value, 4) for name, value in times.items()}
