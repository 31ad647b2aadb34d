"""Earlier versions of documents: removed and replaced files are kept until they are purged.

They are in the folder `.removed` of the corpus under their names, with the time of removal before the suffix:
`.removed/reports/q1.2026-03-01T10-15-30.123456Z.pdf`. If that name is too long, the file is in a folder named by the
time. So no version is overwritten, and moving one back restores it.
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

from assistant.errors import DocumentError
from assistant.indexing.building.arriving import alone_in, arriving, copied

FOLDER = ".removed"
_MOMENT = "%Y-%m-%dT%H-%M-%S.%fZ"
_WRITTEN = r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{6}Z)"
_IN_NAME = re.compile(rf"(.*)\.{_WRITTEN}((?:\.[^./]*)?)", re.DOTALL)
_IN_FOLDER = re.compile(rf"{_WRITTEN}/(.*)", re.DOTALL)
_LONGEST_NAME = 255
"""The maximum length of a name on most file systems, in bytes."""
_PLACES = 100
"""How many times are tried until a name is free, which the first one nearly always is."""


@dataclass(frozen=True, slots=True)
class Removed:
    """An earlier version: the document's name, the time of removal (UTC), its size in bytes, and its path."""

    name: str
    removed_at: datetime
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class Quota:
    """The limits of `.removed`, in bytes and in files."""

    bytes: int
    files: int


def removed_files(corpus: Path) -> tuple[Removed, ...]:
    """Return the earlier versions in a corpus, by name, the latest of each name last. Links are not followed.

    A file without a time, as earlier versions of this program left it, counts as removed when it was last changed.
    """
    kept = corpus / FOLDER
    found = []
    for folder, _, names in os.walk(kept):
        for name in names:
            path = Path(folder, name)
            with suppress(OSError):
                found.append(_described(path, path.relative_to(kept), path.lstat()))
    return tuple(sorted(found, key=lambda one: (one.name, one.removed_at, str(one.path))))


def put_aside(corpus: Path, path: Path, quota: Quota) -> tuple[str, ...]:
    """Move a file of the corpus to `.removed`, and return its new path below the corpus folder.

    Of a link, the target is kept. A file on another file system is copied, and deleted once the copy is complete.

    Raises:
        DocumentError: the quota does not allow it; nothing was changed.
        OSError: it failed, and nothing of it is left.
    """
    with alone_in(corpus):
        _check_room(corpus, path, quota)
        place = _kept(corpus, path)
        try:
            path.unlink(missing_ok=True)
        except BaseException:
            with suppress(OSError):
                place.unlink()
            _drop_empty(place.parent, corpus)
            raise
    return (place.relative_to(corpus).as_posix(),)


def bring(source: Path, corpus: Path, quota: Quota) -> tuple[str, ...]:
    """Copy a file into a corpus in one step, replacing any of its name; return where the replaced file is kept.

    A file that is already there with the same bytes is left as it is.

    Raises:
        DocumentError: what it would replace is not a file, or the quota does not allow keeping it; nothing was changed.
        OSError: it cannot be copied; nothing was changed.
    """
    target = corpus / source.name
    with arriving(source, corpus) as copy, alone_in(corpus):
        if not os.path.lexists(target):
            os.replace(copy, target)
            return ()
        if not target.is_file():
            raise DocumentError(f"{source.name} in the corpus is not a file. Move it away, or rename yours.")
        if filecmp.cmp(copy, target, shallow=False):
            return ()
        _check_room(corpus, target, quota)
        place = _kept(corpus, target)
        os.replace(copy, target)
        return (place.relative_to(corpus).as_posix(),)


def delete_versions(corpus: Path, versions: Iterable[Removed]) -> None:
    """Delete earlier versions permanently, and the folders that become empty.

    Raises:
        OSError: one cannot be deleted; those before it were.
    """
    for version in versions:
        version.path.unlink(missing_ok=True)
        _drop_empty(version.path.parent, corpus / FOLDER)


def _drop_empty(folder: Path, within: Path) -> None:
    """Delete a folder and those above it, as long as they are empty and inside `within`."""
    with suppress(OSError):  # a folder is not empty
        while folder != within and folder.is_relative_to(within):
            folder.rmdir()
            folder = folder.parent


def _described(path: Path, within: Path, status: os.stat_result) -> Removed:
    name = os.fsencode(within.as_posix()).decode("utf-8", "backslashreplace")
    removed_at = datetime.fromtimestamp(status.st_mtime, UTC)
    if found := _IN_NAME.fullmatch(name):
        name, moment = found[1] + found[3], found[2]
    elif found := _IN_FOLDER.fullmatch(name):
        name, moment = found[2], found[1]
    else:
        moment = ""
    with suppress(ValueError):
        removed_at = datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC)
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


def _kept(corpus: Path, path: Path) -> Path:
    """Keep a file under a second, unique name in `.removed`, and return that path."""
    for _ in range(_PLACES):
        place = corpus / FOLDER / _place(path.relative_to(corpus), datetime.now(UTC).strftime(_MOMENT))
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _double(path, place)
            return place
        except FileExistsError:
            continue
        except BaseException:
            _drop_empty(place.parent, corpus)
            raise
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def _place(within: Path, moment: str) -> Path:
    named = within.with_name(f"{within.stem}.{moment}{within.suffix}")
    return named if len(os.fsencode(named.name)) <= _LONGEST_NAME else Path(moment, within)


def _double(path: Path, place: Path) -> None:
    """Put a file at a second place, which must be free: as a hard link if possible, else as a copy."""
    if not path.is_symlink():
        with suppress(OSError):  # the file system has no hard links, or it is another one
            os.link(path, place)
            return
    copied(path, place)
