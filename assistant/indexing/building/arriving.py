"""Copying files into a folder atomically, so that nobody ever sees a partial file.

A file is copied under a hidden name that ends in `.arriving`, and renamed when it is complete. It is locked while it is
copied, and the system releases the lock if the process dies, so leftovers can be recognised.
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
except ImportError:  # on Windows, where an open file cannot be deleted
    fcntl = None  # type: ignore[assignment]  # a module is no None

_BLOCK = 1 << 20
_ENDING = ".arriving"


@contextmanager
def arriving(source: Path, folder: Path) -> Iterator[Path]:
    """Copy a file into a folder under a hidden name, and yield that name; it is deleted at the end unless renamed.

    Raises:
        OSError: the source is not a regular file or cannot be read, or the disk is full or failing.
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
    """Delete what a dead process was copying into a folder, as far as possible."""
    with suppress(OSError):
        left = [path for path in folder.iterdir() if path.name.startswith(".") and path.name.endswith(_ENDING)]
        for path in left:
            if path.is_file() and not path.is_symlink():
                with suppress(OSError), RegularFile(path) as file:
                    _lock(file)
                    path.unlink(missing_ok=True)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the exclusive right to replace or remove files of a folder, if the system can lock it."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems cannot lock folders
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def copied(source: Path, target: Path) -> None:
    """Copy a file with its times to a new place; a failed copy leaves nothing behind.

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
    """Lock an open file until it is closed. Raises BlockingIOError if another process holds the lock."""
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _copy(source: Path, file: IO[bytes]) -> None:
    """Write the content of a regular file to another, and sync it to disk."""
    with RegularFile(source) as reading:
        while block := reading.read(_BLOCK):
            file.write(block)
    file.flush()
    os.fsync(file.fileno())
