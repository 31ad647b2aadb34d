"""One process writes to an index at a time; the system lets go of the lock when that process dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import IndexLockedError, IndexStateError


@contextmanager
def writing(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the folder's write lock, waiting for it at most `wait` seconds.

    Raises:
        IndexLockedError: another process held it all the while.
        IndexStateError: the folder cannot be written to.
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
        raise IndexStateError(
            f"The index folder {folder} cannot be written to ({error.strerror}). Name another with --index."
        ) from error
    try:
        yield
    finally:
        lock.release()
