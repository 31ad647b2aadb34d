"""The one way to open a file of documents: whoever put it there may change it or mean harm, and is not waited for.

A path may lead to a pipe, a device or another file by the time it is opened. So it is opened without blocking, and
looked at again when it is open. What seems regular may still have nothing to give (`/proc/kmsg`): that is given up.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Identity = tuple[int, int]
"""What a file is, whatever it is called: its device and its number there."""

PATIENCE_S = 5.0
"""How long a file may say that it has nothing now, before it is given up."""
_PAUSE_S = 0.05
_PIECE = 1 << 20
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)


def file_identity(status: os.stat_result) -> Identity:
    """Return what file this is the status of."""
    return status.st_dev, status.st_ino


class RegularFile(io.RawIOBase):
    """A regular file, open for reading in binary. Use as a context manager."""

    def __init__(self, path: str | os.PathLike[str], identity: Identity | None = None) -> None:
        """Open the file at a path, which has to be the one of this identity where that is known.

        Raises:
            OSError: it cannot be opened, is no regular file, or is another file by now.
        """
        descriptor = os.open(path, _FLAGS)
        status = os.fstat(descriptor)
        regular = stat.S_ISREG(status.st_mode)
        if not (regular and identity in (None, file_identity(status))):
            os.close(descriptor)
            raise OSError(errno.ESTALE, "It was replaced after it was listed" if regular else "It is no regular file")
        self._file = io.FileIO(descriptor, "rb")

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def fileno(self) -> int:
        """Return its descriptor."""
        return self._file.fileno()

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read some bytes and return how many; 0 at the end.

        Raises:
            OSError: it cannot be read, or has had nothing to give for some seconds.
        """
        latest = time.monotonic() + PATIENCE_S
        while (read := self._file.readinto(buffer)) is None:
            if time.monotonic() > latest:
                raise OSError(errno.EAGAIN, f"It gave nothing to read for {PATIENCE_S:g} s")
            time.sleep(_PAUSE_S)
        return read

    def close(self) -> None:
        """Close it."""
        if hasattr(self, "_file"):
            self._file.close()
        super().close()


def pieces(path: Path, most: int, identity: Identity | None = None) -> Iterator[bytes]:
    """Yield the bytes of a regular file, some at a time.

    Raises:
        OSError: it cannot be read, is another file by now, or has more than `most` bytes (EFBIG), as one that is being
            written to or never ends.
    """
    read = 0
    with RegularFile(path, identity) as file:
        while piece := file.read(_PIECE):
            read += len(piece)
            if read > most:
                raise OSError(errno.EFBIG, f"It goes on after {most:,} bytes")
            yield piece
