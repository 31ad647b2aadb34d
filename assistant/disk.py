"""What the system says when a file cannot be read or written, in our words and with what to do next."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import AssistantError
from assistant.indexing.layout import replace_file

_FULL = "Make room on that disk"
_CLOSED = "Let this user write there"
_NEXT = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: "Raise the limit on the size of files",
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: _CLOSED,
    errno.ENOENT: "See whether it is still there",
    errno.ENAMETOOLONG: "Give it a shorter name",
    errno.EISDIR: "See what lies in its place",
    errno.ENOTDIR: "See what lies in its place",
    errno.EEXIST: "See what lies in its place",
    errno.EMFILE: "Let fewer files be open at once (ulimit -n)",
    errno.ENFILE: "Let fewer files be open at once",
}


def told(what: str, error: OSError, then: str) -> str:
    """Return what could not be done, why, and what to do next: first about the cause, and `then`."""
    reason = error.strerror or str(error) or type(error).__name__
    return f"{what} ({reason}). {_NEXT.get(error.errno or 0, 'Look after that disk')}, then {then}."


@contextmanager
def explained(kind: type[AssistantError], what: str, then: str) -> Iterator[None]:
    """Raise `kind` in place of any OSError, with what `told` makes of it."""
    try:
        yield
    except OSError as error:
        raise kind(told(what, error, then)) from error


def write_whole(file: Path, text: str) -> None:
    """Write a text to a file that then holds all of it, or what it held before; to a pipe or a device as it comes.

    Raises:
        OSError: it cannot be written.
    """
    target = file.resolve()
    if target.exists() and not target.is_file():
        target.write_text(text, encoding="utf-8")
    else:
        replace_file(target, text.encode())
