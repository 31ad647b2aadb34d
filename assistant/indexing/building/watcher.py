"""Watching a corpus folder: the index is updated whenever a change is completely written."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.errors import AssistantError, DocumentError
from assistant.indexing.building.builder import IndexReport
from assistant.reading.registry import Skipped

Update = Callable[[], IndexReport]
OnUpdate = Callable[[IndexReport | AssistantError], None]

_TICK_S = 1.0
"""How often to check that the folder is still the watched one."""
_RESCAN_S = 30.0
"""How often to scan the folder without a notification: some file systems send none."""
_RETRY_S = 1.0
_STILL_S = 0.3
"""A file whose size and time are unchanged for so long counts as completely written."""
_MOST_STILL_S = 10.0
"""How long a file that keeps changing may delay the others."""


def watch(
    update: Update, corpus: Path, index: Path, tell: OnUpdate, stop: threading.Event, told: Iterable[Skipped] = ()
) -> None:
    """Update the index now and at every change, until `stop` is set.

    `tell` is called with each report that contains something new, and once with each error; errors are retried. `told`
    are problems that were already reported.
    """
    problem = ""
    told = frozenset(told)
    while not stop.is_set():
        try:
            for changed in _changes(corpus, index, stop):
                _wait_until_written(changed, stop)
                report = update()
                new = tuple(one for one in report.skipped if one not in told)
                if new or report.added or report.changed or report.moved or report.removed:
                    tell(replace(report, skipped=new))
                told = frozenset(report.skipped)
                problem = ""
        except AssistantError as error:
            if str(error) != problem:
                tell(error)
            problem = str(error)
            stop.wait(_RETRY_S)


@contextmanager
def watching(update: Update, corpus: Path, index: Path, tell: OnUpdate) -> Iterator[None]:
    """Follow the corpus on a thread while the context lasts."""
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(update, corpus, index, tell, stop), name="watcher", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)


def _changes(corpus: Path, index: Path, stop: threading.Event) -> Iterator[tuple[Path, ...]]:
    """Yield the changes: empty at first and at each scan. Ends if the folder is replaced by another.

    Raises:
        DocumentError: the folder is missing, or cannot be watched.
    """
    import watchfiles

    root = corpus.absolute()
    identity = _identity(root)
    if identity is None:
        raise DocumentError(f"The corpus folder {corpus} is missing. Waiting for it.")
    last: float | None = None
    try:
        for changes in watchfiles.watch(
            root,
            watch_filter=lambda _, path: _concerns(Path(path), root, index.absolute()),
            stop_event=stop,
            debounce=400,
            rust_timeout=int(_TICK_S * 1000),
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            if _identity(root) != identity:
                return
            if changes or last is None or time.monotonic() - last > _RESCAN_S:
                yield tuple(Path(path) for _, path in changes)
                last = time.monotonic()
    except OSError as error:
        raise DocumentError(f"The corpus folder {corpus} cannot be watched ({error}). Trying again.") from error


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _concerns(path: Path, corpus: Path, index: Path) -> bool:
    """Return whether a path may be a document: not hidden, and not in the index folder."""
    if path == index or index in path.parents:
        return False
    within = path.relative_to(corpus).parts if path.is_relative_to(corpus) else ()
    return not any(part.startswith(".") for part in within)


def _wait_until_written(paths: Iterable[Path], stop: threading.Event) -> None:
    """Wait until no file changes its size or time any more."""
    paths = tuple(paths)
    latest = time.monotonic() + _MOST_STILL_S
    before = None
    while paths and time.monotonic() < latest and not stop.is_set():
        now = [_state(path) for path in paths]
        if now == before:
            return
        before = now
        stop.wait(_STILL_S)


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
