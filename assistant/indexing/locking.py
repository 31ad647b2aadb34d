"""One process writes to an index at a time; the system releases the lock if that process dies.

The next process that gets the lock first deletes what a dead one left, so that a disk it filled has room again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.disk import explanation
from assistant.errors import IndexLockedError, UnwritableIndexError
from assistant.indexing.layout import sweep_leftovers


@contextmanager
def writing(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the folder's write lock, waiting for it at most `wait` seconds.

    Raises:
        IndexLockedError: another process held it all the time.
        UnwritableIndexError: the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock")
        lock.acquire(timeout=wait)
    except Timeout as error:
        waited = f" It was still writing after {wait:g} s." if wait else ""
        raise IndexLockedError(
            f"Another process is writing to the index {folder}.{waited} Try again when it is done, or wait for it:"
            " `assistant index --wait 600`."
        ) from error
    except OSError as error:
        what = f"The index folder {folder} cannot be written to"
        raise UnwritableIndexError(explanation(what, error, "try again, or name another with --index")) from error
    try:
        with suppress(OSError):  # what cannot be deleted now does no harm
            sweep_leftovers(folder)
        yield
    finally:
        lock.release()
