"""Follow a corpus folder: whenever something in it changes, and is wholly written, the index is brought up to it."""

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
Tell = Callable[[IndexReport | AssistantError], None]

_TICK_S = 1.0
"""How often it is looked whether the folder is still the one that is watched."""
_RESCAN_S = 30.0
"""How often the folder is looked through without being told of a change: some file systems tell of none."""
_RETRY_S = 1.0
_STILL_S = 0.3
"""A file of which size and time stay for so long is taken to be wholly written."""
_MOST_STILL_S = 10.0
"""For how long a file that never stands still keeps the others waiting."""


def follow(
    update: Update, corpus: Path, index: Path, tell: Tell, stop: threading.Event, told: Iterable[Skipped] = ()
) -> None:
    """Bring the index up to the corpus now and at every change, until `stop` is set.

    `tell` is given each report that says something new, and each error, once; after an error it is tried again.
    `told` are problems that need not be told any more.
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
def following(update: Update, corpus: Path, index: Path, tell: Tell) -> Iterator[None]:
    """Follow the corpus in a thread for as long as the context lasts."""
    stop = threading.Event()
    thread = threading.Thread(target=follow, args=(update, corpus, index, tell, stop), name="watcher", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)


def _changes(corpus: Path, index: Path, stop: threading.Event) -> Iterator[tuple[Path, ...]]:
    """Yield what changed: nothing at first and at each rescan. Ends where the folder is not the same any more.

    Raises:
        DocumentError: the folder is not there, or cannot be watched.
    """
    from watchfiles import watch

    root = corpus.absolute()
    identity = _identity(root)
    if identity is None:
        raise DocumentError(f"The corpus folder {corpus} is not there. It is waited for.")
    last: float | None = None
    try:
        for changes in watch(
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
        raise DocumentError(f"The corpus folder {corpus} cannot be watched ({error}). It is tried again.") from error


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _concerns(path: Path, corpus: Path, index: Path) -> bool:
    """Say whether a path may be that of a document: not hidden, and not the index's own."""
    if path == index or index in path.parents:
        return False
    within = path.relative_to(corpus).parts if path.is_relative_to(corpus) else ()
    return not any(part.startswith(".") for part in within)


def _wait_until_written(paths: Iterable[Path], stop: threading.Event) -> None:
    """Wait until no file changes size or time any more."""
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
