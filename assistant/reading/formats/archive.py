"""Zip archives: their files become members, and each one that is not extracted is reported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath, PureWindowsPath
from zipfile import ZipFile, ZipInfo

from assistant.reading.cleaning import one_line
from assistant.reading.contents import Contents, Limits, Member, UnreadableError, reading
from assistant.reading.zipped import open_zip, take

_WHAT = "a zip archive"
_LITTER = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
_UTF8_NAME = 0x800


def read_zip(data: bytes, limits: Limits) -> Contents:
    """Extract the files of an archive. Hidden files and files of the operating system are skipped silently.

    Raises:
        UnreadableError: it is damaged, of another format, too large, or contains no files.
    """
    with reading(_WHAT), open_zip(data, limits, _WHAT) as opened:
        members = tuple(_members(opened))
    if not members:
        raise UnreadableError("holds no file")
    return Contents(members=members)


def _members(opened: ZipFile) -> Iterator[Member]:
    names: set[str] = set()
    for entry in opened.infolist():
        name = _name(entry)
        parts = PurePosixPath(name).parts
        if entry.is_dir() or any(part in _LITTER or (part.startswith(".") and part != "..") for part in parts):
            continue
        if name.startswith("/") or PureWindowsPath(name).drive or ".." in parts:
            yield Member(
                one_line(name).strip("/"), b"", "has a path that leads out of the archive, and was not extracted"
            )
        elif name in names:
            yield Member(name, b"", "is in the archive more than once; the first was read")
        else:
            names.add(name)
            yield _taken(opened, entry, name)


def _taken(opened: ZipFile, entry: ZipInfo, name: str) -> Member:
    try:
        return Member(name, take(opened, entry))
    except UnreadableError as error:
        return Member(name, b"", f"{error.found}. {error.advice}")


def _name(entry: ZipInfo) -> str:
    """Return a member's name with forward slashes. Many programs write UTF-8 without declaring it."""
    name = entry.filename.replace("\\", "/")
    if not entry.flag_bits & _UTF8_NAME:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return "/".join(one_line(part) for part in name.split("/"))
