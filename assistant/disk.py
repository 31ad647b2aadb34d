"""Writes files completely or not at all, and explains errors of the file system in plain words."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import AssistantError

_FULL = "Free space on that disk"
_CLOSED = "Give this user write permission"
_NEXT = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: "Raise the file size limit",
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: _CLOSED,
    errno.ENOENT: "Check that it still exists",
    errno.ENAMETOOLONG: "Give it a shorter name",
    errno.EISDIR: "Check what is in its place",
    errno.ENOTDIR: "Check what is in its place",
    errno.EEXIST: "Check what is in its place",
    errno.EMFILE: "Raise the limit on open files (ulimit -n)",
    errno.ENFILE: "Raise the limit on open files, or close some",
}


def explanation(what: str, error: OSError, then: str) -> str:
    """Return a message: what failed, why, how to fix the cause, and `then` what to do."""
    reason = error.strerror or str(error) or type(error).__name__
    return f"{what} ({reason}). {_NEXT.get(error.errno or 0, 'Check that disk')}, then {then}."


@contextmanager
def explained(kind: type[AssistantError], what: str, then: str) -> Iterator[None]:
    """Turn any OSError into an error of class `kind`, with the message of `explanation`."""
    try:
        yield
    except OSError as error:
        raise kind(explanation(what, error, then)) from error


def write_whole(file: Path, text: str) -> None:
    """Write a text to a file, atomically if it is a regular file: it has either all of the text or its old content.

    Raises:
        OSError: it cannot be written.
    """
    target = file.resolve()
    if target.exists() and not target.is_file():
        target.write_text(text, encoding="utf-8")
    else:
        replace_file(target, text.encode())


def replace_file(target: Path, *content: bytes | memoryview) -> None:
    """Write a file atomically: after a crash, and for readers, it has either the old or the new content.

    Raises:
        OSError: the disk is full or fails; the old content is unchanged, and the temporary file was deleted.
    """
    replace_streamed(target, content)


def replace_streamed(target: Path, content: Iterable[bytes | memoryview]) -> None:
    """Do what `replace_file` does with content that is made as it is written; what making it raises leaves no trace."""
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as file:
            file.writelines(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a power failure, if the system supports it."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
