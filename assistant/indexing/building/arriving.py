"""Bringing files into a folder so that nobody ever sees half of one.

A file is copied under a hidden name that ends in `.arriving`, and gets its own name when it is whole. While it is
copied it is locked, and the system lets go of the lock when whoever copies dies: so what is left behind is known.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from assistant.reading.opening import RegularFile

try:
    import fcntl
except ImportError:  # on Windows, where a file that is open cannot be deleted
    fcntl = None  # type: ignore[assignment]

_BLOCK = 1 << 20
_ENDING = ".arriving"


@contextmanager
def arriving(source: Path, folder: Path) -> Iterator[Path]:
    """Copy a file into a folder under a hidden name, and give that name; it is gone at the end if it still has it.

    Raises:
        OSError: the source is no regular file or cannot be read, or the disk is full or fails.
    """
    path = folder / f".{uuid.uuid4().hex}{_ENDING}"
    try:
        with open(path, "xb") as file:
            _lock(file)
            _copy(source, file)
            yield path
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def sweep_arriving(folder: Path) -> None:
    """Delete what somebody who died was copying into a folder, as far as that is possible."""
    with suppress(OSError):
        left = [path for path in folder.iterdir() if path.name.startswith(".") and path.name.endswith(_ENDING)]
        for path in left:
            if path.is_file() and not path.is_symlink():
                with suppress(OSError), RegularFile(path) as file:
                    _lock(file)
                    path.unlink(missing_ok=True)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until nobody else replaces or removes files of a folder, and do so alone, where the system can lock it."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems do not lock folders
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def copied(source: Path, target: Path) -> None:
    """Copy a file to a place where there is none yet, with its times; nothing is left of a copy that fails.

    Raises:
        OSError: as `arriving` does.
    """
    with open(target, "xb") as file:
        try:
            _copy(source, file)
            status = source.stat()
            os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
        except BaseException:
            with suppress(OSError):
                target.unlink(missing_ok=True)
            raise


def _lock(file: IO[bytes] | RegularFile) -> None:
    """Lock an open file for as long as it is open. Raises BlockingIOError where another has."""
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _copy(source: Path, file: IO[bytes]) -> None:
    """Write what a regular file holds to another, and see to it that it is on the disk."""
    with RegularFile(source) as reading:
        while block := reading.read(_BLOCK):
            file.write(block)
    file.flush()
    os.fsync(file.fileno())
