"""The only way to open a document file: it may be changed meanwhile or be malicious, and must not block.

By the time it is opened, a path may lead to a pipe, a device or another file. So it is opened without blocking, and
checked again once open. A file that seems regular may still yield nothing (`/proc/kmsg`); it is abandoned.
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
"""The identity of a file regardless of its name: its device and inode."""

PATIENCE_S = 5.0
"""How long a file may yield nothing before it is abandoned."""
_PAUSE_S = 0.05
_PIECE = 1 << 20
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)


def file_identity(status: os.stat_result) -> Identity:
    """Return the identity of the file with this status."""
    return status.st_dev, status.st_ino


class RegularFile(io.RawIOBase):
    """A regular file, open for reading in binary. Use as a context manager."""

    def __init__(self, path: str | os.PathLike[str], identity: Identity | None = None) -> None:
        """Open the file at a path; if an identity is given, it must match.

        Raises:
            OSError: it cannot be opened, is not a regular file, or was replaced by another file.
        """
        descriptor = os.open(path, _FLAGS)
        status = os.fstat(descriptor)
        regular = stat.S_ISREG(status.st_mode)
        if not (regular and identity in (None, file_identity(status))):
            os.close(descriptor)
            found = "It was replaced after it was listed" if regular else "It is not a regular file"
            raise OSError(errno.ESTALE, found)
        self._file = io.FileIO(descriptor, "rb")

    def readable(self) -> bool:
        """Return True: it can be read."""
        return True

    def fileno(self) -> int:
        """Return its file descriptor."""
        return self._file.fileno()

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read some bytes and return how many; 0 at the end.

        Raises:
            OSError: it cannot be read, or has yielded nothing for some seconds.
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
    """Yield the bytes of a regular file in pieces.

    Raises:
        OSError: it cannot be read, was replaced by another file, or has more than `most` bytes (EFBIG), like a file
            that is being written to or never ends.
    """
    read = 0
    with RegularFile(path, identity) as file:
        while piece := file.read(_PIECE):
            read += len(piece)
            if read > most:
                raise OSError(errno.EFBIG, f"It goes on after {most:,} bytes")
            yield piece
