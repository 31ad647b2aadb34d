"""Earlier versions of documents: what was removed or replaced is kept until somebody purges it.

They lie in the folder `.removed` of the corpus, in a folder for the moment at which each was put aside, under the name
that it had: `.removed/2026-03-01T10-15-30.123456Z/reports/q1.pdf`. So none is ever overwritten, and moving one back
restores it.
"""

from __future__ import annotations

import errno
import filecmp
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.arriving import arriving, copied
from assistant.errors import DocumentError

FOLDER = ".removed"
_MOMENT = "%Y-%m-%dT%H-%M-%S.%fZ"
_MOMENT_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{6}Z")
_PLACES = 100
"""How many moments are tried for a place that nobody else has, which the first one nearly always is."""


@dataclass(frozen=True, slots=True)
class Removed:
    """An earlier version: the name that the document had, when it was put aside (UTC), its bytes, and where it lies."""

    name: str
    removed_at: datetime
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class Quota:
    """How much `.removed` may hold, in bytes and in files."""

    bytes: int
    files: int


def removed_files(corpus: Path) -> tuple[Removed, ...]:
    """Return what is kept of a corpus, by name, each name's latest last. Links are not followed.

    What lies there without a moment, as versions of this program before left it, was put aside when it last changed.
    """
    kept = corpus / FOLDER
    found = []
    for folder, _, names in os.walk(kept):
        for name in names:
            path = Path(folder, name)
            with suppress(OSError):
                found.append(_described(path, path.relative_to(kept), path.lstat()))
    return tuple(sorted(found, key=lambda one: (one.name, one.removed_at, str(one.path))))


def put_aside(corpus: Path, path: Path, quota: Quota, *, leave: bool) -> str:
    """Keep a file of the corpus in `.removed`, and return where, below the corpus folder, with forward slashes.

    The file goes there, or, with `leave`, stays where it is, too, so that it can be replaced in one step. Of a link
    what it leads to is kept. A file on another file system is copied, and leaves when the copy is whole.

    Raises:
        DocumentError: the quota does not allow it; nothing was done.
        OSError: it cannot be done; what was begun is gone.
    """
    _check_room(corpus, path, quota)
    place = _new_place(corpus, path.relative_to(corpus))
    try:
        if leave:
            _double(path, place)
        else:
            _move(path, place)
    except BaseException:
        with suppress(OSError):
            for folder in (place.parent, *place.parent.parents):
                if folder == corpus:
                    break
                folder.rmdir()
        raise
    return place.relative_to(corpus).as_posix()


def bring(source: Path, corpus: Path, quota: Quota) -> tuple[str, ...]:
    """Copy a file into a corpus, in place of any of its name, in one step; return where what it replaced is kept.

    A file that is there already, byte for byte, is left as it is.

    Raises:
        DocumentError: what it would replace is no file, or the quota does not allow keeping it; nothing was changed.
        OSError: it cannot be copied; nothing was changed.
    """
    target = corpus / source.name
    with arriving(source, corpus) as copy:
        if not os.path.lexists(target):
            os.replace(copy, target)
            return ()
        if not target.is_file():
            raise DocumentError(f"{source.name} is no file among the documents. Move that away, or rename yours.")
        if filecmp.cmp(copy, target, shallow=False):
            return ()
        kept = put_aside(corpus, target, quota, leave=True)
        os.replace(copy, target)
        return (kept,)


def purge(corpus: Path, versions: Iterable[Removed]) -> None:
    """Delete earlier versions for good, and folders that are empty then.

    Raises:
        OSError: one cannot be deleted; those before it are gone.
    """
    kept = corpus / FOLDER
    for version in versions:
        version.path.unlink(missing_ok=True)
        for folder in version.path.parents:
            if folder == kept or not folder.is_relative_to(kept):
                break
            try:
                folder.rmdir()
            except OSError:  # it is not empty
                break


def _described(path: Path, within: Path, status: os.stat_result) -> Removed:
    removed_at = datetime.fromtimestamp(status.st_mtime, UTC)
    if len(within.parts) > 1 and _MOMENT_WRITTEN.fullmatch(within.parts[0]):
        with suppress(ValueError):
            removed_at = datetime.strptime(within.parts[0], _MOMENT).replace(tzinfo=UTC)
            within = Path(*within.parts[1:])
    name = os.fsencode(within.as_posix()).decode("utf-8", "backslashreplace")
    return Removed(name, removed_at, status.st_size, path)


def _check_room(corpus: Path, path: Path, quota: Quota) -> None:
    kept = removed_files(corpus)
    files, size = len(kept) + 1, sum(one.size for one in kept) + path.stat().st_size
    over = f"{files} files" if files > quota.files else f"{size} bytes" if size > quota.bytes else ""
    if over:
        setting = "FILES" if files > quota.files else "BYTES"
        raise DocumentError(
            f"{path.name} stays as it is: with its earlier version the folder {FOLDER} of the documents would hold"
            f" {over}, more than ASSISTANT_REMOVED_{setting} allows. `assistant purge` lists what is kept there and"
            " deletes what you name; or raise the setting."
        )


def _new_place(corpus: Path, within: Path) -> Path:
    """Return a path for a file in a folder of this moment, which is made and nobody else's."""
    (corpus / FOLDER).mkdir(exist_ok=True)
    for _ in range(_PLACES):
        folder = corpus / FOLDER / datetime.now(UTC).strftime(_MOMENT)
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        place = folder / within
        place.parent.mkdir(parents=True, exist_ok=True)
        return place
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def _double(path: Path, place: Path) -> None:
    if not path.is_symlink():
        try:
            os.link(path, place)
        except OSError:  # the file system has no hard links, or it is another one
            copied(path, place)
    else:
        copied(path, place)


def _move(path: Path, place: Path) -> None:
    if not path.is_symlink():
        try:
            os.rename(path, place)
            return
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
    copied(path, place)
    try:
        path.unlink()
    except OSError:
        place.unlink(missing_ok=True)
        raise
