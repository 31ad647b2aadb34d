"""Recognizing scanned pages in the background, while the rest of the documents can be searched."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.errors import AssistantError
from assistant.indexing.building.builder import IndexReport
from assistant.library.library import Library

OnRecognized = Callable[[IndexReport | AssistantError], None]
_WAITS_S = 60.0
"""How long it waits for another writer."""


@contextmanager
def recognizing(library: Library, tell: OnRecognized) -> Iterator[Callable[[IndexReport], IndexReport]]:
    """Recognize on a thread, while the context lasts, what reports say is waiting.

    Yields a function to pass each report of an update through. `tell` is called with the report once all is recognized,
    or with the error; the next report tries again.
    """
    due, over = threading.Event(), threading.Event()

    def work() -> None:
        while due.wait() and not over.is_set():
            due.clear()
            try:
                report = library.recognize(wait=_WAITS_S, stopped=over.is_set)
            except AssistantError as error:
                tell(error)
            else:
                if report is not None:
                    tell(report)

    def passed(report: IndexReport) -> IndexReport:
        if report.awaits:
            due.set()
        return report

    thread = threading.Thread(target=work, name="recognizing", daemon=True)
    thread.start()
    try:
        yield passed
    finally:
        over.set()
        due.set()
        thread.join(1)
